"""What is allowed in a challenge file and still hardly what its author means.

Each module has one subject, and knows the mistakes that users of EvalAI and Grand Challenge report.
All of it is pure: places and sentences from settings. A sentence says the fact and the cure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from podium.challenge import keys
from podium.challenge.advice import (
    algorithms,
    boards,
    directions,
    evaluators,
    limits,
    machines,
    names,
    people,
    questions,
    sockets,
    visibility,
    windows,
)
from podium.challenge.checks.consistency import Folder, Problem
from podium.challenge.text.source import YamlSource, format_path
from podium.errors import Issue

_SUBJECTS: tuple[Callable[[keys.Challenge], Iterator[Problem]], ...] = (
    names.find_problems,
    visibility.find_problems,
    windows.find_problems,
    limits.find_problems,
    people.find_problems,
    questions.find_problems,
    boards.find_problems,
    directions.find_problems,
    algorithms.find_problems,
    machines.find_problems,
)


def find_warnings(source: YamlSource, settings: keys.Challenge, folder: Folder) -> list[Issue]:
    """``settings`` are of a file without errors."""
    found = [problem for find_problems in _SUBJECTS for problem in find_problems(settings)]
    found += evaluators.find_problems(settings, folder)
    if isinstance(source.value, dict):
        found += sockets.find_problems(source.value)
    return [
        Issue.warning(message, code=code, where=source.where(path), path=format_path(path))
        for code, path, message in found
    ]
