"""What a pull request's comment says of each board."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import factories
from podium.boards import view
from podium.boards.readers import Public
from podium.challenge import folder
from podium.challenge.folder import LoadedChallenge
from podium.challenge.model import Moderation, Ruling
from podium.github import board_lines
from podium.github.comment import BoardLine
from podium.records import results
from podium.records.model import Participant, SubmissionRecord


def lines(
    root: Path,
    records: Sequence[SubmissionRecord],
    *,
    config: str = factories.SMALL_CONFIG,
    rulings: tuple[Moderation, ...] = (),
) -> tuple[BoardLine, ...]:
    """Of the last of the submissions."""
    loaded = folder.load_challenge(factories.write_challenge(root / "small", config))
    challenge = replace(loaded.challenge, moderation=rulings)
    loaded = LoadedChallenge(challenge, loaded.folder, loaded.warnings)
    submission = records[-1].submission
    prepared = view.make_view(loaded, records, Public())
    found = {result.id: result for result in results.results_at(challenge, records)}
    return board_lines.board_lines(
        prepared.boards,
        submission,
        site_url="https://site.example",
        result=found[submission.id],
        shown_as=prepared.shown_as.get(submission.id, ""),
    )


def record(name: str, accuracy: float, **changes: object) -> SubmissionRecord:
    return factories.make_record({"accuracy": accuracy}, id=name, **changes)


def test_a_rank_and_the_values_behind_it(tmp_path: Path) -> None:
    (line,) = lines(tmp_path, [record("s1", 0.5, login="ada"), record("s2", 0.25)])
    assert (line.rank, line.entries) == (2, 2)
    assert [value.text for value in line.values] == ["0.2500"]
    assert line.address == "https://site.example/small/phases/dev/overall/"


def test_a_result_that_waits_for_the_hosts_is_under_review(tmp_path: Path) -> None:
    waiting = record("s1", 0.5, evaluation=factories.make_evaluation(published=False))
    (line,) = lines(tmp_path, [waiting])
    assert line.note == board_lines.UNDER_REVIEW
    assert line.rank is None and line.values == ()
    ruling = Moderation("s1", Ruling.PUBLISH, "", "host", factories.NOON)
    (line,) = lines(tmp_path, [waiting], rulings=(ruling,))
    assert line.rank == 1


def test_a_result_that_the_hosts_hide_is_not_under_review(tmp_path: Path) -> None:
    ruling = Moderation("s1", Ruling.HIDE, "", "host", factories.NOON)
    (line,) = lines(tmp_path, [record("s1", 0.5)], rulings=(ruling,))
    assert line.note == "hidden by the hosts"


def test_a_private_submission_is_told_why_it_is_not_listed(tmp_path: Path) -> None:
    (line,) = lines(tmp_path, [record("s1", 0.5, is_public=False)])
    assert line.note == "not listed, because the submission is not public"


def test_whose_entry_stays(tmp_path: Path) -> None:
    config = factories.SMALL_CONFIG + "    result_display_choice: bst\n"
    ada, bela = Participant("ada", 1, "otters"), Participant("bela", 2, "otters")
    first, second = record("s1", 0.5, participant=ada), record("s2", 0.25, participant=ada)
    (line,) = lines(tmp_path, [first, second], config=config)
    assert line.note == "your entry there stays s1, at rank 1"
    other = record("s2", 0.25, participant=bela)
    (line,) = lines(tmp_path, [first, other], config=config)
    assert line.note == "your team's entry there stays s1, at rank 1"


def test_an_anonymous_board_tells_its_rank_to_whoever_reads_the_comment(tmp_path: Path) -> None:
    config = f"anonymous_leaderboard: true\n{factories.SMALL_CONFIG}"
    (line,) = lines(tmp_path, [record("s1", 0.5, login="ada"), record("s2", 0.25)], config=config)
    assert (line.rank, line.entries) == (2, 2)
