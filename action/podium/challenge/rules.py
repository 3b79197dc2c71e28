"""The rules a board can be ranked by, as the organizer's file states them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from podium import metrics


class Order(StrEnum):
    """``asc``: the smallest value is best. ``desc``: the largest is."""

    ASCENDING = "asc"
    DESCENDING = "desc"


class ScoringMethod(StrEnum):
    """Grand Challenge's ``scoring_method_choice``."""

    ABSOLUTE = "abs"
    MEAN_OF_RANKS = "avg"
    MEDIAN_OF_RANKS = "med"


class ResultDisplay(StrEnum):
    """Grand Challenge's ``result_display_choice``."""

    ALL = "all"
    MOST_RECENT = "rec"
    BEST = "bst"


@dataclass(frozen=True, slots=True)
class Column:
    """One metric of a board. ``decimals`` is for display and never touches a rank."""

    title: str
    path: str
    order: Order
    error_path: str | None = None
    ranked: bool = True
    decimals: int = 4
    description: str = ""


@dataclass(frozen=True, slots=True)
class GrandChallengeRule:
    """The first column is the score; every ranked column takes part in means and medians."""

    columns: tuple[Column, ...]
    method: ScoringMethod = ScoringMethod.ABSOLUTE
    display: ResultDisplay = ResultDisplay.ALL

    def lookup(self, path: str) -> metrics.Lookup:
        return metrics.lookup(path)


@dataclass(frozen=True, slots=True)
class EvalAIRule:
    """One column, ``order_by``, ranks; the others are shown. A path is a label, taken literally."""

    columns: tuple[Column, ...]
    order_by: str
    latest: bool = False

    @property
    def sort_column(self) -> Column:
        return next(column for column in self.columns if column.path == self.order_by)

    def lookup(self, path: str) -> metrics.Lookup:
        return metrics.KeysLookup((path,))


Rule = GrandChallengeRule | EvalAIRule


class OuterKeys(StrEnum):
    """What the keys of objects in objects are: of ``{"dice": {"c01": 0.8}}`` metrics."""

    METRIC = "metric"
    CASE = "case"


@dataclass(frozen=True, slots=True)
class CaseKeys:
    """Where in ``metrics.json`` cases are, which key names one, and which says to what group it
    belongs, as far as the hosts say it; the rest is found out."""

    path: str | None = None
    name: str | None = None
    group: str | None = None
    outer: OuterKeys | None = None


FOUND_OUT = CaseKeys()


class CombinationMethod(StrEnum):
    """Grand Challenge's ``combination_method``."""

    MEAN = "MEAN"
    MEDIAN = "MEDIAN"
    SUM = "SUM"
