"""The JSON Schema of ``challenge_config.yaml``, so that an editor can complete and check it."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from podium.challenge import keys
from podium.challenge.keys import Document

# The reference page explains these two words; in an editor they stand alone.
_PHRASES = {
    "*later*:": "Not at work yet, only read and checked:",
    "*no effect*:": "No effect here, only read and checked:",
}


def make_schema() -> dict[str, Any]:
    """JSON Schema 2020-12, with a description of every key, and its default where it has one.

    Unknown keys are allowed, as the loader allows them: EvalAI's own template holds some.
    """
    schema = keys.Challenge.model_json_schema(by_alias=True, schema_generator=_Generator)
    for name, part in (("Challenge", schema), *schema["$defs"].items()):
        model = getattr(keys, name, None)
        if model is not None:
            part["additionalProperties"] = True
            part["description"] = part["description"].replace("``", "`")
            _describe(model, part["properties"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "challenge_config.yaml",
    }


class _Generator(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: Any) -> bool:
        """Pydantic would say each key once more, in capitals."""
        return False

    def encode_default(self, dft: Any) -> Any:
        """A mapping that is left out is an empty one."""
        return {} if isinstance(dft, keys.Document) else super().encode_default(dft)


def _describe(model: type[keys.Document], properties: dict[str, Any]) -> None:
    described = describe(model)
    for name, info in model.model_fields.items():
        if name in described:
            text = f"{described[name].text} {described[name].departure}".rstrip()
            properties[info.alias or name]["description"] = _plain(text)


def _plain(text: str) -> str:
    """Markdown without what not every editor shows: links and emphasis."""
    for phrase, meaning in _PHRASES.items():
        text = text.replace(phrase, meaning)
    text = re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", text)
    return re.sub(r"(\*{1,2})([^*]+)\1", r"\2", text)


_DEPARTURE = "Unlike "


@dataclass(frozen=True, slots=True)
class Description:
    """Markdown. ``departure`` says how that differs from the system that the key comes from; it is
    empty where nothing does."""

    text: str
    departure: str = ""


def describe(model: type[Document]) -> Mapping[str, Description]:
    """By field, also those that the model inherits; a field without a text is not there."""
    found: dict[str, Description] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, Document):
            found |= _of_class(base)
    return found


def _of_class(model: type[Document]) -> Mapping[str, Description]:
    tree = ast.parse(inspect.getsource(sys.modules[model.__module__]))
    return {
        name: _described(text)
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name == model.__name__
        for name, text in _texts(node)
    }


def _texts(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for statement, following in pairwise(node.body):
        match statement, following:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str() as text)),
            ):
                yield name, text


def _described(text: str) -> Description:
    *paragraphs, last = [" ".join(part.split()) for part in inspect.cleandoc(text).split("\n\n")]
    if paragraphs and last.startswith(_DEPARTURE):
        return Description(" ".join(paragraphs), last)
    return Description(" ".join([*paragraphs, last]))
