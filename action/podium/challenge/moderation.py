"""``moderation.yaml``: what the hosts have ruled about single submissions."""

from __future__ import annotations

from dataclasses import replace

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from podium import times
from podium.challenge import validation
from podium.challenge.model import Moderation
from podium.challenge.source import YamlSource, format_path, parse_yaml
from podium.errors import ChallengeError
from podium.issues import Issue

_RULINGS = TypeAdapter(list[Moderation])


def parse_moderation(text: str, *, name: str) -> tuple[Moderation, ...]:
    """Rulings in the order of their time. Raises ``ChallengeError`` with every mistake."""
    source = parse_yaml(text, name=name)
    if source.value is None:
        return ()
    try:
        rulings = _RULINGS.validate_python(source.value)
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise ChallengeError(issues=[_issue(source, details) for details in found]) from None
    in_utc = [replace(ruling, at=times.as_utc(ruling.at)) for ruling in rulings]
    return tuple(sorted(in_utc, key=lambda ruling: ruling.at))


def _issue(source: YamlSource, details: ErrorDetails) -> Issue:
    path = details["loc"]
    return Issue.error(
        validation.explain(details), where=source.where(path), path=format_path(path)
    )
