"""Results that no board shows although they are recorded: of a phase or a challenge that goes by
another name now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from podium import metrics
from podium.challenge.checks import names
from podium.challenge.checks.consistency import Problem
from podium.challenge.model import Challenge
from podium.challenge.text.source import YamlSource, format_path
from podium.codes import Code
from podium.errors import Issue
from podium.records.survey import Survey

_LONGEST_NAME = 100


def renamed_phases(challenge: Challenge, recorded: Mapping[str, int]) -> Iterator[Problem]:
    """``recorded`` are codenames with how many submissions each has."""
    known = [phase.codename for phase in challenge.phases]
    for codename, count in recorded.items():
        if codename not in known:
            yield (
                Code.PHASE_RENAMED,
                ("challenge_phases",),
                f"{count} submission{'' if count == 1 else 's'} of a phase {codename!r} "
                f"{'is' if count == 1 else 'are'} recorded, and there is no such phase: a codename "
                f"must not change{_nearest(codename, known)}",
            )


def renamed_challenge(challenge: Challenge, recorded: Survey) -> Iterator[Problem]:
    """Nothing of the challenge is recorded, and something of others."""
    if not recorded.phases and recorded.others:
        yield (
            Code.NOTHING_RECORDED,
            ("podium", "slug"),
            f"no results of {challenge.slug} are recorded there; there are some of: "
            f"{names.some(recorded.others, longest=_LONGEST_NAME)}"
            f"{_nearest(challenge.slug, recorded.others)}",
        )


def find_warnings(challenge: Challenge, recorded: Survey, source: YamlSource) -> list[Issue]:
    """``source`` is the challenge's file, for places."""
    problems = [
        *renamed_phases(challenge, recorded.phases),
        *renamed_challenge(challenge, recorded),
    ]
    return [
        Issue.warning(message, code=code, where=source.where(path), path=format_path(path))
        for code, path, message in problems
    ]


def _nearest(name: str, known: tuple[str, ...] | list[str]) -> str:
    near = metrics.nearest(name, known)
    return f"; did you mean {near[:_LONGEST_NAME]}?" if near else ""
