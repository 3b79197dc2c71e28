"""A challenge in numbers: submissions over time, outcomes, durations, costs, versions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from math import fsum
from statistics import median

from podium import formats
from podium.boards import statistics
from podium.boards.statistics import Month, PhaseStatistics, Statistics
from podium.records.model import Status
from podium.records.versions import Version
from podium.site.analysis.plot import Plot
from podium.site.frame import addresses, parts
from podium.site.frame.drafts import Draft, Part, Unit, export
from podium.site.frame.parts import Link, Moment
from podium.site.frame.scope import Scope
from podium.site.frame.texts import Texts

_MILLICENTS = 100_000
_FEWEST_TIMES = 5
_BINS = 12
_WIDE = 30


@dataclass(frozen=True, slots=True)
class PhaseNumbers:
    """``outcomes`` are in the order of the page's ``outcomes``. ``cost`` is in euros, and
    ``millicents`` the same to the last thousandth of a cent."""

    name: str
    address: str
    submissions: str
    participants: str
    outcomes: tuple[str, ...]
    mean: str
    median: str
    longest: str
    cost: str
    millicents: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """``is_digest`` where the ground truth is shown by its digest."""

    number: int
    evaluator: str
    ground_truth: str
    is_digest: bool
    first_used: Moment
    last_used: Moment
    evaluations: str


@dataclass(frozen=True, slots=True)
class PhaseVersions:
    name: str
    versions: tuple[VersionLine, ...]


@dataclass(frozen=True, slots=True)
class StatisticsPage:
    challenge: str
    counts: str
    plots: tuple[Plot, ...]
    outcomes: tuple[str, ...]
    phases: tuple[PhaseNumbers, ...]
    show_durations: bool
    show_costs: bool
    versions: tuple[PhaseVersions, ...]
    json: Link


def units(scope: Scope) -> Iterator[Unit]:
    yield Unit(addresses.statistics(scope.slug), partial(_drafts, scope))


def _drafts(scope: Scope) -> Iterator[Part]:
    made = statistics.make_statistics(scope.challenge, scope.phases, scope.results)
    here = addresses.statistics(scope.slug)
    yield Draft(
        "statistics.html",
        here,
        make_statistics_page(made, scope),
        title=scope.say("Statistics"),
        summary=scope.say(
            "{challenge} in numbers: submissions, outcomes, durations.",
            challenge=scope.challenge.title,
        ),
        crumbs=(Link(scope.say("Statistics")),),
    )
    file = addresses.beside(here, addresses.STATISTICS_JSON)
    yield export(file, "statistics", scope.slug, statistics.to_document(made))


def make_statistics_page(made: Statistics, scope: Scope) -> StatisticsPage:
    """Outcomes, durations and costs are left out where no phase has any."""
    outcomes = [s for s in Status if any(s in phase.outcomes for phase in made.phases)]
    say, people = scope.say, len({result.owner for result in scope.results})
    return StatisticsPage(
        challenge=scope.challenge.title,
        counts=_counts(len(scope.results), people, say),
        plots=(*_months(made.months, say), *_durations(made.phases, say)),
        outcomes=tuple(parts.status_name(status, say) for status in outcomes),
        phases=tuple(_phase(phase, outcomes, scope) for phase in made.phases),
        show_durations=any(phase.durations for phase in made.phases),
        show_costs=any(phase.cost is not None for phase in made.phases),
        versions=tuple(
            PhaseVersions(phase.name, tuple(_version(version, say) for version in phase.versions))
            for phase in made.phases
            if phase.versions
        ),
        json=Link(f"{scope.slug}-statistics.json", addresses.STATISTICS_JSON),
    )


def _counts(submissions: int, people: int, say: Texts) -> str:
    by = (
        say.count("{n} participant", "{n} participants", people)
        if people
        else say("no participants")
    )
    made = parts.submissions(submissions, say)
    return say("{submissions} by {people}", submissions=made, people=by)


def _months(months: Sequence[Month], say: Texts) -> Iterator[Plot]:
    if not months:
        return
    from podium.site.figures import turnover

    most = max(month.submissions for month in months)
    title = say(
        "Submissions a month, from {first} to {last}; at most {most}",
        first=_month(months[0], say),
        last=_month(months[-1], say),
        most=say.number(most),
    )
    counts = [(month.month, month.submissions) for month in months]
    yield Plot(
        "months",
        say("Over time"),
        turnover.draw_months(title, counts, say("Submissions")),
        (say("Each bar is a month (UTC), as high as it had submissions."),),
        (say("Month"), say("Submissions"), say("Participants")),
        1,
        tuple(
            (
                Link(_month(month, say)),
                Link(say.number(month.submissions)),
                Link(say.number(month.participants)),
            )
            for month in reversed(months)
        ),
    )


def _durations(phases: Sequence[PhaseStatistics], say: Texts) -> Iterator[Plot]:
    seconds = sorted(one for phase in phases if phase.durations for one in phase.durations.seconds)
    if len(seconds) < _FEWEST_TIMES or seconds[0] == seconds[-1]:
        return
    from podium.site.figures import turnover

    edges, is_even = _edges(seconds[0], seconds[-1])
    counts = [0] * _BINS
    for one in seconds:
        counts[min(bisect_right(edges, one), _BINS) - 1] += 1
    middle = formats.format_duration(median(seconds))
    title = say(
        "How long evaluations took: from {shortest} to {longest}, median {median}",
        shortest=formats.format_duration(seconds[0]),
        longest=formats.format_duration(seconds[-1]),
        median=middle,
    )
    figure = turnover.draw_durations(
        title,
        edges,
        counts,
        time_label=say("Execution time"),
        count_label=say("Evaluations"),
    )
    total = formats.format_duration(fsum(seconds))
    reading = [
        say(
            "{n} evaluations finished, in {total} all together.",
            n=say.number(len(seconds)),
            total=total,
        ),
        say("Half of them took {median} or less.", median=middle),
    ]
    if not is_even:
        reading.append(say("The scale is logarithmic: each bar is as many times longer."))
    yield Plot(
        "durations",
        say("How long evaluations took"),
        figure,
        tuple(reading),
        (say("From"), say("To"), say("Evaluations")),
        2,
        tuple(
            (
                Link(formats.format_duration(low)),
                Link(formats.format_duration(high)),
                Link(say.number(count)),
            )
            for (low, high), count in zip(pairwise(edges), counts, strict=True)
        ),
    )


def _edges(shortest: float, longest: float) -> tuple[list[float], bool]:
    """Of the histogram's bars, and whether they are as wide as each other: they are each as many
    times longer where the times differ by magnitudes."""
    if 0 < shortest < longest / _WIDE:
        factor = (longest / shortest) ** (1 / _BINS)
        edges = [shortest * factor**number for number in range(_BINS)]
        return [*edges, longest], False
    width = (longest - shortest) / _BINS
    return [*(shortest + width * number for number in range(_BINS)), longest], True


def _month(month: Month, say: Texts) -> str:
    year, number = month.month.split("-")
    return say.month(int(year), int(number))


def _phase(phase: PhaseStatistics, outcomes: Sequence[Status], scope: Scope) -> PhaseNumbers:
    say, durations = scope.say, phase.durations
    return PhaseNumbers(
        name=phase.name,
        address=addresses.phase(scope.slug, phase.phase),
        submissions=say.number(phase.submissions),
        participants=say.number(phase.participants),
        outcomes=tuple(say.number(phase.outcomes.get(status, 0)) for status in outcomes),
        mean="" if durations is None else formats.format_duration(durations.mean),
        median="" if durations is None else formats.format_duration(durations.median),
        longest="" if durations is None else formats.format_duration(durations.longest),
        cost="" if phase.cost is None else _euros(phase.cost),
        millicents="" if phase.cost is None else str(phase.cost),
    )


def _euros(millicents: int) -> str:
    """Cents, and more where it is less than one."""
    decimals = 2 if millicents == 0 or millicents >= _MILLICENTS // 100 else 5
    return f"€ {formats.format_number(millicents / _MILLICENTS, decimals)}"


def _version(version: Version, say: Texts) -> VersionLine:
    truth = version.ground_truth or ""
    return VersionLine(
        number=version.number,
        evaluator=version.evaluator,
        ground_truth=parts.ground_truth(truth, say) or say("none"),
        is_digest=":" in truth,
        first_used=Moment.of(version.first_used, say),
        last_used=Moment.of(version.last_used, say),
        evaluations=say.number(version.evaluations),
    )
