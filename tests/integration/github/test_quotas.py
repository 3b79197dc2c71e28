"""Teams, parent phases and limits by pull requests; and that ``podium limits`` says what the
comment says."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from integration.github.conftest import CHALLENGE, CONFIG, RESULTS, Place
from podium import formats
from podium.cli import main

FINAL = """\
  - {id: 3, codename: final, name: Final, parent: 1, max_submissions_per_day: 2,
     podium: {evaluator: {time_limit: 20}}}
"""
FINAL_SPLIT = "  - {challenge_phase_id: 3, leaderboard_id: 1, dataset_split_id: 1}\n"
COMES_FIRST = "a finished submission to the phase dev comes first"


def write_teams(place: Place, text: str) -> None:
    (place.folder / "small/teams.yaml").write_text(text)


def add_final(place: Place) -> None:
    """A phase after dev."""
    text = CONFIG.replace("challenge_phase_splits:", f"{FINAL}challenge_phase_splits:")
    (place.folder / "small/challenge_config.yaml").write_text(text + FINAL_SPLIT)


def hand_in(place: Place, login: str, phase: str = "dev", *, score: str = "0.5") -> Any:
    """A pull request from a branch of its own, graded."""
    name = f"{phase}-{len(place.server.repository(CHALLENGE).pulls)}"
    pull = place.submit(
        login, {f"submissions/small/{phase}/{login}/{name}/answer.txt": score}, branch=name
    )
    assert place.grade() == (0, 0)
    return pull


def headline(place: Place, pull: Any) -> str:
    return place.comment(pull).split("### ")[1].splitlines()[0]


def plain(comment: str) -> str:
    """As a reader sees the text: without Markdown's backslashes and what is invisible."""
    return html.unescape(comment.replace("\\", "").replace("\N{WORD JOINER}", ""))


def results_folder(place: Place) -> Path:
    target = place.folder / f"results-{len(list(place.folder.iterdir()))}"
    target.mkdir()
    git = place.server.git(CHALLENGE)
    if git.read_ref(f"refs/heads/{RESULTS}") is not None:
        git.run("--work-tree", str(target), "checkout", "-f", RESULTS, "--", ".")
    return target


def ask_command_line(
    place: Place, capsys: pytest.CaptureFixture[str], *command: str
) -> dict[str, Any]:
    """What ``podium … --json`` prints about the challenge and its results."""
    capsys.readouterr()
    name, *options = command
    folders = [str(place.folder / "small"), "--results", str(results_folder(place))]
    assert main.run([name, *folders, *options, "--json"]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


# Teams


@pytest.mark.field("max_submissions_per_day")
def test_a_team_shares_a_days_limit_and_one_place_on_the_board(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    write_teams(place, "Blue whales: [Ada, grace]\n")
    first = hand_in(place, "ada", score="0.5")
    assert "1 submission to this phase left" in place.comment(first)
    hand_in(place, "grace", score="0.75")
    third = hand_in(place, "ada", score="0.9")
    assert headline(place, third) == "Not accepted"
    assert "2 of 2 submissions of" in place.comment(third)
    assert {one.submission.participant.team for one in place.records()} == {"Blue whales"}
    dev = ("--phase", "dev")
    (board,) = ask_command_line(place, capsys, "rank", *dev)["boards"]
    assert [(one["rank"], one["values"]["accuracy"]) for one in board["entries"]] == [(1, 0.75)]

    write_teams(place, "Blue whales: [ada]\n")
    for login, open_still in (("grace", 1), ("ada", 0)):
        told = ask_command_line(place, capsys, "limits", *dev, "--participant", login)
        assert told["remaining"] == open_still
    alone = hand_in(place, "grace", score="0.25")
    assert headline(place, alone).startswith("Scored: rank 2 of 2")
    place.push(third, "0.9", name="dev-2")
    assert place.grade() == (0, 0)
    assert headline(place, third) == "Not accepted"


@pytest.mark.field("banned_email_ids", of="challenge")
def test_a_banned_team_mate_keeps_out_the_team(place: Place) -> None:
    text = f"{CONFIG}banned_email_ids: [Grace]\n"
    (place.folder / "small/challenge_config.yaml").write_text(text)
    write_teams(place, "Blue whales: [ada, grace]\n")
    for login in ("ada", "grace"):
        pull = hand_in(place, login)
        assert headline(place, pull) == "Not accepted"
        assert "the hosts have excluded this participant" in place.comment(pull)
    assert place.records() == []


# Parents


@pytest.mark.field("parent")
def test_a_phase_is_open_to_who_has_finished_its_parent(place: Place) -> None:
    add_final(place)
    waiting = hand_in(place, "octocat", "final")
    assert headline(place, waiting) == "Not accepted"
    assert COMES_FIRST in place.comment(waiting)
    failed = hand_in(place, "octocat", "dev", score="bad")
    assert headline(place, failed) == "Evaluation failed"
    for score, expected in (("0.6", "Not accepted"), ("0.7", "Scored: rank 1 of 1")):
        files = {"submissions/small/final/octocat/final-0/answer.txt": score}
        place.server.push_to_pull(CHALLENGE, waiting.number, files)
        place.wake(waiting)
        assert place.grade() == (0, 0)
        assert headline(place, waiting) == expected
        if expected == "Not accepted":
            hand_in(place, "octocat", "dev", score="0.5")
            place.server.clock.advance(minutes=1)


@pytest.mark.field("parent")
def test_a_team_mates_finished_submission_opens_the_next_phase(place: Place) -> None:
    add_final(place)
    write_teams(place, "Blue whales: [ada, grace]\n")
    hand_in(place, "ada", "dev")
    place.server.clock.advance(minutes=1)
    assert headline(place, hand_in(place, "grace", "final")).startswith("Scored")
    assert COMES_FIRST in place.comment(hand_in(place, "linus", "final"))


# The command line and the comment


@pytest.mark.field("max_submissions_per_day", "parent", "is_active", "end_date")
def test_podium_limits_says_literally_what_the_comment_says(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    add_final(place)
    config = place.folder / "small/challenge_config.yaml"

    def compare(pull: Any, phase: str, *, lists: bool = False) -> list[str]:
        """The reasons, of the moment at which the last word in the comment was true; with
        ``lists`` they are what the submission is refused for."""
        record = next(
            (one for one in place.records() if one.submission.id.startswith(f"pr-{pull.number}-")),
            None,
        )
        at = (
            place.server.clock.now
            if record is None
            else record.evaluations[-1].evaluation.created_at
        )
        login = pull.user.login
        who = ("--phase", phase, "--participant", login, "--at", formats.format_time(at))
        told = ask_command_line(place, capsys, "limits", *who)
        body = plain(place.comment(pull))
        reasons: list[str] = told["reasons"]
        assert reasons
        if lists:
            listed = [f"- `phase {phase}`: {reason}" for reason in reasons]
            lines = [re.sub(r" <sub>PD\d{3}</sub>$", "", line) for line in body.splitlines()]
            assert [line for line in lines if line in listed] == listed
        assert f"({'; '.join(reasons)})" in body
        left = f"{told['remaining']} submission" if told["remaining"] else "No submissions"
        assert f"{left} to this phase left" in body
        if not told["remaining"] and told["next_submission_at"]:
            assert f"possible from {told['next_submission_at']}" in body
        return reasons

    assert COMES_FIRST in compare(hand_in(place, "octocat", "final"), "final", lists=True)
    first = hand_in(place, "octocat", "dev")
    assert "1 of 2 submissions of" in compare(first, "dev")[0]
    hand_in(place, "octocat", "dev")
    third = hand_in(place, "octocat", "dev")
    assert "2 of 2 submissions of" in compare(third, "dev", lists=True)[0]
    assert "closed on 2020-01-01" in compare(hand_in(place, "octocat", "old"), "old")[0]
    config.write_text(config.read_text().replace("name: Final,", "name: Final, is_active: false,"))
    paused = hand_in(place, "hubot", "final")
    assert "(is_active)" in compare(paused, "final", lists=True)[1]
