"""The JSON Schemas (2020-12) of a site's exports, made of the types of the documents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from podium.boards import documents as boards
from podium.site import documents
from podium.site.frame import addresses
from podium.site.frame.drafts import File

_BADGE, _BUILD = "badge", "build"
# By the kind: the schema's title and the document's type.
_KINDS: dict[str, tuple[str, Any]] = {
    _BADGE: ("Badge", documents.BadgeDocument),
    "board": ("Leaderboard", boards.BoardDocument),
    _BUILD: ("Build", documents.BuildDocument),
    "cases": ("Cases", documents.CasesDocument),
    "challenge": ("Challenge", documents.ChallengeDocument),
    "combined": ("Combined leaderboard", boards.CombinedDocument),
    "ledger": ("Ledger", boards.LedgerDocument),
    "statistics": ("Statistics", boards.StatisticsDocument),
    "submission": ("Submission", documents.SubmissionDocument),
}
# What ``drafts.export`` puts before a document.
_HEAD = {
    "$schema": "Where this kind of document is described, relative to the document.",
    "challenge": "The challenge's slug.",
}


def schema_files() -> Iterator[File]:
    """One for each kind of export."""
    for kind in _KINDS:
        yield File(addresses.schema(kind), _schema(kind))


@cache
def _schema(kind: str) -> str:
    title, document = _KINDS[kind]
    schema = TypeAdapter(document).json_schema(schema_generator=_WithoutTitles)
    if kind != _BADGE:  # shields.io takes no key beside its own
        head = {key: {"type": "string", "description": text} for key, text in _HEAD.items()}
        if kind == _BUILD:  # it is of all challenges
            del head["challenge"]
        schema["properties"] = head | schema["properties"]
        schema["required"] = [*head, *schema["required"]]
    whole = {"$schema": _WithoutTitles.schema_dialect, **schema, "title": title}
    return json.dumps(whole, ensure_ascii=False, indent=1).replace("``", "`") + "\n"


class _WithoutTitles(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: Any) -> bool:
        """Pydantic would say each key once more, in capitals."""
        return False

    def sort(self, value: dict[str, Any], parent_key: str | None = None) -> dict[str, Any]:
        """In the order of the types."""
        return value
