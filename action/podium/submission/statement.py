"""``submission.yaml``: what a participant says of a submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from podium.challenge.checks import types
from podium.challenge.keys import fields
from podium.challenge.text.source import YamlSource, decode, format_path, parse_yaml
from podium.codes import Code
from podium.errors import ChallengeError, Issue, told
from podium.records.model import Metadata
from podium.submission import assets
from podium.submission.assets import Asset

NAME = "submission.yaml"
CAP = 64 * 1024
COMMENT_LENGTH = 128  # Grand Challenge's

_METADATA = {
    "method_name",
    "method_description",
    "project_url",
    "publication_url",
    "comment",
    "supplementary_url",
}

_Line = Annotated[str, Field(max_length=200)]
_Paragraph = Annotated[str, Field(max_length=10_000)]
_Url = Annotated[str, Field(max_length=2_000)]
# In the folder itself, so that it can be told from the predictions.
_FileName = Annotated[str, Field(pattern=r"^([A-Za-z0-9][A-Za-z0-9 _.-]{0,199})?$")]


class Document(BaseModel):
    """Every key that the file may have."""

    model_config = ConfigDict(extra="forbid", strict=True)

    method_name: _Line = ""
    method_description: _Paragraph = ""
    project_url: _Url = ""
    publication_url: _Url = ""
    comment: Annotated[str, Field(max_length=COMMENT_LENGTH)] = ""
    supplementary_url: _Url = ""
    supplementary_file: _FileName = ""
    attributes: dict[str, Any] = {}
    is_public: bool | None = None
    withdraw: bool = False
    asset: Asset | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """What the participant says: ``is_public`` is ``None`` where they leave it to the phase;
    ``withdraw`` takes the entry off the board;
    ``asset`` takes the place of files beside it, ``supplementary_file`` names one of these."""

    metadata: Metadata = field(default_factory=Metadata)
    is_public: bool | None = None
    asset: Asset | None = None
    supplementary_file: str = ""
    withdraw: bool = False


def parse_statement(content: bytes, *, name: str = NAME) -> tuple[Statement, list[Issue]]:
    """With an error among the issues it says nothing."""
    try:
        source = parse_yaml(decode(content, name=name, most=CAP), name=name)
    except ChallengeError as error:
        return Statement(), list(error.issues)
    try:
        parsed = Document.model_validate({} if source.value is None else source.value)
    except ValidationError as error:
        found = [_issue(source, item) for item in error.errors(include_url=False)]
        return Statement(), [*told(found)]
    attributes, issues = _attribute_values(source, parsed.attributes)
    metadata = Metadata(**parsed.model_dump(include=_METADATA), attributes=attributes)
    said = Statement(
        metadata, parsed.is_public, parsed.asset, parsed.supplementary_file, parsed.withdraw
    )
    return said, [*told(issues)]


def _attribute_values(
    source: YamlSource, given: Mapping[str, Any]
) -> tuple[dict[str, str | bool | tuple[str, ...]], list[Issue]]:
    values: dict[str, str | bool | tuple[str, ...]] = {}
    issues = []
    for name, value in given.items():
        match value:
            case bool() | str():
                values[name] = value
            case int() | float() | date():
                values[name] = source.texts.get(("attributes", name), str(value))
            case list() if all(isinstance(member, str) for member in value):
                values[name] = tuple(value)
            case _:
                path = ("attributes", name)
                issues.append(
                    Issue.error(
                        f"expected text, true or false, or a list of texts, "
                        f"found {fields.describe(value)}",
                        code=Code.WRONG_ANSWER,
                        where=source.where(path),
                        path=format_path(path),
                    )
                )
    return values, issues


def _issue(source: YamlSource, details: ErrorDetails) -> Issue:
    path = tuple(details["loc"])
    if path[:1] == (assets.KEY,):
        message, code = assets.explain(path[1:]), Code.WRONG_ASSET
    elif details["type"] == "extra_forbidden":
        message = f"unknown key; there are: {', '.join(Document.model_fields)}"
        code = Code.UNKNOWN_STATEMENT
    else:
        message, code = types.explain(details), types.code_of(details)
    return Issue.error(message, code=code, where=source.where(path), path=format_path(path))
