"""``challenge_phases``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from podium.challenge.checks.consistency import Problem
from podium.challenge.evalai import archive, drf, leaderboards, windows
from podium.challenge.evalai.archive import Archive
from podium.challenge.evalai.phase_splits import members
from podium.challenge.keys.fields import describe
from podium.challenge.text.source import KeyPath
from podium.codes import Code

_ATTRIBUTE_KEYS = ("name", "description", "type")
_ATTRIBUTE_TYPES = ("boolean", "text", "radio", "checkbox")
_free_text = drf.nullable(drf.text(blank=True))

FIELDS: Mapping[str, drf.Field] = {
    "name": drf.text(most=100),
    "codename": drf.text(most=100),
    "leaderboard_public": drf.boolean,
    "is_public": drf.boolean,
    "is_submission_public": drf.boolean,
    "is_submission_paused": drf.boolean,
    "annotations_uploaded_using_cli": drf.boolean,
    "is_restricted_to_select_one_submission": drf.boolean,
    "is_partial_submission_evaluation_enabled": drf.boolean,
    "disable_logs": drf.boolean,
    "max_submissions_per_day": drf.count,
    "max_submissions": drf.count,
    "max_concurrent_submissions_allowed": drf.count,
    "allowed_email_ids": drf.nullable(drf.listed(_free_text)),
    "allowed_submission_file_types": drf.text(most=200),
    "submission_meta_attributes": drf.nullable(drf.json_value),
    "default_submission_meta_attributes": drf.nullable(drf.json_value),
    "environment_image": drf.nullable(drf.text(most=2128, blank=True)),
    "slug": drf.nullable(drf.text(most=200, like=r"[-a-zA-Z0-9_]+")),
    "submission_artifact_retention_policy": drf.choice(
        "keep_forever", "days_14", "days_30", "months_3", "months_6", "months_12"
    ),
}
_REQUIRED = ("name", "codename")


def find_problems(config: Mapping[str, Any], files: Archive) -> Iterator[Problem]:
    codenames: list[object] = []
    for place, phase, reason in members(config, "challenge_phases"):
        if phase is None:
            yield Code.EVALAI_SECTION, place, reason
            continue
        yield from _phase(phase, place, files)
        if "codename" in phase:
            if phase["codename"] in codenames:
                message = f"{describe(phase['codename'])} is taken by another phase"
                yield Code.EVALAI_GIVEN_TWICE, (*place, "codename"), message
            codenames.append(phase["codename"])


def _phase(phase: dict[str, Any], place: KeyPath, files: Archive) -> Iterator[Problem]:
    if "id" not in phase:
        message = "expected a number, found nothing: EvalAI breaks down without it"
        yield Code.EVALAI_KEY_MISSING, (*place, "id"), message
    elif reason := leaderboards.id_problem(phase["id"]):
        yield Code.EVALAI_VALUE, (*place, "id"), reason
    yield from _files(phase, place, files)
    yield from windows.find_problems(phase, place)
    for key, field in FIELDS.items():
        if (key in phase or key in _REQUIRED) and (reason := field(phase.get(key))):
            yield Code.EVALAI_VALUE, (*place, key), reason
    yield from _month(phase, place)
    # EvalAI looks at the words: "False" in quotes is not false for it.
    if phase.get("is_submission_public") and phase.get("is_restricted_to_select_one_submission"):
        yield (
            Code.EVALAI_PUBLIC_AND_RESTRICTED,
            (*place, "is_restricted_to_select_one_submission"),
            "cannot hold together with is_submission_public",
        )
    if phase.get("submission_meta_attributes"):
        yield from _attributes(phase["submission_meta_attributes"], place)


def _files(phase: dict[str, Any], place: KeyPath, files: Archive) -> Iterator[Problem]:
    page, annotation = phase.get("description"), phase.get("test_annotation_file")
    if not page:
        message = "expected the path of an .html file, found nothing: this key is required"
        yield Code.EVALAI_KEY_MISSING, (*place, "description"), message
    elif problem := archive.page_problem(files, page, may_be_blank=False):
        yield Code.EVALAI_FILE, (*place, "description"), problem
    if annotation and (problem := archive.annotation_problem(files, annotation)):
        yield Code.EVALAI_FILE, (*place, "test_annotation_file"), problem


def _month(phase: dict[str, Any], place: KeyPath) -> Iterator[Problem]:
    """Left out, it is what ``max_submissions`` is, and that has no default for it."""
    key = "max_submissions_per_month"
    limit = phase.get(key)
    if limit is None:
        limit = phase.get("max_submissions")
    if limit is None:
        message = "this key is required unless max_submissions is given"
        yield Code.EVALAI_KEY_MISSING, (*place, key), message
    elif reason := drf.count(limit):
        yield Code.EVALAI_VALUE, (*place, key), reason


def _attributes(attributes: object, place: KeyPath) -> Iterator[Problem]:
    place = (*place, "submission_meta_attributes")
    if not isinstance(attributes, list):
        message = f"expected a list, found {describe(attributes)}: EvalAI breaks down over it"
        yield Code.EVALAI_VALUE, place, message
        return
    for index, attribute in enumerate(attributes):
        here = (*place, index)
        if not isinstance(attribute, dict):
            message = f"expected name, description and type, found {describe(attribute)}"
            yield Code.EVALAI_VALUE, here, f"{message}: EvalAI breaks down over it"
            continue
        for key in _ATTRIBUTE_KEYS:
            if key not in attribute:
                message = "expected a value, found nothing: this key is required"
                yield Code.EVALAI_KEY_MISSING, (*here, key), message
        if all(key in attribute for key in _ATTRIBUTE_KEYS):
            yield from _attribute_type(attribute, here)


def _attribute_type(attribute: dict[str, Any], place: KeyPath) -> Iterator[Problem]:
    kind, options = attribute["type"], attribute.get("options")
    if kind not in _ATTRIBUTE_TYPES:
        expected = ", ".join(_ATTRIBUTE_TYPES)
        message = f"expected one of {expected}, found {describe(kind)}"
        yield Code.EVALAI_VALUE, (*place, "type"), message
    elif kind in ("radio", "checkbox") and (
        not options or not isinstance(options, list | str | dict)
    ):
        message = f"expected at least one option, found {describe(options)}"
        yield Code.EVALAI_VALUE, (*place, "options"), message


_KEYS = ("start_date", "end_date")
