"""A board's exports."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

import factories
from podium.boards import board, exports, standings
from podium.boards.board import Board, RankSpread
from podium.boards.readers import Hosts, OneParticipant, Public, Reader
from podium.challenge.model import Moderation, Ruling
from podium.records.model import Metadata, Status
from podium.records.results import results_at

CONFIG = """\
title: Small
podium: {hosts: [octohost], evaluator: {image: "example:1"}}
challenge_phases:
  - codename: dev
    score_jsonpath: accuracy
    is_partial_submission_evaluation_enabled: true
    submission_meta_attributes:
      - {name: Model family, description: Which, type: text}
      - {name: Extra data, description: Any, type: boolean}
      - {name: Sources, description: From, type: checkbox, options: [web, books]}
"""


def make_board(
    *records: Any, rulings: tuple[Moderation, ...] = (), reader: Reader | None = None
) -> Board:
    challenge = factories.make_challenge(CONFIG, moderation=rulings)
    results = results_at(challenge, records)
    ranked = standings.rank_challenge(challenge, results, reader or Public())
    (made,) = board.make_boards(challenge, ranked, results, reader)
    return made


def entry(id: str, score: float, *, status: Status = Status.FINISHED, **metadata: Any) -> Any:
    return factories.make_record(
        {"accuracy": score},
        id=id,
        login=id,
        metadata=Metadata(**metadata),
        evaluation=factories.make_evaluation(status=status),
    )


def lines(made: Board, **options: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exports.to_csv(made, **options))))


FULL = {
    "method_name": "U-net",
    "project_url": "https://example.org/code",
    "publication_url": "https://example.org/paper",
    "attributes": {"Model family": "net", "Extra data": True, "Sources": ("web", "books")},
}


def test_exports_hold_links_and_attributes() -> None:
    made = make_board(entry("ada", 0.9, **FULL))
    (told,) = exports.to_document(made)["entries"]
    assert told["project_url"] == "https://example.org/code"
    assert told["publication_url"] == "https://example.org/paper"
    assert told["attributes"] == {
        "Model family": "net",
        "Extra data": True,
        "Sources": ("web", "books"),
    }
    (line,) = lines(made)
    assert line["project_url"] == "https://example.org/code"
    assert line["publication_url"] == "https://example.org/paper"
    assert line["attributes.Model family"] == "net"
    assert line["attributes.Extra data"] == "true"
    assert line["attributes.Sources"] == "web, books"


def test_exports_say_what_an_entry_is() -> None:
    rulings = tuple(
        factories.make_ruling(id, ruling)
        for id, ruling in (("ada", Ruling.VERIFY), ("bela", Ruling.BASELINE))
    )
    made = make_board(
        entry("ada", 0.9),
        entry("bela", 0.8),
        entry("chidi", 0.7, status=Status.PARTIALLY_EVALUATED),
        rulings=rulings,
    )
    told: Any = exports.to_document(made)["entries"]
    names = ("verified", "baseline", "partial")
    assert [[one[name] for name in names] for one in told] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]
    assert [[one[name] for name in names] for one in lines(made)] == [
        ["true", "false", "false"],
        ["false", "true", "false"],
        ["false", "false", "true"],
    ]


def test_rank_intervals_are_null_where_they_are_not_known() -> None:
    made = make_board(entry("ada", 0.9), entry("bela", 0.8))
    told: Any = exports.to_document(made, {"ada": RankSpread(1, 2, 1)})["entries"]
    assert [(one["rank_interval"], one["tie_group"]) for one in told] == [([1, 2], 1), (None, None)]
    told = exports.to_document(made)["entries"]
    assert [(one["rank_interval"], one["tie_group"]) for one in told] == [(None, None)] * 2


def test_csv_has_columns_for_intervals_where_some_are_known() -> None:
    made = make_board(entry("ada", 0.9), entry("bela", 0.8))
    shown = lines(made, spreads={"ada": RankSpread(1, 2, 1)})
    assert [(one["rank_low"], one["rank_high"], one["tie_group"]) for one in shown] == [
        ("1", "2", "1"),
        ("", "", ""),
    ]
    assert "rank_low" not in lines(made)[0]


def test_csv_of_an_empty_board_has_its_head() -> None:
    assert exports.to_csv(make_board()).startswith("rank,participant,team,method_name,submission,")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_formula_in_any_text_of_a_participant_s_is_made_inert(text: str) -> None:
    made = make_board(
        entry("ada", 0.9, method_name=text, project_url=text, attributes={"Model family": text})
    )
    (line,) = lines(made)
    for name in ("method_name", "project_url", "attributes.Model family"):
        assert line[name] == f"'{text}"


@pytest.mark.parametrize(
    ("shows_all", "audience", "is_named"),
    [
        ("true", Public(), True),
        ("true", OneParticipant("ada"), True),
        ("false", Public(), False),
        ("false", Hosts(), True),
    ],
)
def test_what_there_is_instead_is_named_to_whoever_may_see_it(
    shows_all: str, audience: Reader, is_named: bool
) -> None:
    config = f"{CONFIG}    display_all_metrics: {shows_all}\n"
    challenge = factories.make_challenge(config)
    record = factories.make_record({"all": {"Accuracy [%]": 90, "f1": 1}}, id="ada", login="ada")
    results = results_at(challenge, [record])
    ranked = standings.rank_challenge(challenge, results, audience)
    (made,) = board.make_boards(challenge, ranked, results, audience)
    (line,) = made.unranked
    instead = "; there are: all.Accuracy [%], all.f1; did you mean all.Accuracy [%]?"
    assert line.reason == "accuracy is missing" + (instead if is_named else "")


def test_what_there_is_instead_is_named_with_an_end() -> None:
    document = {"x" * 100: 1, **{f"k{n}": n for n in range(300)}}
    record = factories.make_record(document, id="ada", login="ada")
    (line,) = make_board(record, reader=Hosts()).unranked
    assert line.reason.startswith(f"accuracy is missing; there are: {'x' * 60}, k0, k1")
    assert line.reason.endswith(", k6, …") and len(line.reason) < 200
