"""``podium explain``: what an issue's code means, with an example and the cure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from podium.cli.options import JsonOption

if TYPE_CHECKING:
    from podium.codes import Entry


def explain(
    code: Annotated[
        str | None,
        typer.Argument(metavar="CODE", help="Such as PD206. Left out, all are listed."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Say what an issue's code means, and what to do about it."""
    from podium import codes, resources
    from podium.cli import console

    page = resources.bundled("docs") / "issues.md"
    entries = codes.parse_page(page.read_text(encoding="utf-8"))
    if code is None:
        if as_json:
            console.print_json([_document(entry) for entry in entries.values()])
        else:
            listed = (f"{entry.code}  {_plain(entry.title)}" for entry in entries.values())
            console.print_text("\n".join(listed))
        return
    entry = _find(code, entries)
    if as_json:
        console.print_json(_document(entry))
    else:
        console.print_text(_describe(entry))


def _find(code: str, entries: Mapping[str, Entry]) -> Entry:
    import difflib

    from podium.errors import ChallengeError

    wanted = code.strip().upper()
    if wanted in entries:
        return entries[wanted]
    near = difflib.get_close_matches(wanted, entries, n=3)
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    raise ChallengeError(f"there is no code {code!r}; {hint}podium explain lists all")


def _describe(entry: Entry) -> str:
    example = "\n".join(f"    {line}".rstrip() for line in _lines(entry))
    headline = f"{entry.code}: {_plain(entry.title)}"
    return "\n\n".join([headline, _plain(entry.meaning), example, f"Cure: {_plain(entry.cure)}"])


def _document(entry: Entry) -> dict[str, object]:
    from podium.codes import Code

    return {
        "code": entry.code,
        "title": _plain(entry.title),
        "meaning": _plain(entry.meaning),
        "example": "\n".join(_lines(entry)),
        "cure": _plain(entry.cure),
        "can_be_ignored": Code(entry.code).can_be_ignored,
    }


def _lines(entry: Entry) -> list[str]:
    """The example without its fence."""
    return entry.example.splitlines()[1:-1]


def _plain(text: str) -> str:
    """Without links: a terminal does not follow them."""
    import re

    return re.sub(r"\[([^]]+)\]\([^)]+\)", r"\1", text)
