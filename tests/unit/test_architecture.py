"""The rooms of the package: who may import whom, and the maps of them in the documentation."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "action" / "podium"
RENEW = "PODIUM_RENEW_SNAPSHOTS"

GROUND = {"errors", "codes", "formats", "metrics", "jobs", "resources", "temporary"}
MAY_IMPORT: Mapping[str, set[str]] = {
    "challenge": set(),
    "records": {"challenge"},
    "ranking": {"challenge"},
    "submission": {"records", "challenge"},
    "evaluation": {"submission", "records", "challenge"},
    "boards": {"ranking", "records", "challenge"},
    "site": {"boards", "submission", "ranking", "records", "challenge"},
    "pipeline": {"site", "boards", "evaluation", "submission", "records", "challenge"},
    "github": {
        *("pipeline", "site", "boards", "ranking", "evaluation"),
        *("submission", "records", "challenge"),
    },
    "cli": {
        *("github", "pipeline", "site", "boards", "ranking", "evaluation"),
        *("submission", "records", "challenge"),
    },
    "__main__": {"cli"},
}
MOST_FLOORS = 12


def modules() -> dict[str, Path]:
    """Every module by its dotted name below ``podium``."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


MODULES = modules()


def imports(path: Path) -> Iterator[str]:
    """What a module imports of the package, wherever in the module and for whatever purpose."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield from _inside(f"{node.module}.{alias.name}", node.module)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield from _inside(alias.name)


def _inside(*names: str) -> Iterator[str]:
    for name in names:
        if name.startswith("podium.") and name.removeprefix("podium.") in MODULES:
            yield name.removeprefix("podium.")
            return


GRAPH = {name: set(imports(path)) - {name} for name, path in MODULES.items()}


def room(module: str) -> str:
    return module.split(".")[0]


def part(module: str) -> str:
    """A folder of a room as one, a loose file of it by itself."""
    names = module.split(".")
    is_folder = len(names) > 2 or MODULES[module].name == "__init__.py"
    return ".".join(names[:2]) if is_folder and len(names) > 1 else module


def order(graph: Mapping[str, set[str]]) -> tuple[str, ...]:
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' -> '.join(error.args[1])}")


def test_the_top_of_the_package_holds_the_rooms_the_flow_and_the_ground_alone() -> None:
    there = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert there - {"__pycache__", "__init__"} <= GROUND | MAY_IMPORT.keys()


def test_no_room_imports_one_that_it_may_not() -> None:
    wrong = [
        f"{module} imports {other}"
        for module, others in GRAPH.items()
        for other in others
        if room(other) not in {room(module), *GROUND}
        and room(other) not in MAY_IMPORT.get(room(module), set())
    ]
    assert not wrong, "\n".join(wrong)


def test_the_ground_imports_nothing_but_ground() -> None:
    wrong = {m: GRAPH[m] for m in GRAPH if m in GROUND and not GRAPH[m] <= GROUND | {""}}
    assert not wrong


def test_the_flow_knows_of_the_site_how_it_is_built_and_no_more() -> None:
    of_the_site = {name for name in GRAPH["pipeline"] if room(name) == "site"}
    assert of_the_site == {"site.build"}


def test_no_module_is_in_a_circle() -> None:
    order({module: others - {""} for module, others in GRAPH.items() if module})


def test_no_folder_of_a_room_is_in_a_circle_with_what_lies_beside_it() -> None:
    """What a folder needs of the loose files of its room does not need the folder again."""
    parts: dict[str, set[str]] = {}
    for module, others in GRAPH.items():
        if "." in module:
            needed = {part(other) for other in others if "." in other}
            parts.setdefault(part(module), set()).update(needed - {part(module)})
    order(parts)


def test_the_house_is_not_too_high() -> None:
    """A floor is a room that stands on another."""
    rooms: dict[str, set[str]] = {}
    for module, others in GRAPH.items():
        rooms.setdefault(room(module), set()).update(
            {room(other) for other in others} - {room(module), ""}
        )
    rooms.pop("", None)
    floors: dict[str, int] = {}
    for name in order(rooms):
        floors[name] = 1 + max((floors[other] for other in rooms[name]), default=0)
    assert max(floors.values()) <= MOST_FLOORS


def test_a_machine_that_evaluates_loads_nothing_of_the_site() -> None:
    """Each evaluation on GitHub has a machine of its own, which everybody waits for."""
    wanted = (
        "podium.cli.assembly, podium.evaluation.docker.runner, podium.evaluation.process.runner"
    )
    code = (
        f"import sys; import {wanted}; print(*[m for m in sys.modules if m.startswith('podium.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {room(name.removeprefix("podium.")) for name in done.stdout.split()}
    assert "pipeline" in loaded and "site" not in loaded


# The maps


def first_sentence(path: Path) -> str:
    """Of the docstring, in one line, as Markdown."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    paragraph = " ".join(text.split("\n\n")[0].split())
    assert paragraph, f"{path.relative_to(ROOT)} has no docstring that says what it is for"
    return paragraph.replace("``", "`")


def modules_in(folder: str) -> list[tuple[str, Path]]:
    """The modules that lie in it, by their own names."""
    return [
        (name.rsplit(".", 1)[1], path)
        for name, path in MODULES.items()
        if name.rpartition(".")[0] == folder and path.name != "__init__.py"
    ]


def map_of_rooms() -> str:
    """A line a room and a folder of one, with the modules that lie in it."""
    lines = ["| in `action/podium/` | what it is for | modules |", "| --- | --- | --- |"]
    loose = [name for name in MODULES if name and "." not in name and name not in ROOMS]
    for name in loose:
        lines.append(f"| `{name}.py` | {first_sentence(MODULES[name])} | |")
    for name in FOLDERS:
        inside = [module for module, _ in modules_in(name)]
        place = name.replace(".", "/")
        listed = ", ".join(f"`{module}`" for module in inside)
        lines.append(f"| `{place}/` | {first_sentence(MODULES[name])} | {listed} |")
    return "\n".join(lines)


def map_of_modules() -> str:
    """Every module with its first sentence, a table a room."""
    tables = []
    for name in FOLDERS:
        inside = modules_in(name)
        if inside:
            rows = [f"| `{module}` | {first_sentence(path)} |" for module, path in inside]
            place = name.replace(".", "/")
            heading = f"### `{place}/`\n\n{first_sentence(MODULES[name])}\n\n"
            tables.append(heading + "\n".join(["| module | |", "| --- | --- |", *rows]))
    return "\n\n".join(tables)


def rule_of_imports() -> str:
    lines = ["| room | may import, beside the ground |", "| --- | --- |"]
    for name in reversed(MAY_IMPORT):
        others = ", ".join(f"`{other}`" for other in MAY_IMPORT if other in MAY_IMPORT[name])
        lines.append(f"| `{name}` | {others or 'nothing'} |")
    ground = ", ".join(f"`{name}`" for name in sorted(GROUND))
    return "\n".join([*lines, f"| {ground} (the ground) | one another, without a circle |"])


FOLDERS = [name for name, path in MODULES.items() if name and path.name == "__init__.py"]
ROOMS = {room(name) for name in FOLDERS}


@pytest.mark.parametrize(
    ("document", "name", "made"),
    [
        pytest.param("CONTRIBUTING.md", "map", map_of_rooms, id="the map of CONTRIBUTING"),
        pytest.param("docs/architecture.md", "rule", rule_of_imports, id="the rule"),
        pytest.param("docs/architecture.md", "modules", map_of_modules, id="the modules"),
    ],
)
def test_documentation_has_the_map_that_the_package_makes(
    document: str, name: str, made: Callable[[], str]
) -> None:
    path = ROOT / document
    text = path.read_text(encoding="utf-8")
    begin, end = f"<!-- {name}: made by `make reference` -->\n", f"\n<!-- /{name} -->"
    assert begin in text and end in text
    before, _, rest = text.partition(begin)
    old, _, after = rest.partition(end)
    if os.environ.get(RENEW):
        path.write_text(f"{before}{begin}{made()}{end}{after}", encoding="utf-8", newline="\n")
    else:
        assert old == made(), f"{document} is out of date: renew it with make reference"
