"""Results to a ranking for one board and one reader: who is eligible, then the rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from podium import audience as audiences
from podium import ranking
from podium.audience import Audience, Hosts, OneParticipant
from podium.challenge.model import Challenge, Phase, Split
from podium.ranking.entries import Contestant, Ranking
from podium.ranking.rules import EvalAIRule, Rule
from podium.records import Status
from podium.results import Result


@dataclass(frozen=True, slots=True)
class BoardStandings:
    """The ranking behind one board."""

    phase: Phase
    split: Split
    ranking: Ranking


def rank_challenge(
    challenge: Challenge, results: Sequence[Result], audience: Audience
) -> tuple[BoardStandings, ...]:
    """Every board that the reader may see, in the order of the file."""
    reader = audiences.for_reader(audience, challenge)
    standings = []
    for phase in challenge.phases:
        in_phase = [result for result in results if result.submission.phase == phase.codename]
        submitted = _has_submitted(in_phase, reader)
        for split in phase.splits:
            if audiences.may_see_board(phase, split, reader, has_submitted=submitted):
                ranked = rank_split(phase, split, in_phase, reader)
                standings.append(BoardStandings(phase, split, ranked))
    return tuple(standings)


def rank_split(
    phase: Phase,
    split: Split,
    results: Iterable[Result],
    audience: Audience,
    *,
    rule: Rule | None = None,
) -> Ranking:
    """``results`` are those of the phase; ``rule`` takes the place of the split's own.

    One banned member takes a whole team off the board, as in EvalAI.
    """
    chosen = rule or split.rule
    results = tuple(results)
    banned = {result.owner for result in results if result.is_banned}
    contestants = []
    for result in results:
        if result.owner in banned or not _is_eligible(result, phase, split, audience):
            continue
        found, document = part_for(result.document, phase, split, chosen)
        if found:
            contestants.append(
                Contestant(
                    submission=result.id,
                    owner=result.owner,
                    submitted_at=result.submission.submitted_at,
                    document=document,
                    is_baseline=result.standing.is_baseline,
                )
            )
    return ranking.rank_results(chosen, contestants)


def may_see_result(result: Result, phase: Phase, audience: Audience) -> bool:
    """Whether the submission exists at all for this reader."""
    if isinstance(audience, Hosts):
        return True
    if isinstance(audience, OneParticipant) and _is_own(result, audience):
        return phase.is_public
    return phase.is_public and result.submission.is_public and result.is_published


def _is_eligible(result: Result, phase: Phase, split: Split, audience: Audience) -> bool:
    if not result.has_metrics or result.standing.is_off_the_board or not result.is_published:
        return False
    if (
        result.evaluation.status is Status.PARTIALLY_EVALUATED
        and not phase.settings.is_partial_submission_evaluation_enabled
    ):
        return False
    # EvalAI keeps the hosts' own rows off a public phase, unless they are baselines.
    if (
        isinstance(split.rule, EvalAIRule)
        and phase.is_public
        and result.is_host
        and not result.standing.is_baseline
    ):
        return False
    if result.submission.is_public or isinstance(audience, Hosts):
        return True
    return isinstance(audience, OneParticipant) and _is_own(result, audience)


def part_for(document: object, phase: Phase, split: Split, rule: Rule) -> tuple[bool, object]:
    """Whether ``metrics.json`` has a part for a split's board, and that part.

    The split's codename as a top-level key marks its part; without it the whole document counts,
    except on an EvalAI board beside others, where a split that is left out has no row.
    """
    if isinstance(document, dict) and split.codename in document:
        part = document[split.codename]
        if isinstance(part, dict) or isinstance(rule, EvalAIRule):
            return True, part
    if isinstance(rule, EvalAIRule) and len(phase.splits) > 1:
        return False, None
    return True, document


def _has_submitted(results: Iterable[Result], audience: Audience) -> bool:
    return isinstance(audience, OneParticipant) and any(
        _is_own(result, audience) for result in results
    )


def _is_own(result: Result, audience: OneParticipant) -> bool:
    return result.participant.login.casefold() == audience.login.casefold()
