"""What to write instead, for values that are refused often and say what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from podium.challenge.text.source import KeyPath, YamlSource, format_path
from podium.errors import Issue, has_errors

_DOMAINS = {
    "computer vision": "CV",
    "natural language processing": "NLP",
    "reinforcement learning": "RL",
    "multimodal": "MM",
    "multi-modal": "MM",
    "audio": "AUD",
    "tabular": "TAB",
    **{code.lower(): code for code in ("CV", "NLP", "RL", "MM", "AUD", "TAB", "AL")},
}
_VISIBILITY = "1 is for hosts, 2 for hosts and whoever submitted, 3 for everybody"


def with_cures(issues: Iterable[Issue], source: YamlSource) -> list[Issue]:
    """The same issues, in the same order; some errors end with what to write."""
    listed = list(issues)
    if not has_errors(listed):
        return listed
    known = {format_path(path): cure for path, cure in _cures(source.value, ())}
    return [
        replace(issue, message=f"{issue.message}; {known[issue.path]}")
        if issue.is_error and issue.path in known
        else issue
        for issue in listed
    ]


def _cures(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    cure = _cure(path, value)
    if cure is not None:
        yield path, cure
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _cures(member, (*path, key))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _cures(member, (*path, index))


def _cure(path: KeyPath, value: object) -> str | None:
    match path, value:
        case (*_, "allowed_submission_file_types"), list() if value:
            return f'write one text: "{", ".join(map(str, value))}"'
        case ("domain",), str() if value.strip().lower() in _DOMAINS:
            return f"for {value} write {_DOMAINS[value.strip().lower()]}"
        case ("challenge_phase_splits", int(), "visibility"), _:
            return _VISIBILITY
        case (
            (*_, "tags" | "hosts" | "verified" | "ignore")
            | (*_, "allowed_email_ids" | "banned_email_ids")
            | (*_, "allowed_email_domains" | "blocked_email_domains"),
            str(),
        ):
            members = re.split(r"\s*[,;]\s*", value.strip(" ,;"))
            return f"write a list: [{', '.join(members)}]"
        case ("challenge_phases", int(), "codename"), str():
            name = re.sub(r"[^A-Za-z0-9._-]+", "-", value).strip("-._")
            return f"for example {name}" if name and name != value else None
    return None
