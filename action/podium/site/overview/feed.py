"""What happened in a challenge as an Atom feed (RFC 4287): who did what to what.

A feed's ids and links are absolute, so there is one only where the site's address is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import assert_never

from podium import formats
from podium.boards import timeline
from podium.boards.board import NO_VALUE, Row
from podium.boards.ledger import ReevaluationEntry, RulingEntry
from podium.boards.timeline import Event, PhaseChange, PhaseEvent, ScoreEvent
from podium.challenge.model import Phase, Ruling
from podium.records.model import Status
from podium.records.results import Result
from podium.site.frame import addresses
from podium.site.frame.board_names import board_name, ranking_column
from podium.site.frame.drafts import Draft, Unit
from podium.site.frame.parts import display_name
from podium.site.frame.scope import PlaceOnBoard, Scope
from podium.site.frame.texts import Texts
from podium.site.overview.ledger import why_again

MOST_ENTRIES = 100
_LONGEST_NAME = 80
# For a feed without an entry: it must say when it was updated, and never was.
_NEVER = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """``verb`` sorts entries, for readers that filter. ``author`` is empty where the challenge
    itself is the actor."""

    id: str
    title: str
    updated: str
    author: str
    verb: str
    link: str
    summary: str


@dataclass(frozen=True, slots=True)
class Feed:
    id: str
    title: str
    subtitle: str
    updated: str
    author: str
    itself: str
    page: str
    entries: tuple[FeedEntry, ...]


def units(scope: Scope) -> Iterator[Unit]:
    if scope.base_url:
        yield Unit(addresses.feed(scope.slug), partial(_drafts, scope))


def _drafts(scope: Scope) -> Iterator[Draft]:
    yield Draft("feed.xml", addresses.feed(scope.slug), make_feed(scope), is_indexed=False)


def make_feed(scope: Scope) -> Feed:
    """The newest ``MOST_ENTRIES``. The same events give the same ids, wherever they stand."""
    happened = timeline.make_events(
        scope.phases, scope.results, scope.ledger, scope.dates, scope.now
    )
    writer = _Writer(scope)
    # By id: to rule the same twice within a second is to rule once.
    written = {entry.id: entry for entry in map(writer.entry, happened[:MOST_ENTRIES])}
    entries = tuple(written.values())
    page = addresses.canonical(scope.base_url, addresses.challenge(scope.slug))
    return Feed(
        id=page,
        title=scope.challenge.title,
        subtitle=scope.challenge.short_description,
        updated=max((entry.updated for entry in entries), default=_NEVER),
        author=scope.challenge.title,
        itself=addresses.canonical(scope.base_url, addresses.feed(scope.slug)),
        page=page,
        entries=entries,
    )


class _Writer:
    """One challenge's names and addresses, for every entry."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.say = scope.say
        self._phases: Mapping[str, Phase] = {phase.codename: phase for phase in scope.phases}
        self._results: Mapping[str, Result] = {result.id: result for result in scope.results}

    def entry(self, event: Event) -> FeedEntry:
        match event:
            case PhaseEvent():
                return self._phase(event)
            case ScoreEvent():
                return self._score(event)
            case RulingEntry():
                return self._ruling(event)
            case ReevaluationEntry():
                return self._reevaluation(event)
            case _:
                assert_never(event)

    def _phase(self, event: PhaseEvent) -> FeedEntry:
        link = self._absolute(addresses.phase(self._scope.slug, event.phase))
        at = formats.format_time(event.at)
        # A phase can be changed many times; it opens once, even if that is put off.
        is_change = event.change is PhaseChange.MODIFIED
        return FeedEntry(
            id=f"{link}#{event.change.value}{f'-{at}' if is_change else ''}",
            title=_changed(event.change, self._phases[event.phase].name, self.say),
            updated=at,
            author="",
            verb=event.change.value,
            link=link,
            summary="",
        )

    def _score(self, event: ScoreEvent) -> FeedEntry:
        name = self._author(event.submission)
        link = self._page(event.submission)
        phase = self._phases[event.phase].name
        return FeedEntry(
            id=f"{link}#scored",
            title=self.say(
                "{participant} submitted {method} to {phase}",
                participant=name,
                method=self._work(event.submission),
                phase=phase,
            ),
            updated=formats.format_time(event.at),
            author=name,
            verb="scored",
            link=link,
            summary=self._scores(event),
        )

    def _ruling(self, event: RulingEntry) -> FeedEntry:
        link, at = self._page(event.submission), formats.format_time(event.at)
        by, say = event.by or self.say("Somebody"), self.say
        return FeedEntry(
            id=f"{link}#{event.action.value}-{at}",
            title=_ruled(event.action, by, self._work_and_author(event.submission), say),
            updated=at,
            author=event.by,
            verb=event.action.value,
            link=link,
            summary=event.reason,
        )

    def _reevaluation(self, event: ReevaluationEntry) -> FeedEntry:
        link = self._page(event.submission)
        work, say = self._work_and_author(event.submission), self.say
        return FeedEntry(
            id=f"{link}#evaluation-{event.number}",
            title=(
                say("{work} was evaluated again", work=work)
                if event.status is Status.FINISHED
                else say("{work} was evaluated again, in vain", work=work)
            ),
            updated=formats.format_time(event.at),
            author="",
            verb="reevaluated",
            link=link,
            summary=" ".join(filter(None, (why_again(event, say), self._scores(event)))),
        )

    def _author(self, submission: str) -> str:
        by = self._results[submission].participant
        return _shortened(display_name(by.login, by.team))

    def _work(self, submission: str) -> str:
        metadata = self._results[submission].submission.metadata
        return _shortened(metadata.method_name.strip()) or submission

    def _work_and_author(self, submission: str) -> str:
        return self.say(
            "{method} by {participant}",
            method=self._work(submission),
            participant=self._author(submission),
        )

    def _scores(self, event: ScoreEvent | ReevaluationEntry) -> str:
        """What this evaluation gave, if it is the one that stands."""
        if self._results[event.submission].evaluation.number != event.number:
            return ""
        places = self._scope.places.get(event.submission, ())
        return "; ".join(filter(None, (_score_on(place) for place in places)))

    def _page(self, submission: str) -> str:
        return self._absolute(addresses.submission(self._scope.slug, submission))

    def _absolute(self, address: str) -> str:
        return addresses.canonical(self._scope.base_url, address)


def _ruled(action: Ruling, host: str, work: str, say: Texts) -> str:
    titles = {
        Ruling.HIDE: say("{host} hid {work}", host=host, work=work),
        Ruling.PUBLISH: say("{host} published {work}", host=host, work=work),
        Ruling.FLAG: say("{host} flagged {work}", host=host, work=work),
        Ruling.DISQUALIFY: say("{host} disqualified {work}", host=host, work=work),
        Ruling.WITHDRAW: say("{host} withdrew {work}", host=host, work=work),
        Ruling.BASELINE: say("{host} made {work} a baseline", host=host, work=work),
        Ruling.VERIFY: say("{host} verified {work}", host=host, work=work),
    }
    return titles[action]


def _changed(change: PhaseChange, phase: str, say: Texts) -> str:
    titles = {
        PhaseChange.CREATED: say("{phase} was added", phase=phase),
        PhaseChange.MODIFIED: say("{phase} was changed", phase=phase),
        PhaseChange.OPENED: say("{phase} opened", phase=phase),
        PhaseChange.CLOSED: say("{phase} closed", phase=phase),
    }
    return titles[change]


def _score_on(place: PlaceOnBoard) -> str:
    """The value that ranks on a board, if it is one and the board shows it. Ranks are not told:
    the next submission changes them, and an entry of a feed is read once."""
    column = ranking_column(place.board)
    if column is None or not isinstance(place.row, Row):
        return ""
    cell = next(cell for cell in place.row.cells if cell.path == column.path)
    if cell.text == NO_VALUE:
        return ""
    return f"{board_name(place.board)}: {column.title} {cell.text}"


def _shortened(text: str) -> str:
    """One line of what a participant wrote, for a title."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_NAME else f"{line[:_LONGEST_NAME]}…"
