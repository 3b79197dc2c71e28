"""A pull request that touches nothing below ``submissions/`` is no submission."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from github_server import LINK, Entry
from integration.github.conftest import CHALLENGE, CONFIG, FILES, Place

BROKEN = CONFIG.replace("max_submissions_per_day: 2", "max_submissions_per_day: many")


def intake(place: Place, pull: Any) -> int:
    place.event("pull_request", place.server.pull_request_event(CHALLENGE, pull.number))
    return place.run("intake")


def statuses(place: Place, pull: Any) -> list[tuple[str, str, str]]:
    sha = place.server.pull(CHALLENGE, pull.number).head_sha
    return [
        (one.context, one.state, one.description) for one in place.server.statuses(CHALLENGE, sha)
    ]


def assert_no_word_of_a_submission(place: Place, pull: Any) -> None:
    assert place.server.comments(CHALLENGE, pull.number) == []
    assert place.server.labels(CHALLENGE, pull.number) == []
    assert all(context != "podium" for context, _, _ in statuses(place, pull))
    assert place.records() == []


def test_what_has_no_part_in_the_challenge_is_green_and_nothing_is_said(place: Place) -> None:
    pull = place.submit("octocat", {"README.md": "better", ".github/CODEOWNERS": "* @hanna"})
    assert intake(place, pull) == 0
    assert "### No submission" in place.summary
    place.wake(pull)
    assert place.grade() == (0, 0)
    assert_no_word_of_a_submission(place, pull)
    assert statuses(place, pull) == []


def test_a_broken_challenge_file_is_told_with_its_line_before_it_is_merged(place: Place) -> None:
    pull = place.submit("hanna", {"challenge_config.yaml": BROKEN})
    assert intake(place, pull) == 2
    assert "challenge_config.yaml:7" in place.summary
    assert "max_submissions_per_day" in place.summary
    place.wake(pull)
    assert place.grade() == (0, 0)
    assert_no_word_of_a_submission(place, pull)
    fact = "1 error in the challenge's files; podium check lists them"
    assert statuses(place, pull) == [("podium/challenge", "failure", fact)]


def test_the_pull_request_s_own_files_are_what_is_checked(place: Place) -> None:
    ruling = "submission: pr-1-1234567, action: hide, reason: r, by: hanna"
    good = f"- {{{ruling}, at: 2026-01-01 12:00:00}}\n"
    pull = place.submit("hanna", {"moderation.yaml": good})
    assert intake(place, pull) == 0
    pull = place.submit("hanna", {"moderation.yaml": "- {submission: pr-1-1234567}\n"})
    assert intake(place, pull) == 2
    pull = place.submit("hanna", {"challenge_config.yaml": CONFIG + "description: no/such.html\n"})
    assert intake(place, pull) == 2
    assert "no/such.html" in place.summary


def test_participants_who_change_the_teams_are_told_in_the_same_way(place: Place) -> None:
    pull = place.submit("octocat", {"teams.yaml": "Night owls: [octocat, ada]\n"})
    assert intake(place, pull) == 0
    place.wake(pull)
    place.grade()
    fact = "the challenge's files are in order"
    assert statuses(place, pull) == [("podium/challenge", "success", fact)]
    place.server.push_to_pull(CHALLENGE, pull.number, {"teams.yaml": "A: [ada]\nB: [ada]\n"})
    place.wake(place.server.pull(CHALLENGE, pull.number))
    place.grade()
    assert [state for _, state, _ in statuses(place, pull)] == ["failure"]
    assert_no_word_of_a_submission(place, pull)


def test_a_sweep_tells_it_once(place: Place) -> None:
    pull = place.submit("octocat", {"teams.yaml": "Night owls: [octocat]\n"})
    for _ in range(3):
        assert place.sweep() == (0, 0)
    assert len(statuses(place, pull)) == 1
    assert place.server.comments(CHALLENGE, pull.number) == []


def test_a_challenge_without_its_file_is_an_error(place: Place) -> None:
    pull = place.submit("octocat", {"challenge_config.yaml": None})
    assert intake(place, pull) == 2
    assert "there is no challenge\\_config.yaml" in place.summary


def test_a_link_in_place_of_the_file_is_not_followed(place: Place, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("- a secret\n")
    link = Entry(LINK, str(secret))
    pull = place.submit("octocat", {"teams.yaml": link, "moderation.yaml": link})
    assert intake(place, pull) == 0  # as if there were none
    assert "secret" not in place.summary


def test_of_a_challenge_in_a_folder_only_that_folder_is_looked_at(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(place.folder)
    place.environ["PODIUM_CHALLENGE"] = "small"
    place.server.commit(CHALLENGE, {f"small/{name}": text for name, text in FILES.items()})
    pull = place.submit("hanna", {"small/challenge_config.yaml": BROKEN})
    assert intake(place, pull) == 2
    assert "challenge_config.yaml:7: challenge_phases[0].max_sub" in place.summary
    place.wake(place.submit("hanna", {"challenge_config.yaml": BROKEN}))
    assert place.grade() == (0, 0)
    assert "2 errors" not in place.summary


def test_what_touches_a_submission_too_is_one_and_is_refused_as_before(place: Place) -> None:
    path = "submissions/small/dev/octocat/first/answer.txt"
    pull = place.submit("octocat", {path: "0.5", "teams.yaml": "A: [octocat]\n"})
    assert intake(place, pull) == 1
    place.wake(pull)
    place.grade()
    assert "### Not accepted" in place.comment(pull)
