"""The smoke test for the real GitHub: its own logic, with real git and a `gh` that answers as a
repository where all is well does. What GitHub makes of its requests, only GitHub can tell."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from podium import resources

ROOT = Path(__file__).parents[2]
REPOSITORY = "octo-org/first"
GH = r"""
import json, os, subprocess, sys
from pathlib import Path

folder, said = Path(os.environ["FAKE"]), sys.argv[1:]
line = " ".join(said)
token = os.environ.get("GH_TOKEN", "")
with (folder / "log").open("a") as log:
    log.write(f"{token}|{line}\n")

def runs(workflow, change=0):
    path = folder / workflow
    number = int(path.read_text()) + change if path.exists() else change
    path.write_text(str(number))
    return number

def bare(name):
    path = folder / "github" / f"{name}.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", path], check=True)

if said[:2] == ["repo", "create"]:
    bare(said[2])
elif said[:2] == ["repo", "fork"]:
    login = "newcomer"
    target = folder / "github" / login / "first.git"
    source = folder / "github" / f"{said[2]}.git"
    subprocess.run(["git", "clone", "-q", "--bare", source, target], check=True)
elif said[:2] == ["workflow", "run"]:
    runs(said[2], 1)
elif said[:2] == ["run", "list"]:
    number = runs(said[said.index("-w") + 1])
    state = os.environ.get("STATE", "completed success")
    if number:
        print(f"{number} {state}")
elif said[:2] == ["run", "cancel"]:
    pass
elif said[:2] == ["pr", "list"]:
    if (folder / "pull").exists():
        print(1)
elif said[:2] == ["pr", "create"]:
    (folder / "pull").touch()
    runs("intake.yml", 1), runs("pages.yml", 1)
elif line.endswith("user --jq .login"):
    print("newcomer")
elif "/comments" in line:
    print("### Received\n### Scored: rank 1 of 1")
elif line.endswith("pages --jq .html_url"):
    print((folder / "site").as_uri() + "/")
elif "--input" in said:
    json.load(sys.stdin)
"""


@pytest.fixture
def stage(tmp_path: Path) -> dict[str, str]:
    if shutil.which("curl") is None:
        pytest.skip("curl is not here")
    programs = tmp_path / "bin"
    programs.mkdir()
    gh = programs / "gh"
    gh.write_text(f"#!{sys.executable} -I\n{GH}")
    gh.chmod(gh.stat().st_mode | stat.S_IXUSR)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "build.json").write_text("{}")
    (tmp_path / "github").mkdir()
    return {
        **os.environ,
        "PATH": f"{programs}:{os.environ['PATH']}",
        "FAKE": str(tmp_path),
        "WORK": str(tmp_path / "work"),
        "PODIUM": str(Path(sys.executable).with_name("podium")),
        "PODIUM_REF": "1" * 40,
        "OTHER_TOKEN": "theirs",
        "PAUSE": "0",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{(tmp_path / 'github').as_uri()}/.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://github.com/",
    }


def first_run(command: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    given = [str(ROOT / "tests" / "first-run"), command, REPOSITORY]
    return subprocess.run(given, env=environment, capture_output=True, text=True, check=False)


def test_a_challenge_is_made_and_used_and_a_run_of_it_cut(stage: dict[str, str]) -> None:
    made = first_run("make", stage)
    assert made.returncode == 0, made.stdout + made.stderr
    assert made.stdout.count("ok: ") == 3
    bare = Path(stage["FAKE"], "github", f"{REPOSITORY}.git")
    subprocess.run(["git", "push", "-q", bare, "main:results"], cwd=f"{stage['WORK']}/first")
    handed_in = first_run("pull", stage)
    assert handed_in.returncode == 0, handed_in.stdout + handed_in.stderr
    assert handed_in.stdout.count("ok: ") == 2
    fork = Path(stage["FAKE"], "github", "newcomer", "first.git")
    shown = ["git", "show", "--stat", "--format=%s", "first"]
    said = subprocess.run(shown, cwd=fork, capture_output=True, text=True, check=True).stdout
    assert said.startswith("First submission") and "first/test/newcomer/first/pred" in said
    log = Path(stage["FAKE"], "log").read_text()
    assert "theirs|pr create" in log and "theirs|repo create" not in log
    assert log.index("repo create") < log.index("workflow run evaluate.yml")
    assert log.index("pages --input") < log.index("workflow run pages.yml")


def test_it_ends_at_the_first_thing_that_is_not_so(stage: dict[str, str]) -> None:
    done = first_run("make", {**stage, "STATE": "completed failure"})
    assert done.returncode == 1
    assert "NOT SO: evaluate is taken by the strict policy" in done.stderr
    assert "workflow run pages.yml" not in Path(stage["FAKE"], "log").read_text()


def test_each_step_has_its_place_in_the_document() -> None:
    script = (ROOT / "tests" / "first-run").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "first-run.md").read_text(encoding="utf-8")
    steps = ("make", "pull", "cut", "schedules", "grader", "remove")
    assert [one for one in steps if f"\n{one})\n" in script] == list(steps)
    for step in steps:
        assert f"tests/first-run {step} " in page
    for setting in ("sha_pinning_required", "first_time_contributors_new_to_github"):
        assert setting in script
    for shape in ("single", "private-grader"):
        settings = resources.bundled("init_templates") / shape / "SETTINGS.md"
        assert "first-run.md" in settings.read_text(encoding="utf-8")
