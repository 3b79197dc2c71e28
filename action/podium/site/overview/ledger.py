"""The ledger: every ruling of the hosts, and every evaluation that was made again, with reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import assert_never

from podium.boards import ledger
from podium.boards.ledger import LedgerEntry, ReevaluationEntry, RulingEntry
from podium.records.model import Status
from podium.records.results import Result
from podium.records.versions import EvaluationChange
from podium.site.frame import addresses
from podium.site.frame.drafts import Draft, Part, Unit, export
from podium.site.frame.parts import (
    Chip,
    Link,
    Moment,
    display_name,
    is_long,
    ruling_chip,
    submission_title,
)
from podium.site.frame.scope import Scope
from podium.site.frame.texts import Texts


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


def units(scope: Scope) -> Iterator[Unit]:
    yield Unit(addresses.ledger(scope.slug), partial(_drafts, scope))


def _drafts(scope: Scope) -> Iterator[Part]:
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
    file = addresses.beside(here, addresses.LEDGER_JSON)
    yield export(file, "ledger", scope.slug, ledger.to_document(scope.ledger))


def make_ledger_page(scope: Scope) -> LedgerPage:
    results = {result.id: result for result in scope.results}
    phases = scope.phase_names
    rulings = sum(isinstance(entry, RulingEntry) for entry in scope.ledger)
    again = len(scope.ledger) - rulings
    return LedgerPage(
        challenge=scope.challenge.title,
        counts=_counts(rulings, again, scope.say),
        is_long=is_long(scope.ledger),
        lines=tuple(_line(entry, results, phases, scope) for entry in reversed(scope.ledger)),
        json=Link(f"{scope.slug}-ledger.json", addresses.LEDGER_JSON),
    )


def why_again(entry: ReevaluationEntry, say: Texts) -> str:
    """In a sentence, as far as the records know."""
    if entry.changes:
        return " ".join(_sentences(entry.changes, say))
    if entry.before is not Status.FINISHED:
        return say("The evaluation before did not finish.")
    return say("By the same evaluator and the same ground truth.")


def _sentences(changes: Collection[EvaluationChange], say: Texts) -> Iterator[str]:
    if {EvaluationChange.EVALUATOR, EvaluationChange.GROUND_TRUTH} <= set(changes):
        yield say("The evaluator and the ground truth changed.")
    elif EvaluationChange.EVALUATOR in changes:
        yield say("The evaluator changed.")
    elif EvaluationChange.GROUND_TRUTH in changes:
        yield say("The ground truth changed.")
    if EvaluationChange.CONFIG in changes:
        yield say("The phase's configuration changed.")


def _counts(rulings: int, again: int, say: Texts) -> str:
    ruled = say.count("{n} ruling", "{n} rulings", rulings) if rulings else say("no rulings")
    repeated = (
        say.count("{n} re-evaluation", "{n} re-evaluations", again)
        if again
        else say("no re-evaluations")
    )
    return f"{ruled}, {repeated}"


def _line(
    entry: LedgerEntry, results: Mapping[str, Result], phases: Mapping[str, str], scope: Scope
) -> LedgerLine:
    result = results[entry.submission]
    match entry:
        case RulingEntry():
            action, reason, by = ruling_chip(entry.action, scope.say), entry.reason, entry.by
        case ReevaluationEntry():
            action, reason, by = _evaluated(entry, scope.say), why_again(entry, scope.say), ""
        case _:
            assert_never(entry)
    return LedgerLine(
        at=Moment.of(entry.at, scope.say),
        action=action,
        title=submission_title(result.submission.metadata.method_name, result.id),
        address=addresses.submission(scope.slug, result.id),
        name=display_name(result.participant.login, result.participant.team),
        phase=phases[entry.phase],
        reason=reason,
        by=by,
    )


def _evaluated(entry: ReevaluationEntry, say: Texts) -> Chip:
    if entry.status is Status.FINISHED:
        return Chip(say("Evaluated again"))
    return Chip(say("Evaluated again, in vain"), "failed")
