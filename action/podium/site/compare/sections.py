"""A board's metrics case by case: entries against the first of them, in numbers, words and a
drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podium import formats
from podium.boards import standings
from podium.boards.board import Board
from podium.challenge.rules import Column, Order
from podium.site.compare import paired, strips
from podium.site.compare.paired import CaseDifference, Paired
from podium.site.compare.strips import Strip
from podium.site.frame.scope import Scope
from podium.site.frame.texts import Texts

if TYPE_CHECKING:
    from podium.ranking.analysis.cases import CaseColumn

_MOST_CASES = 10
# A largest difference has three digits, so that small ones can be told from none.
_LEAST_SHOWN = 99
_MOST_PLACES = 20
_MINUS = "\N{MINUS SIGN}"
_KINDS = ("equal", "better", "worse")  # by a verdict


@dataclass(frozen=True, slots=True)
class Compared:
    """An entry, and what it is called on this page. ``kinds`` are its chips that the script can
    tell too."""

    letter: str = ""
    submission: str = ""
    name: str = ""
    address: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A difference, and in a word what it means."""

    text: str = ""
    word: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class CaseLine:
    case: str = ""
    reference: str = ""
    value: str = ""
    difference: Figure = Figure()


@dataclass(frozen=True, slots=True)
class PairView:
    """An entry against the first; nothing is to be shown where they are apart, without a case
    in common. ``worst`` and ``best`` are what the ends of its strip stand for; that draws not all
    cases where it ``is_thinned``."""

    letter: str = ""
    name: str = ""
    mean: Figure = Figure()
    standard_error: str = ""
    tally: str = ""
    cases: str = ""
    left_out: str = ""
    title: str = ""
    strip: Strip = strips.BLANK
    worst: str = ""
    best: str = ""
    is_thinned: bool = False
    is_apart: bool = False
    largest: tuple[CaseLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseSection:
    """A metric case by case."""

    anchor: str
    path: str
    title: str
    reading: tuple[str, ...]
    pairs: tuple[PairView, ...]


class Cases:
    """What the entries of a board have in each case, for the columns that are made of it and that
    rank, in the unit of ``metrics.json``. An entry that the board's analysis leaves out, for lack
    of some cases, has the others."""

    def __init__(self, board: Board, scope: Scope) -> None:
        analysis = scope.analyses.get(board.key)
        columns = analysis.table.columns if analysis else ()
        self._ranked = [case_column for case_column in columns if case_column.column.ranked]
        # One of those that are made of the same values: their differences are the same.
        first = {_kind(case_column): case_column for case_column in reversed(self._ranked)}
        self.columns = tuple(one for one in self._ranked if first[_kind(one)] is one)
        self._board = board
        self._phase = scope.phase_of(board)
        self._reader = scope.case_reader(self._phase)
        self._documents = {result.id: result.document for result in scope.results}

    def of(self, submission: str, metric: str) -> Mapping[str, float]:
        """In the cases' own order."""
        from podium.ranking.analysis import case_values  # with numpy behind it, and loaded by now

        cases = self._reader.read(self._part(submission))
        values = {} if cases is None or not cases.is_named else cases.columns.get(metric, {})
        if len(values) > case_values.MOST_CASES:
            return {}
        numbers = {case: case_values.as_float(value) for case, value in values.items()}
        return {
            case: number
            for case in sorted(numbers, key=case_values.natural)
            if (number := numbers[case]) is not None
        }

    def like(self, case_column: CaseColumn) -> list[Column]:
        """The other columns that are made of the same values."""
        kind = _kind(case_column)
        return [other.column for other in self._ranked if _kind(other) == kind][1:]

    def _part(self, submission: str) -> object:
        split = next(split for split in self._phase.splits if split.codename == self._board.split)
        document = self._documents.get(submission)
        return standings.part_for(document, self._phase, split, self._board.rule)[1]


def _kind(case_column: CaseColumn) -> tuple[str, Order]:
    return case_column.metric, case_column.raw.order


def make_section(
    number: int, case_column: CaseColumn, entries: Sequence[Compared], cases: Cases, say: Texts
) -> CaseSection:
    """Compares each entry with the first, case by case; ``number`` makes the section's anchor."""
    first, *others = entries
    column = case_column.raw
    reference = cases.of(first.submission, case_column.metric)
    pairs = [
        paired.pair(reference, cases.of(other.submission, case_column.metric), column.order)
        for other in others
    ]
    wording = _Wording(column, max(pair.reach for pair in pairs), say)
    return CaseSection(
        anchor=f"cases-{number}",
        path=column.path,
        title=say("{metric}, case by case", metric=column.title),
        reading=tuple(_reading(case_column, cases.like(case_column), say)),
        pairs=tuple(_pair(other, pair, wording) for other, pair in zip(others, pairs, strict=True)),
    )


def _reading(case_column: CaseColumn, same: Sequence[Column], say: Texts) -> Iterator[str]:
    """The words are the same whoever is compared. ``same`` are columns made of the same values."""
    if case_column.raw.order is Order.DESCENDING:
        yield say(
            "Each dot is a case: the entry's value minus A's. Higher is better, so what is above "
            "zero is better than A and lies on the right."
        )
    else:
        yield say(
            "Each dot is a case: the entry's value minus A's. Lower is better, so what is below "
            "zero is better than A and lies on the right."
        )
    for column in same:
        yield say("{metric} is made of the same values.", metric=column.title)
    if case_column.aggregate != "mean" or case_column.is_converted:
        yield say(
            "The board shows another number of these values than their mean: the mean difference "
            "is not the difference of the values above."
        )


class _Wording:
    """How a column's numbers are told: in its decimals, or in as many more as the largest
    difference, ``reach``, needs."""

    def __init__(self, column: Column, reach: float, say: Texts) -> None:
        self.column, self.reach, self.say = column, reach, say
        self.is_higher_better = column.order is Order.DESCENDING
        self._places = column.decimals
        while 0 < reach * 10.0**self._places < _LEAST_SHOWN and self._places < _MOST_PLACES:
            self._places += 1

    def plain(self, value: float) -> str:
        return formats.format_number(value, self._places)

    def signed(self, difference: float) -> str:
        text = self.plain(abs(difference))
        if float(text) == 0:
            return text
        return f"{_MINUS}{text}" if difference < 0 else f"+{text}"

    def figure(self, difference: float) -> Figure:
        """What rounds to nothing is called nothing."""
        text = self.signed(difference)
        is_something = text.startswith(("+", _MINUS))
        verdict = paired.verdict(difference, self.column.order) if is_something else 0
        words = (self.say("equal"), self.say("better"), self.say("worse"))
        return Figure(text, words[verdict], _KINDS[verdict])


def _pair(entry: Compared, pair: Paired, wording: _Wording) -> PairView:
    say, letter, error = wording.say, entry.letter, pair.standard_error
    if pair.mean is None:
        return PairView(letter, entry.name, is_apart=True)
    worst, best = (wording.signed(end) for end in (-wording.reach, wording.reach))
    return PairView(
        letter=letter,
        name=entry.name,
        mean=wording.figure(pair.mean),
        standard_error="–" if error is None else wording.plain(error),
        tally=" / ".join(map(say.number, (pair.wins, pair.ties, pair.losses))),
        cases=say.number(len(pair.differences)),
        left_out=say.number(pair.left_out),
        title=f"{letter} {_MINUS} A, {wording.column.title}",
        strip=strips.draw(pair, wording.reach, wording.signed),
        worst=worst if wording.is_higher_better else best,
        best=best if wording.is_higher_better else worst,
        is_thinned=len(pair.differences) > strips.MOST_DOTS,
        largest=tuple(_case_line(case, wording) for case in pair.differences[:_MOST_CASES]),
    )


def _case_line(case: CaseDifference, wording: _Wording) -> CaseLine:
    return CaseLine(
        case.case,
        wording.plain(case.reference),
        wording.plain(case.value),
        wording.figure(case.difference),
    )
