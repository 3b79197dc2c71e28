"""``podium.ignore``: warnings of the challenge that its hosts know, and want to be told no more."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence

from podium.challenge.text.source import KeyPath, YamlSource, format_path
from podium.codes import NEED_MORE_THAN_THE_FOLDER, Code
from podium.errors import Issue

_PLACE: KeyPath = ("podium", "ignore")


def find_problems(names: Sequence[str]) -> Iterator[tuple[Code, KeyPath, str]]:
    """What is no warning cannot be ignored."""
    for index, name in enumerate(names):
        message = _why_not(name)
        if message is not None:
            yield Code.CANNOT_BE_IGNORED, (*_PLACE, index), message


def _why_not(name: str) -> str | None:
    known = [code.value for code in Code if code.can_be_ignored]
    if name in known:
        return None
    if name in list(Code):
        return f"{name} is no warning of the challenge, and only these can be ignored (PD4…)"
    near = difflib.get_close_matches(name.strip().upper(), known, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"there is no code {name!r}{hint}"


def ignored(source: YamlSource) -> dict[str, KeyPath]:
    """The codes that the file names, with their places; whatever else stands there is passed
    over, and told elsewhere."""
    podium = source.value.get("podium") if isinstance(source.value, dict) else None
    names = podium.get("ignore") if isinstance(podium, dict) else None
    return {
        name: (*_PLACE, index)
        for index, name in enumerate(names if isinstance(names, list) else ())
        if isinstance(name, str)
    }


def silence(issues: Iterable[Issue], source: YamlSource) -> list[Issue]:
    """The same issues, in the same order, without the warnings that the file ignores."""
    codes = ignored(source)
    return [issue for issue in issues if issue.is_error or issue.code not in codes]


def find_unused(issues: Iterable[Issue], source: YamlSource) -> Iterator[Issue]:
    """A warning for each ignored code that none of the issues has, if the folder's files alone
    tell whether it is needed."""
    found = {issue.code for issue in issues if not issue.is_error}
    for code, path in ignored(source).items():
        if code not in found and code not in NEED_MORE_THAN_THE_FOLDER:
            yield Issue.warning(
                f"{code} is ignored, and there is no such warning: take it out of the list",
                code=Code.IGNORES_NOTHING,
                where=source.where(path),
                path=format_path(path),
            )
