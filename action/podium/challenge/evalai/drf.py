"""What Django REST framework's serializer fields take for a value, and what they refuse.

EvalAI hands the YAML's values to them as they are. A field answers with the reason why it refuses a
value, or with nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from ipaddress import AddressValueError, IPv6Address

from podium import formats
from podium.challenge.keys.fields import describe

Field = Callable[[object], str | None]

# The columns of a PostgreSQL table.
_INTEGER = (-(2**31), 2**31 - 1)
_BIG_INTEGER = (-(2**63), 2**63 - 1)
_LONGEST_NUMBER = 1000

_TRUE = frozenset({"t", "T", "y", "Y", "yes", "YES", "true", "True", "TRUE", "on", "On", "ON"})
_FALSE = frozenset({"f", "F", "n", "N", "no", "NO", "false", "False", "FALSE", "off", "Off", "OFF"})
_MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d{1,12})?)?"
    r"(?:Z|(?P<sign>[+-])(?P<hours>\d{2})(?::?(?P<minutes>\d{2}))?)?"
)


def nullable(field: Field) -> Field:
    return lambda value: None if value is None else field(value)


def boolean(value: object) -> str | None:
    """Words count in quotes too, but neither ``Yes`` nor ``No``, nor any other mix of cases."""
    is_word = isinstance(value, str) and value in _TRUE | _FALSE | {"0", "1"}
    if is_word or (isinstance(value, bool | int | float) and value in (0, 1)):
        return None
    return f"expected true or false, found {describe(value)}"


def as_boolean(value: object) -> bool:
    """What a value that ``boolean`` takes means."""
    return value in _TRUE or value == "1" if isinstance(value, str) else bool(value)


def as_integer(value: object) -> int | None:
    """The whole number that a field makes of a value, also of ``"4"`` and ``5.0``."""
    if isinstance(value, str) and len(value) > _LONGEST_NUMBER:
        return None
    try:
        return int(re.sub(r"\.0*\s*$", "", str(value)))
    except ValueError:
        return None


def integer(*, least: int = _INTEGER[0], most: int = _INTEGER[1]) -> Field:
    def check(value: object) -> str | None:
        number = None if isinstance(value, bool) else as_integer(value)
        if number is None:
            return f"expected a whole number, found {describe(value)}"
        if not least <= number <= most:
            return f"expected a whole number from {least} to {most}, found {describe(value)}"
        return None

    return check


count = integer(least=0)
big_integer = integer(least=_BIG_INTEGER[0], most=_BIG_INTEGER[1])


def as_text(value: object) -> str:
    """What a value that ``text`` takes is stored as."""
    return str(value).strip()


def text(*, most: int | None = None, blank: bool = False, like: str | None = None) -> Field:
    """Numbers are taken for the text that they print as; booleans and dates are not."""

    def check(value: object) -> str | None:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return f"expected text, found {describe(value)}"
        written = as_text(value)
        if not written:
            return None if blank else "expected some text, found none"
        if "\0" in written:
            return "expected text without a NUL character"
        if most is not None and len(written) > most:
            return f"expected at most {most} characters, found {len(written)}"
        if like is not None and not re.fullmatch(like, written):
            return f"expected letters, digits, dashes and underscores, found {describe(value)}"
        return None

    return check


def choice(*options: str, blank: bool = False) -> Field:
    def check(value: object) -> str | None:
        if (value == "" and blank) or str(value) in options:
            return None
        return f"expected {' or '.join(options)}, found {describe(value)}"

    return check


def moment(value: object) -> str | None:
    try:
        found = value if isinstance(value, datetime) else _read_moment(value)
        if found.tzinfo is not None:
            found.astimezone(UTC)
    except (ValueError, OverflowError):
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            reason = formats.impossible_part(value)
            shown = f"{describe(value)}: {reason}" if reason else describe(value)
            return f"there is no such date and time: {shown}"
        return f"expected a date and a time, such as 2030-01-01 00:00:00, found {describe(value)}"
    return None


def _read_moment(value: object) -> datetime:
    """Raises ``ValueError`` for what is not written in Django's way."""
    found = _MOMENT.fullmatch(value.removesuffix("\n")) if isinstance(value, str) else None
    if found is None:
        raise ValueError(value)
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    offset = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
    zone = timezone(-offset if found["sign"] == "-" else offset)
    return datetime(year, month, day, hour, minute, second, tzinfo=zone)


def listed(member: Field) -> Field:
    def check(value: object) -> str | None:
        if not isinstance(value, list):
            return f"expected a list, found {describe(value)}"
        return next((reason for reason in map(member, value) if reason), None)

    return check


def json_value(value: object) -> str | None:
    """Dates and numbers that are not finite have no JSON."""
    try:
        json.dumps(value, allow_nan=False)
    except TypeError:
        return "a date stands in it, which has no JSON: put it in quotes"
    except ValueError:
        return "a number that is not finite stands in it"
    return None


def web_address(*, most: int) -> Field:
    is_text = text(most=most, blank=True)

    def check(value: object) -> str | None:
        reason = is_text(value)
        if reason or as_text(value) == "" or _is_web_address(as_text(value)):
            return reason
        return f"expected an address such as https://forum.example.org, found {describe(value)}"

    return check


_LABEL = r"[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff-]{0,61}[a-z0-9\u00a1-\uffff])?"
_TOP = r"(?!-)(?:[a-z\u00a1-\uffff-]{2,63}|xn--[a-z0-9]{1,59})(?<!-)\.?"
_BYTE = r"(?:25[0-5]|2[0-4]\d|[01]?\d?\d)"
_ADDRESS = re.compile(
    r"(?:https?|ftps?)://(?:[^\s:@/]+(?::[^\s:@/]*)?@)?"
    rf"(?P<host>{_BYTE}(?:\.{_BYTE}){{3}}|\[[0-9a-f:.]+\]|(?:{_LABEL}\.)+{_TOP}|localhost)"
    r"(?::\d{2,5})?(?:[/?#]\S*)?",
    re.IGNORECASE,
)


def _is_web_address(value: str) -> bool:
    found = _ADDRESS.fullmatch(value)
    if found is None or len(found["host"]) > 253:
        return False
    if not found["host"].startswith("["):
        return True
    try:
        IPv6Address(found["host"][1:-1])
    except AddressValueError:
        return False
    return True
