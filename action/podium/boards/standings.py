"""Results to a ranking for one board and one reader: who exists for them, who is eligible, then
the rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from podium import ranking
from podium.boards import visibility
from podium.boards.visibility import Audience, Hosts, Public
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
    challenge: Challenge, results: Sequence[Result], audience: Audience
) -> tuple[BoardStandings, ...]:
    """Every board that the reader may see, in the order of the file."""
    reader = _reader(audience, challenge, results)
    visible = visible_results(challenge, results, reader)
    standings = []
    for phase in challenge.phases:
        in_phase = [result for result in visible if result.submission.phase == phase.codename]
        for split in visible_splits(challenge, phase, in_phase, reader):
            ranked = rank_split(phase, split, in_phase, reader)
            standings.append(BoardStandings(phase, split, ranked))
    return tuple(standings)


def visible_splits(
    challenge: Challenge, phase: Phase, in_phase: Iterable[Result], reader: Audience
) -> tuple[Split, ...]:
    """The splits of the phase whose boards the reader may see; ``in_phase`` are the results there
    that they may see."""
    if not visibility.may_see_challenge(challenge, reader):
        return ()
    submitted = any(visibility.is_own(result.participant, reader) for result in in_phase)
    return tuple(
        split
        for split in phase.splits
        if visibility.may_see_board(phase, split, reader, has_submitted=submitted)
    )


def visible_results(
    challenge: Challenge, results: Sequence[Result], audience: Audience
) -> tuple[Result, ...]:
    """Those that exist for the reader, in their order. What is not among them has no trace in
    anything that is made for this reader: no rank, no count, no number."""
    return visible_to(challenge, results, _reader(audience, challenge, results))


def visible_to(
    challenge: Challenge, results: Sequence[Result], reader: Audience
) -> tuple[Result, ...]:
    """The same for a reader who is known already: ``results`` say no more who that is."""
    if not visibility.may_see_challenge(challenge, reader):
        return ()
    phases = {phase.codename: phase for phase in challenge.phases}
    known = [result for result in results if result.submission.phase in phases]
    set_aside = _set_aside(known, phases)
    return tuple(
        result
        for result in known
        if may_see_result(result, phases[result.submission.phase], reader)
        and (
            isinstance(reader, Hosts)
            or result.id not in set_aside
            or visibility.is_own(result.participant, reader)
        )
    )


def _reader(audience: Audience, challenge: Challenge, results: Iterable[Result]) -> Audience:
    return visibility.for_reader(audience, challenge, (result.submission for result in results))


def _set_aside(results: Iterable[Result], phases: Mapping[str, Phase]) -> frozenset[str]:
    """What is not selected, where a phase shows one submission of each owner
    (``is_restricted_to_select_one_submission``): everything that was made public before the newest
    that counts. It becomes public when it is handed in, or when the hosts publish it. Baselines
    are the hosts' choice and stay."""
    groups: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        phase = phases[result.submission.phase]
        if (
            phase.settings.is_restricted_to_select_one_submission
            and not result.standing.is_baseline
            and may_see_result(result, phase, Public())
        ):
            groups.setdefault((phase.codename, result.owner), []).append(result)
    found: set[str] = set()
    for group in groups.values():
        newest_first = sorted(group, key=_made_public, reverse=True)
        counts = (
            index
            for index, result in enumerate(newest_first)
            if result.has_metrics and not result.standing.is_off_the_board
        )
        selected = next(counts, len(newest_first))
        found.update(result.id for result in newest_first[selected + 1 :])
    return frozenset(found)


def _made_public(result: Result) -> tuple[datetime, datetime, str]:
    submitted = result.submission.submitted_at
    return (max(submitted, result.standing.published_at or submitted), submitted, result.id)


def rank_split(
    phase: Phase,
    split: Split,
    results: Iterable[Result],
    audience: Audience,
    *,
    rule: Rule | None = None,
) -> Ranking:
    """``results`` are those of the phase; ``rule`` takes the place of the split's own."""
    chosen = rule or split.rule
    return ranking.rank_results(chosen, contestants(phase, split, results, audience, rule=chosen))


def contestants(
    phase: Phase,
    split: Split,
    results: Iterable[Result],
    audience: Audience,
    *,
    rule: Rule | None = None,
) -> tuple[Contestant, ...]:
    """All that a board's rule has to choose from, in the order of ``results``, which are those of
    the phase; ``rule`` takes the place of the split's own.

    One banned member takes a whole team off the board, as in EvalAI.
    """
    results = tuple(results)
    banned = owners_banned(results)
    found = []
    for result in results:
        if result.owner in banned or not _is_eligible(result, phase, split, audience):
            continue
        has_part, document = part_for(result.document, phase, split, rule or split.rule)
        if has_part:
            found.append(
                Contestant(
                    submission=result.id,
                    owner=result.owner,
                    submitted_at=result.submission.submitted_at,
                    document=document,
                    is_baseline=result.standing.is_baseline,
                )
            )
    return tuple(found)


def owners_banned(results: Iterable[Result]) -> frozenset[str]:
    return frozenset(result.owner for result in results if result.is_banned)


def may_see_result(result: Result, phase: Phase, audience: Audience) -> bool:
    """Whether the submission exists at all for this reader; of several from which a phase selects
    one, ``visible_results`` knows which."""
    if isinstance(audience, Hosts):
        return True
    if visibility.is_own(result.participant, audience):
        return phase.is_public and not result.standing.is_hidden
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
    return visibility.is_own(result.participant, audience)


def part_for(document: object, phase: Phase, split: Split, rule: Rule) -> tuple[bool, object]:
    """Whether ``metrics.json`` has a part for a split's board, and that part.

    The split's codename as a top-level key marks its part; without it the whole document counts,
    except on an EvalAI board beside others, where a split that is left out has no row. A document
    without anything leaves every split out, so that nobody can tell from a board whether there
    is another one that they do not see.
    """
    if isinstance(document, dict) and split.codename in document:
        part = document[split.codename]
        if isinstance(part, dict) or isinstance(rule, EvalAIRule):
            return True, part
    if isinstance(rule, EvalAIRule) and (len(phase.splits) > 1 or document == {}):
        return False, None
    return True, document
