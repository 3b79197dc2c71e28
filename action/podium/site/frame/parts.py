"""The small parts that pages are made of: links, moments, people, chips."""

from __future__ import annotations

import re
from collections.abc import Sequence, Sized
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from podium import formats
from podium.boards.board import Answer
from podium.challenge.model import Ruling
from podium.formats import is_login, is_repository
from podium.records.model import Participant, Status
from podium.site.frame.texts import IN_ENGLISH, Texts

_VERSION = re.compile(r"version ([0-9]+)")
_LONGEST_LINK = 2000
# A table with more lines scrolls in its region, its header staying in sight.
_LONG_TABLE = 12


@dataclass(frozen=True, slots=True)
class Link:
    """``href`` is empty where there is nowhere to go: the text alone is shown."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """``text`` in UTC for people, ``iso`` for machines."""

    text: str
    iso: str
    date: str

    @classmethod
    def of(cls, moment: datetime, say: Texts = IN_ENGLISH) -> Moment:
        utc = formats.as_utc(moment)
        day = say.day(utc)
        text = say("{day}, {time} UTC", day=day, time=f"{utc:%H:%M}")
        return cls(text, formats.format_time(utc), day)

    @classmethod
    def of_any(cls, moment: datetime | None, say: Texts = IN_ENGLISH) -> Moment | None:
        return None if moment is None else cls.of(moment, say)


@dataclass(frozen=True, slots=True)
class Chip:
    """A word or two set apart. ``kind`` picks the colour; the text alone carries the meaning."""

    text: str
    kind: str = "plain"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a description list. What is ``code`` is shown letter by letter."""

    term: str
    text: str = ""
    link: Link | None = None
    moment: Moment | None = None
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """One of several pages side by side."""

    text: str
    address: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page. ``feed``, ``theme`` and ``canonical`` are empty where there
    is none; ``words`` is the file of what the script says, ``build`` that of what the site was
    built from."""

    site_title: str
    title: str
    summary: str
    language: str
    direction: str
    home: str
    stylesheet: str
    theme: str
    script: str
    icon: str
    canonical: str
    is_indexed: bool
    feed: str
    crumbs: tuple[Link, ...]
    tabs: tuple[Tab, ...]
    build: str
    words: str


def outside(url: str, text: str = "") -> Link:
    """A link out of the site, if it is one to follow; other schemes are shown as text."""
    shown = text or url
    try:
        parts = urlsplit(url)
        is_followed = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_followed = False
    is_clean = url.isprintable() and " " not in url and len(url) <= _LONGEST_LINK
    return Link(shown, url if is_followed and is_clean else "")


def profile(participant: Participant) -> Link:
    """A login with GitHub's own id behind it leads to its profile; any other is only a name."""
    is_known = participant.id is not None and is_login(participant.login)
    return Link(participant.login, f"https://github.com/{participant.login}" if is_known else "")


def repository(name: str, *path: str) -> str:
    """An address in a repository at GitHub; nothing for what is no repository's name."""
    if not is_repository(name):
        return ""
    return "/".join((f"https://github.com/{name}", *(quote(part, safe="") for part in path)))


def is_long(lines: Sized) -> bool:
    return len(lines) > _LONG_TABLE


def display_name(login: str, team: str | None) -> str:
    return team or login


def submission_title(method_name: str, identity: str) -> str:
    """A submission is called by its method, or by its id where that has no name."""
    return method_name.strip() or identity


def answer_text(answer: Answer, say: Texts) -> str:
    """What a participant answered to a question of the phase."""
    match answer:
        case bool():
            return say("yes") if answer else say("no")
        case str():
            return answer
        case _:
            return ", ".join(answer)


def entries(count: int, say: Texts) -> str:
    """``1 entry``, ``1,200 entries``, ``no entries``."""
    return say.count("{n} entry", "{n} entries", count) if count else say("no entries")


def submissions(count: int, say: Texts) -> str:
    if not count:
        return say("no submissions")
    return say.count("{n} submission", "{n} submissions", count)


def ordinal(rank: int, say: Texts = IN_ENGLISH) -> str:
    """``1st``, ``2nd``, ``11th``. English has four endings; a language of fewer repeats itself."""
    forms = {
        "st": say("{n}st", n=rank),
        "nd": say("{n}nd", n=rank),
        "rd": say("{n}rd", n=rank),
        "th": say("{n}th", n=rank),
    }
    return forms[formats.format_ordinal(rank)[-2:]]


def ground_truth(name: str, say: Texts = IN_ENGLISH) -> str:
    """A digest as it is; the name of one that the reader may not know, in their language."""
    version = _VERSION.fullmatch(name)
    return say("version {number}", number=version[1]) if version else name


def status_name(status: Status, say: Texts) -> str:
    words = {
        Status.SUBMITTED: say("Submitted"),
        Status.RUNNING: say("Running"),
        Status.FINISHED: say("Finished"),
        Status.FAILED: say("Failed"),
        Status.CANCELLED: say("Cancelled"),
        Status.PARTIALLY_EVALUATED: say("Partially evaluated"),
    }
    return words[status]


def ruling_chip(action: Ruling, say: Texts) -> Chip:
    chips = {
        Ruling.HIDE: Chip(say("Hidden"), "partial"),
        Ruling.PUBLISH: Chip(say("Published"), "open"),
        Ruling.FLAG: Chip(say("Flagged"), "partial"),
        Ruling.DISQUALIFY: Chip(say("Disqualified"), "failed"),
        Ruling.WITHDRAW: Chip(say("Withdrawn"), "failed"),
        Ruling.BASELINE: Chip(say("Made a baseline"), "baseline"),
        Ruling.VERIFY: Chip(say("Verified"), "verified"),
    }
    return chips[action]


def listed(words: Sequence[str], say: Texts = IN_ENGLISH) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return say("{words} and {last}", words=", ".join(words[:-1]), last=words[-1])
