"""All submissions of a challenge, newest first: the way to those that are on no board."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from podium.records.results import Result
from podium.site.frame import addresses, participants
from podium.site.frame.drafts import Draft, Unit
from podium.site.frame.parts import Chip, Link, Moment, display_name, is_long, submission_title
from podium.site.frame.scope import Scope
from podium.site.frame.texts import Texts
from podium.site.submission.history import status_chip


@dataclass(frozen=True, slots=True)
class SubmissionLine:
    title: str
    address: str
    name: str
    phase: str
    chips: tuple[Chip, ...]
    submitted: Moment


@dataclass(frozen=True, slots=True)
class SubmissionsPage:
    challenge: str
    counts: str
    is_long: bool
    lines: tuple[SubmissionLine, ...]


def units(scope: Scope) -> Iterator[Unit]:
    yield Unit(addresses.submissions(scope.slug), partial(_drafts, scope))


def _drafts(scope: Scope) -> Iterator[Draft]:
    yield Draft(
        "submissions.html",
        addresses.submissions(scope.slug),
        make_submissions_page(scope),
        title=scope.say("Submissions"),
        summary=scope.say("All submissions to {challenge}.", challenge=scope.challenge.title),
        crumbs=(Link(scope.say("Submissions")),),
    )


def make_submissions_page(scope: Scope) -> SubmissionsPage:
    phases = scope.phase_names
    newest_first = participants.newest_first(scope.results)
    return SubmissionsPage(
        challenge=scope.challenge.title,
        counts=scope.say.count("{n} submission", "{n} submissions", len(newest_first)),
        is_long=is_long(newest_first),
        lines=tuple(
            submission_line(result, phases[result.submission.phase], scope)
            for result in newest_first
        ),
    )


def submission_line(result: Result, phase: str, scope: Scope) -> SubmissionLine:
    participant = result.participant
    return SubmissionLine(
        title=submission_title(result.submission.metadata.method_name, result.id),
        address=addresses.submission(scope.slug, result.id),
        name=display_name(participant.login, participant.team),
        phase=phase,
        chips=result_chips(result, scope.say),
        submitted=Moment.of(result.submission.submitted_at, scope.say),
    )


def result_chips(result: Result, say: Texts) -> tuple[Chip, ...]:
    standing = result.standing
    chips = [status_chip(result.evaluation.status, say)]
    marks = (
        (standing.is_baseline, Chip(say("Baseline"), "baseline")),
        (standing.is_verified, Chip(say("Verified"), "verified")),
        (standing.is_flagged, Chip(say("Flagged"), "partial")),
        (standing.is_withdrawn, Chip(say("Withdrawn"), "failed")),
        (standing.is_disqualified, Chip(say("Disqualified"), "failed")),
        (not result.is_published, Chip(say("Not published"), "plain")),
        (not result.submission.is_public, Chip(say("Private"), "plain")),
    )
    return (*chips, *(chip for holds, chip in marks if holds))
