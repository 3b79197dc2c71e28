"""What is made of the models of ``challenge_config.yaml``: the tables of docs/challenge-config.md
and the schema files. ``make reference`` writes both anew."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from podium.challenge import keys, schema
from podium.challenge.keys import fields
from podium.challenge.text.caps import COUNT

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/challenge-config.md"
# For editors that open the samples, and for those who write a challenge of their own.
SCHEMA_FILES = (
    ROOT / "docs/challenge.schema.json",
    ROOT / "init_templates/challenge/challenge.schema.json",
)

# Between the two marks the page is made, around them it is written by hand.
_TABLE = re.compile(r"(<!-- keys: ([\w ]+) -->\n).*?(<!-- end of keys -->)", re.DOTALL)


def make_page(text: str) -> str:
    """The page with all its tables as the models have them."""
    return _TABLE.sub(lambda found: f"{found[1]}\n{make_table(found[2].split())}\n{found[3]}", text)


def tables(text: str) -> list[str]:
    """The models that the page's marks name, in its order."""
    return [name for found in _TABLE.finditer(text) for name in found[2].split()]


def make_schema_file() -> str:
    """To the byte what ``podium schema`` prints."""
    return json.dumps(schema.make_schema(), indent=2, allow_nan=False) + "\n"


def make_table(names: list[str]) -> str:
    """A line for each key that the models declare themselves."""
    rows = [row for name in names for row in _rows(getattr(keys, name))]
    heads = ["key", "type", "default", "what it does here", "how it differs"]
    width = 5 if any(row[4] for row in rows) else 4
    ruler = f"|{'---|' * width}\n"
    head, *lines = (f"| {' | '.join(line[:width])} |\n" for line in (heads, *rows))
    return "".join((head, ruler, *lines))


def own_fields(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """Those that the model adds to its bases', by their name in Python."""
    inherited = {
        name
        for base in model.__mro__[1:]
        if issubclass(base, BaseModel)
        for name in base.model_fields
    }
    return {name: info for name, info in model.model_fields.items() if name not in inherited}


def _rows(model: type[keys.Document]) -> list[list[str]]:
    described = schema.describe(model)
    whole = model.model_json_schema(by_alias=True)
    rows = []
    for name, info in own_fields(model).items():
        key = info.alias or name
        text = described[name]
        kind = _in_words(whole["properties"][key], whole.get("$defs", {}))
        row = [f"`{key}`", kind, _default(info), text.text, text.departure]
        assert not any("|" in cell for cell in row), f"{key}: a cell cannot hold a bar"
        rows.append(row)
    return rows


def _default(info: FieldInfo) -> str:
    match info.default:
        case _ if info.is_required():
            return "required"
        case None:
            return "none"
        case bool() as value:
            return f"`{str(value).lower()}`"
        case "":
            return '`""`'
        case keys.Document():
            return "`{}`"
        case value:
            return f"`{value}`"


def _shape(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key not in ("default", "title")}


# Kinds that have a name of their own, with the schema that pydantic makes of each.
_NAMED = [
    (_shape(TypeAdapter(kind).json_schema()), name)
    for kind, name in (
        (fields.Moment, "date and time"),
        (fields.Id, "number or text"),
        (fields.Codename, "codename"),
        (fields.SplitCodename, "codename"),
    )
]


def _in_words(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """A type as one would tell it."""
    shape = _shape(schema)
    if "anyOf" in shape:
        shape = {"anyOf": [part for part in shape["anyOf"] if part.get("type") != "null"]}
        # null is how a key is left out, unless something else is the default.
        suffix = ", or null" if _takes_null(schema) and schema.get("default") is not None else ""
        if len(shape["anyOf"]) == 1:
            return _in_words(shape["anyOf"][0], definitions) + suffix
    for known, name in _NAMED:
        if shape == known:
            return name
    if "$ref" in shape:
        return _in_words(definitions[shape["$ref"].rpartition("/")[2]], definitions)
    if "enum" in shape or "const" in shape:
        return _choice(shape.get("enum", [shape.get("const")]))
    return _BY_TYPE[shape.get("type")](shape)


def _takes_null(schema: Mapping[str, Any]) -> bool:
    return any(part.get("type") == "null" for part in schema["anyOf"])


def _choice(values: list[str | int]) -> str:
    *most, last = (f"`{value}`" if isinstance(value, str) else str(value) for value in values)
    return f"{', '.join(most)} or {last}"


def _number(shape: Mapping[str, Any]) -> str:
    least, most = shape.get("minimum"), shape.get("maximum")
    if "exclusiveMinimum" in shape:
        least, words = shape["exclusiveMinimum"], f"more than {shape['exclusiveMinimum']}"
        return f"number, {words}" if most is None else f"number, {words}, at most {most:,.0f}"
    if most is None or most == COUNT:
        return "number, 0 or more" if least == 0 else f"number, at least {least}"
    return f"number, {least} to {most}"


def _text(shape: Mapping[str, Any]) -> str:
    least, most = shape.get("minLength", 0), shape.get("maxLength")
    if most is None:
        return "text"
    return f"text, {least} to {most} characters" if least else f"text, at most {most} characters"


def _list(shape: Mapping[str, Any]) -> str:
    items = shape["items"]
    what = " of texts" if items.get("type") == "string" else " of mappings" if items else ""
    return f"list{what}, at least one" if shape.get("minItems") else f"list{what}"


_BY_TYPE: Mapping[str | None, Callable[[Mapping[str, Any]], str]] = {
    None: lambda shape: "anything",
    "array": _list,
    "boolean": lambda shape: "true or false",
    "integer": _number,
    "number": _number,
    "object": lambda shape: "mapping",
    "string": _text,
}
