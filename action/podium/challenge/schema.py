"""The JSON Schema of ``challenge_config.yaml``, so that an editor can complete and check it."""

from __future__ import annotations

from typing import Any

from podium.challenge import document


def make_schema() -> dict[str, Any]:
    """JSON Schema 2020-12. Unknown keys are allowed, as the loader allows them: EvalAI's own
    template holds some."""
    schema = document.Challenge.model_json_schema(by_alias=True)
    for part in (schema, *schema["$defs"].values()):
        if part.get("type") == "object":
            part["additionalProperties"] = True
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "challenge_config.yaml",
    }
