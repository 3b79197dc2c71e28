"""Grand Challenge's rules for the sockets and resources of a phase.

Some of their keys are newer than the document that Podium follows; they are looked up as the file
has them, and say nothing but what Grand Challenge would refuse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from podium.challenge.checks.consistency import Problem
from podium.challenge.text.source import KeyPath
from podium.codes import Code

_GPU, _GPUS = "evaluation_requires_gpu_type", "evaluation_selectable_gpu_type_choices"
_MEMORY, _MOST_MEMORY = "evaluation_requires_memory_gb", "evaluation_maximum_settable_memory_gb"
_USUAL_MEMORY = 8
_EVALUATION = ("inputs", "outputs", "additional_evaluation_inputs", "evaluation_outputs")
_ALGORITHM = ("algorithm_inputs", "algorithm_outputs")
_RESERVED = frozenset(
    {
        "predictions-csv-file",
        "predictions-json-file",
        "predictions-zip-file",
        "metrics-json-file",
        "results-json-file",
    }
)


def find_problems(config: Mapping[str, object]) -> Iterator[Problem]:
    """``config`` is the file as it is written, and without errors in what Podium knows of it."""
    for index, phase in enumerate(_list(config.get("challenge_phases"))):
        if isinstance(phase, dict):
            place = ("challenge_phases", index)
            yield from _resources(phase, place)
            yield from _sockets(phase, place)


def _resources(phase: Mapping[str, object], place: KeyPath) -> Iterator[Problem]:
    gpu, gpus = phase.get(_GPU) or "", phase.get(_GPUS)
    if isinstance(gpus, list) and gpu not in gpus:
        message = f"Grand Challenge refuses what {_GPUS} does not list: {gpu!r}"
        yield Code.GRAND_CHALLENGE_REFUSES, (*place, _GPU), message
    memory, most = phase.get(_MEMORY, _USUAL_MEMORY), phase.get(_MOST_MEMORY)
    if isinstance(memory, int) and isinstance(most, int) and memory > most:
        message = f"Grand Challenge refuses {memory}: {_MOST_MEMORY} is {most}"
        yield Code.GRAND_CHALLENGE_REFUSES, (*place, _MEMORY), message


def _sockets(phase: Mapping[str, object], place: KeyPath) -> Iterator[Problem]:
    interfaces = [one for one in _list(phase.get("algorithm_interfaces")) if isinstance(one, dict)]
    algorithm = {slug for key in _ALGORITHM for slug in _slugs(phase.get(key))}
    for interface in interfaces:
        algorithm.update(_slugs(interface.get("inputs")), _slugs(interface.get("outputs")))
    for key in _EVALUATION:
        for index, slug in enumerate(_slugs(phase.get(key))):
            here = (*place, key, index)
            if slug and slug in algorithm:
                yield (
                    Code.GRAND_CHALLENGE_REFUSES,
                    here,
                    f"{slug} is an input or output of the phase's algorithms too, which Grand "
                    "Challenge refuses: an evaluation needs its own",
                )
            if key == "additional_evaluation_inputs" and slug in _RESERVED:
                message = f"Grand Challenge keeps the name {slug} for itself"
                yield Code.GRAND_CHALLENGE_REFUSES, here, message


def _slugs(sockets: object) -> list[str]:
    """The names of sockets, which are texts or mappings with a ``slug``, each in its place."""
    named = (one.get("slug") if isinstance(one, dict) else one for one in _list(sockets))
    return [name if isinstance(name, str) else "" for name in named]


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
