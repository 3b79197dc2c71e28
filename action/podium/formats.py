"""Numbers, ranks and durations as people read them; names and times as they are written."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Context, Decimal

from podium.metrics import Number, as_number

_ORDINALS = {1: "st", 2: "nd", 3: "rd"}
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*(_[A-Za-z0-9]+)?")
_LONGEST_LOGIN = 39
_REPOSITORY_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
_WRITTEN_TIME = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,4})-(?P<day>\d{1,4})"
    r"(?:[Tt ] *(?P<hour>\d{1,4})(?::(?P<minute>\d{1,4})(?::(?P<second>\d{1,4})(?:[.,]\d+)?)?)?)?"
    r" *(?:[Zz]|[+-](?P<zone>\d{1,2}):?(?P<zone_minute>\d{2})?)?"
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


def format_number(value: object, decimals: int) -> str:
    """Exactly ``decimals`` places, half up on the number as it is written, never ``-0.0``.

    This is Django's ``floatformat``, which Grand Challenge shows its boards with; what is not a
    finite number is empty.
    """
    number = as_number(value)
    if number is None:
        return ""
    if isinstance(number, float) and _is_rounded_alike(number, decimals):
        return f"{number:.{decimals}f}"
    exact = Decimal(number) if isinstance(number, int) else Decimal(repr(number))
    # Enough digits for any number that JSON can hold, so that nothing is rounded twice.
    digits = len(exact.as_tuple().digits) + abs(exact.adjusted()) + decimals + 2
    context = Context(prec=max(digits, 28), rounding=ROUND_HALF_UP)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), context=context)
    return f"{abs(rounded) if rounded.is_zero() else rounded:f}"


def _is_rounded_alike(number: float, decimals: int) -> bool:
    """Whether Python, which rounds the binary number and ties to even, does as is asked for: so it
    is with all common numbers but those that end in a five behind the last place."""
    size = abs(number)
    if not (1e-4 <= size < 1e6 and decimals <= 6 and size * 10**decimals >= 1):
        return False
    written = repr(number)
    return written[-1] != "5" or len(written) - written.index(".") != decimals + 2


def format_rank_score(value: float) -> str:
    """A mean or median of ranks: one decimal, and only where it says something."""
    return format_number(value, 1).removesuffix(".0")


def format_ordinal(rank: int) -> str:
    """``1st``, ``2nd``, ``11th``."""
    if rank % 100 in (11, 12, 13):
        return f"{rank}th"
    return f"{rank}{_ORDINALS.get(rank % 10, 'th')}"


def format_duration(seconds: float | None) -> str:
    """``1 h 4 min``, ``12 s``, ``0.35 s``: two parts at the most."""
    if seconds is None:
        return ""
    if seconds < 10:
        return f"{format_number(seconds, 2)} s"
    whole = round(seconds)
    parts = (
        (whole // 86_400, "d"),
        (whole // 3600 % 24, "h"),
        (whole // 60 % 60, "min"),
        (whole % 60, "s"),
    )
    shown = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(shown[:2])


def format_size(size: int) -> str:
    """Bytes in binary units, as file managers show them."""
    value: Number = size
    for unit in ("B", "KiB", "MiB"):
        if value < 1024:
            return f"{format_number(value, 0 if unit == 'B' else 1)} {unit}"
        value /= 1024
    return f"{format_number(value, 1)} GiB"


def slugify(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "challenge"


def is_login(text: str) -> bool:
    """Whether GitHub can have such an account: 39 characters at most, letters, digits and hyphens.
    Its sign-up form takes no hyphen at the end or after another one; accounts from before have
    them. A managed user's ends in ``_`` and the short code of their enterprise (``octo_corp``), see
    "Username considerations for external authentication" in GitHub's documentation. An app's
    (``name[bot]``) is no person's.
    """
    return len(text) <= _LONGEST_LOGIN and _LOGIN.fullmatch(text) is not None


def is_repository(text: str) -> bool:
    """Whether this is ``owner/name`` of a repository that GitHub can have. A name has at most 100
    letters, digits, dots, dashes and underscores; none means another folder of an address."""
    owner, _, name = text.partition("/")
    is_name = _REPOSITORY_NAME.fullmatch(name) is not None and name not in (".", "..")
    return is_name and is_login(owner)


def parse_time(text: str) -> datetime:
    """ISO 8601 (``2026-07-01``, ``2026-07-01 12:00:00``, ``…T12:00:00+02:00``) to UTC.

    A time without a zone is UTC. Raises ``ValueError`` for anything else.
    """
    return as_utc(datetime.fromisoformat(text.strip()))


def impossible_part(text: str) -> str:
    """Why a date that is written as one cannot be, by the first part that is out of its range:
    ``February 2026 has no day 30``. Empty where no part is, or it is written otherwise."""
    found = _WRITTEN_TIME.fullmatch(text.strip())
    if found is None:
        return ""
    parts = {name: int(digits or 0) for name, digits in found.groupdict().items()}
    year, month, day = parts["year"], parts["month"], parts["day"]
    if year < 1:
        return "there is no year 0"
    if not 1 <= month <= len(_MONTHS):
        return f"a year has no month {month}"
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return f"{_MONTHS[month - 1]} {year} has no day {day}"
    for whole, part, most in (
        ("a day", "hour", 23),
        ("an hour", "minute", 59),
        ("a minute", "second", 59),
    ):
        if parts[part] > most:
            return f"{whole} has no {part} {parts[part]}"
    if parts["zone"] > 23 or parts["zone_minute"] > 59:
        return f"no zone is {found['zone']}:{found['zone_minute'] or '00'} h from UTC"
    return ""


def as_utc(moment: datetime) -> datetime:
    """The same moment in UTC; a naive one is taken as UTC, as both peers do.

    Raises ``ValueError`` where UTC's year would be 0 or 10000.
    """
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{moment} is outside the years 1 to 9999 in UTC") from None


def format_time(moment: datetime) -> str:
    return as_utc(moment).strftime("%Y-%m-%dT%H:%M:%SZ")
