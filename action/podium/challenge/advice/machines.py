"""Time limits that no job on GitHub lives to see."""

from __future__ import annotations

from collections.abc import Iterator

from podium.challenge import evaluator, keys
from podium.challenge.checks.consistency import Problem
from podium.challenge.model import Machines
from podium.codes import Code


def find_problems(settings: keys.Challenge) -> Iterator[Problem]:
    for index, phase in enumerate(settings.challenge_phases):
        machines = evaluator.resolve_machines(settings, phase)
        seconds = evaluator.resolve_limits(settings, phase).seconds
        most = 60 * (machines.minutes - Machines.SPARE_MINUTES)
        if seconds > most:
            lives = "six hours" if machines.is_hosted else "five days"
            cure = ", or evaluate on machines of your own (podium.evaluator.runs_on)"
            yield (
                Code.LONGER_THAN_A_JOB,
                ("challenge_phases", index),
                f"its time limit is {seconds:g} seconds, and a job on GitHub ends after {lives}: "
                f"set one of at most {most:g}{cure if machines.is_hosted else ''}",
            )
