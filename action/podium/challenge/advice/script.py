"""Whether an EvalAI script has an ``evaluate()`` to call, as far as reading it tells."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

FUNCTION = "evaluate"
_DYNAMIC = frozenset({"exec", "eval", "globals", "vars", "setattr", "importlib", "__import__"})

# The text of a module of the package, by its path in it; nothing if there is none.
Read = Callable[[str], str | None]


def find_problem(read: Read) -> str | None:
    """What is missing, in a sentence; nothing where code that runs might still provide it."""
    package = _parse("__init__.py", read)
    if isinstance(package, str):
        return package
    if package is None or package.is_dynamic:
        return None
    if FUNCTION not in package.origins:
        return (
            f"__init__.py neither defines nor imports {FUNCTION}(): no submission can be "
            "evaluated. Write: from .main import evaluate"
        )
    origin = package.origins[FUNCTION]
    return None if origin is None else _imported(*origin, read)


def _imported(module: str, name: str, read: Read) -> str | None:
    path = f"{module.replace('.', '/')}.py"
    found = _parse(path, read)
    if isinstance(found, str):
        return found
    if found is None:
        if read(f"{module.replace('.', '/')}/__init__.py") is not None:
            return None
        return f"__init__.py imports {name} from .{module}, but there is no {path} beside it"
    if name in found.origins or found.is_dynamic:
        return None
    return f"__init__.py imports {name} from .{module}, but {path} does not define it"


@dataclass(frozen=True, slots=True)
class _Module:
    """``origins`` are the names that a module binds, each with the module beside it that it is
    imported from, and its name there; ``None`` is for anything else."""

    origins: dict[str, tuple[str, str] | None]
    is_dynamic: bool


def _parse(path: str, read: Read) -> _Module | str | None:
    text = read(path)
    if text is None:
        return None
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = f", line {error.lineno}" if isinstance(error, SyntaxError) and error.lineno else ""
        return f"{path}{line}: not Python, as far as the Python that runs this can tell"
    return _Module(dict(_bound(tree)), any(map(_is_dynamic, ast.walk(tree))))


def _bound(tree: ast.AST) -> Iterator[tuple[str, tuple[str, str] | None]]:
    """Names that are bound anywhere: too many rather than too few."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name, None
            case ast.Name(ctx=ast.Store()):
                yield node.id, None
            case ast.ImportFrom():
                for alias in node.names:
                    is_near = node.level == 1 and node.module is not None
                    origin = (node.module or "", alias.name) if is_near else None
                    yield alias.asname or alias.name, origin
            case ast.Import():
                for alias in node.names:
                    yield alias.asname or alias.name.partition(".")[0], None


def _is_dynamic(node: ast.AST) -> bool:
    match node:
        case ast.alias(name="*") | ast.FunctionDef(name="__getattr__"):
            return True
        case ast.Name():
            return node.id in _DYNAMIC
        case _:
            return False
