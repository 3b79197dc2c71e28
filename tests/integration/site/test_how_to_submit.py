"""The commands on a phase's page, run in a shell as a participant would paste them, and judged by
what judges pull requests. GitHub is a bare repository on this machine; gh is not run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from podium.boards import view
from podium.boards.readers import Public
from podium.challenge.folder import load_challenge
from podium.challenge.model import Phase
from podium.cli import inspection
from podium.errors import ExitCode
from podium.site import SiteOptions, read_examples
from podium.site.frame.scope import Scope
from podium.site.phase import example, how_to_submit
from podium.site.phase.how_to_submit import Command, HowToSubmit
from podium.submission import place
from unit.site.factories import write_challenge

SAMPLES = Path(__file__).parents[3] / "challenges"
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)

# What organizers may ask: names and options that YAML would misread, and what is required.
ODD = """\
title: Odd questions
podium: {slug: odd, evaluator: {image: "example:1"}}
challenge_phases:
  - codename: dev
    score_jsonpath: x
    allowed_submission_file_types: ".json, .csv"
    allow_submission_comments: true
    supplementary_url_choice: req
    supplementary_url_help_text: "A page\\n# or: a paper"
    submission_meta_attributes:
      - {name: "yes", description: "Is it\\nEND\\nso?", type: radio, options: ["no", "a, b"],
         required: true}
      - {name: "Model: family", description: "[1] {2} 'three' \\u2028 four", type: checkbox,
         options: ["#1", "- x", "two\\nlines"], required: true}
      - {name: "12", description: $(touch hacked) `touch hacked`, type: text, required: true}
      - {name: Extra, description: "Anything?", type: boolean, required: true}
      - {name: "END", description: Left out, type: text}
"""


@dataclass(frozen=True, slots=True)
class World:
    """A challenge's repository as GitHub has it, with a fork, and a participant's folder."""

    challenge: Path
    phase: Phase
    how: HowToSubmit
    home: Path
    github: Path
    example: bytes | None

    def run(self, *commands: Command, clone: bool = True) -> None:
        """In one shell, as a paste into a terminal; the first failure ends it."""
        names = self.how.steps[0].commands[1].code  # without gh
        lines = [names, *(command.code for command in commands)]
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", "\n".join(lines)],
            cwd=self.home / "REPOSITORY" if clone else self.home,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def _environment(self) -> dict[str, str]:
        who = {"NAME": "A", "EMAIL": "a@example.org"}
        people = {
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in who.items()
        }
        instead = {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"url.{self.github}/.insteadOf",
            "GIT_CONFIG_VALUE_0": "https://github.com/",
        }
        path = f"{self.home / 'bin'}:{os.environ['PATH']}"
        return {**os.environ, **people, **instead, "PATH": path}

    @property
    def folder(self) -> Path:
        folder = f"submissions/{self.challenge.name}/{self.phase.codename}/your-login/my-method"
        return self.home / "REPOSITORY" / folder


def git(*arguments: object, folder: Path) -> str:
    command = ["git", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def make_world(source: Path, codename: str, root: Path) -> World:
    """The challenge is in ``challenges/`` of a repository, forked by your-login."""
    work = root / "work"
    shutil.copytree(source, work / "challenges" / source.name)
    github = root / "github"
    for name in ("OWNER", "your-login"):
        (github / name).mkdir(parents=True)
    git("init", "-q", "-b", "main", folder=work)
    git("add", ".", folder=work)
    author = ("-c", "user.name=O", "-c", "user.email=o@example.org")
    git(*author, "commit", "-q", "-m", "A challenge", folder=work)
    for name in ("OWNER", "your-login"):
        git("clone", "-q", "--bare", work, github / name / "REPOSITORY.git", folder=root)
    home = root / "home"
    (home / "bin").mkdir(parents=True)
    podium = home / "bin" / "podium"
    podium.write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m podium "$@"\n')
    podium.chmod(0o755)
    loaded = load_challenge(work / "challenges" / source.name)
    shown = view.make_view(loaded, [], Public())
    options = SiteOptions(now=NOW)
    scope = Scope.of(shown, options)
    phase = loaded.challenge.phase(codename)
    assert phase is not None
    examples = read_examples([shown], options)
    return World(
        challenge=loaded.folder.root,
        phase=phase,
        how=how_to_submit.explain(phase, scope),
        home=home,
        github=github,
        example=examples.get(example.address(phase, scope.slug)),
    )


@pytest.fixture(params=["digits dev", "nuclei final", "odd dev"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    name, _, codename = request.param.partition(" ")
    source = SAMPLES / name
    if name == "odd":
        source = write_challenge(tmp_path / "source" / "odd", ODD)
    made = make_world(source, codename, tmp_path)
    lay_out(made)
    made.run(steps(made)["fork"][1], clone=False)
    return made


def lay_out(world: World) -> None:
    """The participant's own files where the page says that they lie: in the folder in which the
    clone is made."""
    if world.example is None:
        (world.home / "my-file.json").write_text("{}")
        return
    with zipfile.ZipFile(BytesIO(world.example)) as archive:
        predictions = [name for name in archive.namelist() if name != "submission.yaml"]
        to = world.home if len(predictions) == 1 else world.home / "my-files"
        archive.extractall(to, predictions)
        if len(predictions) > 1:
            with zipfile.ZipFile(world.home / "my-files.zip", "w") as packed:
                for name in predictions:
                    packed.write(to / name, name)


def steps(world: World) -> dict[str, tuple[Command, ...]]:
    return {step.anchor: step.commands for step in world.how.steps}


def test_the_documented_pull_request_is_one_submission_that_is_accepted(world: World) -> None:
    told = steps(world)
    check = next(one for one in told["check"] if one.code.startswith("podium check"))
    # ``podium check`` is run by the page's own line, and ends the shell if it refuses.
    world.run(told["files"][0], told["statement"][0], check, told["hand-in"][1])
    fork = world.github / "your-login" / "REPOSITORY.git"
    paths = git("diff", "--name-only", "main...my-method", folder=fork).splitlines()
    challenge = load_challenge(world.challenge).challenge
    location = place.locate(
        [place.ChangedPath(path) for path in paths],
        challenge=challenge,
        login="your-login",
        phases=challenge.phases,
    )
    assert location.issues == ()
    assert location.phase is not None and location.phase.codename == world.phase.codename
    tree = git("ls-tree", "-r", "my-method", "--", location.folder, folder=fork)
    entries = [
        place.TreeEntry(path, mode, oid)
        for meta, _, path in (line.partition("\t") for line in tree.splitlines())
        for mode, _, oid in [meta.split()]
    ]
    assert place.entry_issues(entries, str(location.folder)) == []
    assert len(entries) == len(paths) > 1
    assert not (world.home / "REPOSITORY" / "hacked").exists()


def test_the_documented_asset_stands_for_the_files(world: World) -> None:
    told = steps(world)
    publish, name_it = world.how.asset
    assert "gh release create" in publish.code
    make_folder = Command("", told["files"][0].code.splitlines()[0])
    world.run(make_folder, told["statement"][0], name_it)
    assert [path.name for path in world.folder.iterdir()] == ["submission.yaml"]
    # As on GitHub, where it is fetched and put there.
    (asset,) = (one for one in world.home.iterdir() if one.is_file() and one.name in publish.code)
    shutil.copy(asset, world.folder)
    report = inspection.check_submission(
        world.challenge, world.folder, world.phase.codename, now=NOW
    )
    assert report.exit_code == ExitCode.DONE, report.issues


def test_the_documented_release_holds_one_submission_and_what_it_says(world: World) -> None:
    told = steps(world)
    code = world.how.release[0].code
    prepare = Command("", "\n".join(code.splitlines()[:2]))
    world.run(told["files"][0], told["statement"][0], prepare)
    assert code.splitlines()[2].startswith("gh release create ")
    clone = world.home / "REPOSITORY"
    assets = sorted(path.name for path in clone.glob(f"{world.phase.codename}--*"))
    challenge = load_challenge(world.challenge).challenge
    phases = [place.asset_phase(name, challenge.phases) for name in assets]
    assert phases == [challenge.phase(world.phase.codename), None]
    assert assets[1] == place.statement_name(assets[0])
    assert all(f'"{name.replace("my-method", "$NAME")}"' in code for name in assets)


@pytest.mark.parametrize("sample", ["digits dev", "digits test", "nuclei preliminary"])
def test_the_example_is_a_whole_submission(sample: str, tmp_path: Path) -> None:
    name, _, codename = sample.partition(" ")
    made = make_world(SAMPLES / name, codename, tmp_path)
    assert made.example is not None
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(BytesIO(made.example)) as archive:
        archive.extractall(folder)
    report = inspection.check_submission(made.challenge, folder, codename, now=NOW)
    assert (report.exit_code, report.issues) == (ExitCode.DONE, ())
