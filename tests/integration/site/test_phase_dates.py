"""Since when a phase is in the challenge's file, by real commits."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import factories
from podium.boards import view
from podium.boards.readers import Public
from podium.boards.timeline import PhaseDates
from podium.challenge import folder
from podium.site import phase_dates
from podium.site.build import build_site

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOP = 'title: Small\npodium: {evaluator: {image: "example:1"}}\nchallenge_phases:\n'
DEV = "  - codename: dev\n    score_jsonpath: accuracy\n"
TEST = "  - codename: test\n    score_jsonpath: accuracy\n"


def day(number: int) -> datetime:
    return START + timedelta(days=number)


class Repository:
    """A challenge in a repository of its own; a commit a day."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "--quiet", "--initial-branch", "main")

    def git(self, *arguments: str, at: int = 0) -> None:
        date = day(at).isoformat()
        names = {"NAME": "Ada", "EMAIL": "ada@example.org", "DATE": date}
        identity = {
            f"GIT_{who}_{key}": value
            for who in ("AUTHOR", "COMMITTER")
            for key, value in names.items()
        }
        subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            check=True,
            capture_output=True,
            env={**os.environ, **identity},
        )

    def commit(self, at: int, config: str, name: str = "challenge_config.yaml") -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_text(config, newline="")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "Change", at=at)

    @property
    def dates(self) -> Mapping[str, PhaseDates]:
        return phase_dates.phase_dates(self.root)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "small")


@pytest.mark.field("created", "modified")
def test_a_phase_is_as_old_as_the_first_commit_with_its_codename(repository: Repository) -> None:
    repository.commit(1, TOP + DEV)
    repository.commit(2, TOP + DEV + TEST)
    repository.commit(3, TOP + DEV.replace("accuracy", "f1") + TEST)
    assert repository.dates == {
        "dev": PhaseDates(day(1), day(3)),
        "test": PhaseDates(day(2), day(2)),
    }


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(TOP + TEST + DEV, id="another phase before it"),
        pytest.param(TOP + DEV + TEST, id="another phase after it"),
        pytest.param(TOP + "  # A comment.\n" + DEV, id="a comment"),
        pytest.param(TOP.replace("Small", "Large") + DEV, id="another title"),
        pytest.param(TOP + "  - {codename: dev, score_jsonpath: accuracy}\n", id="other spelling"),
        pytest.param(TOP + DEV + "tags: [new]\n", id="a key after the phases"),
        pytest.param((TOP + DEV).replace("\n", "\r\n"), id="other line ends"),
    ],
)
def test_what_does_not_touch_a_phases_own_words_does_not_change_it(
    repository: Repository, change: str
) -> None:
    """Else the date of a public phase would tell of a hidden one."""
    repository.commit(1, TOP + DEV)
    repository.commit(2, change)
    assert repository.dates["dev"] == PhaseDates(day(1), day(1))
    repository.commit(3, TOP + DEV)
    assert repository.dates["dev"] == PhaseDates(day(1), day(1))


@pytest.mark.parametrize(
    ("anchor", "alias"),
    [
        pytest.param("tags: &words [one]\n", "    outputs: *words\n", id="of a list"),
        pytest.param(
            "short_description: &words one\n", "    score_title: *words\n", id="of a text"
        ),
    ],
)
def test_a_change_behind_an_alias_is_a_change(
    repository: Repository, anchor: str, alias: str
) -> None:
    config = anchor + TOP + DEV + alias
    repository.commit(1, config)
    repository.commit(2, config.replace("one", "two"))
    repository.commit(3, config.replace("one", "two") + TEST)
    assert repository.dates["dev"] == PhaseDates(day(1), day(2))


def test_the_last_line_of_a_text_of_many_lines_counts(repository: Repository) -> None:
    config = TOP + DEV + "    description: |\n      one\n\n      two\n"
    repository.commit(1, config)
    repository.commit(2, config.replace("two", "three"))
    assert repository.dates["dev"] == PhaseDates(day(1), day(2))


def test_a_codename_that_was_another_word_before_is_no_phase(repository: Repository) -> None:
    repository.commit(1, TOP.replace("Small", "test") + DEV)
    repository.commit(2, TOP + DEV + TEST)
    assert repository.dates["test"].created == day(2)


def test_a_version_that_cannot_be_read_is_passed_over(repository: Repository) -> None:
    repository.commit(1, "dev: [test")
    repository.commit(2, TOP + DEV)
    assert repository.dates["dev"].created == day(2)


def test_a_merge_counts_when_it_was_made(repository: Repository) -> None:
    repository.commit(1, TOP + DEV)
    repository.git("checkout", "--quiet", "-b", "proposal")
    repository.commit(2, TOP + DEV + TEST)
    repository.git("checkout", "--quiet", "main")
    repository.git("merge", "--quiet", "--no-ff", "--message", "Merge", "proposal", at=5)
    assert repository.dates["test"] == PhaseDates(day(5), day(5))


def test_a_challenge_in_a_folder_of_a_repository_is_found(repository: Repository) -> None:
    repository.commit(1, TOP + DEV, "challenges/small/challenge_config.yaml")
    repository.commit(2, TOP + TEST, "challenges/other/challenge_config.yaml")
    found = phase_dates.phase_dates(repository.root / "challenges/small")
    assert found == {"dev": PhaseDates(day(1), day(1))}


def test_without_a_history_nothing_is_known(repository: Repository, tmp_path: Path) -> None:
    plain = factories.write_challenge(tmp_path / "plain")
    assert phase_dates.phase_dates(plain) == {}
    (repository.root / "challenge_config.yaml").write_text(TOP + DEV)
    assert repository.dates == {}


def test_a_shallow_clone_does_not_know(repository: Repository, tmp_path: Path) -> None:
    repository.commit(1, TOP + DEV)
    repository.commit(2, TOP + DEV.replace("accuracy", "f1"))
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.root}", str(clone))
    assert phase_dates.phase_dates(clone) == {}


def test_what_was_never_committed_is_not_known(repository: Repository) -> None:
    repository.commit(1, TOP + DEV)
    (repository.root / "challenge_config.yaml").write_text(TOP + TEST + DEV)
    assert repository.dates == {"dev": PhaseDates(day(1), day(1))}


def test_older_versions_than_are_read_leave_the_beginning_open(repository: Repository) -> None:
    for number in range(205):
        repository.commit(number, TOP + DEV.replace("accuracy", f"metric{number}"))
    assert repository.dates["dev"] == PhaseDates(None, day(204))


@pytest.mark.field("created", "modified")
def test_a_date_in_the_file_holds_over_the_commits(repository: Repository) -> None:
    said = "    created: 2020-01-01 00:00:00\n    modified: 2020-02-02 00:00:00\n"
    (repository.root / "challenge_config.yaml").write_text(TOP + DEV + said)
    loaded = folder.load_challenge(repository.root)
    by_file = PhaseDates(datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 2, 2, tzinfo=UTC))
    assert phase_dates.read_dates(loaded) == {"dev": by_file}
    repository.commit(1, TOP + DEV + said)
    assert phase_dates.read_dates(loaded) == {"dev": PhaseDates(by_file.created, day(1))}


@pytest.mark.field("created", "modified")
def test_a_phases_page_says_since_when_it_is_there(repository: Repository, tmp_path: Path) -> None:
    repository.commit(1, TOP + DEV)
    repository.commit(9, TOP + DEV.replace("accuracy", "f1"))

    def build(now: datetime) -> str:
        prepared = view.make_view(folder.load_challenge(repository.root), [], Public())
        build_site([prepared], tmp_path / "site", results=tmp_path, now=now, title="T")
        return (tmp_path / "site/small/phases/dev/index.html").read_text()

    page = build(day(10))
    assert 'In this challenge since <time datetime="2026-03-02T12:00:00Z">2 Mar 2026</time>' in page
    assert 'last changed <time datetime="2026-03-10T12:00:00Z">10 Mar 2026</time>.' in page
    assert "last changed" not in build(day(5))
    assert "In this challenge since" not in build(day(0))
