"""What the modules of an EvalAI script import, install and start, as far as reading them tells:
nothing of them is run."""

from __future__ import annotations

import ast
import re
import shlex
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

PACKAGE = "evaluation_script"
_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
_INSTALL = re.compile(r"(^|_)install($|_)")
_PIP = re.compile(r"\bpip3?\s+install\s+(.*)", re.DOTALL)
_JAVA = re.compile(r"\s*java\s+-")
# Calls that need a network, by the ends of their names.
_FETCHES = frozenset(
    {"nltk.download", "wget.download", "gdown.download", "request.urlopen", "request.urlretrieve"}
    | {"requests.get", "requests.post", "requests.put", "requests.request", "load_dataset"}
    | {"hf_hub_download", "snapshot_download", "hub.load", "load_state_dict_from_url"}
)
# No longer of the standard library, and on PyPI nobody's or a stranger's.
_GONE = frozenset(
    {"aifc", "asynchat", "asyncore", "audioop", "cPickle", "cgi", "cgitb", "chunk", "crypt"}
    | {"distutils", "imghdr", "imp", "lib2to3", "mailcap", "msilib", "nis", "nntplib", "pipes"}
    | {"smtpd", "sndhdr", "spwd", "sunau", "telnetlib", "urllib2", "uu", "xdrlib"}
)
# Options of pip that take a word of their own.
_WITH_A_WORD = frozenset({"-i", "--index-url", "--extra-index-url", "-f", "--find-links", "-t"})


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a module of the package, its path relative to the package."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Import:
    """``module`` is the first part of its name. ``near`` is what to do where a module of that name
    lies beside it, or beside the package; empty where none does."""

    module: str
    place: Place
    near: str = ""


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


@dataclass(frozen=True, slots=True)
class Reading:
    """``imports`` are those that must succeed and are of neither the standard library nor the
    package; ``java`` where a Java runtime is started."""

    imports: tuple[Import, ...]
    installs: tuple[Install, ...]
    java: tuple[Place, ...]
    fetches: tuple[Fetch, ...]


def read_package(modules: Mapping[str, str], outside: Collection[str] = ()) -> Reading:
    """``modules`` are the texts of a package's ``.py`` files by their paths in it, ``outside`` the
    names of modules that lie beside the package. What is not Python, as far as the Python at hand
    can tell, is passed over."""
    trees = {path: tree for path in sorted(modules) if (tree := _parse(modules[path])) is not None}
    changes = {path: line for path, tree in trees.items() if (line := _changes_path(tree))}
    imports: list[Import] = []
    installs: list[Install] = []
    java: list[Place] = []
    fetches: list[Fetch] = []
    for path, tree in trees.items():
        for node in _imports(tree.body):
            for found in _named(node, path, modules, outside):
                # Where modules are looked for may have been changed before: here, or elsewhere.
                may_be_found = any(
                    other != path or line < node.lineno for other, line in changes.items()
                )
                if not (found.near and may_be_found):
                    imports.append(found)
        installs += _installs(tree, path, modules)
        java += [Place(path, line) for line in _java(tree)]
        fetches += [Fetch(name, Place(path, line)) for name, line in _fetches(tree)]
    return Reading(tuple(imports), tuple(installs), tuple(java), tuple(fetches))


def _parse(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _imports(body: list[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports that must succeed: not those that a script can do without, or never comes to."""
    for node in body:
        match node:
            case ast.Import() | ast.ImportFrom():
                yield node
            case ast.Try() if any(map(_catches_imports, node.handlers)):
                yield from _imports(node.finalbody)
            case ast.If() if _is_aside(node.test):
                yield from () if _asks_for_version(node.test) else _imports(node.orelse)
            case _:
                for name in ("body", "orelse", "finalbody", "handlers", "cases"):
                    inner = getattr(node, name, [])
                    yield from _imports(inner if isinstance(inner, list) else [])


def _catches_imports(handler: ast.ExceptHandler) -> bool:
    caught = handler.type
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(one is None or ast.unparse(one) in _IMPORT_ERRORS for one in names)


def _is_aside(test: ast.expr) -> bool:
    """What is for a type checker, for who starts the module, for nobody, or for another Python."""
    text = ast.unparse(test)
    return (
        text.endswith("TYPE_CHECKING")
        or "__name__" in text
        or text in ("False", "0")
        or _asks_for_version(test)
    )


def _asks_for_version(test: ast.expr) -> bool:
    return "sys.version" in ast.unparse(test)


def _named(
    node: ast.Import | ast.ImportFrom,
    path: str,
    modules: Mapping[str, str],
    outside: Collection[str],
) -> Iterator[Import]:
    place = Place(path, node.lineno)
    if isinstance(node, ast.ImportFrom):
        statements = [] if node.level or not node.module else [(node.module, node)]
    else:
        statements = []
        for alias in node.names:
            parent, _, last = alias.name.rpartition(".")
            own = ast.ImportFrom(parent or None, [ast.alias(last, alias.asname)], 0)
            statements.append((alias.name, own))
    for name, own in statements:
        module = name.partition(".")[0]
        if not _is_known(module):
            dots = _dots(module, path, modules)
            near = ast.unparse(ast.ImportFrom(own.module, own.names, max(dots, 1)))
            if dots:
                yield Import(module, place, f"write: {near}")
            elif module in outside:
                yield Import(module, place, f"move it into the script's folder, and write: {near}")
            else:
                yield Import(module, place)


def _is_known(module: str) -> bool:
    return module in sys.stdlib_module_names or module in _GONE or module == PACKAGE


def _dots(module: str, path: str, modules: Mapping[str, str]) -> int:
    """How far up from a module of the package the one of this name lies, as the dots of a relative
    import count it; 0 where there is none."""
    folders = PurePosixPath(path).parents
    for count, folder in enumerate(folders, start=1):
        start = "" if str(folder) == "." else f"{folder}/"
        file, below = f"{start}{module}.py", f"{start}{module}/"
        if file in modules or any(name.startswith(below) for name in modules):
            return count
    return 0


def _changes_path(tree: ast.Module) -> int:
    """The first line on which a script says itself where modules are looked for, or 0."""
    lines = []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=place, attr="append" | "insert" | "extend")):
                changed = ast.unparse(place) == "sys.path"
            case ast.Assign(targets=[place]) | ast.AugAssign(target=place):
                changed = ast.unparse(place).startswith("sys.path")
            case _:
                continue
        lines += [node.lineno] if changed else []
    return min(lines, default=0)


def _installs(tree: ast.Module, path: str, modules: Mapping[str, str]) -> Iterator[Install]:
    """EvalAI's documents teach ``install("x==1")``; others call pip by themselves."""
    words = _lists_of_words(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for requirement in _requirements(node, words, modules):
                yield Install(requirement, Place(path, node.lineno))


def _requirements(
    call: ast.Call, words: Mapping[str, list[str]], modules: Mapping[str, str]
) -> Iterator[str]:
    name = ast.unparse(call.func).rpartition(".")[2]
    given = [text for argument in call.args for text in _texts(argument, words)]
    if (pip := _PIP.search(" ".join(given))) is not None:
        yield from _of_command(pip[1])
    elif "install" in given[:2] and name == "main":  # pip.main(["install", …])
        yield from _of_command(" ".join(given[given.index("install") + 1 :]))
    elif _INSTALL.search(name):
        for text in given:
            folder = text.strip("./")
            is_own = any(module.startswith(f"{folder}/") for module in modules)
            yield f"./{folder}" if is_own and "local" in name else text


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


def _texts(node: ast.expr, words: Mapping[str, list[str]]) -> list[str]:
    """The literal texts of an argument, or of the literal list that it is a name of."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            return [text for element in elements for text in _texts(element, words)]
        case ast.Starred(value=value):
            return _texts(value, words)
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return [*_texts(left, words), *_texts(right, words)]
        case ast.Name(id=name):
            return words.get(name, [])
    return []


def _lists_of_words(tree: ast.Module) -> dict[str, list[str]]:
    """Names of literal lists of texts, and of what runs through one in a loop."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.List() | ast.Tuple() as value):
                found[name] = _texts(value, {})
    for node in ast.walk(tree):
        match node:
            case ast.For(target=ast.Name(id=name), iter=listed):
                found[name] = _texts(listed, found)
    return found


def _java(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        match node:
            case ast.List(elts=[ast.Constant(value="java"), *_]):
                yield node.lineno
            case ast.Constant(value=str(text)) if _JAVA.match(text):
                yield node.lineno


def _fetches(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if any(name == end or name.endswith(f".{end}") for end in _FETCHES):
                yield name, node.lineno
