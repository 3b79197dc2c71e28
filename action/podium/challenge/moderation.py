"""``moderation.yaml``: what the hosts have ruled about single submissions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from podium import formats
from podium.challenge.checks import types
from podium.challenge.keys.fields import Moment, Title
from podium.challenge.model import Moderation, Ruling
from podium.challenge.text.source import YamlSource, format_path, parse_yaml
from podium.codes import Code
from podium.errors import MOST, ChallengeError, Issue, told


class Document(BaseModel):
    """One entry of the file."""

    model_config = ConfigDict(frozen=True)

    submission: Title
    action: Ruling
    reason: Title
    by: Title
    at: Moment


_RULINGS = TypeAdapter(list[Document])


def parse_moderation(
    text: str, *, name: str, hosts: frozenset[str] = frozenset()
) -> tuple[tuple[Moderation, ...], tuple[Issue, ...]]:
    """Rulings in the order of their time, and what is odd about them. ``hosts`` are logins in
    lower case; where there are none, anybody may have ruled. Raises ``ChallengeError`` with every
    mistake."""
    source = parse_yaml(text, name=name)
    if source.value is None:
        return (), ()
    odd = [*source.duplicates, *_unknown_keys(source)]
    try:
        written = _RULINGS.validate_python(source.value)
    except ValidationError as error:
        wrong = [_issue(source, details) for details in error.errors(include_url=False)]
        raise ChallengeError(issues=told([*wrong, *odd])) from None
    odd += _strangers(source, written, hosts)
    rulings = [Moderation(**dict(ruling)) for ruling in written]
    return tuple(sorted(rulings, key=lambda ruling: ruling.at)), told(odd)


def find_waiting(source: YamlSource, now: datetime) -> Iterator[Issue]:
    """What is not in force ``now``, of a file without mistakes."""
    for index, ruling in enumerate(_RULINGS.validate_python(source.value)):
        if ruling.at > now:
            path = (index, "at")
            message = f"waits until {formats.format_time(ruling.at)}, and does nothing before"
            where, place = source.where(path), format_path(path)
            yield Issue.warning(message, code=Code.RULING_WAITS, where=where, path=place)


def _issue(source: YamlSource, details: ErrorDetails) -> Issue:
    path = types.key_path(details["loc"])
    return Issue.error(
        types.explain(details),
        code=types.code_of(details),
        where=source.where(path),
        path=format_path(path),
    )


def _unknown_keys(source: YamlSource) -> Iterator[Issue]:
    entries = source.value if isinstance(source.value, list) else []
    unknown = [
        (index, key)
        for index, entry in enumerate(entries)
        for key in (entry if isinstance(entry, dict) else ())
        if key not in Document.model_fields
    ]
    for number, path in enumerate(unknown):
        # The nearest key takes its time to find, and more are not told.
        message = types.unknown_key(path[1], Document if number < MOST else None)
        where, place = source.where(path), format_path(path)
        yield Issue.warning(message, code=Code.UNKNOWN_KEY, where=where, path=place)


def _strangers(
    source: YamlSource, rulings: list[Document], hosts: frozenset[str]
) -> Iterator[Issue]:
    for index, ruling in enumerate(rulings):
        if hosts and ruling.by.removeprefix("@").casefold() not in hosts:
            path = (index, "by")
            message = f"{ruling.by} is not one of podium.hosts; add them there, or name who ruled"
            where, place = source.where(path), format_path(path)
            yield Issue.warning(message, code=Code.RULED_BY_A_STRANGER, where=where, path=place)
