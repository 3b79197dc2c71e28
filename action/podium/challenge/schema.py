"""The JSON Schema of ``challenge_config.yaml``, so that an editor can complete and check it."""

from __future__ import annotations

import re
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from podium.challenge import descriptions, document

# The reference page explains these two words; in an editor they stand alone.
_PHRASES = {
    "*later*:": "Not at work yet, only read and checked:",
    "*no effect*:": "No effect here, only read and checked:",
}


def make_schema() -> dict[str, Any]:
    """JSON Schema 2020-12, with a description of every key, and its default where it has one.

    Unknown keys are allowed, as the loader allows them: EvalAI's own template holds some.
    """
    schema = document.Challenge.model_json_schema(by_alias=True, schema_generator=_Generator)
    for name, part in (("Challenge", schema), *schema["$defs"].items()):
        model = getattr(document, name, None)
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
        return {} if isinstance(dft, document.Document) else super().encode_default(dft)


def _describe(model: type[document.Document], properties: dict[str, Any]) -> None:
    described = descriptions.describe(model)
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
