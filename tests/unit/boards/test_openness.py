"""Who may read the single cases that a board is made of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pytest

from factories import make_challenge
from podium.boards import visibility
from podium.boards.readers import Hosts, Public, Reader
from podium.challenge.model import Challenge

SPLITS = """\
dataset_splits:
  - {id: 1, codename: shown}
  - {id: 2, codename: other}
challenge_phase_splits:
  - {challenge_phase_id: 1, dataset_split_id: 1, leaderboard_id: 1}
  - {challenge_phase_id: 1, dataset_split_id: 2, leaderboard_id: 1}
"""
GRAND_CHALLENGE = """\
title: Small
podium: {evaluator: {image: "example:1"}}
leaderboard: [{id: 1, schema: {labels: [score], default_order_by: score}}]
challenge_phases:
  - id: 1
    codename: dev
    score_jsonpath: score
"""
EVALAI = GRAND_CHALLENGE.replace("    score_jsonpath: score\n", "")
BY_SPLIT: list[object] = [{"shown": {}, "other": {}}]
WHOLE: list[object] = [{"case": {}}]


PUBLIC = Public()


def shows(
    config: str,
    seen: Collection[str] = ("shown", "other"),
    documents: Sequence[object] = WHOLE,
    *,
    reader: Reader = PUBLIC,
    **changes: Any,
) -> bool:
    challenge: Challenge = make_challenge(config + SPLITS, **changes)
    (phase,) = challenge.phases
    return visibility.shows_cases(challenge, phase, phase.splits[0], seen, documents, reader)


def test_whoever_sees_every_board_of_a_phase_reads_its_cases() -> None:
    assert shows(GRAND_CHALLENGE)


def test_the_hosts_read_everything() -> None:
    for config in (EVALAI, GRAND_CHALLENGE + "    display_all_metrics: false\n"):
        assert not shows(config)
        assert shows(config, (), reader=Hosts())


def test_a_board_that_is_not_seen_has_no_cases() -> None:
    assert not shows(GRAND_CHALLENGE, ["other"], BY_SPLIT)


@pytest.mark.parametrize(
    ("documents", "is_shown"),
    [
        pytest.param(BY_SPLIT, True, id="each split has its part"),
        pytest.param(WHOLE, False, id="one part for both"),
        pytest.param([*BY_SPLIT, *WHOLE], False, id="not all have one"),
        pytest.param([*BY_SPLIT, None], False, id="one cannot be read"),
        pytest.param([["shown"]], False, id="no object"),
        pytest.param([], True, id="nothing yet"),
    ],
)
def test_beside_a_hidden_split_only_a_part_of_its_own_is_open(
    documents: list[object], is_shown: bool
) -> None:
    assert shows(GRAND_CHALLENGE, ["shown"], documents) == is_shown


def test_a_board_without_its_scores_has_no_cases() -> None:
    withheld = SPLITS.replace(
        "dataset_split_id: 1,", "dataset_split_id: 1, show_scores_on_leaderboard: false,"
    )
    challenge = make_challenge(GRAND_CHALLENGE + withheld)
    (phase,) = challenge.phases
    seen = {"shown", "other"}
    for split, is_shown in zip(phase.splits, (False, True), strict=True):
        assert visibility.shows_cases(challenge, phase, split, seen, BY_SPLIT, Public()) == is_shown


def test_nobody_but_the_hosts_reads_cases_of_an_anonymous_challenge() -> None:
    config = "anonymous_leaderboard: true\n" + GRAND_CHALLENGE
    assert not shows(config)
    assert shows(config, reader=Hosts())


@pytest.mark.field("display_all_metrics")
def test_an_evalai_phase_opens_its_cases_only_where_that_is_written_down() -> None:
    assert not shows(EVALAI)
    assert not shows(EVALAI + "    display_all_metrics: false\n")
    assert shows(EVALAI + "    display_all_metrics: true\n")
    assert not shows(EVALAI + "    display_all_metrics: true\n", ["shown"], WHOLE)
