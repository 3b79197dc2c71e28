"""What Grand Challenge refuses of a phase, and Podium can do without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from podium.challenge import document
from podium.challenge.consistency import Problem
from podium.challenge.source import KeyPath

GPUS = ("", "A100", "A10G", "V100", "K80", "T4")
_TIME_LIMITS = (300, 86_400)
_RESERVED = frozenset(
    {
        "predictions-csv-file",
        "predictions-json-file",
        "predictions-zip-file",
        "metrics-json-file",
        "results-json-file",
    }
)


def find_problems(settings: document.Challenge) -> Iterator[Problem]:
    for index, phase in enumerate(settings.challenge_phases):
        place = ("challenge_phases", index)
        yield from _external(phase, place)
        yield from _time_limits(phase, place)
        yield from _resources(phase, place)
        yield from _sockets(phase, place)
    kinds = {phase.submission_kind for phase in settings.challenge_phases}
    for key in ("is_docker_based", "is_static_dataset_code_upload"):
        if getattr(settings, key) and 3 not in kinds:
            message = "has no effect here: a phase takes container images with submission_kind: 3"
            yield (key,), message


def _external(phase: document.Phase, place: KeyPath) -> Iterator[Problem]:
    if not phase.external_evaluation:
        return
    lacks = [
        what
        for what, is_there in (
            ("submission_kind: 3", phase.submission_kind == 3),
            ("a parent", phase.parent is not None),
        )
        if not is_there
    ]
    if lacks:
        message = f"Grand Challenge refuses it without {' and '.join(lacks)}"
        yield (*place, "external_evaluation"), message
    if phase.podium.evaluator is not None:
        message = "Grand Challenge refuses an evaluator in a phase with external_evaluation"
        yield (*place, "podium", "evaluator"), message


def _time_limits(phase: document.Phase, place: KeyPath) -> Iterator[Problem]:
    least, most = _TIME_LIMITS
    for key in ("algorithm_time_limit", "evaluation_time_limit"):
        seconds = getattr(phase, key)
        if key in phase.model_fields_set and not least <= seconds <= most:
            message = f"Grand Challenge takes {least} to {most} seconds, found {seconds}"
            yield (*place, key), message


def _resources(phase: document.Phase, place: KeyPath) -> Iterator[Problem]:
    gpu = phase.evaluation_requires_gpu_type
    choices: Iterable[str] = getattr(phase, "evaluation_selectable_gpu_type_choices", GPUS)
    if gpu not in GPUS:
        message = f"Grand Challenge knows {', '.join(GPUS[1:])}, found {gpu!r}"
        yield (*place, "evaluation_requires_gpu_type"), message
    elif "evaluation_selectable_gpu_type_choices" in phase.model_fields_set and gpu not in choices:
        message = (
            "Grand Challenge refuses what evaluation_selectable_gpu_type_choices does not list"
        )
        yield (*place, "evaluation_requires_gpu_type"), message
    most = getattr(phase, "evaluation_maximum_settable_memory_gb", None)
    if (
        "evaluation_maximum_settable_memory_gb" in phase.model_fields_set
        and most is not None
        and phase.evaluation_requires_memory_gb > most
    ):
        message = f"Grand Challenge refuses more than evaluation_maximum_settable_memory_gb, {most}"
        yield (*place, "evaluation_requires_memory_gb"), message


def _sockets(phase: document.Phase, place: KeyPath) -> Iterator[Problem]:
    algorithm = {
        *_slugs(phase.algorithm_inputs),
        *_slugs(phase.algorithm_outputs),
        *(slug for one in phase.algorithm_interfaces for slug in _of_interface(one)),
    }
    for key in ("inputs", "outputs", "additional_evaluation_inputs", "evaluation_outputs"):
        for index, slug in enumerate(_slugs(getattr(phase, key, []))):
            here = (*place, key, index)
            if slug is not None and slug in algorithm:
                message = f"{slug} is an input or output of the phase's algorithms too, which"
                yield here, f"{message} Grand Challenge refuses: an evaluation needs its own"
            if key == "additional_evaluation_inputs" and slug in _RESERVED:
                yield here, f"Grand Challenge keeps the name {slug} for itself"


def _of_interface(interface: object) -> Iterator[str | None]:
    if isinstance(interface, dict):
        for key in ("inputs", "outputs"):
            yield from _slugs(interface.get(key) or [])


def _slugs(sockets: Any) -> list[str | None]:
    """The names of sockets, which are texts or mappings with a ``slug``, each in its place."""
    listed = sockets if isinstance(sockets, list) else []
    return [socket.get("slug") if isinstance(socket, dict) else _text(socket) for socket in listed]


def _text(socket: object) -> str | None:
    return socket if isinstance(socket, str) else None
