"""Records and rulings to results: what each submission came to, before anything is ranked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from podium.challenge.model import Challenge, Moderation, Ruling
from podium.records.model import (
    Evaluation,
    EvaluationRecord,
    Participant,
    Status,
    Submission,
    SubmissionRecord,
)

OWN_WITHDRAWAL = "Its participant took it off the board."


@dataclass(frozen=True, slots=True)
class Standing:
    """What the hosts have ruled about one submission, later rulings over earlier ones.
    ``published_at`` is when they published it, if that is what holds."""

    is_baseline: bool = False
    is_verified: bool = False
    is_flagged: bool = False
    is_withdrawn: bool = False
    is_disqualified: bool = False
    is_hidden: bool | None = None
    published_at: datetime | None = None
    reasons: tuple[tuple[Ruling, str], ...] = ()

    @property
    def is_off_the_board(self) -> bool:
        return self.is_flagged or self.is_withdrawn or self.is_disqualified

    @classmethod
    def of(cls, rulings: Iterable[Moderation]) -> Standing:
        ruled = tuple(rulings)
        actions = {ruling.action for ruling in ruled}
        about_showing = [r for r in ruled if r.action in (Ruling.HIDE, Ruling.PUBLISH)]
        last = about_showing[-1] if about_showing else None
        return cls(
            is_baseline=Ruling.BASELINE in actions,
            is_verified=Ruling.VERIFY in actions,
            is_flagged=Ruling.FLAG in actions,
            is_withdrawn=Ruling.WITHDRAW in actions,
            is_disqualified=Ruling.DISQUALIFY in actions,
            is_hidden=None if last is None else last.action is Ruling.HIDE,
            published_at=last.at if last and last.action is Ruling.PUBLISH else None,
            reasons=tuple((ruling.action, ruling.reason) for ruling in ruled),
        )


@dataclass(frozen=True, slots=True)
class Result:
    """One submission with the evaluation that stands for it now.

    ``document`` is its parsed ``metrics.json``; ``None`` when there is none to show. ``images``
    and ``outputs`` are its files by name. ``evaluations`` are all there were, the oldest first.
    ``is_own`` and ``is_anonymous`` are set for one reader, by ``disclosure``: it is theirs or their
    team's; it is shown without a name.
    """

    submission: Submission
    evaluation: Evaluation
    document: object
    standing: Standing = Standing()
    is_host: bool = False
    is_banned: bool = False
    evaluations: tuple[Evaluation, ...] = ()
    is_own: bool = False
    is_anonymous: bool = False
    images: Mapping[str, Path] = field(default_factory=dict)
    outputs: Mapping[str, Path] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.submission.id

    @property
    def participant(self) -> Participant:
        return self.submission.participant

    @property
    def owner(self) -> str:
        """Whoever holds a place on a board: the team, else the person. A person is known by
        GitHub's numeric id, because a login can be renamed."""
        participant = self.participant
        if participant.team is not None:
            return f"team:{participant.team}"
        if participant.id is not None:
            return f"id:{participant.id}"
        return f"login:{participant.login.casefold()}"

    @property
    def is_published(self) -> bool:
        if self.standing.is_hidden is not None:
            return not self.standing.is_hidden
        return self.evaluation.published

    @property
    def has_metrics(self) -> bool:
        return self.evaluation.status.has_metrics


def results_at(
    challenge: Challenge, records: Iterable[SubmissionRecord], at: datetime | None = None
) -> tuple[Result, ...]:
    """One result for each submission that has an evaluation, in the order of submission.

    ``at`` is a moment to look back to: later submissions, evaluations and rulings are left out.
    """
    rulings = _rulings_by_submission(challenge.moderation, at)
    banned_teams = challenge.banned_teams()
    results = []
    for record in records:
        submission = record.submission
        if submission.challenge != challenge.slug or not _existed(submission.submitted_at, at):
            continue
        known = [e for e in record.evaluations if _existed(e.evaluation.created_at, at)]
        current = _current(known)
        if current is None:
            continue
        by, said = submission.participant, record.said_at(at)
        results.append(
            Result(
                submission=said,
                evaluation=current.evaluation,
                document=current.document,
                standing=_standing(rulings.get(submission.id, ()), said),
                is_host=challenge.is_host(by.login, by.id),
                is_banned=challenge.is_banned(by.login, by.id) or by.team in banned_teams,
                evaluations=tuple(evaluated.evaluation for evaluated in known),
                images=current.images,
                outputs=current.outputs,
            )
        )
    return tuple(sorted(results, key=lambda result: (result.submission.submitted_at, result.id)))


def _standing(rulings: Iterable[Moderation], said: Submission) -> Standing:
    """What the hosts have ruled, and what the participant can do of that themselves."""
    ruled = Standing.of(rulings)
    if not said.is_withdrawn:
        return ruled
    why = (Ruling.WITHDRAW, OWN_WITHDRAWAL)
    return replace(ruled, is_withdrawn=True, reasons=(*ruled.reasons, why))


def _current(known: Sequence[EvaluationRecord]) -> EvaluationRecord | None:
    """The newest evaluation with metrics; if none has any, the newest there is.

    A re-evaluation takes the place of the one before it; one that failed takes nobody's place,
    but that of the partial metrics that came before its end.
    """
    newest = max((record.evaluation.number for record in known), default=0)
    with_metrics = [
        record
        for record in known
        if record.evaluation.status is Status.FINISHED
        or (record.evaluation.status.has_metrics and record.evaluation.number == newest)
    ]
    candidates = with_metrics or known
    return max(candidates, key=lambda record: record.evaluation.number, default=None)


def _existed(moment: datetime, at: datetime | None) -> bool:
    return at is None or moment <= at


def _rulings_by_submission(
    rulings: Iterable[Moderation], at: datetime | None
) -> Mapping[str, Sequence[Moderation]]:
    grouped: dict[str, list[Moderation]] = {}
    for ruling in rulings:
        if _existed(ruling.at, at):
            grouped.setdefault(ruling.submission, []).append(ruling)
    return grouped
