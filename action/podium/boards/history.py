"""Boards as they were at the end of past days (UTC): the evaluations and rulings of then, by the
rules of the challenge's file of today.

Only what the reader may see today is on them, under the name that it has today. What is hidden,
private or set aside today leaves no trace in the past either: no row, no gap, no day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from podium import formats, ranking
from podium.boards import excerpts, standings, visibility
from podium.boards.excerpts import BoardRule
from podium.boards.readers import Reader
from podium.challenge.model import Challenge, Phase
from podium.ranking.entries import Contestant
from podium.records.model import EvaluationRecord, SubmissionRecord
from podium.records.results import Result, results_at

MOST_DAYS = 366
NEWEST_DAYS = 60
FEWEST_DAYS = 14
BEST_ROWS = 100

BoardKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PastRow:
    """Who the submission is of, and what it is called, is as of today. ``score_text`` is the value
    that ranked, as the board shows it; ``is_off_today`` tells of one that was flagged, withdrawn,
    disqualified or banned and is on today's board no more."""

    rank: int
    submission: str
    participant: str
    team: str | None
    method_name: str
    is_baseline: bool
    score_text: str
    is_off_today: bool


@dataclass(frozen=True, slots=True)
class PastBoard:
    """The board at the end of ``day``. ``rows`` may be the best alone; ``count`` is of all."""

    day: date
    rows: tuple[PastRow, ...]
    count: int


@dataclass(frozen=True, slots=True)
class PastBoards:
    """The days on which the board was another than on the day before, the newest first.
    ``is_thinned`` tells that some are left out."""

    days: tuple[PastBoard, ...]
    is_thinned: bool = False


def make_past(
    challenge: Challenge,
    records: Sequence[SubmissionRecord],
    disclosed: Mapping[str, Result],
    reader: Reader,
    *,
    until: datetime | None = None,
    most_rows: int = 30_000,
    most_ranked: int = 150_000,
) -> Mapping[BoardKey, PastBoards]:
    """By the codenames of phase and split, for every board that the reader sees today.

    ``disclosed`` are the results that they may read today, by the id that the records have
    (``disclosure.disclose``); ``until`` is the moment that stands for today, if that is not now.

    Where the days on which boards changed have more than ``most_rows`` rows together, each day
    keeps its 100 best. Of more than 366 such days the last of each month and the newest 60 stay.
    Where there would be more than ``most_ranked`` entries of a phase to rank for that, the last of
    each month and the newest 14 stay, before any is ranked: a day is then one with an evaluation or
    a ruling.
    """
    found: dict[BoardKey, PastBoards] = {}
    for phase in challenge.phases:
        shown = [one for one in disclosed.values() if one.submission.phase == phase.codename]
        boards = tuple(
            BoardRule.of(split)
            for split in visibility.visible_splits(challenge, phase, shown, reader)
        )
        if not boards:
            continue
        told = [
            _Told.of(record, disclosed[record.submission.id], phase, boards)
            for record in records
            if record.submission.phase == phase.codename
            and record.submission.challenge == challenge.slug
            and record.submission.id in disclosed
        ]
        history = _History(challenge, phase, reader, told, until)
        days, is_thinned = _affordable(history, most_ranked // len(boards))
        made = _rank_days(history, days, boards, most_rows)
        for board, one in zip(boards, made, strict=True):
            found[phase.codename, board.split.codename] = PastBoards(one, is_thinned)
    count = sum(day.count for past in found.values() for day in past.days)
    return {key: _shorten(past, has_many_rows=count > most_rows) for key, past in found.items()}


@dataclass(frozen=True, slots=True)
class _Told:
    """A submission with the evaluations that the reader is told of today. ``record`` has them
    without their metrics; ``documents`` are by an evaluation's number what boards read of those."""

    shown: Result
    record: SubmissionRecord
    documents: Mapping[int, object]

    @classmethod
    def of(
        cls, record: SubmissionRecord, shown: Result, phase: Phase, boards: Sequence[BoardRule]
    ) -> _Told:
        numbers = {one.number for one in shown.evaluations}
        told = [one for one in record.evaluations if one.evaluation.number in numbers]
        return cls(
            shown,
            replace(record, evaluations=tuple(replace(one, metrics=None) for one in told)),
            {
                one.evaluation.number: excerpts.excerpt(_document(one, shown), phase, boards)
                for one in told
            },
        )


def _document(evaluated: EvaluationRecord, shown: Result) -> object:
    """As ``results_at`` reads it; what stands today is read already."""
    if evaluated.evaluation.number == shown.evaluation.number:
        return shown.document
    return evaluated.document


class _History:
    """The results of a phase, from the end of one day to that of a later one."""

    def __init__(
        self,
        challenge: Challenge,
        phase: Phase,
        reader: Reader,
        told: Sequence[_Told],
        until: datetime | None,
    ) -> None:
        self.phase = phase
        self.reader = reader
        self.by_id = {one.shown.id: one.shown for one in told}
        banned = standings.owners_banned(self.by_id.values())
        self.off_today = frozenset(
            one.id
            for one in self.by_id.values()
            if one.standing.is_off_the_board or one.owner in banned
        )
        self._challenge = challenge
        self._told = {one.record.submission.id: one for one in told}
        self._until = until
        self._touched = self._touched_by_day()
        self._results: dict[str, Result] = {}

    def _touched_by_day(self) -> dict[date, list[str]]:
        """On which days something was handed in, evaluated or ruled upon, the oldest first."""
        moments: dict[str, set[datetime]] = {
            identity: {
                one.record.submission.submitted_at,
                *(other.evaluation.created_at for other in one.record.evaluations),
                *(other.edited_at for other in one.record.edits if other.edited_at),
            }
            for identity, one in self._told.items()
        }
        for ruling in self._challenge.moderation:
            if ruling.submission in moments:
                moments[ruling.submission].add(ruling.at)
        touched: dict[date, list[str]] = {}
        for identity, found in moments.items():
            known = (at for at in found if self._until is None or at <= self._until)
            for day in {formats.as_utc(at).date() for at in known}:
                touched.setdefault(day, []).append(identity)
        return dict(sorted(touched.items()))

    def days(self) -> tuple[date, ...]:
        return tuple(self._touched)

    def sizes(self) -> Iterator[int]:
        """How many submissions there were at the end of each of the days."""
        known: set[str] = set()
        for touched in self._touched.values():
            known.update(touched)
            yield len(known)

    def results(self, days: Iterable[date]) -> Iterator[tuple[date, tuple[Result, ...]]]:
        """Those that there were for the reader at the end of each of some days, which come the
        oldest first. Only what was touched since the day before is looked at anew."""
        waiting = list(self._touched.items())[::-1]
        for day in days:
            touched: dict[str, None] = {}
            while waiting and waiting[-1][0] <= day:
                touched.update(dict.fromkeys(waiting.pop()[1]))
            self._look_again(touched, datetime.combine(day, time.max, UTC))
            results = tuple(self._results.values())
            yield day, visibility.visible_results(self._challenge, results, self.reader)

    def _look_again(self, touched: Iterable[str], end: datetime) -> None:
        at = end if self._until is None else min(end, self._until)
        records = [self._told[identity].record for identity in touched]
        for then in results_at(self._challenge, records, at):
            told = self._told[then.id]
            self._results[then.id] = replace(
                told.shown,
                evaluation=then.evaluation,
                standing=then.standing,
                document=told.documents[then.evaluation.number],
            )


def _rank_days(
    history: _History, days: Iterable[date], boards: Sequence[BoardRule], most_rows: int
) -> list[tuple[PastBoard, ...]]:
    """For each of the boards the days on which it changed, the oldest first."""
    made: list[list[PastBoard]] = [[] for _ in boards]
    before: list[tuple[PastRow, ...]] = [() for _ in boards]
    counts = [0 for _ in boards]
    choices = [_Choice(history, board) for board in boards]
    for day, results in history.results(days):
        banned = standings.owners_banned(results)
        for index, board in enumerate(boards):
            chosen = choices[index].of(results, banned)
            rows = _rank_day(history, chosen, board, before[index])
            if rows == before[index]:
                continue
            before[index] = rows
            counts[index] += len(rows)
            # Once it is certain that they will be cut, the rest is not kept until then.
            kept = rows if counts[index] <= most_rows else rows[:BEST_ROWS]
            made[index].append(PastBoard(day, kept, len(rows)))
    return [tuple(found) for found in made]


class _Choice:
    """What a board's rule has to choose from, day by day: of a result that is as it was the day
    before, it is the same."""

    def __init__(self, history: _History, board: BoardRule) -> None:
        self._history, self._board = history, board
        self._known: dict[str, tuple[Result, Contestant | None]] = {}

    def of(self, results: Iterable[Result], banned: Collection[str]) -> tuple[Contestant, ...]:
        found = (self._find(result) for result in results)
        return tuple(one for one in found if one is not None and one.owner not in banned)

    def _find(self, result: Result) -> Contestant | None:
        known = self._known.get(result.submission.id)
        if known is not None and known[0] is result:
            return known[1]
        history, board = self._history, self._board
        made = standings.contestant(
            history.phase, board.split, result, history.reader, rule=board.rule
        )
        self._known[result.submission.id] = result, made
        return made


def _rank_day(
    history: _History,
    chosen: Sequence[Contestant],
    board: BoardRule,
    before: Iterable[PastRow],
) -> tuple[PastRow, ...]:
    """A row that is as it was the day ``before`` is that row: boards are long, change little."""
    ranked = ranking.rank_results(board.rule, chosen)
    known = {row.submission: row for row in before}
    rows = []
    for entry in ranked.entries:
        is_baseline = entry.contestant.is_baseline
        text = board.score_text(entry)
        row = known.get(entry.contestant.submission)
        if (
            row is None
            or row.rank != entry.rank
            or row.score_text != text
            or row.is_baseline != is_baseline
        ):
            shown = history.by_id[entry.contestant.submission]
            row = PastRow(
                rank=entry.rank,
                submission=shown.id,
                participant=shown.participant.login,
                team=shown.participant.team,
                method_name=shown.submission.metadata.method_name,
                is_baseline=is_baseline,
                score_text=text,
                is_off_today=shown.id in history.off_today,
            )
        rows.append(row)
    return tuple(rows)


def _affordable(history: _History, most_ranked: int) -> tuple[tuple[date, ...], bool]:
    days = history.days()
    if sum(history.sizes()) <= most_ranked:
        return days, False
    kept = _thin(days, FEWEST_DAYS)
    return kept, len(kept) < len(days)


def _thin(days: Sequence[date], newest: int) -> tuple[date, ...]:
    """The last day of each month, and the newest ones; ``days`` come the oldest first."""
    last_of_month = {(day.year, day.month): day for day in days}
    return tuple(sorted({*last_of_month.values(), *days[-newest:]}))


def _shorten(past: PastBoards, *, has_many_rows: bool) -> PastBoards:
    """The newest day first, and no more than a site can bear."""
    days, is_thinned = past.days, past.is_thinned
    if len(days) > MOST_DAYS:
        kept = set(_thin([one.day for one in days], NEWEST_DAYS))
        days, is_thinned = tuple(one for one in days if one.day in kept), True
    if has_many_rows:
        days = tuple(replace(one, rows=one.rows[:BEST_ROWS]) for one in days)
    return PastBoards(days[::-1], is_thinned)
