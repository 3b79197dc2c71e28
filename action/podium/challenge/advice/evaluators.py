"""What ``podium.evaluator`` asks for and the evaluator that is used makes nothing of."""

from __future__ import annotations

from collections.abc import Iterator

from podium.challenge import evaluator, keys
from podium.challenge.checks.consistency import Folder, Problem
from podium.challenge.model import EvaluatorSource
from podium.challenge.text.source import KeyPath
from podium.codes import Code


def find_problems(settings: keys.Challenge, folder: Folder) -> Iterator[Problem]:
    """Packages that are added to nothing; where one of several phases has them, they are not."""
    containers: dict[KeyPath, str] = {}
    used: set[KeyPath] = set()
    for index, phase in enumerate(settings.challenge_phases):
        if evaluator.merged(settings, phase).packages is None:
            continue
        own = phase.podium.evaluator
        is_own = own is not None and own.packages is not None
        top: KeyPath = ("podium", "evaluator", "packages")
        place = ("challenge_phases", index, *top) if is_own else top
        source = evaluator.resolve_source(settings, phase, folder)
        container = _container(source) if isinstance(source, EvaluatorSource) else ""
        if container:
            containers.setdefault(place, container)
        else:
            used.add(place)
    for place, container in containers.items():
        if place not in used:
            message = (
                f"has no effect beside {container}, which has the packages that are installed in "
                "it. Take it out, or, where an EvalAI script needs no image of its own, that"
            )
            yield Code.HAS_NO_EFFECT, place, message


def _container(source: EvaluatorSource) -> str:
    if source.image is not None:
        return f"the image {source.image}"
    return f"the Dockerfile {source.dockerfile}" if source.dockerfile is not None else ""
