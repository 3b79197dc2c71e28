"""Results to a ranking for one board and one reader: who exists for them, who is eligible, then
the rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from podium import ranking
from podium.boards import readers, visibility
from podium.boards.readers import Hosts, Reader
from podium.challenge.model import Challenge, Phase, Split
from podium.challenge.rules import EvalAIRule, Rule
from podium.ranking.entries import Contestant, Ranking
from podium.records.model import Status
from podium.records.results import Result


@dataclass(frozen=True, slots=True)
class BoardStandings:
    """The ranking behind one board."""

    phase: Phase
    split: Split
    ranking: Ranking


def rank_challenge(
    challenge: Challenge, results: Sequence[Result], reader: Reader
) -> tuple[BoardStandings, ...]:
    """Every board that the reader may see, in the order of the file."""
    visible = visibility.visible_results(challenge, results, reader)
    standings = []
    for phase in challenge.phases:
        in_phase = [result for result in visible if result.submission.phase == phase.codename]
        for split in visibility.visible_splits(challenge, phase, in_phase, reader):
            ranked = rank_split(phase, split, in_phase, reader)
            standings.append(BoardStandings(phase, split, ranked))
    return tuple(standings)


def rank_split(
    phase: Phase,
    split: Split,
    results: Iterable[Result],
    reader: Reader,
    *,
    rule: Rule | None = None,
) -> Ranking:
    """``results`` are those of the phase; ``rule`` takes the place of the split's own."""
    chosen = rule or split.rule
    return ranking.rank_results(chosen, contestants(phase, split, results, reader, rule=chosen))


def contestants(
    phase: Phase,
    split: Split,
    results: Iterable[Result],
    reader: Reader,
    *,
    rule: Rule | None = None,
) -> tuple[Contestant, ...]:
    """All that a board's rule has to choose from, in the order of ``results``, which are those of
    the phase; ``rule`` takes the place of the split's own.

    One banned member takes a whole team off the board, as in EvalAI.
    """
    results = tuple(results)
    banned = owners_banned(results)
    found = (contestant(phase, split, one, reader, rule=rule) for one in results)
    return tuple(one for one in found if one is not None and one.owner not in banned)


def contestant(
    phase: Phase, split: Split, result: Result, reader: Reader, *, rule: Rule | None = None
) -> Contestant | None:
    """``None`` where the result has no place on the board, whoever else has one."""
    if not _is_eligible(result, phase, split, reader):
        return None
    has_part, document = part_for(result.document, phase, split, rule or split.rule)
    if not has_part:
        return None
    return Contestant(
        submission=result.id,
        owner=result.owner,
        submitted_at=result.submission.submitted_at,
        document=document,
        is_baseline=result.standing.is_baseline,
    )


def owners_banned(results: Iterable[Result]) -> frozenset[str]:
    return frozenset(result.owner for result in results if result.is_banned)


def _is_eligible(result: Result, phase: Phase, split: Split, reader: Reader) -> bool:
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
    if result.submission.is_public or isinstance(reader, Hosts):
        return True
    return readers.is_own(result.participant, reader)


def part_for(document: object, phase: Phase, split: Split, rule: Rule) -> tuple[bool, object]:
    """Whether ``metrics.json`` has a part for a split's board, and that part.

    The split's codename as a top-level key marks its part; without it the whole document counts,
    except on an EvalAI board beside others, where a split that is left out has no row. A document
    without anything leaves every split out, so that nobody can tell from a board whether there
    is another one that they do not see.
    """
    if visibility.has_own_part(document, split):
        part = document[split.codename]
        if isinstance(part, dict) or isinstance(rule, EvalAIRule):
            return True, part
    if isinstance(rule, EvalAIRule) and (len(phase.splits) > 1 or document == {}):
        return False, None
    return True, document
