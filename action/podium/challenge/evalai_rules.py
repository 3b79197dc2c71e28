"""What EvalAI itself would refuse in a file that is fine here: for organizers who run on both.

The rules are those of Cloud-CV/EvalAI ``challenge_config_utils.py``, the GitHub route.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from podium.challenge.consistency import Folder, Problem
from podium.challenge.source import YamlSource, format_path
from podium.issues import Issue

_PAGES = ("description", "evaluation_details", "terms_and_conditions", "submission_guidelines")
_SECTIONS = ("leaderboard", "challenge_phases", "dataset_splits", "challenge_phase_splits")
_REQUIRED = ("title", *_PAGES, "evaluation_script", "start_date", "end_date", *_SECTIONS)
_PHASE_REQUIRED = ("id", "name", "codename", "description", "start_date", "end_date")
_SPLIT_REQUIRED = (
    "challenge_phase_id",
    "leaderboard_id",
    "dataset_split_id",
    "visibility",
    "leaderboard_decimal_precision",
    "is_leaderboard_order_descending",
)
_DOMAINS = ("CV", "NLP", "RL", "MM", "AUD", "TAB")
_TAGS = 4


def find_issues(source: YamlSource, folder: Folder, known: Sequence[Issue]) -> tuple[Issue, ...]:
    """Those that ``known`` does not hold already, in the order of the file."""
    config = source.value
    if not isinstance(config, dict):
        return ()
    said = {issue.path for issue in known if issue.is_error}
    issues = {
        Issue.error(f"EvalAI: {message}", where=source.where(path), path=format_path(path))
        for path, message in _problems(config, folder)
        if format_path(path) not in said
    }
    return tuple(sorted(issues, key=lambda issue: (_line(issue), issue)))


def _problems(config: dict[str, Any], folder: Folder) -> Iterator[Problem]:
    for key in _REQUIRED:
        if not config.get(key):
            yield (key,), "this key is required"
    yield from _pages(config)
    yield from _script(config, folder)
    yield from _dates(config, ())
    yield from _odds(config)
    yield from _ids(config)
    for index, phase in enumerate(_members(config, "challenge_phases")):
        yield from _phase(phase, index)
    for index, split in enumerate(_members(config, "challenge_phase_splits")):
        for key in _SPLIT_REQUIRED:
            if split.get(key) is None:
                yield ("challenge_phase_splits", index, key), "this key is required"


def _pages(config: dict[str, Any]) -> Iterator[Problem]:
    for key in _PAGES:
        if config.get(key) and not str(config[key]).endswith(".html"):
            yield (key,), "the page must be an .html file"
    image = config.get("image")
    if image and not str(image).endswith((".jpg", ".jpeg", ".png")):
        yield ("image",), "the logo must be a .jpg, .jpeg or .png"


def _script(config: dict[str, Any], folder: Folder) -> Iterator[Problem]:
    script = config.get("evaluation_script")
    if not script:
        return
    if not str(script).endswith(".zip"):
        yield ("evaluation_script",), "it must name a .zip"
    elif not folder.has_file(str(script)):
        yield ("evaluation_script",), "the .zip must be there; zip the folder's contents"


def _dates(mapping: dict[str, Any], place: tuple[str | int, ...]) -> Iterator[Problem]:
    start, end = mapping.get("start_date"), mapping.get("end_date")
    if start and end and isinstance(start, datetime) is not isinstance(end, datetime):
        yield (*place, "start_date"), "quote both dates or neither"


def _odds(config: dict[str, Any]) -> Iterator[Problem]:
    if "tags" in config:
        tags = config["tags"]
        if not isinstance(tags, list) or len(tags) > _TAGS:
            yield ("tags",), f"expected a list of at most {_TAGS} tags"
    domain = config.get("domain")
    if domain is not None and domain not in _DOMAINS:
        yield ("domain",), f"expected one of {', '.join(_DOMAINS)}"
    for index, prize in enumerate(_members(config, "prizes")):
        for key in ("rank", "amount", "description"):
            if prize.get(key) is None:
                yield ("prizes", index, key), "this key is required"


def _ids(config: dict[str, Any]) -> Iterator[Problem]:
    for section in ("leaderboard", "dataset_splits"):
        for index, member in enumerate(_members(config, section)):
            if member.get("id") is None:
                yield (section, index, "id"), "this key is required"
    for index, split in enumerate(_members(config, "dataset_splits")):
        if not split.get("name"):
            yield ("dataset_splits", index, "name"), "this key is required"


def _phase(phase: dict[str, Any], index: int) -> Iterator[Problem]:
    place = ("challenge_phases", index)
    for key in _PHASE_REQUIRED:
        if not phase.get(key):
            yield (*place, key), "this key is required"
    page = phase.get("description")
    if page and not str(page).endswith(".html"):
        yield (*place, "description"), "the page must be an .html file"
    if phase.get("max_submissions_per_month") is None and phase.get("max_submissions") is None:
        message = "this key is required unless max_submissions is given"
        yield (*place, "max_submissions_per_month"), message
    yield from _dates(phase, place)


def _members(config: dict[str, Any], section: str) -> list[dict[str, Any]]:
    members = config.get(section)
    listed = members if isinstance(members, list) else []
    return [member if isinstance(member, dict) else {} for member in listed]


def _line(issue: Issue) -> int:
    line = issue.where.rpartition(":")[2]
    return int(line) if line.isdecimal() else 0
