"""``parent``: which phase has to be finished before another one takes a submission."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from podium.challenge import keys
from podium.challenge.text.source import KeyPath
from podium.codes import Code


def find_problems(
    phases: Sequence[keys.Phase], by_name: Mapping[str, int]
) -> Iterator[tuple[Code, KeyPath, str]]:
    """``by_name`` is the index of each phase by its id and by its codename."""
    parents = {
        index: by_name.get(str(phase.parent))
        for index, phase in enumerate(phases)
        if phase.parent is not None
    }
    circular = _in_a_circle(parents)
    for index, parent in parents.items():
        place = ("challenge_phases", index, "parent")
        if parent is None:
            message = f"no phase has the id or codename {phases[index].parent!r}"
            yield Code.UNKNOWN_PARENT, place, message
            continue
        if index in circular:
            message = "a phase cannot come after itself: the parents form a circle"
            yield Code.PARENTS_IN_A_CIRCLE, place, message
            continue
        for message in _mismatches(phases[index], phases[parent]):
            yield Code.PARENT_DOES_NOT_FIT, place, message


def _mismatches(phase: keys.Phase, parent: keys.Phase) -> Iterator[str]:
    name = parent.codename or parent.slug
    if _opens_before(phase, parent):
        yield f"the phase opens before its parent {name!r} does"
    if phase.submission_kind != parent.submission_kind:
        yield (
            f"the parent {name!r} takes another kind of submission (submission_kind "
            f"{parent.submission_kind}, not {phase.submission_kind}); give both the same"
        )
    elif phase.takes_algorithms and _interfaces(phase) != _interfaces(parent):
        yield f"the algorithms of the parent {name!r} have other inputs or outputs; they must agree"
    if 0 in (parent.max_submissions, parent.submissions_limit_per_user_per_period):
        yield f"the parent {name!r} takes no submissions (a limit is 0), so nobody can finish it"


def _in_a_circle(parents: Mapping[int, int | None]) -> frozenset[int]:
    """The phases that are their own ancestors; each is looked at once."""
    circular: set[int] = set()
    seen: set[int] = set()
    for start in parents:
        walk: dict[int, None] = {}
        at: int | None = start
        while at is not None and at not in seen:
            seen.add(at)
            walk[at] = None
            at = parents.get(at)
        if at in walk:
            way = list(walk)
            circular.update(way[way.index(at) :])
    return frozenset(circular)


def _opens_before(phase: keys.Phase, parent: keys.Phase) -> bool:
    own, other = (
        max(filter(None, (one.start_date, one.submissions_open_at)), default=None)
        for one in (phase, parent)
    )
    return own is not None and other is not None and own < other


def _interfaces(phase: keys.Phase) -> frozenset[str]:
    """As sets: the order in which they are written says nothing."""
    listed = (*phase.algorithm_interfaces, *phase.algorithm_inputs, *phase.algorithm_outputs)
    return frozenset(repr(one) for one in listed)
