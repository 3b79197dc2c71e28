"""What Grand Challenge refuses of a phase, and Podium can do without."""

from __future__ import annotations

from collections.abc import Iterator

from podium.challenge import keys
from podium.challenge.checks.consistency import Problem
from podium.challenge.text.source import KeyPath
from podium.codes import Code

GPUS = ("", "A100", "A10G", "V100", "K80", "T4")
_TIME_LIMITS = (300, 86_400)


def find_problems(settings: keys.Challenge) -> Iterator[Problem]:
    for index, phase in enumerate(settings.challenge_phases):
        place = ("challenge_phases", index)
        yield from _taken(phase, place)
        yield from _external(phase, place)
        yield from _time_limits(phase, place)
        yield from _gpu(phase, place)
    takes_algorithms = any(phase.takes_algorithms for phase in settings.challenge_phases)
    for key in ("is_docker_based", "is_static_dataset_code_upload"):
        if getattr(settings, key) and not takes_algorithms:
            message = (
                "has no effect here: participants hand in files, and evaluate() scores them; a "
                "phase takes container images with submission_kind: 3"
            )
            yield Code.HAS_NO_EFFECT, (key,), message


def _taken(phase: keys.Phase, place: KeyPath) -> Iterator[Problem]:
    if phase.takes_algorithms:
        message = (
            "this version runs no algorithms yet: every submission to this phase is refused. Its "
            "keys are checked, so that the file can stay as it is"
        )
        yield Code.TAKES_NOTHING_YET, (*place, "submission_kind"), message


def _external(phase: keys.Phase, place: KeyPath) -> Iterator[Problem]:
    if not phase.external_evaluation:
        return
    lacks = [
        what
        for what, is_there in (
            ("submission_kind: 3", phase.takes_algorithms),
            ("a parent", phase.parent is not None),
        )
        if not is_there
    ]
    if lacks:
        message = f"Grand Challenge refuses it without {' and '.join(lacks)}"
        yield Code.GRAND_CHALLENGE_REFUSES, (*place, "external_evaluation"), message
    if phase.podium.evaluator is not None:
        message = "Grand Challenge refuses an evaluator in a phase with external_evaluation"
        yield Code.GRAND_CHALLENGE_REFUSES, (*place, "podium", "evaluator"), message


def _time_limits(phase: keys.Phase, place: KeyPath) -> Iterator[Problem]:
    least, most = _TIME_LIMITS
    for key in ("algorithm_time_limit", "evaluation_time_limit"):
        seconds = getattr(phase, key)
        if key in phase.model_fields_set and not least <= seconds <= most:
            message = f"Grand Challenge takes {least} to {most} seconds, found {seconds}"
            yield Code.GRAND_CHALLENGE_REFUSES, (*place, key), message


def _gpu(phase: keys.Phase, place: KeyPath) -> Iterator[Problem]:
    gpu = phase.evaluation_requires_gpu_type
    if gpu not in GPUS:
        message = f"Grand Challenge knows {', '.join(GPUS[1:])}, found {gpu!r}"
        yield Code.GRAND_CHALLENGE_REFUSES, (*place, "evaluation_requires_gpu_type"), message
    if gpu:
        message = (
            f"no {gpu} is looked for: the evaluator gets the GPUs that the engine has, and "
            "GitHub's own runners have none"
        )
        yield Code.NEEDS_A_GPU, (*place, "evaluation_requires_gpu_type"), message
