"""Combined leaderboards of a challenge: what the file may say, who sees them, what is in them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import factories
from podium.boards import combined, view
from podium.boards.combined import CombinedBoard
from podium.boards.readers import Hosts, OneParticipant, Public, Reader
from podium.challenge import folder
from podium.cli import main, tables
from podium.records.model import Participant, SubmissionRecord

# Two phases with three splits each; of the second the public sees the second split only.
CONFIG = """\
title: Two tasks
evaluation_script: evaluation_script
podium:
  hosts: [octohost]
  combined_leaderboards:
    - title: Both tasks
      phases: [first, second]
leaderboard: [{id: 1, schema: {labels: [score], default_order_by: score}}]
dataset_splits:
  - {id: 1, codename: small, name: Small}
  - {id: 2, codename: large, name: Large}
challenge_phases:
  - {id: 1, codename: first, name: First task}
  - {id: 2, codename: second, name: Second task}
challenge_phase_splits:
  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1, visibility: 3}
  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 2, visibility: 3}
  - {challenge_phase_id: 2, leaderboard_id: 1, dataset_split_id: 1, visibility: 1}
  - {challenge_phase_id: 2, leaderboard_id: 1, dataset_split_id: 2, visibility: 3}
"""
PHASES = "phases: [first, second]"
FILES = {"evaluation_script/__init__.py": "def evaluate(*given, **more): ...\n"}


def record(
    login: str, phase: str, small: float, large: float, *, day: int = 0, **changes: Any
) -> SubmissionRecord:
    metrics = {"small": {"score": small}, "large": {"score": large}}
    return factories.make_record(
        metrics,
        id=f"{login}-{phase}-{day}",
        login=login,
        phase=phase,
        challenge="two-tasks",
        submitted_at=factories.NOON + timedelta(days=day),
        **changes,
    )


RECORDS = (
    record("ada", "first", 0.9, 0.1),
    record("ada", "second", 0.5, 0.8, day=2),
    record("bela", "first", 0.8, 0.2),
    record("bela", "second", 0.9, 0.9, day=1),
    record("chidi", "first", 0.7, 0.9),
)


def load(root: Path, config: str = CONFIG) -> folder.LoadedChallenge:
    return folder.load_challenge(factories.write_challenge(root / "two-tasks", config, FILES))


def boards(
    root: Path,
    config: str = CONFIG,
    *,
    audience: Reader | None = None,
    known: Iterable[SubmissionRecord] = RECORDS,
) -> tuple[CombinedBoard, ...]:
    return view.make_view(load(root, config), known, audience or Public()).combined


def standing(board: CombinedBoard) -> list[tuple[str, int, float, list[int]]]:
    return [
        (row.participant, row.rank, row.rank_score, [place.rank for place in row.places])
        for row in board.rows
    ]


@pytest.mark.field("combined_leaderboards", of="podium")
@pytest.mark.field("title", "codename", "phases", of="podium.combined_leaderboards")
def test_a_board_combines_the_ranks_of_its_phases(tmp_path: Path) -> None:
    (board,) = boards(tmp_path)
    assert (board.title, board.codename) == ("Both tasks", "both-tasks")
    assert standing(board) == [("bela", 1, 1.5, [2, 1]), ("ada", 1, 1.5, [1, 2])]
    assert [(row.participant, row.missing) for row in board.left_out] == [
        ("chidi", ("Second task",))
    ]


@pytest.mark.field("splits", of="podium.combined_leaderboards")
def test_the_first_split_that_everybody_may_see_counts_unless_one_is_named(
    tmp_path: Path,
) -> None:
    (board,) = boards(tmp_path)
    assert [one.split for one in board.components] == ["small", "large"]
    named = CONFIG.replace(PHASES, f"{PHASES}\n      splits: {{first: large}}")
    (board,) = boards(tmp_path, named)
    assert [one.split for one in board.components] == ["large", "large"]
    assert standing(board) == [("bela", 1, 1.5, [2, 1]), ("ada", 2, 2.5, [3, 2])]


def test_hosts_and_the_public_read_the_same_board(tmp_path: Path) -> None:
    assert boards(tmp_path) == boards(tmp_path, audience=Hosts())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            PHASES, f"{PHASES}\n      splits: {{second: small}}", id="a split of the hosts"
        ),
        pytest.param("name: Second task", "name: Second task, public: false", id="a hidden phase"),
        pytest.param(
            "name: Second task",
            "name: Second task, is_public: true, leaderboard_public: false",
            id="a phase without public boards",
        ),
    ],
)
def test_a_board_with_a_hidden_part_is_hidden_as_a_whole(
    tmp_path: Path, old: str, new: str
) -> None:
    config = CONFIG.replace(old, new)
    assert config != CONFIG
    assert boards(tmp_path, config) == ()
    assert boards(tmp_path, config, audience=OneParticipant("ada")) == ()
    assert len(boards(tmp_path, config, audience=Hosts())) == 1


def test_a_private_submission_counts_for_its_own_participant_alone(tmp_path: Path) -> None:
    known = [*RECORDS, record("chidi", "second", 0.1, 0.1, is_public=False)]
    (public,) = boards(tmp_path, known=known)
    assert public == boards(tmp_path)[0]
    (own,) = boards(tmp_path, known=known, audience=OneParticipant("chidi"))
    assert standing(own)[-1] == ("chidi", 3, 3.0, [3, 3])


def test_best_submission_of_each_phase_is_the_one_that_counts(tmp_path: Path) -> None:
    known = [*RECORDS, record("chidi", "second", 0.1, 0.85, day=3)]
    worse = record("chidi", "second", 0.1, 0.2, day=4)
    (board,) = boards(tmp_path, known=[*known, worse])
    (chidi,) = [row for row in board.rows if row.participant == "chidi"]
    assert [place.submission for place in chidi.places] == ["chidi-first-0", "chidi-second-3"]


def test_export_neutralises_what_a_spreadsheet_would_run(tmp_path: Path) -> None:
    ada = Participant("ada", team="=1+1")
    known = [
        replace(one, submission=replace(one.submission, participant=ada)) for one in RECORDS[:2]
    ]
    (board,) = boards(tmp_path, known=known)
    assert combined.to_csv(board).splitlines() == [
        "rank,participant,team,rank_score,submitted_at,"
        "first rank,first submission,second rank,second submission",
        "1,ada,'=1+1,1.0,2026-07-03T12:00:00Z,1,ada-first-0,1,ada-second-2",
    ]


def test_terminal_says_who_is_left_out(tmp_path: Path) -> None:
    (board,) = boards(tmp_path)
    assert tables.combined_table(board).splitlines() == [
        "Both tasks",
        "#  participant  Mean rank  First task  Second task",
        "1  bela               1.5           2            1",
        "1  ada                1.5           1            2",
        "left out: chidi: not ranked in Second task",
    ]


def test_rank_prints_combined_boards_beside_the_others(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    challenge = load(tmp_path).folder.root
    results = factories.write_records(tmp_path / "results", RECORDS)
    arguments = ["rank", str(challenge), "--results", str(results), "--json"]
    assert main.run(arguments) == 0
    document = json.loads(capfd.readouterr().out)
    assert len(document["boards"]) == 3
    (made,) = document["combined"]
    assert made["combined"] == "both-tasks"
    assert made["combination_method"] == "MEAN"
    assert made["components"] == [
        {"phase": "first", "split": "small"},
        {"phase": "second", "split": "large"},
    ]
    assert made["entries"][0] == {
        "participant": "bela",
        "team": None,
        "rank": 1,
        "rank_score": 1.5,
        "ranks": {"first": 2, "second": 1},
        "submissions": {"first": "bela-first-0", "second": "bela-second-1"},
        "submitted_at": "2026-07-02T12:00:00Z",
        "baseline": False,
    }
    assert made["left_out"] == [
        {"participant": "chidi", "team": None, "missing": ["second"], "baseline": False}
    ]
    assert main.run([*arguments, "--phase", "first"]) == 0
    assert json.loads(capfd.readouterr().out)["combined"] == []
    assert main.run(arguments[:-1]) == 0
    assert "left out: chidi: not ranked in Second task" in capfd.readouterr().out


WRONG = """\
title: Small
podium:
  evaluator: {image: "example:1"}
  combined_leaderboards:
    - {title: Both, phases: [dev, test], splits: {dev: all, other: all}}
    - {title: both, phases: [dev, dev, nope]}
    - {title: One, phases: [dev]}
    - {title: Two words, phases: [dev, test], combination_method: MODE}
    - {title: two-words, phases: [dev, test]}
    - {title: No phases}
challenge_phases:
  - {codename: dev, score_jsonpath: accuracy}
  - {codename: test, score_jsonpath: accuracy}
"""


def test_every_mistake_has_its_place() -> None:
    parsed = factories.parse(WRONG)
    assert parsed.challenge is None
    board = "podium.combined_leaderboards"
    assert [(issue.where.split(":")[1], issue.path, issue.message) for issue in parsed.issues] == [
        ("5", f"{board}[0].splits.dev", "this phase maps no splits of its own: leave it out"),
        ("5", f"{board}[0].splits.other", "expected one of this board's phases"),
        ("6", f"{board}[1].phases[1]", "'dev' is entry 1 too; a phase counts once"),
        ("6", f"{board}[1].phases[2]", "there is no phase 'nope'; there are: dev, test"),
        ("6", f"{board}[1].title", "'both' is taken by entry 1; each needs its own"),
        ("7", f"{board}[2].phases", "expected two phases at least, found fewer"),
        (
            "8",
            f"{board}[3].combination_method",
            "expected MEAN or MEDIAN or SUM, found 'MODE'",
        ),
        ("9", f"{board}[4].codename", "'two-words' is taken by entry 4; each needs its own"),
        ("10", f"{board}[5].phases", "expected a value, found nothing: this key is required"),
    ]


def test_more_boards_than_are_taken_are_refused() -> None:
    boards = "".join(f"    - {{title: Both {n}, phases: [dev, test]}}\n" for n in range(201))
    head, _, rest = WRONG.partition("    - {title: Both, ")
    (issue,) = factories.parse(f"{head}{boards}{rest[rest.index('challenge_phases:') :]}").issues
    assert issue.message == "expected at most 200 entries, found more"


def test_an_unknown_split_is_refused_with_those_there_are() -> None:
    config = CONFIG.replace(PHASES, f"{PHASES}\n      splits: {{first: huge}}")
    (issue,) = factories.parse(config).issues
    assert issue.message == "there is no split 'huge'; there are: small, large"
