"""A challenge in numbers: submissions over time, outcomes, durations, costs, versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podium import formats, statistics
from podium.records import Status
from podium.site import addresses, parts
from podium.site.drafts import Draft, Part, json_file
from podium.site.parts import Link, Moment, is_long
from podium.site.scope import Scope
from podium.site.texts import Texts
from podium.statistics import Month, PhaseStatistics, Statistics
from podium.versions import Version

_CHART_HEIGHT = 160
_BAR_WIDTH, _BAR_STEP = 22, 30
_MILLICENTS = 100_000


@dataclass(frozen=True, slots=True)
class Bar:
    """In the chart's own units, from its top left corner."""

    x: int
    y: int
    width: int
    height: int
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    title: str
    width: int
    height: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class MonthLine:
    name: str
    submissions: str
    participants: str


@dataclass(frozen=True, slots=True)
class PhaseLine:
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
    chart: Chart | None
    months: tuple[MonthLine, ...]
    is_long: bool
    outcomes: tuple[str, ...]
    phases: tuple[PhaseLine, ...]
    show_durations: bool
    show_costs: bool
    versions: tuple[PhaseVersions, ...]
    json: Link


def drafts(scope: Scope) -> Iterator[Part]:
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
    document = statistics.to_document(scope.slug, made)
    yield json_file(addresses.beside(here, addresses.STATISTICS_JSON), document, "statistics")


def make_statistics_page(made: Statistics, scope: Scope) -> StatisticsPage:
    outcomes = [s for s in Status if any(s in phase.outcomes for phase in made.phases)]
    say, people = scope.say, len({result.owner for result in scope.results})
    return StatisticsPage(
        challenge=scope.challenge.title,
        counts=_counts(len(scope.results), people, say),
        chart=_chart(made.months, say),
        months=tuple(
            MonthLine(
                name=_month(month, say),
                submissions=say.number(month.submissions),
                participants=say.number(month.participants),
            )
            for month in made.months
        ),
        is_long=is_long(made.months),
        outcomes=tuple(_words(status, say) for status in outcomes),
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


def _chart(months: Sequence[Month], say: Texts) -> Chart | None:
    """Submissions a month; the highest bar is as high as the chart."""
    most = max((month.submissions for month in months), default=0)
    if len(months) < 2:
        return None
    heights = [round(_CHART_HEIGHT * month.submissions / most) for month in months]
    return Chart(
        title=say(
            "Submissions a month, from {first} to {last}; at most {most}",
            first=_month(months[0], say),
            last=_month(months[-1], say),
            most=say.number(most),
        ),
        width=_BAR_STEP * len(months),
        height=_CHART_HEIGHT,
        bars=tuple(
            Bar(
                x=_BAR_STEP * index + (_BAR_STEP - _BAR_WIDTH) // 2,
                y=_CHART_HEIGHT - height,
                width=_BAR_WIDTH,
                height=height,
                label=f"{_month(month, say)}: {say.number(month.submissions)}",
            )
            for index, (month, height) in enumerate(zip(months, heights, strict=True))
        ),
    )


def _month(month: Month, say: Texts) -> str:
    year, number = month.month.split("-")
    return say.month(int(year), int(number))


def _words(status: Status, say: Texts) -> str:
    words = {
        Status.SUBMITTED: say("Submitted"),
        Status.RUNNING: say("Running"),
        Status.FINISHED: say("Finished"),
        Status.FAILED: say("Failed"),
        Status.CANCELLED: say("Cancelled"),
        Status.PARTIALLY_EVALUATED: say("Partially evaluated"),
    }
    return words[status]


def _phase(phase: PhaseStatistics, outcomes: Sequence[Status], scope: Scope) -> PhaseLine:
    say, durations = scope.say, phase.durations
    return PhaseLine(
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
