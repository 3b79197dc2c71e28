"""The ledger: every ruling of the hosts, and every evaluation that was made again, with reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from podium import ledger
from podium.challenge.model import Ruling
from podium.ledger import Change, Entry, ReevaluationEntry, RulingEntry
from podium.records import Status
from podium.results import Result
from podium.site import addresses
from podium.site.drafts import Draft, Part, json_file
from podium.site.parts import Chip, Link, Moment, counted, display_name, is_long, listed
from podium.site.scope import Scope

RULINGS = {
    Ruling.HIDE: Chip("Hidden", "partial"),
    Ruling.PUBLISH: Chip("Published", "open"),
    Ruling.FLAG: Chip("Flagged", "partial"),
    Ruling.DISQUALIFY: Chip("Disqualified", "failed"),
    Ruling.WITHDRAW: Chip("Withdrawn", "failed"),
    Ruling.BASELINE: Chip("Made a baseline", "baseline"),
    Ruling.VERIFY: Chip("Verified", "verified"),
}
_CHANGES = {Change.EVALUATOR: "the evaluator", Change.GROUND_TRUTH: "the ground truth"}


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """``by`` is empty for what the workflow did."""

    at: Moment
    action: Chip
    title: str
    address: str
    name: str
    phase: str
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class LedgerPage:
    challenge: str
    counts: str
    is_long: bool
    lines: tuple[LedgerLine, ...]
    json: Link


def drafts(scope: Scope) -> Iterator[Part]:
    here = addresses.ledger(scope.slug)
    yield Draft(
        "ledger.html",
        here,
        make_ledger_page(scope),
        title=scope.say("Ledger"),
        summary=scope.say(
            "What the hosts of {challenge} have ruled, and what was evaluated again.",
            challenge=scope.challenge.title,
        ),
        crumbs=(Link(scope.say("Ledger")),),
    )
    yield json_file(
        addresses.beside(here, addresses.LEDGER_JSON), ledger.to_document(scope.slug, scope.ledger)
    )


def make_ledger_page(scope: Scope) -> LedgerPage:
    results = {result.id: result for result in scope.results}
    phases = {phase.codename: phase.name for phase in scope.phases}
    rulings = sum(isinstance(entry, RulingEntry) for entry in scope.ledger)
    again = len(scope.ledger) - rulings
    return LedgerPage(
        challenge=scope.challenge.title,
        counts=f"{counted(rulings, 'ruling')}, {counted(again, 're-evaluation')}",
        is_long=is_long(scope.ledger),
        lines=tuple(_line(entry, results, phases, scope) for entry in reversed(scope.ledger)),
        json=Link(f"{scope.slug}-ledger.json", addresses.LEDGER_JSON),
    )


def why_again(entry: ReevaluationEntry) -> str:
    """In a sentence, as far as the records know."""
    if entry.changes:
        changed = listed([_CHANGES[change] for change in entry.changes])
        return f"{changed[0].upper()}{changed[1:]} changed."
    if entry.before is not Status.FINISHED:
        return "The evaluation before did not finish."
    return "By the same evaluator and the same ground truth."


def _line(
    entry: Entry, results: Mapping[str, Result], phases: Mapping[str, str], scope: Scope
) -> LedgerLine:
    result = results[entry.submission]
    match entry:
        case RulingEntry():
            action, reason, by = RULINGS[entry.action], entry.reason, entry.by
        case ReevaluationEntry():
            action, reason, by = _evaluated(entry), why_again(entry), ""
        case _:
            assert_never(entry)
    return LedgerLine(
        at=Moment.of(entry.at),
        action=action,
        title=result.submission.metadata.method_name.strip() or result.id,
        address=addresses.submission(scope.slug, result.id),
        name=display_name(result.participant.login, result.participant.team),
        phase=phases[entry.phase],
        reason=reason,
        by=by,
    )


def _evaluated(entry: ReevaluationEntry) -> Chip:
    if entry.status is Status.FINISHED:
        return Chip("Evaluated again")
    return Chip("Evaluated again, in vain", "failed")
