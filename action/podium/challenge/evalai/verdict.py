"""EvalAI's answer to a challenge folder: everything in it that it would refuse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from podium.challenge.checks.consistency import Problem
from podium.challenge.evalai import (
    archive,
    challenge_keys,
    leaderboards,
    phase_splits,
    phases,
    updates,
)
from podium.challenge.evalai.archive import Archive
from podium.challenge.evalai.updates import Existing
from podium.challenge.keys.fields import describe
from podium.challenge.text.source import YamlSource, format_path
from podium.codes import Code
from podium.errors import Issue


def find_issues(
    source: YamlSource, files: Archive, *, against: Existing | None = None
) -> tuple[Issue, ...]:
    """In the order of the file. EvalAI takes the folder if none is an error.

    ``against`` is the challenge that EvalAI has already, if it has.
    """
    config = source.value
    if not isinstance(config, dict):
        message = f"EvalAI: expected a mapping with title and more, found {describe(config)}"
        return (Issue.error(message, code=Code.EVALAI_SECTION, where=f"{source.name}:1"),)
    refusals = dict.fromkeys(_problems(config, files, against))
    issues = [
        Issue.error(
            f"EvalAI: {message}", code=code, where=source.where(path), path=format_path(path)
        )
        for code, path, message in refusals
    ]
    issues += [
        Issue.warning(
            f"EvalAI: {message}", code=code, where=source.where(path), path=format_path(path)
        )
        for code, path, message in _oddities(config, files)
    ]
    return tuple(sorted(issues, key=_line))


def _problems(
    config: Mapping[str, Any], files: Archive, against: Existing | None
) -> Iterator[Problem]:
    yield from challenge_keys.find_problems(config, files)
    yield from leaderboards.find_problems(config)
    yield from phases.find_problems(config, files)
    yield from phase_splits.find_problems(config)
    if against is not None:
        yield from updates.find_problems(config, against)


def _oddities(config: Mapping[str, Any], files: Archive) -> Iterator[Problem]:
    """What EvalAI takes, and the organizer should know of."""
    if archive.is_built(files, config.get("evaluation_script")):
        yield (
            Code.SCRIPT_NOT_BUILT,
            ("evaluation_script",),
            f"{archive.BUILT_SCRIPT} is not here; EvalAI-Starters' workflow makes it of "
            f"{archive.SCRIPT_FOLDER}/ on the way. Whoever sends an archive by hand has to",
        )
    prizes = config.get("prizes")
    for index, prize in enumerate(prizes if isinstance(prizes, list) else []):
        if isinstance(prize, dict) and "description" not in prize:
            message = "it is taken without one, and then EvalAI breaks down making the challenge"
            yield Code.PRIZE_NOT_DESCRIBED, ("prizes", index, "description"), message


def _line(issue: Issue) -> int:
    line = issue.where.rpartition(":")[2]
    return int(line) if line.isdecimal() else 0
