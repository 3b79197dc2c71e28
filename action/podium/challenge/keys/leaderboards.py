# ruff: noqa: RUF012 (pydantic gives every instance a default of its own)
"""EvalAI's leaderboards and dataset splits, and the boards that join a phase to both."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from podium.challenge.keys.base import Document
from podium.challenge.keys.fields import (
    AS_WRITTEN,
    Bool,
    Decimals,
    Id,
    SplitCodename,
    Text,
    Title,
    Visibility,
)
from podium.challenge.text import caps


class LabelMetadata(Document):
    """What a leaderboard says of one label."""

    sort_ascending: Bool | None = None
    """true: lower is better. Left out, the board's `is_leaderboard_order_descending` decides.

    Unlike EvalAI, an entry that leaves it out does not turn the order round.
    """
    description: Text = ""
    """Shown with the column."""


class LeaderboardSchema(Document):
    """The columns of a leaderboard, and which of them ranks."""

    labels: list[Text] = Field(min_length=1, max_length=caps.COLUMNS)
    """The keys that `evaluate()` returns for a split, in the order of the columns."""
    default_order_by: Text
    """The metric that ranks: one of the labels.

    Unlike EvalAI, where a missing value counts as 0 and text takes the board down, a submission
    without a number here is not ranked, with the reason. Equal entries share a rank.
    """
    metadata: Annotated[dict[str, LabelMetadata], Field(max_length=caps.COLUMNS)] = {}
    """About single labels: which way is better, and what they mean."""


class Leaderboard(Document):
    """The columns of boards, in EvalAI's way."""

    id: Id | None = None
    """What `leaderboard_id` refers to; left out, its place in the list, from 1. Given twice: a
    warning, the last one holds."""
    labelled: LeaderboardSchema = Field(alias="schema")
    """The columns and their order."""


class DatasetSplit(Document):
    """A part of the data that is scored by itself."""

    id: Id | None = None
    """What `dataset_split_id` refers to; left out, its place in the list, from 1."""
    name: Annotated[Title | None, AS_WRITTEN] = None
    """The name of its boards; else the codename."""
    codename: Annotated[SplitCodename, AS_WRITTEN]
    """The split's key in what `evaluate()` returns, and in `metrics.json`. Spaces are allowed
    inside. It becomes part of addresses: do not change it later."""


class PhaseSplit(Document):
    """A board: one phase, on one dataset split, with one leaderboard's columns."""

    challenge_phase_id: Id
    """The phase."""
    leaderboard_id: Id | None = None  # a phase with score_jsonpath needs none
    """The columns. Required unless the phase has `score_jsonpath`, which ranks by Grand Challenge's
    keys and does not look at it."""
    dataset_split_id: Id
    """The split. A phase and a split make one board.

    Unlike EvalAI, which takes a second leaderboard for the same phase and split and then fails
    every submission, that is an error here.
    """
    visibility: Visibility = 3
    """1: for hosts. 2: for hosts and whoever submitted to the phase. 3: for everybody, while the
    phase is public and its `leaderboard_public` true. See [who sees what](#who-sees-what).

    Unlike EvalAI, whose code treats 2 as 1, its document's words hold: whoever submitted sees the
    board.
    """
    leaderboard_decimal_precision: Decimals = 2
    """Decimals, only for display. A phase with `score_jsonpath` uses `score_decimal_places`."""
    is_leaderboard_order_descending: Bool = True
    """true: higher is better, where the label's own `sort_ascending` is silent. Not for a phase
    with `score_jsonpath`."""
    show_execution_time: Bool = False
    """A column with the time that the evaluation took. Where no board of the phase has it, the time
    is in no file for the public.

    Unlike EvalAI, which drops this key from the file, it acts.
    """
    show_leaderboard_by_latest_submission: Bool = False
    """Each team's latest submission in place of its best. Not for a phase with `score_jsonpath`,
    which has `result_display_choice`.

    Unlike EvalAI, which drops this key from the file and lists the newest first, it acts, and the
    latest submissions are ranked by their value.
    """
    show_scores_on_leaderboard: Bool = True
    """false: ranks without numbers, on the page, in CSV and in JSON.

    Unlike EvalAI, which drops this key from the file, it acts.
    """
