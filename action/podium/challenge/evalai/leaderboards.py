"""``leaderboard`` and ``dataset_splits``: what phase splits refer to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from podium.challenge.checks.consistency import Problem
from podium.challenge.evalai import drf
from podium.challenge.evalai.phase_splits import members
from podium.challenge.keys.fields import describe
from podium.challenge.text.source import KeyPath
from podium.codes import Code

_CONFIG_ID = drf.nullable(drf.integer())
_NAME = drf.text(most=100)


def id_problem(identity: object) -> str | None:
    """The id is kept as a number, unless it is nothing or 0; it is compared as it is written."""
    return _CONFIG_ID(identity) if identity else None


def find_problems(config: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _leaderboards(config)
    yield from _dataset_splits(config)


def _leaderboards(config: Mapping[str, Any]) -> Iterator[Problem]:
    for place, board, reason in members(config, "leaderboard"):
        if board is None:
            yield Code.EVALAI_SECTION, place, reason
            continue
        yield from _identity(board, place)
        if "schema" not in board:
            message = "expected labels and default_order_by, found nothing"
            yield Code.EVALAI_KEY_MISSING, (*place, "schema"), message
        elif not isinstance(board["schema"], dict):
            found = describe(board["schema"])
            message = f"expected labels and default_order_by, found {found}"
            yield Code.EVALAI_VALUE, (*place, "schema"), message
        else:
            yield from _schema(board["schema"], (*place, "schema"))


def _schema(schema: dict[str, Any], place: KeyPath) -> Iterator[Problem]:
    """Labels may be a list, a text that holds the default, or anything else that can hold it."""
    missing = [key for key in ("labels", "default_order_by") if key not in schema]
    for key in missing:
        message = "expected a value, found nothing: this key is required"
        yield Code.EVALAI_KEY_MISSING, (*place, key), message
    if not missing:
        labels, chosen = schema["labels"], schema["default_order_by"]
        try:
            is_label = chosen in labels
        except TypeError:
            message = f"expected a list of labels, found {describe(labels)}"
            message = f"{message}: EvalAI breaks down over it"
            yield Code.EVALAI_VALUE, (*place, "labels"), message
        else:
            if not is_label:
                message = f"expected one of the labels as it is written there, found {chosen!r}"
                yield Code.EVALAI_LABELS, (*place, "default_order_by"), message
    if reason := drf.json_value(schema):
        yield Code.EVALAI_VALUE, place, reason


def _dataset_splits(config: Mapping[str, Any]) -> Iterator[Problem]:
    codenames: list[object] = []
    for place, split, reason in members(config, "dataset_splits"):
        if split is None:
            yield Code.EVALAI_SECTION, place, reason
            continue
        yield from _identity(split, place)
        for key in ("name", "codename"):
            refusal = _NAME(split.get(key))
            if key == "name" and not split.get(key):  # 0, while any other number is a name
                refusal = f"expected some text, found {describe(split.get(key))}"
            if refusal:
                yield Code.EVALAI_VALUE, (*place, key), refusal
        if "codename" in split:
            if split["codename"] in codenames:
                message = f"{describe(split['codename'])} is taken by another split"
                yield Code.EVALAI_GIVEN_TWICE, (*place, "codename"), message
            codenames.append(split["codename"])


def _identity(member: dict[str, Any], place: KeyPath) -> Iterator[Problem]:
    if "id" not in member:
        message = "expected a number, found nothing: this key is required"
        yield Code.EVALAI_KEY_MISSING, (*place, "id"), message
    elif reason := id_problem(member["id"]):
        yield Code.EVALAI_VALUE, (*place, "id"), reason
