"""A submission: who and what, how it did, everything measured, and where that came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import quote

from podium import formats
from podium.boards.board import Row
from podium.challenge.model import Phase, Ruling
from podium.jobs import Fault
from podium.records import versions
from podium.records.model import Metadata
from podium.records.results import Result
from podium.site.board import badges
from podium.site.frame import addresses, participants
from podium.site.frame.board_names import board_name
from podium.site.frame.drafts import Draft, Part, Unit
from podium.site.frame.parts import (
    Chip,
    Fact,
    Link,
    Moment,
    answer_text,
    display_name,
    outside,
    profile,
    submission_title,
)
from podium.site.frame.scope import Scope
from podium.site.frame.texts import Texts
from podium.site.submission import (
    citation,
    exports,
    history,
    measurements,
    outputs,
    provenance,
)
from podium.site.submission.citation import Citation
from podium.site.submission.history import EvaluationLine
from podium.site.submission.listing import result_chips
from podium.site.submission.measurements import Measurements, Wanted
from podium.site.submission.pictures import CasePictures, make_pictures
from podium.site.submission.positions import Position, make_positions
from podium.site.submission.visible_metrics import visible_parts

MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class FailureNotice:
    """``message`` is the evaluator's sentence, where this reader may read it."""

    whose: str
    message: str


@dataclass(frozen=True, slots=True)
class RulingLine:
    action: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileLine:
    path: str
    size: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Snippet:
    """Text to copy."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """``by`` leads to the page of the participant or team; nowhere for one without a name.
    ``badge`` is its address, empty where the submission is on no board."""

    title: str
    identity: str
    participant: Link
    by: Link
    team: str
    phase: str
    phase_address: str
    submitted: Moment
    chips: tuple[Chip, ...]
    description: str
    about: tuple[Fact, ...]
    comment: str
    failure: FailureNotice | None
    rulings: tuple[RulingLine, ...]
    is_off_the_board: bool
    positions: tuple[Position, ...]
    measurements: tuple[Measurements, ...]
    images: tuple[CasePictures, ...]
    outputs: tuple[Link, ...]
    evaluations: tuple[EvaluationLine, ...]
    statistics: str
    provenance: tuple[Fact, ...]
    files: tuple[FileLine, ...]
    files_note: str
    citation: Citation | None
    badge: str
    badge_text: str
    snippets: tuple[Snippet, ...]
    json: Link
    cases_json: Link


def units(scope: Scope) -> Iterator[Unit]:
    """A page and a JSON file for each submission, and its badges where it is on a board."""
    phases = {phase.codename: phase for phase in scope.phases}
    keys = participants.keys(participants.competitors(scope.results))
    known = {name: versions.versions_of(scope.results_of(name)) for name in phases}
    for result in scope.results:
        phase = phases[result.submission.phase]
        key = keys.get(result.owner, "")
        make = partial(_drafts, result, phase, scope, key=key, known=known[phase.codename])
        yield Unit(addresses.submission(scope.slug, result.id), make)


def _drafts(
    result: Result, phase: Phase, scope: Scope, *, key: str, known: tuple[versions.Version, ...]
) -> Iterator[Part]:
    page = make_submission_page(result, phase, scope, key=key, known=known)
    yield Draft(
        "submission.html",
        addresses.submission(scope.slug, result.id),
        page,
        title=page.title,
        summary=scope.say(
            "A submission to {challenge} by {participant}.",
            challenge=scope.challenge.title,
            participant=page.by.text,
        ),
        crumbs=(
            Link(scope.say("Submissions"), addresses.submissions(scope.slug)),
            Link(page.title),
        ),
    )
    yield from exports.submission_files(result, phase, scope)
    if page.badge:
        yield from badges.submission_parts(result.id, tuple(scope.places[result.id]), scope)


def make_submission_page(
    result: Result,
    phase: Phase,
    scope: Scope,
    *,
    key: str = "",
    known: tuple[versions.Version, ...] = (),
) -> SubmissionPage:
    """``key`` is the last part of its participant's address, ``known`` what evaluators and ground
    truths the phase has had."""
    say, submission = scope.say, result.submission
    metadata, error = submission.metadata, result.evaluation.error
    more_files = len(submission.files) - MOST_FILES
    title = submission_title(metadata.method_name, result.id)
    name = display_name(result.participant.login, result.participant.team)
    places = scope.places.get(submission.id, ())
    here = addresses.submission(scope.slug, result.id)
    badge = addresses.beside(here, addresses.BADGE_SVG) if places else ""
    badge_text = _badge_text(result, scope) if badge else ""
    return SubmissionPage(
        title=title,
        identity=result.id,
        participant=profile(result.participant),
        by=Link(name, addresses.participant(scope.slug, key) if key else ""),
        team=result.participant.team or "",
        phase=phase.name,
        phase_address=addresses.phase(scope.slug, phase.codename),
        submitted=Moment.of(submission.submitted_at, say),
        chips=result_chips(result, say),
        description=metadata.method_description,
        about=tuple(_about(metadata, phase, say)),
        comment=metadata.comment,
        failure=FailureNotice(_fault(error.by, say), error.message) if error is not None else None,
        rulings=tuple(
            RulingLine(_ruling(action, say), reason) for action, reason in result.standing.reasons
        ),
        is_off_the_board=result.standing.is_off_the_board,
        positions=make_positions(places, scope),
        measurements=visible_measurements(result, phase, scope),
        images=make_pictures(result, phase, scope),
        outputs=outputs.make_links(result, phase, scope),
        evaluations=history.make_lines(result, known, say),
        statistics=addresses.statistics(scope.slug),
        provenance=tuple(provenance.facts(result, say)),
        files=tuple(
            FileLine(file.path, formats.format_size(file.size), file.sha256)
            for file in submission.files[:MOST_FILES]
        ),
        files_note=say.count("and {n} more file", "and {n} more files", more_files)
        if more_files > 0
        else "",
        citation=_citation(result, title, badge_text, scope),
        badge=badge,
        badge_text=badge_text,
        snippets=_snippets(badge_text, here, badge, scope) if badge and scope.base_url else (),
        json=Link(f"{result.id}.json", addresses.SUBMISSION_JSON),
        cases_json=Link(f"{result.id}-cases.json", addresses.CASES_JSON),
    )


def visible_measurements(result: Result, phase: Phase, scope: Scope) -> tuple[Measurements, ...]:
    say, parts = scope.say, visible_parts(result, phase, scope)
    beside = say("Beside the splits")
    wanted = replace(_wanted(phase, scope), tables=len(parts) or 1)
    measured = (
        measurements.measure(beside if part.is_rest else part.title, part.document, say, wanted)
        for part in parts
    )
    return tuple(found for found in measured if found.readings or found.cases)


def _wanted(phase: Phase, scope: Scope) -> Wanted:
    boards = scope.boards_of(phase.codename)
    columns = [column for board in boards for column in board.columns]
    paths = [path for one in columns for path in (one.path, one.error_path) if path]
    analysed = [scope.analyses[board.key] for board in boards if board.key in scope.analyses]
    return Wanted(
        scope.case_reader(phase),
        tuple(dict.fromkeys(paths)),
        tuple(dict.fromkeys(column.metric for one in analysed for column in one.table.columns)),
    )


def _citation(result: Result, title: str, rank: str, scope: Scope) -> Citation | None:
    """What is shown without a name is not for citing yet. A rank holds for a day."""
    if result.is_anonymous:
        return None
    if rank and scope.now:
        rank = scope.say("{rank} on {day}", rank=rank, day=scope.say.day(scope.now))
    url = addresses.canonical(scope.base_url, addresses.submission(scope.slug, result.id))
    return citation.make_citation(result, title, scope.challenge.title, rank, url, scope.say)


def _badge_text(result: Result, scope: Scope) -> str:
    for place in scope.places.get(result.id, ()):
        if isinstance(place.row, Row):
            rank = badges.rank_text(place.row.rank, len(place.board.rows), scope.say)
            return f"{board_name(place.board)}: {rank}"
    return scope.say("not ranked")


def _snippets(text: str, page: str, badge: str, scope: Scope) -> tuple[Snippet, ...]:
    """With the addresses in full; what stands in brackets and quotes is our own text and the
    challenge's, without what would end them."""
    link = addresses.canonical(scope.base_url, page)
    image = addresses.canonical(scope.base_url, badge)
    endpoint = addresses.canonical(scope.base_url, addresses.beside(page, addresses.BADGE_JSON))
    said = "".join(sign for sign in text if sign not in '[]()<>"\\`*_&')
    return (
        Snippet("Markdown", f"[![{said}]({image})]({link})"),
        Snippet("HTML", f'<a href="{link}"><img src="{image}" alt="{said}"></a>'),
        Snippet("shields.io", f"https://img.shields.io/endpoint?url={quote(endpoint, safe=':/')}"),
    )


def _fault(by: Fault, say: Texts) -> str:
    whose = {
        Fault.PARTICIPANT: say("The submission is at fault; a corrected one can be sent."),
        Fault.ORGANIZER: say("The challenge's evaluator is at fault, not the submission."),
        Fault.INFRASTRUCTURE: say(
            "The machines are at fault, not the submission; it can be run again."
        ),
    }
    costs = say("A failed evaluation uses up no limit.")
    return f"{whose[by]} {costs}"


def _ruling(action: Ruling, say: Texts) -> str:
    words = {
        Ruling.HIDE: say("Hidden"),
        Ruling.PUBLISH: say("Published"),
        Ruling.FLAG: say("Flagged, and off the board for now"),
        Ruling.DISQUALIFY: say("Disqualified"),
        Ruling.WITHDRAW: say("Withdrawn"),
        Ruling.BASELINE: say("Marked as a baseline"),
        Ruling.VERIFY: say("Verified by the hosts"),
    }
    return words[action]


def _about(metadata: Metadata, phase: Phase, say: Texts) -> Iterator[Fact]:
    links = [(say("Project"), metadata.project_url), (say("Publication"), metadata.publication_url)]
    links.append((phase.settings.supplementary_url_label, metadata.supplementary_url))
    links.append((phase.settings.supplementary_file_label, metadata.supplementary_file))
    for term, url in links:
        if url.strip():
            yield Fact(term, link=outside(url.strip()))
    for name, value in metadata.attributes.items():
        yield Fact(name, answer_text(value, say))
