"""Boards as they were on past days, and nothing on them that is not public today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from operator import attrgetter
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import factories
from podium.boards import board, disclosure, history, readers, standings
from podium.boards.history import PastBoard, PastBoards, PastRow
from podium.boards.readers import Hosts, OneParticipant, Public, Reader
from podium.challenge.model import Challenge, Moderation, Ruling
from podium.records import results
from podium.records.model import EvaluationRecord, Metadata, Participant, Status, SubmissionRecord
from properties import examples

FIRST = date(2026, 7, 1)
KEY = ("dev", "overall")
HOST = "hostess"

SCORED = """\
title: Small
podium: {hosts: [hostess], evaluator: {image: "example:1"}}
challenge_phases:
  - codename: dev
    score_jsonpath: accuracy
    score_default_sort: desc
    score_decimal_places: 2
"""
EVALAI = """\
title: Small
evaluation_script: evaluation_script.zip
podium: {hosts: [hostess]}
leaderboard:
  - {id: 1, schema: {labels: [accuracy, loss], default_order_by: accuracy}}
dataset_splits: [{id: 1, codename: easy}, {id: 2, codename: hard}]
challenge_phases:
  - {id: 1, codename: dev, is_public: true, leaderboard_public: true, is_submission_public: true}
challenge_phase_splits:
  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1}
"""
LATEST = EVALAI.replace("dataset_split_id: 1}", "dataset_split_id: 1, PLACE}").replace(
    "PLACE", "show_leaderboard_by_latest_submission: true"
)
TWO_SPLITS = EVALAI + "  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 2, V}\n"


def moment(day: float, **changes: int) -> datetime:
    """``day`` 0 is FIRST, at midnight where it is whole."""
    midnight = datetime.combine(FIRST, time(), UTC)
    return (midnight + timedelta(days=day)).replace(**changes)  # type: ignore[arg-type]


def evaluated(
    number: int, day: float, metrics: Mapping[str, Any] | bytes | None, **changes: Any
) -> EvaluationRecord:
    return factories.make_evaluated(metrics, number, **{"created_at": moment(day), **changes})


def submitted(
    name: str, *evaluations: EvaluationRecord, day: float = 0, **changes: Any
) -> SubmissionRecord:
    changes = {"login": name, "submitted_at": moment(day), **changes}
    return factories.make_submitted(name, *evaluations, **changes)


def scored(name: str, value: float, day: float = 0, **changes: Any) -> SubmissionRecord:
    return submitted(name, evaluated(1, day, {"accuracy": value}), day=day, **changes)


def ruled(name: str, action: Ruling, day: float) -> Moderation:
    return Moderation(name, action, "why", HOST, moment(day))


def make(
    challenge: Challenge,
    records: Sequence[SubmissionRecord],
    audience: Reader | None = None,
    at: datetime | None = None,
    **bounds: int,
) -> Mapping[tuple[str, str], PastBoards]:
    """As ``publishing`` does it."""
    found = results.results_at(challenge, records, at)
    reader = readers.resolve(audience or Public(), challenge, (r.submission for r in found))
    disclosed = disclosure.disclose(challenge, found, reader)
    return history.make_past(challenge, records, disclosed, reader, until=at, **bounds)


def told(boards: PastBoards) -> dict[int, list[str]]:
    """Days since the first to rank, submission and score of each row, the newest first."""
    return {
        (one.day - FIRST).days: [
            f"{row.rank} {row.submission} {row.score_text}" for row in one.rows
        ]
        for one in boards.days
    }


def scores_challenge(*rulings: Moderation, text: str = SCORED) -> Challenge:
    return factories.make_challenge(text, moderation=rulings)


# What stood then


def test_only_days_on_which_the_board_changed_are_there_the_newest_first() -> None:
    records = [scored("a", 0.5), scored("b", 0.6, 2), scored("c", 0.1, 9)]
    assert told(make(scores_challenge(), records)[KEY]) == {
        9: ["1 b 0.60", "2 a 0.50", "3 c 0.10"],
        2: ["1 b 0.60", "2 a 0.50"],
        0: ["1 a 0.50"],
    }


def test_a_day_on_which_nothing_that_is_shown_changed_is_left_out() -> None:
    record = submitted(
        "a",
        evaluated(1, 0, {"accuracy": 0.5}),
        # No other value; one that is the same to two places; one that failed.
        evaluated(2, 1, {"accuracy": 0.5}),
        evaluated(3, 2, {"accuracy": 0.5001}),
        EvaluationRecord(factories.make_failure(number=4, created_at=moment(3))),
    )
    challenge = scores_challenge(ruled("a", Ruling.VERIFY, 4))
    assert told(make(challenge, [record])[KEY]) == {0: ["1 a 0.50"]}


def test_what_was_evaluated_again_has_its_old_value_on_the_old_day() -> None:
    again = submitted("a", evaluated(1, 0, {"accuracy": 0.9}), evaluated(2, 5, {"accuracy": 0.3}))
    assert told(make(scores_challenge(), [again, scored("b", 0.6)])[KEY]) == {
        5: ["1 b 0.60", "2 a 0.30"],
        0: ["1 a 0.90", "2 b 0.60"],
    }


@pytest.mark.parametrize(
    "metrics",
    [
        pytest.param(b"null", id="null"),
        pytest.param(b'{"accuracy": NaN}', id="NaN"),
        pytest.param(None, id="no file"),
    ],
)
def test_an_evaluation_that_nobody_could_rank_is_on_no_board_of_then(metrics: bytes | None) -> None:
    again = submitted("a", evaluated(1, 0, metrics), evaluated(2, 5, {"accuracy": 0.3}))
    assert told(make(scores_challenge(), [again])[KEY]) == {5: ["1 a 0.30"]}


@pytest.mark.parametrize(
    ("at", "days"),
    [
        pytest.param(moment(0, hour=23, minute=59, second=59, microsecond=999_999), [0], id="end"),
        pytest.param(moment(1), [1], id="midnight"),
        pytest.param(datetime.fromisoformat("2026-07-02T01:59:59+02:00"), [0], id="east of UTC"),
        pytest.param(datetime.fromisoformat("2026-07-01T22:00:00-02:00"), [1], id="west of UTC"),
    ],
)
def test_a_day_ends_at_midnight_utc(at: datetime, days: list[int]) -> None:
    evaluation = EvaluationRecord(
        factories.make_evaluation(created_at=at), factories.make_metrics({"accuracy": 1})
    )
    record = submitted("a", evaluation)
    assert list(told(make(scores_challenge(), [record])[KEY])) == days
    # And so it is for a ruling.
    ruling = Moderation("b", Ruling.WITHDRAW, "", HOST, at)
    early = scored("b", 0.5, -1)
    assert list(told(make(scores_challenge(ruling), [early])[KEY])) == [*days, -1]


def test_what_was_evaluated_late_is_not_there_on_the_day_it_was_handed_in() -> None:
    record = submitted("a", evaluated(1, 3, {"accuracy": 1}), day=0)
    assert list(told(make(scores_challenge(), [record])[KEY])) == [3]


def test_a_ruling_holds_from_its_day_on() -> None:
    hidden, shown = ruled("a", Ruling.HIDE, 1), ruled("a", Ruling.PUBLISH, 3)
    challenge = scores_challenge(hidden, shown, ruled("b", Ruling.BASELINE, 5))
    boards = make(challenge, [scored("a", 0.9), scored("b", 0.6)])[KEY]
    assert told(boards) == {
        5: ["1 a 0.90", "2 b 0.60"],
        3: ["1 a 0.90", "2 b 0.60"],
        1: ["1 b 0.60"],
        0: ["1 a 0.90", "2 b 0.60"],
    }
    marked = [[row.is_baseline for row in one.rows] for one in boards.days]
    assert marked == [[False, True], [False, False], [False], [False, False]]


@pytest.mark.parametrize("action", [Ruling.FLAG, Ruling.WITHDRAW, Ruling.DISQUALIFY])
def test_what_was_taken_off_later_stands_where_it_stood_and_is_marked(action: Ruling) -> None:
    challenge = scores_challenge(ruled("a", action, 2))
    boards = make(challenge, [scored("a", 0.9), scored("b", 0.6)])[KEY]
    assert told(boards) == {2: ["1 b 0.60"], 0: ["1 a 0.90", "2 b 0.60"]}
    assert [[row.is_off_today for row in one.rows] for one in boards.days] == [
        [False],
        [True, False],
    ]


def test_a_team_that_a_banned_member_joined_is_marked_on_the_days_before() -> None:
    team = replace(scores_challenge(), banned=frozenset({"mallory"}), teams={"ada": "otters"})
    records = [
        scored("s1", 0.9, participant=Participant("ada", 1, "otters")),
        scored("s2", 0.2, 4, participant=Participant("mallory", 2, "otters")),
        scored("s3", 0.5, participant=Participant("bela", 3)),
    ]
    boards = make(team, records)[KEY]
    assert told(boards) == {4: ["1 s3 0.50"], 0: ["1 s1 0.90", "2 s3 0.50"]}
    assert [row.is_off_today for row in boards.days[1].rows] == [True, False]


def test_a_board_that_everybody_left_is_empty_that_day() -> None:
    boards = make(scores_challenge(ruled("a", Ruling.WITHDRAW, 2)), [scored("a", 0.9)])[KEY]
    assert boards.days[0] == PastBoard(FIRST + timedelta(days=2), (), 0)


def test_a_board_on_which_nobody_ever_was_has_no_days() -> None:
    assert make(scores_challenge(), []) == {KEY: PastBoards(())}
    failed = submitted("a", EvaluationRecord(factories.make_failure()))
    assert make(scores_challenge(), [failed]) == {KEY: PastBoards(())}


def test_partial_metrics_count_while_they_stand_and_the_phase_takes_them() -> None:
    partial = evaluated(1, 0, {"accuracy": 0.2}, status=Status.PARTIALLY_EVALUATED)
    record = submitted("a", partial, evaluated(2, 1, {"accuracy": 0.7}))
    assert told(make(scores_challenge(), [record])[KEY]) == {1: ["1 a 0.70"]}
    taken = scores_challenge(text=SCORED + "    is_partial_submission_evaluation_enabled: true\n")
    assert told(make(taken, [record])[KEY]) == {1: ["1 a 0.70"], 0: ["1 a 0.20"]}


def test_today_can_be_a_moment_of_the_past() -> None:
    verified, withdrawn = ruled("a", Ruling.VERIFY, 2.25), ruled("a", Ruling.WITHDRAW, 2.5)
    challenge = scores_challenge(verified, withdrawn, ruled("c", Ruling.WITHDRAW, 9))
    records = [scored("a", 0.9), scored("b", 0.6, 2.75), scored("c", 0.5, 2.25)]
    boards = make(challenge, records, at=moment(2.3))[KEY]
    assert told(boards) == {2: ["1 a 0.90", "2 c 0.50"], 0: ["1 a 0.90"]}
    assert not any(row.is_off_today for one in boards.days for row in one.rows)


def test_a_submission_is_not_there_before_it_was_handed_in() -> None:
    """By GitHub's clock it was; by the evaluator's it was evaluated on the day before."""
    record = submitted("a", evaluated(1, 1.9, {"accuracy": 1}), day=2.1)
    assert list(told(make(scores_challenge(), [record])[KEY])) == [2]


# What is told of it


def test_a_row_is_of_whom_it_is_today() -> None:
    who, said = Participant("ada", 1, "otters"), Metadata(method_name="Forest")
    record = scored("s1", 0.5, participant=who, metadata=said)
    (one,) = make(scores_challenge(), [record])[KEY].days
    assert one == PastBoard(
        FIRST, (PastRow(1, "s1", "ada", "otters", "Forest", False, "0.50", False),), 1
    )


def test_a_split_that_keeps_its_scores_tells_none_of_the_past() -> None:
    text = EVALAI.replace("split_id: 1}", "split_id: 1, show_scores_on_leaderboard: false}")
    records = [scored("a", 0.5), scored("b", 0.6)]
    boards = make(scores_challenge(text=text), records)["dev", "easy"]
    assert told(boards) == {0: [f"1 b {board.NO_VALUE}", f"2 a {board.NO_VALUE}"]}


@pytest.mark.parametrize("method", ["avg", "med"])
def test_a_mean_of_ranks_is_told_in_the_place_of_a_value(method: str) -> None:
    text = SCORED + (
        f"    scoring_method_choice: {method}\n"
        "    extra_results_columns: [{title: Loss, path: loss, order: asc}]\n"
    )
    values = {"a": (0.9, 3), "b": (0.8, 2), "c": (0.7, 1)}
    records = [
        submitted(name, evaluated(1, day, {"accuracy": accuracy, "loss": loss}))
        for day, (name, (accuracy, loss)) in enumerate(values.items())
    ]
    assert told(make(scores_challenge(text=text), records)[KEY]) == {
        2: ["1 a 2", "1 b 2", "1 c 2"],
        1: ["1 a 1.5", "1 b 1.5"],
        0: ["1 a 1"],
    }


def test_whole_numbers_are_written_as_they_are_however_they_were_recorded() -> None:
    # Equal in Python, and yet one of them is written with other digits.
    number = 2**70
    records = [scored("a", number), scored("b", float(number))]
    assert told(make(scores_challenge(), records)[KEY]) == {
        0: ["1 a 1180591620717411303424.00", "1 b 1180591620717411300000.00"]
    }


def test_values_behind_a_jsonpath_or_dots_are_found_on_every_day() -> None:
    text = SCORED.replace("accuracy", '"$.runs[?(@.name==\\"all\\")].value"') + (
        "    extra_results_columns: [{title: Loss, path: a.b, order: asc, error_path: a.e}]\n"
    )
    metrics = {"runs": [{"name": "all", "value": 0.5}, {"name": "x", "value": 1}], "a": {"b": 1}}
    record = submitted("a", evaluated(1, 0, metrics), evaluated(2, 1, {**metrics, "a": {}}))
    assert told(make(scores_challenge(text=text), [record])[KEY]) == {1: [], 0: ["1 a 0.50"]}


# Which boards, and for whom


def test_of_several_splits_each_has_its_own_days_and_those_not_seen_have_none() -> None:
    records = [
        submitted("a", evaluated(1, 0, {"easy": {"accuracy": 1}, "hard": {"accuracy": 2}})),
        submitted("b", evaluated(1, 1, {"hard": {"accuracy": 3}})),
    ]
    both = make(scores_challenge(text=TWO_SPLITS.replace("V", "visibility: 3")), records)
    assert {key: told(boards) for key, boards in both.items()} == {
        ("dev", "easy"): {0: ["1 a 1.00"]},
        ("dev", "hard"): {1: ["1 b 3.00", "2 a 2.00"], 0: ["1 a 2.00"]},
    }
    withheld = scores_challenge(text=TWO_SPLITS.replace("V", "visibility: 1"))
    assert make(withheld, records) == {("dev", "easy"): both["dev", "easy"]}
    assert make(withheld, records, Hosts()) == both


def test_a_challenge_that_is_not_published_has_no_past() -> None:
    unpublished = scores_challenge(text="published: false\n" + SCORED)
    assert make(unpublished, [scored("a", 1)]) == {}
    assert list(make(unpublished, [scored("a", 1)], Hosts())) == [KEY]


def test_the_records_of_other_challenges_are_passed_over() -> None:
    other = scored("a", 0.9, challenge="other")
    for records in ([other, scored("a", 0.5)], [scored("a", 0.5), other]):
        assert told(make(scores_challenge(), records)[KEY]) == {0: ["1 a 0.50"]}


def test_private_results_are_on_the_past_boards_of_their_own_and_of_the_hosts() -> None:
    records = [scored("a", 0.9, is_public=False), scored("b", 0.6)]
    alone, both = {0: ["1 b 0.60"]}, {0: ["1 a 0.90", "2 b 0.60"]}
    challenge = scores_challenge()
    seen = {
        reader: told(make(challenge, records, reader)[KEY])
        for reader in (Public(), OneParticipant("b"), OneParticipant("a"), Hosts())
    }
    assert list(seen.values()) == [alone, alone, both, both]


def test_what_is_hidden_today_leaves_no_trace_in_the_past() -> None:
    challenge = scores_challenge(ruled("a", Ruling.HIDE, 5), ruled("a", Ruling.VERIFY, 3))
    hidden = submitted("a", evaluated(1, 0, {"accuracy": 0.9}), evaluated(2, 2, {"accuracy": 0.1}))
    withdrawn = submitted(
        "c", evaluated(1, 3, {"accuracy": 1}), evaluated(2, 6, {"accuracy": 1}, published=False)
    )
    rest = [scored("b", 0.6, 1)]
    expected = {1: ["1 b 0.60"]}
    assert told(make(challenge, [hidden, withdrawn, *rest])[KEY]) == expected


def test_an_evaluation_that_is_told_of_no_more_leaves_no_trace_in_the_past() -> None:
    taken = scores_challenge(text=SCORED + "    is_partial_submission_evaluation_enabled: true\n")
    record = submitted(
        "a",
        evaluated(1, 0, {"accuracy": 0.5}),
        evaluated(2, 1, {"accuracy": 0.8}, status=Status.PARTIALLY_EVALUATED),
        EvaluationRecord(factories.make_failure(number=3, created_at=moment(2))),
    )
    # It came to nothing, and so the submission's page does not tell of it either.
    assert told(make(taken, [record])[KEY]) == {0: ["1 a 0.50"]}


def test_what_is_not_selected_today_is_on_no_past_board() -> None:
    text = SCORED + "    is_restricted_to_select_one_submission: true\n"
    by = {"participant": Participant("ada", 1)}
    records = [scored("old", 0.9, 0, **by), scored("new", 0.5, 3, **by), scored("other", 0.7, 1)]
    challenge = scores_challenge(text=text)
    assert told(make(challenge, records)[KEY]) == {
        3: ["1 other 0.70", "2 new 0.50"],
        1: ["1 other 0.70"],
    }
    assert told(make(challenge, records, OneParticipant("ada"))[KEY])[0] == ["1 old 0.90"]


def test_what_was_selected_then_is_there_as_long_as_it_is_public() -> None:
    # The newer one was taken off: the older counts again, and both are public today.
    text = SCORED + "    is_restricted_to_select_one_submission: true\n"
    by = {"participant": Participant("ada", 1)}
    records = [scored("old", 0.9, 0, **by), scored("new", 0.5, 3, **by)]
    challenge = scores_challenge(ruled("new", Ruling.WITHDRAW, 6), text=text)
    assert told(make(challenge, records)[KEY]) == {
        6: ["1 old 0.90"],
        3: ["1 new 0.50"],
        0: ["1 old 0.90"],
    }


def test_an_anonymous_past_has_the_pseudonyms_of_today() -> None:
    text = "anonymous_leaderboard: true\n" + SCORED
    records = [
        scored("pr-7-abc", 0.9, 2, login="ada", metadata=Metadata(method_name="Ada's")),
        submitted(
            "pr-8-def",
            evaluated(1, 0, {"accuracy": 0.1}),
            evaluated(2, 3, {"accuracy": 0.95}),
            login="bela",
        ),
        scored("base", 0.2, 1, login=HOST, metadata=Metadata(method_name="Chance")),
    ]
    challenge = scores_challenge(ruled("base", Ruling.BASELINE, 1), text=text)
    boards = make(challenge, records)[KEY]
    assert told(boards) == {
        3: ["1 participant-1-1 0.95", "2 participant-2-1 0.90", "3 base 0.20"],
        2: ["1 participant-2-1 0.90", "2 base 0.20", "3 participant-1-1 0.10"],
        1: ["1 base 0.20", "2 participant-1-1 0.10"],
        0: ["1 participant-1-1 0.10"],
    }
    named = {(row.participant, row.method_name) for one in boards.days for row in one.rows}
    assert named == {("Participant 1", ""), ("Participant 2", ""), (HOST, "Chance")}
    own = make(challenge, records, OneParticipant("ada"))[KEY].days[1].rows[0]
    assert (own.submission, own.participant, own.method_name) == ("pr-7-abc", "ada", "Ada's")


# The rules


def test_an_evalai_board_by_latest_shows_each_days_latest() -> None:
    records = [
        scored("first", 0.9, 0, login="ada"),
        scored("second", 0.3, 2, login="ada"),
        scored("other", 0.5, 1),
    ]
    latest = make(scores_challenge(text=LATEST), records)["dev", "easy"]
    assert told(latest) == {
        2: ["1 other 0.50", "2 second 0.30"],
        1: ["1 first 0.90", "2 other 0.50"],
        0: ["1 first 0.90"],
    }
    best = make(scores_challenge(text=EVALAI), records)["dev", "easy"]
    assert told(best) == {1: ["1 first 0.90", "2 other 0.50"], 0: ["1 first 0.90"]}


def test_a_smaller_error_breaks_a_tie_on_past_days_too() -> None:
    records = [
        submitted("a", evaluated(1, 0, {"easy": {"accuracy": 0.5, "error_accuracy": 0.2}})),
        submitted("b", evaluated(1, 0, {"easy": {"accuracy": 0.5, "error_accuracy": 0.1}})),
    ]
    boards = make(scores_challenge(text=EVALAI), records)["dev", "easy"]
    assert told(boards) == {0: ["1 b 0.50", "2 a 0.50"]}


def test_a_hosts_row_is_on_an_evalai_board_from_the_day_it_was_made_a_baseline() -> None:
    record = scored("a", 0.5, 0, login=HOST)
    challenge = scores_challenge(ruled("a", Ruling.BASELINE, 4), text=EVALAI)
    assert told(make(challenge, [record])["dev", "easy"]) == {4: ["1 a 0.50"]}


# How much of it


def daily(count: int) -> list[SubmissionRecord]:
    """A better one each day."""
    return [scored(f"s{day:04}", day / 1000, day) for day in range(count)]


def test_366_days_stay_and_of_more_the_last_of_each_month_and_the_newest_60() -> None:
    whole = make(scores_challenge(), daily(366))[KEY]
    assert (len(whole.days), whole.is_thinned) == (366, False)

    thinned = make(scores_challenge(), daily(367))[KEY]
    assert thinned.is_thinned
    days = [one.day for one in thinned.days]
    last = FIRST + timedelta(days=366)
    newest = [last - timedelta(days=back) for back in range(60)]
    before = [date(2027, month, 1) - timedelta(days=1) for month in (5, 4, 3, 2, 1)]
    before += [date(2026, month, 1) - timedelta(days=1) for month in (12, 11, 10, 9, 8)]
    assert days == newest + [day for day in before if day < newest[-1]]
    # What stays is as it was.
    full = {one.day: one for one in whole.days}
    assert all(one == full[one.day] for one in thinned.days if one.day in full)
    assert sum(one.day in full for one in thinned.days) == len(days) - 1


def test_what_would_be_too_much_to_rank_is_thinned_before_it_is_ranked() -> None:
    records = daily(100)
    # 1 + 2 + … + 100 entries.
    whole = make(scores_challenge(), records, most_ranked=5050)[KEY]
    assert (len(whole.days), whole.is_thinned) == (100, False)
    thinned = make(scores_challenge(), records, most_ranked=5049)[KEY]
    assert thinned.is_thinned
    newest = [FIRST + timedelta(days=99 - back) for back in range(14)]
    months = [date(2026, 8, 31), date(2026, 7, 31)]
    assert [one.day for one in thinned.days] == [*newest, *(d for d in months if d < newest[-1])]
    full = {one.day: one for one in whole.days}
    assert all(one == full[one.day] for one in thinned.days)


def test_the_entries_of_all_boards_that_the_reader_sees_are_counted() -> None:
    records = daily(100)
    for level, is_thinned in ((1, False), (3, True)):
        text = TWO_SPLITS.replace("V", f"visibility: {level}")
        boards = make(scores_challenge(text=text), records, most_ranked=2 * 5050 - 1)
        assert {one.is_thinned for one in boards.values()} == {is_thinned}


def test_days_after_a_today_of_the_past_take_the_place_of_none_before() -> None:
    later = [ruled("s0000", Ruling.VERIFY, day) for day in range(31, 100)]
    boards = make(scores_challenge(*later), daily(50), at=moment(30), most_ranked=1)[KEY]
    assert [one.day for one in boards.days] == [FIRST + timedelta(days=30 - n) for n in range(14)]


def test_what_was_touched_on_days_left_out_is_looked_at_on_the_next_one() -> None:
    again = submitted("a", evaluated(1, 0, {"accuracy": 5}), evaluated(2, 3, {"accuracy": 6}))
    filler = [scored("b", 1, day=40)] + [scored(f"c{n}", 0, 80 + n) for n in range(14)]
    challenge = scores_challenge(ruled("b", Ruling.WITHDRAW, 41), ruled("b", Ruling.VERIFY, 42))
    boards = make(challenge, [again, *filler], most_ranked=1)[KEY]
    found = told(boards)
    assert boards.is_thinned
    # July's last is the 3rd day; of August the 42nd, when b was off again as it was in July.
    assert {day: rows for day, rows in found.items() if day < 80} == {3: ["1 a 6.00"]}


def test_rows_are_cut_to_the_best_hundred_where_there_are_too_many_in_all() -> None:
    records = [scored(f"s{number:03}", number) for number in range(150)]
    records += [scored(f"t{number:03}", number, 2) for number in range(10)]
    whole = make(scores_challenge(), records, most_rows=310)[KEY]
    assert [(one.count, len(one.rows)) for one in whole.days] == [(160, 160), (150, 150)]
    cut = make(scores_challenge(), records, most_rows=309)[KEY]
    assert cut.days == tuple(replace(one, rows=one.rows[:100]) for one in whole.days)
    assert not cut.is_thinned


# In general


CONFIGS = {
    "all": SCORED,
    "most recent": SCORED + "    result_display_choice: rec\n",
    "best": SCORED + "    result_display_choice: bst\n",
    "mean of ranks": SCORED
    + "    scoring_method_choice: avg\n    result_display_choice: bst\n"
    + "    extra_results_columns: [{title: Loss, path: loss, order: asc, error_path: spread}]\n",
    "partial": SCORED + "    is_partial_submission_evaluation_enabled: true\n",
    "EvalAI": EVALAI,
    "EvalAI, latest": LATEST,
    "EvalAI, two splits": TWO_SPLITS.replace("V", "visibility: 3"),
    "EvalAI, two splits, latest": TWO_SPLITS.replace(
        "V", "visibility: 3, show_leaderboard_by_latest_submission: true"
    ),
}
DAYS = 8


def draw_records(random: Random) -> list[SubmissionRecord]:
    return [draw_record(random, f"s{number}") for number in range(random.randint(1, 12))]


def draw_record(random: Random, name: str) -> SubmissionRecord:
    day = random.uniform(0, DAYS - 2)
    person = random.choice((("ada", 1, None), ("bela", 2, "otters"), ("chidi", 3, "otters")))
    who = Participant(HOST, 9) if random.random() < 0.15 else Participant(*person)
    evaluations = []
    for number in range(1, random.choice((1, 1, 2, 3)) + 1):
        day = min(day + random.uniform(0, 1.5), DAYS - 0.001)
        statuses = [Status.FINISHED, Status.FINISHED, Status.FAILED]
        if number == 1:
            statuses.append(Status.PARTIALLY_EVALUATED)
        status = random.choice(statuses)
        metrics = None if status is Status.FAILED else draw_metrics(random)
        evaluations.append(evaluated(number, day, metrics, status=status))
    return submitted(
        name,
        *evaluations,
        day=(evaluations[0].evaluation.created_at - moment(0)) / timedelta(days=1) - 0.01,
        participant=who,
        metadata=Metadata(method_name=f"Method of {name}"),
    )


def draw_metrics(random: Random) -> dict[str, Any]:
    values = {"accuracy": random.choice((0.1, 0.2, 0.5, 1, None)), "loss": random.randint(0, 3)}
    if random.random() < 0.5:
        values["error_accuracy"] = random.choice((0.1, 0.2))
    splits = [name for name in ("easy", "hard") if random.random() < 0.7]
    return values if random.random() < 0.4 else {**values, **dict.fromkeys(splits, values)}


def draw_rulings(
    random: Random, records: Iterable[SubmissionRecord], actions: Sequence[Ruling]
) -> tuple[Moderation, ...]:
    drawn = [
        ruled(record.submission.id, random.choice(actions), random.uniform(0, DAYS))
        for record in records
        if random.random() < 0.5
    ]
    return tuple(sorted(drawn, key=lambda one: one.at))


def board_rows(
    challenge: Challenge, records: Sequence[SubmissionRecord], at: datetime | None
) -> Any:
    """What ``view.make_view`` shows the public, of what past boards tell."""
    found = results.results_at(challenge, records, at)
    shown = tuple(disclosure.disclose(challenge, found, Public()).values())
    ranked = standings.rank_challenge(challenge, shown, Public())
    return {
        (one.phase, one.split): [
            (*told_of(row), row.rank_score_text if one.rank_score_title else row.cells[0].text)
            for row in one.rows
        ]
        for one in board.make_boards(challenge, ranked, shown)
    }


def past_rows(one: PastBoard | None) -> list[Any]:
    return [(*told_of(row), row.score_text) for row in (one.rows if one else ())]


told_of = attrgetter("rank", "submission", "participant", "team", "method_name", "is_baseline")


@pytest.mark.parametrize("text", CONFIGS.values(), ids=CONFIGS)
@examples(25)
@given(random=st.randoms(use_true_random=True))
def test_where_nothing_is_hidden_each_day_is_what_the_board_was_at_its_end(
    text: str, random: Random
) -> None:
    records = draw_records(random)
    actions = [one for one in Ruling if one is not Ruling.HIDE]
    challenge = scores_challenge(*draw_rulings(random, records, actions), text=text)
    boards = make(challenge, records)
    assert boards.keys() == board_rows(challenge, records, None).keys()
    for key, found in boards.items():
        by_day = {one.day: one for one in found.days}
        before = None
        for number in range(DAYS + 1):
            day = FIRST + timedelta(days=number)
            end = datetime.combine(day, time.max, UTC)
            now = by_day.get(day, before)
            assert past_rows(now) == board_rows(challenge, records, end)[key]
            assert (day in by_day) == (past_rows(now) != past_rows(before))
            before = now
        assert past_rows(before) == board_rows(challenge, records, None)[key]
        assert by_day.keys() <= {FIRST + timedelta(days=number) for number in range(DAYS)}


@pytest.mark.parametrize("is_anonymous", [False, True], ids=["named", "anonymous"])
@pytest.mark.parametrize("selects_one", [False, True], ids=["all", "one selected"])
@examples(25)
@given(random=st.randoms(use_true_random=True))
def test_the_past_is_that_of_a_challenge_in_which_nothing_ever_was_that_is_hidden_today(
    is_anonymous: bool, selects_one: bool, random: Random
) -> None:
    text = SCORED + f"    is_restricted_to_select_one_submission: {selects_one}\n".lower()
    text += "    is_partial_submission_evaluation_enabled: true\n"
    if is_anonymous:
        text = "anonymous_leaderboard: true\n" + text
    records = [
        replace(
            record,
            submission=replace(record.submission, is_public=random.random() < 0.8),
            evaluations=tuple(
                replace(one, evaluation=replace(one.evaluation, published=random.random() < 0.8))
                for one in record.evaluations
            ),
        )
        for record in draw_records(random)
    ]
    challenge = scores_challenge(*draw_rulings(random, records, list(Ruling)), text=text)
    found = results.results_at(challenge, records)
    disclosed = disclosure.disclose(challenge, found, Public())
    boards = make(challenge, records)
    kept = [record for record in records if record.submission.id in disclosed]
    assert make(challenge, kept) == boards
    shown = {result.id for result in disclosed.values()}
    assert {row.submission for one in boards[KEY].days for row in one.rows} <= shown
    last = boards[KEY].days[0] if boards[KEY].days else None
    assert past_rows(last) == board_rows(challenge, records, None)[KEY]
    assert not any(row.is_off_today for row in (last.rows if last else ()))
