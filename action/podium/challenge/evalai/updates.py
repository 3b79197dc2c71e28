"""What EvalAI does not let an organizer change in a challenge that it has already."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from podium.challenge.checks.consistency import Problem
from podium.challenge.evalai import drf, phase_splits
from podium.challenge.evalai.phase_splits import Identities, members
from podium.challenge.keys.fields import describe
from podium.challenge.text.source import KeyPath
from podium.codes import Code

_Triple = tuple[Hashable, ...]
_Settings = tuple[int | None, int | None, bool]


@dataclass(frozen=True, slots=True)
class Existing:
    """A challenge as EvalAI keeps it: ids are whole numbers there, or ``None`` where the file
    that made it has 0 or nothing. Of leaderboards and splits only those in use count."""

    leaderboards: Mapping[int | None, object]
    phases: tuple[int | None, ...]
    dataset_splits: Mapping[int | None, tuple[str, str]]
    phase_splits: Mapping[_Triple, _Settings]
    is_approved: bool = False


def existing(config: Mapping[str, Any], *, is_approved: bool) -> Existing:
    """From the file that EvalAI took last time."""
    mappings: dict[_Triple, _Settings] = {}
    for _, split, _ in members(config, "challenge_phase_splits"):
        if split is not None:
            key = tuple(_kept(split.get(name)) for name in phase_splits.REFERENCES)
            mappings[key] = _settings(split)
    leaderboards_in_use = {leaderboard for leaderboard, _, _ in mappings}
    splits_in_use = {split for _, _, split in mappings}
    return Existing(
        leaderboards={
            _kept(board.get("id")): board.get("schema")
            for board in _mappings(config, "leaderboard")
            if _kept(board.get("id")) in leaderboards_in_use
        },
        phases=tuple(_kept(phase.get("id")) for phase in _mappings(config, "challenge_phases")),
        dataset_splits={
            _kept(split.get("id")): _names(split)
            for split in _mappings(config, "dataset_splits")
            if _kept(split.get("id")) in splits_in_use
        },
        phase_splits=mappings,
        is_approved=is_approved,
    )


def find_problems(config: Mapping[str, Any], old: Existing) -> Iterator[Problem]:
    yield from _unnumbered(old)
    yield from _vanished(config, "leaderboard", old.leaderboards, "leaderboard in use")
    yield from _vanished(config, "challenge_phases", old.phases, "phase")
    yield from _vanished(config, "dataset_splits", old.dataset_splits, "dataset split in use")
    yield from _phase_splits(config, old)
    if old.is_approved:
        yield from _frozen(config, old)


def _unnumbered(old: Existing) -> Iterator[Problem]:
    for section, ids in (
        ("leaderboard", old.leaderboards),
        ("challenge_phases", old.phases),
        ("dataset_splits", old.dataset_splits),
    ):
        if None in ids:
            message = "EvalAI cannot update a challenge that was made with an id of 0 or null"
            yield Code.EVALAI_NO_NUMBER, (section,), message


def _vanished(
    config: Mapping[str, Any],
    section: str,
    old: Mapping[int | None, object] | tuple[object, ...],
    noun: str,
) -> Iterator[Problem]:
    """Ids are compared as they are written now: in quotes a number is another one."""
    now = Identities.of(config, section)
    for identity in old:
        if identity is not None and identity not in now:
            message = f"the {noun} with the id {identity} may not be taken out once it is at EvalAI"
            yield Code.EVALAI_TAKEN_OUT, (section,), message


def _phase_splits(config: Mapping[str, Any], old: Existing) -> Iterator[Problem]:
    left = dict.fromkeys(old.phase_splits)
    for place, split, _ in members(config, "challenge_phase_splits"):
        combination = None if split is None else phase_splits.triple(split)
        if split is None or combination is None:
            continue
        if combination in left:
            del left[combination]
        elif split["challenge_phase_id"] in old.phases:
            message = (
                "EvalAI takes a new entry only for a phase that is new too; "
                f"the phase {describe(split['challenge_phase_id'])} is there already"
            )
            yield Code.EVALAI_OLD_PHASE, (*place, "challenge_phase_id"), message
    for combination in left:
        names = ", ".join(
            f"{key} {identity}"
            for key, identity in zip(phase_splits.REFERENCES, combination, strict=True)
        )
        message = f"the entry with {names} may not be taken out once it is at EvalAI"
        yield Code.EVALAI_TAKEN_OUT, ("challenge_phase_splits",), message


def _frozen(config: Mapping[str, Any], old: Existing) -> Iterator[Problem]:
    frozen = "EvalAI's admins have approved the challenge, and this is frozen since"
    for place, board, _ in members(config, "leaderboard"):
        if board is None or _kept(board.get("id")) not in old.leaderboards:
            continue
        if _stable(board.get("schema")) != _stable(old.leaderboards[_kept(board.get("id"))]):
            yield Code.EVALAI_FROZEN, (*place, "schema"), frozen
    for place, split, _ in members(config, "dataset_splits"):
        if split is not None and _kept(split.get("id")) in old.dataset_splits:
            before = old.dataset_splits[_kept(split.get("id"))]
            yield from _renamed(split, place, before, frozen)
    for place, split, _ in members(config, "challenge_phase_splits"):
        combination = None if split is None else phase_splits.triple(split)
        if split is None or combination is None or combination not in old.phase_splits:
            continue
        stored = old.phase_splits[combination]
        for key, then, now in zip(phase_splits.REQUIRED, stored, _settings(split), strict=True):
            if then != now:
                yield Code.EVALAI_FROZEN, (*place, key), frozen


def _renamed(
    split: dict[str, Any], place: KeyPath, before: tuple[str, str], frozen: str
) -> Iterator[Problem]:
    for key, then, now in zip(("name", "codename"), before, _names(split), strict=True):
        if then != now:
            yield Code.EVALAI_FROZEN, (*place, key), f"{frozen}: it is {then!r} there"


def _mappings(config: Mapping[str, Any], section: str) -> list[dict[str, Any]]:
    return [member for _, member, _ in members(config, section) if member is not None]


def _kept(identity: object) -> int | None:
    return drf.as_integer(identity) if identity else None


def _names(split: Mapping[str, Any]) -> tuple[str, str]:
    return drf.as_text(split.get("name")), drf.as_text(split.get("codename"))


def _settings(split: Mapping[str, Any]) -> _Settings:
    """In the order of ``phase_splits.REQUIRED``, as they are stored."""
    visibility, precision, descending = (split.get(key) for key in phase_splits.REQUIRED)
    return drf.as_integer(visibility), drf.as_integer(precision), drf.as_boolean(descending)


def _stable(schema: object) -> str:
    return json.dumps(schema, sort_keys=True, default=str)
