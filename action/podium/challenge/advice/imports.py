"""What the modules of an EvalAI script import, as far as reading them tells: nothing of them is
run."""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from podium.challenge.advice import calls
from podium.challenge.advice.calls import Fetch, Install, Place

PACKAGE = "evaluation_script"
_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
_BODIES = ("body", "orelse", "finalbody", "handlers", "cases")
_IMPORTERS = frozenset({"import_module", "importlib.import_module", "__import__"})
# No longer of the standard library, and on PyPI nobody's or a stranger's.
_GONE = frozenset(
    {"aifc", "asynchat", "asyncore", "audioop", "cPickle", "cgi", "cgitb", "chunk", "crypt"}
    | {"distutils", "imghdr", "imp", "lib2to3", "mailcap", "msilib", "nis", "nntplib", "pipes"}
    | {"smtpd", "sndhdr", "spwd", "sunau", "telnetlib", "urllib2", "uu", "xdrlib"}
)


@dataclass(frozen=True, slots=True)
class Import:
    """``name`` is dotted, with what is taken from a module at its end. ``near`` is what to do where
    a module of its first part's name lies beside it, or beside the package; empty where none does.
    """

    name: str
    place: Place
    near: str = ""

    @property
    def module(self) -> str:
        return self.name.partition(".")[0]


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
        installs += calls.find_installs(tree, path, modules)
        java += calls.find_java(tree, path)
        fetches += calls.find_fetches(tree, path)
    return Reading(tuple(imports), tuple(installs), tuple(java), tuple(fetches))


def _parse(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _imports(body: Sequence[ast.AST]) -> Iterator[ast.Import | ast.ImportFrom]:
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
                parts = [getattr(node, name, []) for name in _BODIES]
                inner = [part for part in parts if isinstance(part, list)]
                for statements in inner:
                    yield from _imports(statements)
                if not any(inner):
                    yield from _by_call(node)


def _by_call(statement: ast.AST) -> Iterator[ast.Import]:
    for node in ast.walk(statement):
        match node:
            case ast.Call(func=called, args=[ast.Constant(value=str(name)), *_]) if ast.unparse(
                called
            ) in _IMPORTERS and not name.startswith("."):
                yield ast.Import([ast.alias(name)], lineno=node.lineno)


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
        statements = [
            (node.module if alias.name == "*" else f"{node.module}.{alias.name}", node)
            for alias in node.names
            if node.module and not node.level
        ]
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
                yield Import(name, place, f"write: {near}")
            elif module in outside:
                yield Import(name, place, f"move it into the script's folder, and write: {near}")
            else:
                yield Import(name, place)


def _is_known(module: str) -> bool:
    """pip is there, whoever runs the script."""
    return module in sys.stdlib_module_names or module in _GONE or module in (PACKAGE, "pip")


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
