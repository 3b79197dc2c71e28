"""The environment of ``podium actions``."""

from __future__ import annotations

import pytest

import factories
from podium.errors import ChallengeError
from podium.github import settings

LEAST = {"GITHUB_REPOSITORY": "org/small", "PODIUM_TOKEN": "secret-1"}


def challenge(results: str = "") -> object:
    text = factories.SMALL_CONFIG.replace("podium: {", f"podium: {{{results}")
    return factories.make_challenge(text)


@pytest.mark.parametrize(
    ("environ", "results", "expected"),
    [
        ({}, "", ("org/small", "results")),
        ({}, "results: {branch: data}, ", ("org/small", "data")),
        ({}, "results: {repository: org/results}, ", ("org/results", "main")),
        ({"PODIUM_RESULTS_BRANCH": "x"}, "", ("org/small", "x")),
        ({"PODIUM_RESULTS_REPOSITORY": "a/b"}, "results: {branch: c}, ", ("a/b", "c")),
    ],
)
@pytest.mark.field("repository", "branch", of="podium.results")
def test_where_results_are(
    environ: dict[str, str], results: str, expected: tuple[str, str]
) -> None:
    found = settings.read({**LEAST, **environ})
    assert found.results(challenge(results)) == expected  # type: ignore[arg-type]


def test_tokens_are_not_shown() -> None:
    more = {"PODIUM_RESULTS_TOKEN": "secret-2", "PODIUM_GRADER_TOKEN": "secret-3"}
    found = settings.read({**LEAST, **more})
    assert "secret" not in repr(found)
    assert {"secret-1", "secret-2", "secret-3"} == set(found.secrets)


def test_results_are_read_with_the_token_at_hand_and_pushed_with_their_own() -> None:
    found = settings.read(LEAST)
    assert found.results_access() == found.access() != {}
    assert settings.read({**LEAST, "PODIUM_RESULTS_TOKEN": "x"}).results_access() != found.access()


@pytest.mark.parametrize(
    "environ",
    [
        {"GITHUB_REPOSITORY": ""},
        {"PODIUM_REPOSITORY": "x"},
        {"PODIUM_RESULTS_REPOSITORY": "a/b/c"},
        {"PODIUM_GRADER_REPOSITORY": "small-grader"},
        {"PODIUM_RUNNER": "shell"},
        {"PODIUM_PATIENCE": "long"},
    ],
)
def test_what_cannot_be_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(ChallengeError, match="expected"):
        settings.read({**LEAST, **environ})
