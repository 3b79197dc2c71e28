"""The comment that is edited and the one that is posted: who is mentioned in which, and which of
them speaks."""

from __future__ import annotations

import pytest

from podium.github import comment, outcome
from podium.github.api.comments import Found
from podium.github.comment import Mark, Stage, Subject

SHA = "3f2a9c1" + "0" * 33
SUBJECT = Subject("pr-12-3f2a9c1", SHA, "Development")


def test_an_outcome_mentions_its_author_in_front_of_the_first_sentence() -> None:
    body = outcome.told(comment.failed(SUBJECT, "line 1: no number"), author="ada")
    assert outcome.mark_of(body) == Mark(SHA, Stage.FAILED, is_outcome=True)
    assert body.splitlines()[1:4] == [
        "### Evaluation failed",
        "",
        "@ada: Submission `pr-12-3f2a9c1` to the phase Development, commit `3f2a9c100000`.",
    ]


@pytest.mark.parametrize("author", ["ghost", "", "dependabot[bot]", "a b", "ada\n@victim"])
def test_nobody_is_mentioned_who_is_no_account(author: str) -> None:
    assert "@" not in outcome.told(comment.failed(SUBJECT, "x"), author=author)


@pytest.mark.parametrize("host", ["hanna"])
def test_hosts_are_mentioned_when_it_is_theirs_to_act(host: str) -> None:
    for body in (
        comment.broken(SUBJECT, hosts=[host]),
        comment.retrying(SUBJECT, attempts=6, is_last=True, hosts=[host]),
    ):
        assert f"@{host}: " in body
    assert "@" not in comment.retrying(SUBJECT, attempts=2, is_last=False, hosts=[host])


def test_what_is_edited_mentions_nobody_and_knows_what_came_before_it() -> None:
    body = outcome.progress(comment.evaluating(SUBJECT), after=7)
    assert outcome.mark_of(body) == Mark(SHA, Stage.EVALUATING, after=7)
    assert "@" not in body and "A new comment will tell the result" in body


def test_once_it_was_told_the_other_leads_there() -> None:
    mark = Mark(SHA, Stage.SCORED, is_outcome=True)
    body = outcome.concluded(mark, url="https://github.example/1#issuecomment-9", after=9)
    assert outcome.mark_of(body) == Mark(SHA, Stage.SCORED, after=9)
    assert "[The result](https://github.example/1#issuecomment-9)" in body


@pytest.mark.parametrize(
    ("mark", "last", "says"),
    [
        pytest.param(Mark(SHA, Stage.SCORED, is_outcome=True), 9, True, id="just told"),
        pytest.param(Mark(SHA, Stage.SCORED, after=9), 9, True, id="told, and led to"),
        pytest.param(Mark(SHA, Stage.SCORED), 0, False, id="of a version with one comment"),
        pytest.param(Mark(SHA, Stage.EVALUATING, after=9), 9, False, id="it goes on since"),
        pytest.param(Mark("f" * 40, Stage.SCORED, is_outcome=True), 9, False, id="of another"),
    ],
)
def test_whether_it_was_told(mark: Mark, last: int, says: bool) -> None:
    assert Found(1, mark, last).says(Mark(SHA, Stage.SCORED)) is says
