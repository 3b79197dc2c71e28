"""A phase: when it is open, what it takes, how to submit, and its boards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from podium import disclosure
from podium.challenge.model import Attribute, Phase
from podium.events import PhaseDates
from podium.site import addresses, organizer_html, schedule
from podium.site.boards import BoardSummary, summarise
from podium.site.drafts import Draft
from podium.site.parts import Link, Moment, counted, listed
from podium.site.schedule import Schedule
from podium.site.scope import Scope

_ANSWERS = {
    "boolean": "yes or no",
    "text": "text",
    "radio": "one of",
    "checkbox": "any of",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that a participant is asked to say with a submission."""

    name: str
    description: str
    answer: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class Command:
    purpose: str
    line: str


@dataclass(frozen=True, slots=True)
class PhasePage:
    name: str
    challenge: str
    schedule: Schedule
    description: Markup
    limits: tuple[str, ...]
    file_types: str
    asked: tuple[Asked, ...]
    boards: tuple[BoardSummary, ...]
    note: Markup
    plain_note: str
    commands: tuple[Command, ...]
    entries: str
    submissions: str
    created: Moment | None
    modified: Moment | None


def drafts(scope: Scope) -> Iterator[Draft]:
    for phase in scope.phases:
        yield Draft(
            "phase.html",
            addresses.phase(scope.slug, phase.codename),
            make_phase_page(phase, scope),
            title=phase.name,
            summary=scope.say(
                "{phase} of {challenge}: dates, limits, how to submit.",
                phase=phase.name,
                challenge=scope.challenge.title,
            ),
            crumbs=(Link(phase.name),),
        )


def make_phase_page(phase: Phase, scope: Scope) -> PhasePage:
    settings = phase.settings
    dates = scope.dates.get(phase.codename, PhaseDates()).until(scope.now)
    return PhasePage(
        name=phase.name,
        challenge=scope.challenge.title,
        schedule=schedule.of_phase(phase, scope.now),
        description=organizer_html.load(scope.folder, settings.description),
        limits=schedule.limits(phase),
        file_types=listed(phase.file_types, "or") if phase.file_types else "any",
        asked=(*_statements(phase), *map(_asked, phase.attributes), *_extras(phase)),
        boards=tuple(summarise(board, scope) for board in scope.boards_of(phase.codename)),
        note=organizer_html.sanitise(settings.submission_page_html),
        plain_note=settings.submission_page_markdown,
        commands=_commands(phase, scope),
        entries=counted(len(scope.results_of(phase.codename)), "submission"),
        submissions=addresses.submissions(scope.slug),
        created=Moment.of_any(dates.created),
        modified=Moment.of_any(dates.modified),
    )


def _statements(phase: Phase) -> tuple[Asked, ...]:
    """Of EvalAI's four default attributes, those that the phase shows; none is required."""
    hidden = disclosure.hidden_statements(phase)
    return tuple(
        Asked(
            title,
            f"{name} in submission.yaml.",
            "a link" if name.endswith("_url") else "text",
            False,
        )
        for name, title in disclosure.STATEMENTS.items()
        if name not in hidden
    )


def _asked(attribute: Attribute) -> Asked:
    options = ", ".join(attribute.options)
    answer = _ANSWERS[attribute.type]
    return Asked(
        name=attribute.name,
        description=attribute.description,
        answer=f"{answer}: {options}" if options else answer,
        is_required=attribute.required,
    )


def _extras(phase: Phase) -> tuple[Asked, ...]:
    """Grand Challenge's further fields, where the phase takes them."""
    settings = phase.settings
    extras = []
    if settings.supplementary_url_choice != "off":
        extras.append(
            Asked(
                settings.supplementary_url_label,
                settings.supplementary_url_help_text,
                "a link",
                settings.supplementary_url_choice == "req",
            )
        )
    if settings.allow_submission_comments:
        shown = "shown with the result" if settings.display_submission_comments else "not shown"
        extras.append(Asked("Comment", f"A comment of your own, {shown}.", "text", False))
    return tuple(extras)


def _commands(phase: Phase, scope: Scope) -> tuple[Command, ...]:
    check = Command(
        "Check that it would be accepted",
        f"podium check {scope.folder_name} --submission my-submission --phase {phase.codename}",
    )
    evaluate = Command(
        "Evaluate it as the challenge does",
        f"podium evaluate {scope.folder_name} my-submission"
        f" --phase {phase.codename} --out my-result",
    )
    return (check, evaluate) if _has_open_ground_truth(phase) else (check,)


def _has_open_ground_truth(phase: Phase) -> bool:
    """Whether a participant's machine can have what the evaluator compares with."""
    path = phase.ground_truth or ""
    return not path.endswith(".age") and "@" not in path
