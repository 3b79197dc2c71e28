"""Types, defaults and unknown keys of ``challenge_config.yaml``: every mistake at once.

A value that is wrong is reported and then replaced by something harmless, so that the mistakes
behind it come to light in the same run.
"""

from __future__ import annotations

import copy
import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from podium.challenge import keys
from podium.challenge.keys import fields
from podium.challenge.text.source import KeyPath, YamlSource, format_path
from podium.codes import Code
from podium.errors import MOST, Issue

# Stand-ins for required keys that are missing or wrong; what is built from them is never used.
_STAND_INS: Mapping[str, Any] = {
    "title": "?",
    "challenge_phases": [{}],
    "schema": {"labels": ["?"], "default_order_by": "?"},
    "labels": ["?"],
    "default_order_by": "?",
    "codename": "unknown",
    "challenge_phase_id": "?",
    "leaderboard_id": "?",
    "dataset_split_id": "?",
    "name": "?",
    "description": "?",
    "type": "text",
    "path": "?",
    "order": "desc",
    "phases": ["?"],
    "rank": 1,
    "amount": "0EUR",
}

# Mending one level can bring mistakes of the next one to light; the file is five levels deep.
_ROUNDS = 20
_MOST_ALIKE = 3  # of one unknown key in a list that are told one by one

_EXPECTED = {
    "missing": "a value: this key is required",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "float_type": "a number",
    "float_parsing": "a number",
    "string_type": "text",
    "string_unicode": "text",
    "bool_type": "true or false",
    "dataclass_type": "a mapping",
    "datetime_type": "a date and a time",
    "datetime_parsing": "a date and a time",
    "datetime_from_date_parsing": "a date and a time",
}


@dataclass(frozen=True, slots=True)
class Validated:
    """``settings`` holds stand-ins at the ``broken`` paths."""

    settings: keys.Challenge
    issues: tuple[Issue, ...]
    broken: frozenset[KeyPath]

    def is_broken(self, path: KeyPath) -> bool:
        """Whether ``path`` or something above it was replaced."""
        return _under(path, self.broken)


def validate(source: YamlSource) -> Validated:
    """``source.value`` must be a mapping."""
    value = _spell_out(_unshared(source.value), source)
    issues: list[Issue] = []
    broken: set[KeyPath] = set()
    for _ in range(_ROUNDS):
        try:
            settings = keys.Challenge.model_validate(value)
        except ValidationError as error:
            for details in error.errors(include_url=False, include_context=True):
                path = key_path(details["loc"])
                if not _under(path, broken):
                    # The nearest key takes its time to find, and more are not told.
                    issues.append(_issue(source, details, path, hints=len(issues) < MOST))
                if details["type"] != "extra_forbidden":
                    # What was replaced before and is still refused goes with what holds it.
                    while path in broken and len(path) > 1:
                        path = path[:-1]
                    broken.add(path)
                _replace(value, path)
        else:
            return Validated(settings, tuple(_together(issues)), frozenset(broken))
    raise AssertionError(f"stand-ins are refused too: {sorted(map(format_path, broken))}")


def _together(issues: Sequence[Issue]) -> Iterator[Issue]:
    """An unknown key that many entries of a list have is told once: a generator that writes one
    such entry writes hundreds."""
    alike = Counter(_any_entry(issue) for issue in issues if issue.code == Code.UNKNOWN_KEY)
    told: set[str] = set()
    for issue in issues:
        kind = _any_entry(issue)
        if issue.code != Code.UNKNOWN_KEY or alike[kind] <= _MOST_ALIKE:
            yield issue
        elif kind not in told:
            told.add(kind)
            message = f"{issue.message}; the same in {alike[kind] - 1} more entries of the list"
            yield replace(issue, message=message)


def _any_entry(issue: Issue) -> str:
    """The path with the last index left open."""
    return re.sub(r"\[\d+\](?=[^\[]*$)", "[]", issue.path)


def _unshared(value: Any) -> Any:
    """A copy in which an alias is a value of its own: what is mended here stays as it is there."""
    if isinstance(value, dict):
        return {key: _unshared(member) for key, member in value.items()}
    return [_unshared(member) for member in value] if isinstance(value, list) else value


def _spell_out(value: Any, source: YamlSource) -> Any:
    """With names as they are written, where YAML 1.1 reads a number, a date or a boolean."""
    for path, text in source.texts.items():
        if fields.AS_WRITTEN not in _type_at(path)[1]:
            continue
        holder = value
        for part in path[:-1]:
            holder = holder[part]
        if isinstance(holder[path[-1]], bool | int | float | date):
            holder[path[-1]] = text
    return value


def _under(path: KeyPath, roots: set[KeyPath] | frozenset[KeyPath]) -> bool:
    return any(path[:end] in roots for end in range(1, len(path) + 1))


def key_path(location: tuple[int | str, ...]) -> KeyPath:
    """Pydantic marks a mapping's key with a trailing ``[key]``; the rest is the file's own path."""
    return tuple(part for part in location if part != "[key]")


def _replace(value: Any, path: KeyPath) -> None:
    """Take what stands at ``path`` out, or put a stand-in there where something must stand."""
    for end, part in enumerate(path[:-1], start=1):
        inner = value.get(part) if isinstance(value, dict) else value[part]
        if not isinstance(inner, dict | list):  # such as JSON text: it goes with all that is in it
            path = path[:end]
            break
        value = inner
    last = path[-1]
    if isinstance(last, int):
        value[last] = {} if _model_at(path) else "?"
    elif last in _STAND_INS and _is_required_at(path):
        value[last] = copy.deepcopy(_STAND_INS[str(last)])
    else:
        value.pop(last, None)


def _is_required_at(path: KeyPath) -> bool:
    model = _model_at(path[:-1])
    if model is None:
        return False
    return any(
        info.is_required() and path[-1] in (name, info.alias)
        for name, info in model.model_fields.items()
    )


def _model_at(path: KeyPath) -> type[BaseModel] | None:
    kind, _ = _type_at(path)
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def _type_at(path: KeyPath) -> tuple[Any, tuple[object, ...]]:
    """What the models say that a value there is, and the marks on it; ``None`` where they say
    nothing."""
    kind, marks = _unwrapped(keys.Challenge)
    for part in path:
        kind, marks = _member(kind, part)
    return kind, marks


def _member(kind: Any, part: int | str) -> tuple[Any, tuple[object, ...]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, info in kind.model_fields.items():
            if part == (info.alias or name):
                return _unwrapped(info.annotation, *info.metadata)
    elif get_origin(kind) in (list, dict, Mapping):
        return _unwrapped(get_args(kind)[-1])
    return None, ()


def _unwrapped(kind: Any, *marks: object) -> tuple[Any, tuple[object, ...]]:
    """Without ``Annotated`` and ``None``."""
    while True:
        match get_origin(kind):
            case origin if origin is Annotated:
                kind, *more = get_args(kind)
                marks = (*marks, *more)
            case origin if origin in (Union, UnionType):
                kind = next(one for one in get_args(kind) if one is not NoneType)
            case _:
                return kind, marks


def _issue(source: YamlSource, details: ErrorDetails, path: KeyPath, *, hints: bool) -> Issue:
    where, place = source.where(path), format_path(path)
    if details["type"] == "extra_forbidden":
        model = _model_at(path[:-1]) if hints else None
        message = unknown_key(str(path[-1]), model)
        return Issue.warning(message, code=Code.UNKNOWN_KEY, where=where, path=place)
    return Issue.error(explain(details), code=code_of(details), where=where, path=place)


def unknown_key(key: str, model: type[BaseModel] | None) -> str:
    """With the nearest key of the model that it stands in."""
    known = [info.alias or name for name, info in model.model_fields.items()] if model else []
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}?" if near else "it has no effect"
    return f"unknown key: {hint}"


def code_of(details: ErrorDetails) -> Code:
    """Pydantic's type of an error as ours; those of ``fields`` are codes."""
    match details["type"]:
        case kind if kind in _OURS:
            return Code(kind)
        case "missing":
            return Code.KEY_MISSING
        case "literal_error" | "enum":
            return Code.WRONG_CHOICE
        case "string_pattern_mismatch":
            return Code.WRONG_FORM
        case kind if kind.startswith("datetime_"):
            return Code.NO_MOMENT
        case kind if kind.endswith(("_equal", "_than", "_long", "_short")):
            return Code.OUT_OF_RANGE
        case _:
            return Code.WRONG_TYPE


_OURS = frozenset(code.value for code in Code)


def explain(details: ErrorDetails) -> str:
    """Pydantic's error in our words: what was expected, what was found."""
    context = details.get("ctx", {})
    kind = details["type"]
    found = fields.describe(details["input"])
    match kind:
        case _ if kind in _OURS:
            return details["msg"]
        case "missing":
            return "expected a value, found nothing: this key is required"
        case "greater_than_equal":
            expected = f"at least {context['ge']}"
        case "greater_than":
            expected = f"more than {context['gt']}"
        case "less_than_equal":
            expected = f"at most {str(context['le']).removesuffix('.0')}"
        case "string_too_long" | "too_long":
            if isinstance(details["input"], str):
                expected = f"at most {context['max_length']} characters"
                found = f"{len(details['input'])}"
            else:
                expected, found = f"at most {context['max_length']} entries", "more"
        case "string_too_short" | "too_short":
            expected = "some text" if isinstance(details["input"], str) else "at least one entry"
        case "literal_error" | "enum":
            expected = str(context["expected"])
        case "string_pattern_mismatch":
            expected = _PATTERNS.get(str(context["pattern"]), f"text like {context['pattern']}")
        case _ if kind in _EXPECTED:
            expected = _EXPECTED[kind]
        case _:
            expected = details["msg"]
    return f"expected {expected}, found {found}"


_PATTERNS = {
    r"^[A-Za-z0-9][A-Za-z0-9._-]*$": (
        "letters, digits, dots, dashes and underscores, a letter or digit first"
    ),
    r"^[A-Za-z0-9]([A-Za-z0-9 ._-]*[A-Za-z0-9._-])?$": (
        "letters, digits, spaces, dots, dashes and underscores, a letter or digit first"
    ),
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$": "a language tag such as de or pt-BR",
    r"^[A-Za-z0-9_-]+$": "letters, digits, dashes and underscores",
    r"^\d+(\.\d{1,2})?[A-Z]{3}$": "an amount such as 100.50USD",
}
