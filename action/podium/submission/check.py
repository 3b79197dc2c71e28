"""Whether a phase takes what a participant hands in: issues, never an exception."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from podium import formats
from podium.challenge.model import Attribute, Phase
from podium.codes import Code
from podium.errors import Issue, Level
from podium.records.model import Metadata, SubmittedFile
from podium.submission import statement


def check_submission(
    phase: Phase,
    *,
    files: Sequence[SubmittedFile],
    metadata: Metadata | None,
    now: datetime,
    is_trial: bool = False,
) -> list[Issue]:
    """Everything that speaks against taking this submission into the phase now.

    ``files`` are named as the participant named them. ``metadata`` is ``None`` where what the
    participant says could not be read: then nothing is said of what is missing in it. In a trial,
    on one's own machine, what could still be added or waited for is a warning: nothing is
    submitted yet.
    """
    waiting = [*window_issues(phase, now)]
    if metadata is not None:
        waiting += _missing_statements(phase, metadata)
    if is_trial:
        waiting = soften(waiting)
    issues = [*waiting, *_kind_issues(phase), *_file_issues(phase, files)]
    if metadata is None:
        return issues
    return [
        *issues,
        *_attribute_issues(phase.attributes, metadata.attributes),
        *_link_issues(metadata),
        *_supplement_issues(phase, metadata),
    ]


def soften(issues: Iterable[Issue]) -> list[Issue]:
    """What a trial is only told of."""
    return [replace(issue, level=Level.WARNING) for issue in issues]


def window_issues(phase: Phase, now: datetime) -> Iterator[Issue]:
    """Why a phase takes nothing at a moment."""
    window = phase.window
    if not phase.is_active:
        yield _not_open(phase, "the hosts have made it inactive; try later")
    if phase.settings.is_submission_paused:
        yield _not_open(phase, "the hosts have paused submissions; try later")
    if window.is_open(now):
        return
    if window.opens is not None and now <= window.opens:
        fact = f"opens at {formats.format_time(window.opens)}"
    else:
        assert window.closes is not None
        fact = f"closed at {formats.format_time(window.closes)}"
    yield _not_open(phase, f"{fact}; it is {formats.format_time(now)} now")


def _not_open(phase: Phase, fact: str) -> Issue:
    return Issue.error(f"phase {phase.codename}: {fact}", code=Code.PHASE_NOT_OPEN)


def _kind_issues(phase: Phase) -> Iterator[Issue]:
    if phase.settings.takes_algorithms:
        yield Issue.error(
            f"phase {phase.codename}: takes algorithms (submission_kind 3), "
            "which this version cannot run",
            code=Code.ALGORITHMS_NOT_RUN,
        )


def _missing_statements(phase: Phase, metadata: Metadata) -> Iterator[Issue]:
    for attribute in phase.attributes:
        if attribute.required and attribute.name not in metadata.attributes:
            asked = attribute.description or attribute.name
            message = f"this attribute is required: {asked}"
            yield _missing(message, path=f"attributes.{attribute.name}")
    settings = phase.settings
    if settings.supplementary_url_choice == "req" and not metadata.supplementary_url:
        label = settings.supplementary_url_label
        message = f"this address is required ({label}). {settings.supplementary_url_help_text}"
        yield _missing(message.strip(), path="supplementary_url")


def _missing(message: str, *, path: str) -> Issue:
    return Issue.error(message, code=Code.ANSWER_MISSING, where=statement.NAME, path=path)


def _file_issues(phase: Phase, files: Iterable[SubmittedFile]) -> Iterator[Issue]:
    allowed = phase.file_types
    if not allowed:
        return
    files = tuple(files)
    # Several files travel as one archive, so a phase that takes archives takes them.
    if len(files) > 1 and ".zip" in allowed:
        return
    for file in files:
        if not file.path.lower().endswith(allowed):
            yield Issue.error(
                f"this type of file is not accepted; the phase takes {', '.join(allowed)}",
                code=Code.FILE_TYPE,
                where=file.path,
            )


def _attribute_issues(
    asked: Sequence[Attribute], given: Mapping[str, str | bool | tuple[str, ...]]
) -> Iterator[Issue]:
    known = {attribute.name for attribute in asked}
    for attribute in asked:
        if attribute.name in given:
            problem = _value_problem(attribute, given[attribute.name])
            if problem:
                path = f"attributes.{attribute.name}"
                yield Issue.error(problem, code=Code.WRONG_ANSWER, where=statement.NAME, path=path)
    for name in given:
        if name not in known:
            message = "the phase does not ask for this attribute; it is kept but not shown"
            yield _not_asked_for(message, path=f"attributes.{name}")


def _not_asked_for(message: str, *, path: str) -> Issue:
    return Issue.warning(message, code=Code.NOT_ASKED_FOR, where=statement.NAME, path=path)


def _value_problem(attribute: Attribute, value: str | bool | tuple[str, ...]) -> str | None:
    options = ", ".join(attribute.options)
    match attribute.type, value:
        case "boolean", bool():
            return None
        case "boolean", _:
            return "expected true or false"
        case "text", str():
            if attribute.required and not value.strip():
                return "expected some text, found none"
            return None
        case "radio", bool():
            # YAML 1.1 reads a bare Yes or No as a boolean; the option is what was meant.
            words = _YES if value else _NO
            is_meant = any(option.lower() in words for option in attribute.options)
            return None if is_meant else f"expected one of {options}"
        case "radio", str():
            return None if value in attribute.options else f"expected one of {options}"
        case "checkbox", str() | tuple():
            chosen = (value,) if isinstance(value, str) else value
            if attribute.required and not chosen:
                return f"expected at least one of {options}"
            return None if set(chosen) <= set(attribute.options) else f"expected some of {options}"
        case "text", _:
            return "expected text"
        case _:
            return f"expected one of {options}"


_YES = frozenset({"yes", "y", "true", "on"})
_NO = frozenset({"no", "n", "false", "off"})


def _link_issues(metadata: Metadata) -> Iterator[Issue]:
    for key in ("project_url", "publication_url", "supplementary_url"):
        url = getattr(metadata, key)
        if url and not is_web_address(url):
            message = "expected an address that starts with https:// or http://"
            yield Issue.error(message, code=Code.NO_WEB_ADDRESS, where=statement.NAME, path=key)


def is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not url.split()[1:]


def _supplement_issues(phase: Phase, metadata: Metadata) -> Iterator[Issue]:
    settings = phase.settings
    if settings.supplementary_url_choice == "off" and metadata.supplementary_url:
        message = "this phase does not ask for one; it is not shown"
        yield _not_asked_for(message, path="supplementary_url")
    if metadata.comment and not settings.allow_submission_comments:
        message = "this phase takes no comments; it is not shown"
        yield _not_asked_for(message, path="comment")
