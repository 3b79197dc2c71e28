"""What a run may ask of GitHub: with a token that is good, and while there is some left."""

from __future__ import annotations

import pytest

from integration.github.conftest import CHALLENGE, RESULTS, Place


def answers(place: Place, status: int) -> int:
    return place.server.requests.count(status=status)


def test_a_token_that_is_refused_is_not_shown_again(place: Place) -> None:
    for number in range(4):
        place.submit(f"user{number}")
    expired = place.server.token(place.server.permissions("job"), name="short")
    place.server.before("GET", r"/git/trees/", lambda request: place.server.revoke(expired))
    assert place.run("sweep", PODIUM_TOKEN=expired) == 3
    assert answers(place, 401) == 1
    assert place.sweep() == (0, 0)
    assert len(place.records()) == 4


def test_a_token_that_may_not_push_is_shown_once(place: Place) -> None:
    for number in range(3):
        place.submit(f"user{number}")
    place.event("schedule", place.server.schedule_event(CHALLENGE, "evaluate.yml", "7 * * * *"))
    assert place.run("sweep", PODIUM_RESULTS_TOKEN="") == 0
    token = place.server.token(place.server.permissions("job"), name="short")
    place.server.before("POST", r"/git-receive-pack", lambda request: place.server.revoke(token))
    place.server.requests.clear()
    assert place.run("publish", PODIUM_RESULTS_TOKEN=token) != 0
    assert answers(place, 401) <= 2, "git asks once more before it gives up"


def test_a_sweep_stops_while_some_requests_are_left(place: Place) -> None:
    for number in range(8):
        place.submit(f"user{number}")
    token = place.server.token(place.server.permissions("job"), name="poor", limit=90)
    place.environ |= {"PODIUM_TOKEN": token, "PODIUM_RESULTS_TOKEN": token}
    assert place.sweep() == (0, 0)
    done = len(place.records())
    assert 0 < done < 8 and answers(place, 403) == 0
    place.server.clock.advance(minutes=60)
    place.new_machine()
    assert place.sweep() == (0, 0)
    assert len(place.records()) == 8 and answers(place, 403) == 0


def test_the_log_tells_what_is_left(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.submit("octocat")
    place.grade()
    assert capsys.readouterr().err.count(" of 1000 requests left until ") == 2


def test_nothing_is_asked_without_a_token(place: Place) -> None:
    """Nor of the results of a private grader, before there is a token that may push them."""
    place.server.limits.anonymous_downloads = place.server.limits.anonymous = 0
    place.server.add_repository("org/results", files={"README.md": "x"})
    writer = place.server.token({"org/results": {"contents": "write"}})
    pull = place.submit("octocat")
    elsewhere = {"PODIUM_RESULTS_REPOSITORY": "org/results", "PODIUM_RESULTS_TOKEN": ""}
    assert place.run("evaluate", **elsewhere) == 0
    assert place.run("publish", **{**elsewhere, "PODIUM_RESULTS_TOKEN": writer}) == 0
    assert "### Scored" in place.comment(pull)
    assert place.server.requests.count(token="anonymous") == 0


@pytest.mark.parametrize("bot", ["github-actions[bot]", "our-app[bot]"])
def test_records_are_committed_by_whom_the_token_writes_as(place: Place, bot: str) -> None:
    token = place.token
    if bot != "github-actions[bot]":
        place.server.add_app("our-app", public_key=b"")
        token = place.server.token(place.server.permissions("job"), login=bot)
    place.submit("octocat")
    tokens = {"PODIUM_TOKEN": token, "PODIUM_RESULTS_TOKEN": token, "PODIUM_BOT": bot}
    assert place.grade(**tokens) == (0, 0)
    said = place.server.git(CHALLENGE).run("log", "-1", "--format=%ae%n%ce%n%an", RESULTS)
    author, committer, name = str(said).split("\n")[:3]
    user = place.server._state.user_of_email(author)
    assert user is not None and user.login == bot == name and author == committer
