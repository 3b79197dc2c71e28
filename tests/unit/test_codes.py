"""Every code that the source gives is explained, and every example of one provokes it."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import evalai_folder
import factories
from podium import codes
from podium.challenge.text.source import parse_yaml
from podium.cli import main
from podium.codes import Code, Entry
from podium.records import model

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "action/podium").rglob("*.py"))
PAGE = (ROOT / "docs/issues.md").read_text(encoding="utf-8")
ENTRIES = codes.parse_page(PAGE)

# Modules with issues that no ``podium check`` finds.
WITHOUT_CODES = frozenset({"cli/actions.py", "cli/scaffold.py", "site/build.py"})
# What only GitHub tells, or an evaluation; the tests of place, admission and hints provoke these.
ON_GITHUB = ("PD713", "PD714", "PD8")


def chapters() -> Iterator[tuple[str, str, list[Entry]]]:
    """The number of each chapter, the file that its examples are laid over, and its entries."""
    base = ""
    for part in re.split(r"^(?=## )", PAGE, flags=re.MULTILINE):
        for text in re.findall(r"^```yaml base\n(.*?)^```$", part, re.MULTILINE | re.DOTALL):
            base = text
        if part.startswith("## PD"):
            yield part[3:6], base, list(codes.parse_page(part).values())


EXAMPLES = [
    pytest.param(chapter, base, entry, id=entry.code)
    for chapter, base, entries in chapters()
    for entry in entries
    if not entry.code.startswith(ON_GITHUB)
]


def test_page_explains_every_code_once_in_order() -> None:
    assert list(ENTRIES) == [code.value for code in Code]
    assert re.findall(r"^### (PD\d{3}):", PAGE, re.MULTILINE) == list(ENTRIES)
    assert len({entry.title for entry in ENTRIES.values()}) == len(ENTRIES)


def test_an_entry_stands_in_its_chapter_and_is_short() -> None:
    for chapter, _, entries in chapters():
        for entry in entries:
            assert entry.code.startswith(chapter)
            assert len(entry.title) <= 60, entry.code
            assert len(entry.meaning) <= 400, entry.code
            assert not entry.title.endswith("."), entry.code
            assert re.fullmatch(r"[\w`].*[.`]", entry.cure, re.DOTALL), entry.code


def test_every_code_is_given_somewhere_and_nowhere_as_a_bare_text() -> None:
    used: set[str] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Attribute(value=ast.Name(id="Code"), attr=name):
                    used.add(name)
                case ast.Constant(value=str() as text) if path.name != "codes.py":
                    assert not re.fullmatch(r"PD\d{3}", text), f"{path}:{node.lineno}"
    assert used >= set(Code.__members__)


def test_whatever_check_can_report_is_made_with_a_code() -> None:
    """An issue, or an exception of one message, in a module that may have a part in a check."""
    for path in SOURCES:
        if path.relative_to(ROOT / "action/podium").as_posix() in WITHOUT_CODES:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "Issue.error",
                "Issue.warning",
            ):
                given = {keyword.arg for keyword in node.keywords}
                assert "code" in given, f"{path}:{node.lineno}"


def test_whatever_a_check_can_end_with_is_raised_with_a_code() -> None:
    """Of the modules that a check runs, those that raise a message of their own."""
    names = ("checks.py", "local.py", "example.py", "staging.py", "folders.py", "zips.py")
    for path in SOURCES:
        if path.name not in names and "challenge" not in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "ChallengeError",
                "SubmissionError",
            ):
                given = {keyword.arg for keyword in node.keywords}
                assert given & {"code", "issues"}, f"{path}:{node.lineno}"


def test_numbers_say_which_can_be_ignored() -> None:
    assert {code[:3] for code in Code if code.can_be_ignored} == {"PD4"}


@pytest.mark.parametrize(("chapter", "base", "entry"), EXAMPLES)
def test_example_provokes_its_code(
    chapter: str,
    base: str,
    entry: Entry,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    root = tmp_path / "small"
    root.mkdir()
    monkeypatch.chdir(root)
    usual = prepare(root, chapter, base)
    if "```sh" not in entry.example:
        assert entry.code not in found(usual, capfd), "without the example too"
    arguments = provoke(entry, root, usual)
    issues = listed(arguments, capfd)
    assert all(issue["code"] for issue in issues)
    of_example = [issue for issue in issues if issue["code"] == entry.code]
    assert of_example, issues
    assert {issue["level"] for issue in of_example} == {
        "warning" if entry.code.startswith("PD4") or entry.code == "PD606" else "error"
    }


def prepare(root: Path, chapter: str, base: str) -> list[str]:
    """The folder that the chapter's examples change, and how it is checked."""
    usual = ["check", "."]
    if chapter == "PD5":
        evalai_folder.write(root)
        return [*usual, "--evalai"]
    (root / "challenge_config.yaml").write_text(base)
    if chapter == "PD6":
        (root / "mine").mkdir()
        (root / "mine/predictions.csv").write_text("0\n")
        (root / "mine/submission.yaml").write_text("attributes: {Family: tree}\n")
        return [*usual, "--submission", "mine", "--phase", "dev"]
    return usual


def provoke(entry: Entry, root: Path, usual: list[str]) -> list[str]:
    """Do what the example says; the command that it ends with, or the usual one."""
    info, *lines = entry.example.splitlines()[:-1]
    language, *options = info.removeprefix("```").split()
    text = "\n".join(lines) + "\n"
    name = options.pop(0) if options and not options[0].startswith("-") else ""
    config = root / "challenge_config.yaml"
    if "--results" in options:
        record(root / "results")
    if "--against" in options:
        shutil.copy(config, root / "before.yaml")
    match language, name:
        case "sh", _:
            return run(text, root)
        case "yaml", "":
            write_yaml(config, laid_over(yaml.safe_load(config.read_text()), yaml.safe_load(text)))
        case "yaml", "file":
            config.write_text(text)
        case "python", _:
            # A script is called where no container evaluates.
            by_script = {"podium": {"evaluator": {"image": None, "contract": "evalai"}}}
            write_yaml(config, laid_over(yaml.safe_load(config.read_text()), by_script))
            (root / name).parent.mkdir()
            (root / name).write_text(text)
        case "yaml", _:
            (root / name).write_text(text)
        case _:
            raise AssertionError(f"{entry.code}: an example of a kind that no test runs: {info}")
    return [*usual, *(option for option in options if option not in usual)]


def run(text: str, root: Path) -> list[str]:
    """What bash would call podium with, after everything before it is done."""
    script = f'podium() {{ printf "%s\\n" "$@" > {shlex.quote(str(root.parent / "called"))}; }}\n'
    subprocess.run(["bash", "-euc", script + text], cwd=root, check=True)
    return (root.parent / "called").read_text().splitlines()


def record(results: Path) -> None:
    """One result of the phase dev."""
    had = {"accuracy": 0.9, "all": {"accuracy": 0.9}}
    made = factories.make_record(had, id="pr-1-3f2a9c1", challenge="small", phase="dev")
    folder = results / model.submission_folder(made.submission)
    (evaluated,) = made.evaluations
    place = folder / "evaluations/1"
    place.mkdir(parents=True)
    (folder / "submission.json").write_bytes(model.dump_submission(made.submission))
    (place / "evaluation.json").write_bytes(model.dump_evaluation(evaluated.evaluation))
    (place / "metrics.json").write_bytes(evaluated.metrics.content if evaluated.metrics else b"")


def laid_over(base: Any, part: Any) -> Any:
    """Mappings key by key, lists entry by entry; an empty list takes the place of one."""
    match base, part:
        case dict(), dict():
            return base | {key: laid_over(base.get(key), value) for key, value in part.items()}
        case list(), [_, *_]:
            rest = base[len(part) :]
            return [
                laid_over(base[index] if index < len(base) else None, value)
                for index, value in enumerate(part)
            ] + rest
    return part


def write_yaml(path: Path, config: Any) -> None:
    path.write_text(yaml.safe_dump(config, sort_keys=False))


def listed(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    main.run([*arguments, "--json"])
    told: list[dict[str, str]] = json.loads(capfd.readouterr().out)["issues"]
    return told


def found(arguments: list[str], capfd: pytest.CaptureFixture[str]) -> set[str]:
    return {issue["code"] for issue in listed(arguments, capfd)}


def test_examples_of_ignoring_name_warnings() -> None:
    (text,) = re.findall(r"^```yaml ignored\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    names = parse_yaml(text, name="issues.md").value
    assert isinstance(names, dict)
    assert all(Code(name).can_be_ignored for name in names["podium"]["ignore"])
