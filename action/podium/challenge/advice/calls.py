"""What the modules of an EvalAI script install and start, and what they fetch, as far as their
literal calls tell: nothing of them is run."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

_INSTALL = re.compile(r"(^|_)install($|_)")
_PIP = re.compile(r"\b(?:pip3?|conda)\s+install\s+(.*)", re.DOTALL)
_JAVA = re.compile(r"(?:^|[\s;&|(])(?:/\S*/)?java\s+-")
# Functions by which a program is started, or its place is asked for.
_STARTERS = frozenset({"run", "call", "check_call", "check_output", "Popen", "system", "popen"}) | {
    "getoutput",
    "getstatusoutput",
    "which",
}
# Calls that need a network, by the ends of their names.
_FETCHES = frozenset(
    {"nltk.download", "wget.download", "gdown.download", "spacy.cli.download", "evaluate.load"}
    | {"urlopen", "urlretrieve", "requests.get", "requests.post", "requests.put"}
    | {"requests.request", "requests.Session", "HTTPConnection", "HTTPSConnection", "ftplib.FTP"}
    | {"socket.create_connection", "socket.gethostbyname", "load_dataset", "hub.load"}
    | {"hf_hub_download", "snapshot_download", "load_state_dict_from_url"}
)
# Programs that need one, where a shell starts them.
_FETCHERS = re.compile(
    r"(?:^|[;&|]\s*)\s*(?:sudo\s+)?"
    r"(wget|curl|git clone|apt(?:-get)?(?:\s+-\S+)* (?:install|update))\b"
)
# Options of pip that take a word of their own.
_WITH_A_WORD = frozenset({"-i", "--index-url", "--extra-index-url", "-f", "--find-links", "-t"}) | {
    "-c",
    "-n",
    "-r",
    "--requirement",
}
# What a text has where it is not literal.
_UNKNOWN = "\0"
_VERSION = re.compile(r"[\d.*]+")
_KEYWORD = re.compile(r"pack|pkg|req|name|module|lib|dep")


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a module of the package, its path relative to the package."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Install:
    """Something that a script would have pip install: a line of a ``requirements.txt``."""

    requirement: str
    place: Place


@dataclass(frozen=True, slots=True)
class Fetch:
    """A call that needs a network, by the name of what is called."""

    name: str
    place: Place


Words = Mapping[str, list[str]]


def find_installs(tree: ast.Module, path: str, modules: Mapping[str, str]) -> Iterator[Install]:
    """EvalAI's documents teach ``install("x==1")``; others call pip by themselves. ``modules`` are
    the texts of the package's modules by their paths in it."""
    words = _named_words(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for requirement in _requirements(node, words, modules):
                yield Install(requirement, Place(path, node.lineno))


def find_java(tree: ast.Module, path: str) -> Iterator[Place]:
    """Where a Java runtime is started or looked for."""
    for node in ast.walk(tree):
        match node:
            case ast.List(elts=[ast.Constant(value=str(name)), *_]) if _is_java(name):
                yield Place(path, node.lineno)
            case ast.Call(func=called, args=[ast.Constant(value=str(name)), *_]) if (
                _is_java(name) and _last_name(called) in _STARTERS
            ):
                yield Place(path, node.lineno)
            case ast.Constant(value=str(text)) if _JAVA.search(text):
                yield Place(path, node.lineno)


def find_fetches(tree: ast.Module, path: str) -> Iterator[Fetch]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if any(name == end or name.endswith(f".{end}") for end in _FETCHES):
            yield Fetch(name, Place(path, node.lineno))
        elif _last_name(node.func) in _STARTERS:
            text = " ".join(text for argument in node.args for text in _texts(argument, {}))
            if fetcher := _FETCHERS.search(text):
                yield Fetch(" ".join(fetcher[1].split()), Place(path, node.lineno))


def _is_java(name: str) -> bool:
    return PurePosixPath(name).name == "java"


def _last_name(called: ast.expr) -> str:
    return ast.unparse(called).rpartition(".")[2]


def _requirements(call: ast.Call, words: Words, modules: Mapping[str, str]) -> Iterator[str]:
    name = _last_name(call.func)
    arguments = [*call.args]
    if _INSTALL.search(name):
        arguments += [one.value for one in call.keywords if one.arg and _KEYWORD.search(one.arg)]
    given = [text for argument in arguments for text in _texts(argument, words)]
    if (pip := _PIP.search(" ".join(given))) is not None:
        found = _of_command(pip[1])
    elif "install" in given[:2] and ("main" in name or "pip" in name):  # pip.main(["install", …])
        found = _of_command(" ".join(given[given.index("install") + 1 :]))
    elif _INSTALL.search(name):
        found = (_of_folder(text, name, modules) for text in given)
    else:
        return
    for one in found:
        requirement = _known(one)
        if requirement and not _VERSION.fullmatch(requirement):
            yield requirement


def _known(requirement: str) -> str:
    """Without a version that is not literal; empty where the name is not to its end, which would be
    another's."""
    before, unknown, _ = requirement.partition(_UNKNOWN)
    name = re.split(r"[=<>~!\[ ]", before)[0]
    if not unknown:
        return requirement
    return name if len(name) < len(before) else ""


def _of_folder(text: str, name: str, modules: Mapping[str, str]) -> str:
    folder = text.strip("./")
    is_own = any(module.startswith(f"{folder}/") for module in modules)
    return f"./{folder}" if is_own and "local" in name else text


def _of_command(rest: str) -> Iterator[str]:
    try:
        words = iter(shlex.split(rest))
    except ValueError:
        return
    for word in words:
        if word in _WITH_A_WORD:
            next(words, None)
        elif word in (";", "&&", "||", "|"):
            return
        elif not word.startswith("-") and not word.endswith(".txt"):
            yield word


def _texts(node: ast.expr, words: Words) -> list[str]:
    """The literal texts of an argument, or of what it is a name of."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            return [text for element in elements for text in _texts(element, words)]
        case ast.Starred(value=value):
            return _texts(value, words)
        case ast.BinOp(op=ast.Add(), left=ast.Constant() | ast.JoinedStr() as left, right=right):
            return [_text(left, words) + _text(right, words)]
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return [*_texts(left, words), *_texts(right, words)]
        case ast.Name(id=name):
            return words.get(name, [])
        case ast.JoinedStr(values=parts):
            return ["".join(_text(part, words) for part in parts)]
        case ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str(text)), right=right):
            given = right.elts if isinstance(right, ast.Tuple) else [right]
            return [_filled(re.split(r"%[sdr]", text), [_text(one, words) for one in given])]
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")):
            filling = [_text(one, words) for one in node.args]
            return [_filled(re.split(r"\{[^{}]*\}", text), filling)]
        case (
            ast.Call(func=ast.Attribute(value=value, attr="split"))
            | ast.Call(func=ast.Attribute(value=ast.Name(id="shlex"), attr="split"), args=[value])
        ):
            return _texts(value, words)
    return []


def _text(node: ast.expr, words: Words) -> str:
    value = node.value if isinstance(node, ast.FormattedValue) else node
    texts = _texts(value, words)
    return texts[0] if len(texts) == 1 else _UNKNOWN


def _filled(parts: list[str], filling: list[str]) -> str:
    """Parts of a text with what comes between them, as far as all of it is known."""
    if len(filling) != len(parts) - 1:
        return _UNKNOWN.join(parts)
    return "".join(text for pair in zip(parts, [*filling, ""], strict=True) for text in pair)


def _named_words(tree: ast.Module) -> dict[str, list[str]]:
    """Names of literal texts and lists of them, and of what runs through one in a loop."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.List() | ast.Tuple() | ast.Set() | ast.Constant() as value,
            ):
                found[name] = [*found.get(name, []), *_texts(value, {})]
    for node in ast.walk(tree):
        match node:
            case ast.For(target=ast.Name(id=name), iter=listed):
                found[name] = _texts(listed, found)
            case ast.For(target=ast.Tuple(elts=[ast.Name(id=first), ast.Name(id=second)])):
                pairs = list(_pairs(node.iter))
                found[first] = [text for one, _ in pairs for text in _texts(one, {})]
                found[second] = [text for _, one in pairs for text in _texts(one, {})]
    return found


def _pairs(node: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Dict(keys=keys, values=values), attr="items")):
            yield from ((key, value) for key, value in zip(keys, values, strict=True) if key)
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            for element in elements:
                if isinstance(element, ast.Tuple) and len(element.elts) == 2:
                    yield element.elts[0], element.elts[1]
