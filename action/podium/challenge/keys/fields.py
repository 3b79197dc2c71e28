"""The kinds of value that ``challenge_config.yaml`` holds, as lenient as the two systems that its
keys come from, and what is said when a value is none of them."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from podium import formats
from podium.challenge.rules import (
    CombinationMethod,
    Order,
    OuterKeys,
    ResultDisplay,
    ScoringMethod,
)
from podium.challenge.text import caps
from podium.codes import Code
from podium.jobs import Contract

# Django REST framework's words for a boolean: EvalAI takes them in quotes too.
_TRUE = frozenset({"t", "y", "yes", "true", "on", "1"})
OUTPUT_ENDINGS = (".json", ".csv", ".tsv", ".txt", ".zip")
_METRICS = "metrics.json"
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/ -]{0,99}")
_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_FALSE = frozenset({"f", "n", "no", "false", "off", "0"})
_ONE_DIGIT = re.compile(r"(?<=[-T :])(\d)(?=[-T :]|$)")


def describe(value: object) -> str:
    """A wrong value in a few words, for an error message."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case str():
            return repr(value) if len(value) <= 60 else repr(value[:57] + "…")
        case datetime() | date():
            return f"the date {value}"
        case dict():
            return "a mapping"
        case list():
            return "a list" if value else "an empty list"
        case _:
            return f"{value!r}"


def _wrong(
    expected: str, value: object, code: Code = Code.WRONG_TYPE, *, reason: str = ""
) -> PydanticCustomError:
    """The type of the error is its code."""
    found = f"{describe(value)}: {reason}" if reason else describe(value)
    context = {"expected": expected, "found": found}
    return PydanticCustomError(code.value, "expected {expected}, found {found}", context)


def _boolean(value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).lower() if isinstance(value, str | int) else ""
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise _wrong("true or false", value)


def says_false(value: object) -> bool:
    """Of a key whose other values mean nothing."""
    return str(value).strip().lower() in _FALSE


def _integer(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= caps.DIGITS:
        digits = value.strip()
        if digits.removeprefix("-").isdecimal():
            return int(digits)
    raise _wrong("a whole number", value)


def _name(value: object) -> int | str:
    if not isinstance(value, str):
        return _integer(value)
    if len(value) > caps.NAME:
        raise _wrong(f"at most {caps.NAME} characters", value, Code.OUT_OF_RANGE)
    return value


def _moment(value: object) -> datetime:
    reason = ""
    try:
        if isinstance(value, datetime):
            return formats.as_utc(value)
        if isinstance(value, str):
            reason = formats.impossible_part(value)
            text = _ONE_DIGIT.sub(r"0\1", value.strip())  # Django takes 2026-7-1 9:00
            if len(text) > len("2026-07-01"):
                return formats.parse_time(text)
    except ValueError:
        pass
    expected = "a date and a time, such as 2026-07-01 12:00:00 (UTC)"
    raise _wrong(expected, value, Code.NO_MOMENT, reason=reason)


def as_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict | list) or value is None:
        raise _wrong("text", value)
    raise PydanticCustomError(
        Code.TEXT_WITHOUT_QUOTES.value,
        "expected text, found {found}: put it in quotes",
        {"found": describe(value)},
    )


def json_text_or_list(value: object) -> object:
    """Grand Challenge's form takes a JSON text where YAML has a list of its own."""
    if not isinstance(value, str):
        return value
    try:
        columns = json.loads(value)
        # JSON can write half of a character, which no page can.
        json.dumps(columns, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise _wrong("a list of columns", value) from None
    return columns


def _no_page(value: str) -> str:
    if value.lower().endswith((".html", ".json", ".csv")):
        expected = "a name that does not end like a page (.html, .json, .csv)"
        raise _wrong(expected, value, Code.WRONG_FORM)
    return value


def _output_name(value: str) -> str:
    """A path below ``/output`` of a file that a browser shows or saves without running it."""
    is_safe = all(_PART.fullmatch(part) for part in value.split("/"))
    if not is_safe or value == _METRICS or not value.lower().endswith(OUTPUT_ENDINGS):
        expected = f"a path in /output such as details.json ({', '.join(OUTPUT_ENDINGS)})"
        raise _wrong(expected, value, Code.WRONG_FORM)
    return value


def _runs_on(value: object) -> object:
    """What GitHub takes for ``runs-on``, and nothing that could be an expression."""
    labels = value.get("labels", []) if isinstance(value, dict) else value
    listed = labels if isinstance(labels, list) else [labels]
    words = [*listed, *([value["group"]] if isinstance(value, dict) and "group" in value else [])]
    is_known = not isinstance(value, dict) or set(value) <= {"group", "labels"}
    is_sound = all(isinstance(word, str) and _LABEL.fullmatch(word) for word in words)
    if not is_known or not words or len(words) > caps.LABELS or not is_sound:
        expected = "the label of a runner, a list of labels, or a group and labels"
        raise _wrong(expected, value, Code.WRONG_FORM)
    return value


def _choice(**labels: object) -> BeforeValidator:
    """A stored value, or any of its labels; YAML 1.1 reads a bare ``off`` as false."""

    def convert(value: object) -> object:
        word = "off" if value is False else str(value).strip().lower().replace("'", "")
        for name, stored in labels.items():
            if word == str(stored).lower() or word == name.replace("_", " "):
                return stored
        stored_values = dict.fromkeys(str(stored) for stored in labels.values())
        raise _wrong(" or ".join(stored_values), value, Code.WRONG_CHOICE)

    return BeforeValidator(convert)


Text = Annotated[str, BeforeValidator(as_text)]
# On names that YAML 1.1 reads as numbers, dates or booleans when they look like one (`2024`, `No`):
# EvalAI takes them for text, so they are text as they are written.
AS_WRITTEN = "as written"
Name = Annotated[Text, AS_WRITTEN]
Bool = Annotated[bool, BeforeValidator(_boolean)]
Count = Annotated[int, Field(ge=0, le=caps.COUNT), BeforeValidator(_integer)]
Positive = Annotated[int, Field(ge=1, le=caps.COUNT), BeforeValidator(_integer)]
Decimals = Annotated[int, Field(ge=0, le=caps.DECIMALS), BeforeValidator(_integer)]
Days = Annotated[int, Field(ge=1, le=caps.DAYS), BeforeValidator(_integer)]
Seconds = Annotated[int, Field(ge=1, le=caps.TIME_LIMIT), BeforeValidator(_integer)]
MemoryGb = Annotated[int, Field(ge=1, le=caps.MEMORY_GB), BeforeValidator(_integer)]
MemoryMb = Annotated[int, Field(ge=1, le=caps.MEMORY_GB * 1024), BeforeValidator(_integer)]
OutputName = Annotated[Text, AfterValidator(_output_name)]
SizeMb = Annotated[int, Field(ge=1, le=caps.MEMORY_GB * 1024), BeforeValidator(_integer)]
FileCount = Annotated[int, Field(ge=1, le=caps.FILES), BeforeValidator(_integer)]
Machines = Annotated[int, Field(ge=1, le=caps.MACHINES), BeforeValidator(_integer)]
_LABELS = {"type": "string", "pattern": f"^{_LABEL.pattern}$"}
_LABEL_LISTS = {"type": "array", "items": _LABELS, "minItems": 1, "maxItems": caps.LABELS}
RunsOn = Annotated[
    Any,
    BeforeValidator(_runs_on),
    WithJsonSchema(
        {
            "anyOf": [
                _LABELS,
                _LABEL_LISTS,
                {
                    "type": "object",
                    "properties": {
                        "group": _LABELS,
                        "labels": {"anyOf": [_LABELS, _LABEL_LISTS]},
                    },
                    "additionalProperties": False,
                    "minProperties": 1,
                },
            ]
        }
    ),
]
Processes = Annotated[int, Field(ge=1, le=caps.PROCESSES), BeforeValidator(_integer)]
# Parts of a second and of a core are fine; infinity is no limit.
TimeLimit = Annotated[float, Field(gt=0, le=caps.TIME_LIMIT)]
Cpus = Annotated[float, Field(gt=0, le=caps.CPUS)]
Moment = Annotated[
    datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "description": "UTC unless it says otherwise"}),
]
# The constraints first: behind a validator pydantic measures the text before it strips it.
Title = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1), BeforeValidator(as_text)
]
# Codenames become folder names, addresses and keys of metrics.json.
Codename = Annotated[
    str,
    BeforeValidator(as_text),
    StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=100),
    AfterValidator(_no_page),
]
# Those of dataset splits are what an evaluator's result says, which may have spaces.
# EvalAI takes blanks at the ends away.
SplitCodename = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        pattern=r"^[A-Za-z0-9]([A-Za-z0-9 ._-]*[A-Za-z0-9._-])?$",
        max_length=100,
    ),
    BeforeValidator(as_text),
    AfterValidator(_no_page),
]
LanguageTag = Annotated[
    str, BeforeValidator(as_text), StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")
]
Id = Annotated[int | str, BeforeValidator(_name)]
JsonPath = Annotated[str, BeforeValidator(as_text), StringConstraints(max_length=caps.JSONPATH)]
Anything = Any  # a reference into a system that Podium is not, such as a workstation

SortOrder = Annotated[Order, _choice(ascending=Order.ASCENDING, descending=Order.DESCENDING)]
Method = Annotated[
    ScoringMethod,
    _choice(
        absolute=ScoringMethod.ABSOLUTE,
        mean=ScoringMethod.MEAN_OF_RANKS,
        median=ScoringMethod.MEDIAN_OF_RANKS,
        absolute_value_of_the_score_column=ScoringMethod.ABSOLUTE,
        mean_of_ranks=ScoringMethod.MEAN_OF_RANKS,
        median_of_ranks=ScoringMethod.MEDIAN_OF_RANKS,
        mean_of_relative_ranks=ScoringMethod.MEAN_OF_RANKS,
        median_of_relative_ranks=ScoringMethod.MEDIAN_OF_RANKS,
    ),
]
Display = Annotated[
    ResultDisplay,
    _choice(
        display_all=ResultDisplay.ALL,
        most_recent=ResultDisplay.MOST_RECENT,
        best=ResultDisplay.BEST,
        most_recent_result_of_each_user=ResultDisplay.MOST_RECENT,
        best_result_of_each_user=ResultDisplay.BEST,
        each_users_most_recent=ResultDisplay.MOST_RECENT,
        each_users_best=ResultDisplay.BEST,
    ),
]
Combination = Annotated[
    CombinationMethod,
    _choice(
        mean=CombinationMethod.MEAN, median=CombinationMethod.MEDIAN, sum=CombinationMethod.SUM
    ),
]
Outer = Annotated[OuterKeys, _choice(metric=OuterKeys.METRIC, case=OuterKeys.CASE)]
Presence = Annotated[
    Literal["off", "opt", "req"],
    _choice(off="off", optional="opt", required="req"),
]
SubmissionKind = Annotated[Literal[1, 3], _choice(predictions=1, csv=1, algorithm=3)]
AttributeType = Annotated[
    Literal["boolean", "text", "radio", "checkbox"],
    _choice(boolean="boolean", text="text", radio="radio", checkbox="checkbox"),
]
Visibility = Annotated[Literal[1, 2, 3], BeforeValidator(_integer)]
ContractName = Annotated[
    Contract, _choice(grand_challenge=Contract.GRAND_CHALLENGE, evalai=Contract.EVALAI)
]
# Packages by name that a script gets without asking for each.
WorkerPackages = Annotated[Literal["evalai"], _choice(evalai="evalai")]
