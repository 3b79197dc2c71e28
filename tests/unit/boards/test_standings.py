"""Who is on a board, and who may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

import factories
from podium.boards import board, readers, standings, visibility
from podium.boards.readers import Hosts, OneParticipant, Public, Reader
from podium.challenge.model import Challenge, Ruling
from podium.records import results
from podium.records.model import EvaluationRecord, Participant, Status, SubmissionRecord
from podium.records.results import Result

TWO_SPLITS = """\
title: Two splits
evaluation_script: evaluation_script.zip
podium: {hosts: [Hostess]}
leaderboard: [{id: 1, schema: {labels: [accuracy], default_order_by: accuracy}}]
dataset_splits: [{id: 1, codename: easy}, {id: 2, codename: hard}]
challenge_phases:
  - {id: 1, codename: dev, is_public: true, leaderboard_public: true, is_submission_public: true}
challenge_phase_splits:
  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1}
  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 2, visibility: 2}
"""


def resolved(challenge: Challenge, found: Sequence[Result], reader: Reader | None) -> Reader:
    submissions = (result.submission for result in found)
    return readers.resolve(reader or Public(), challenge, submissions)


def boards(
    challenge: Challenge,
    records: Sequence[SubmissionRecord],
    audience: Reader | None = None,
    **moment: Any,
) -> dict[str, list[str]]:
    """The ranked submissions of each visible board, by split."""
    found = results.results_at(challenge, records, **moment)
    reader = resolved(challenge, found, audience)
    ranked = standings.rank_challenge(challenge, found, reader)
    return {
        one.split.codename: [entry.contestant.submission for entry in one.ranking.entries]
        for one in ranked
    }


def both(name: str, easy: float, hard: float, **changes: Any) -> SubmissionRecord:
    metrics = {"easy": {"accuracy": easy}, "hard": {"accuracy": hard}}
    return factories.make_record(metrics, id=name, login=name, **changes)


@pytest.fixture
def challenge() -> Challenge:
    return factories.make_challenge(TWO_SPLITS)


@pytest.mark.field("dataset_splits", "challenge_phase_splits", of="challenge")
@pytest.mark.field("codename", of="dataset_splits")
def test_each_split_reads_its_own_part(challenge: Challenge) -> None:
    records = [both("ada", 0.9, 0.1), both("bela", 0.8, 0.2)]
    assert boards(challenge, records, Hosts()) == {"easy": ["ada", "bela"], "hard": ["bela", "ada"]}


def test_a_split_that_the_evaluator_leaves_out_has_no_row(challenge: Challenge) -> None:
    record = factories.make_record({"easy": {"accuracy": 1}}, id="ada")
    assert boards(challenge, [record], Hosts()) == {"easy": ["ada"], "hard": []}


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        (Public(), {"easy"}),
        (OneParticipant("ada"), {"easy", "hard"}),
        (OneParticipant("ADA"), {"easy", "hard"}),
        (OneParticipant("nobody"), {"easy"}),
        (OneParticipant("hostess"), {"easy", "hard"}),
        (Hosts(), {"easy", "hard"}),
    ],
)
@pytest.mark.field("visibility", of="challenge_phase_splits")
def test_visibility_2_is_for_hosts_and_whoever_submitted(
    challenge: Challenge, audience: Reader, seen: set[str]
) -> None:
    assert boards(challenge, [both("ada", 1, 1)], audience).keys() == seen


def test_a_private_submission_is_its_participants_and_the_hosts(challenge: Challenge) -> None:
    records = [both("ada", 0.9, 0.9, is_public=False), both("bela", 0.8, 0.8)]
    assert boards(challenge, records)["easy"] == ["bela"]
    assert boards(challenge, records, OneParticipant("ada"))["easy"] == ["ada", "bela"]
    assert boards(challenge, records, OneParticipant("bela"))["easy"] == ["bela"]
    assert boards(challenge, records, Hosts())["easy"] == ["ada", "bela"]


def test_team_mates_read_as_one(challenge: Challenge) -> None:
    teamed = replace(challenge, teams={"ada": "otters", "bela": "otters", "chidi": "lynxes"})
    record = both("s1", 0.9, 0.9, is_public=False, participant=Participant("ada", 1, "otters"))
    for login in ("ada", "bela"):
        assert boards(teamed, [record], OneParticipant(login)) == {"easy": ["s1"], "hard": ["s1"]}
    for login in ("chidi", "dana"):
        assert boards(teamed, [record], OneParticipant(login)) == {"easy": []}


def test_whoever_left_a_team_reads_its_private_results_no_more(challenge: Challenge) -> None:
    record = both("s1", 0.9, 0.9, is_public=False, participant=Participant("ada", 1, "otters"))
    earlier = both("s0", 0.5, 0.5, is_public=False, participant=Participant("bela", 2, "otters"))
    left = replace(challenge, teams={"ada": "otters"})
    assert boards(left, [earlier, record], OneParticipant("bela"))["easy"] == ["s0"]


def test_whoever_takes_over_a_login_reads_nothing_of_the_one_before(challenge: Challenge) -> None:
    before = both("s1", 0.9, 0.9, is_public=False, participant=Participant("ada", 1))
    who, later = Participant("ada", 2), factories.NOON + timedelta(days=1)
    after = both("s2", 0.8, 0.8, is_public=False, participant=who, submitted_at=later)
    assert boards(challenge, [before, after], OneParticipant("ada"))["easy"] == ["s2"]


@pytest.mark.parametrize(
    ("action", "count"),
    [(Ruling.HIDE, 1), (Ruling.FLAG, 3), (Ruling.DISQUALIFY, 3), (Ruling.WITHDRAW, 3)],
)
def test_what_the_hosts_hide_is_for_hosts_only(
    challenge: Challenge, action: Ruling, count: int
) -> None:
    ruled = replace(challenge, moderation=(factories.make_ruling("ada", action),))
    found = results.results_at(ruled, [both("ada", 0.9, 0.9)])
    seen = [
        reader
        for reader in (Hosts(), OneParticipant("ada"), Public())
        if visibility.visible_results(ruled, found, resolved(ruled, found, reader))
    ]
    assert seen == [Hosts(), OneParticipant("ada"), Public()][:count]


def test_a_private_result_takes_nobody_off_the_board(challenge: Challenge) -> None:
    config = f"banned_email_ids: [bela]\n{TWO_SPLITS}"
    ada, bela = Participant("ada", 1, "otters"), Participant("bela", 2, "otters")
    records = [
        both("s1", 0.9, 0.9, participant=ada),
        both("s2", 0.8, 0.8, participant=bela, is_public=False),
    ]
    apart = factories.make_challenge(config)
    assert boards(apart, records) == boards(apart, records[:1]) == {"easy": ["s1"]}
    teamed = replace(apart, teams={"ada": "otters", "bela": "otters"})
    assert boards(teamed, records) == boards(teamed, records[:1]) == {"easy": []}
    assert boards(challenge, records) == {"easy": ["s1"]}


@pytest.mark.parametrize("action", [Ruling.FLAG, Ruling.WITHDRAW, Ruling.DISQUALIFY, Ruling.HIDE])
def test_a_ruling_takes_a_submission_off_the_board_from_its_day_on(
    challenge: Challenge, action: Ruling
) -> None:
    ruling = factories.make_ruling("ada", action, day=2)
    ruled = replace(challenge, moderation=(ruling,))
    records = [both("ada", 0.9, 0.9), both("bela", 0.8, 0.8)]
    assert boards(ruled, records)["easy"] == ["bela"]
    assert boards(ruled, records, at=ruling.at - timedelta(days=1))["easy"] == ["ada", "bela"]


def test_publish_brings_back_what_the_phase_holds_back(challenge: Challenge) -> None:
    unpublished = factories.make_evaluation(published=False)
    records = [both("ada", 0.9, 0.9, evaluation=unpublished)]
    assert boards(challenge, records, Hosts())["easy"] == []
    ruling = factories.make_ruling("ada", Ruling.PUBLISH)
    assert boards(replace(challenge, moderation=(ruling,)), records)["easy"] == ["ada"]


def test_a_host_is_on_a_public_evalai_board_only_as_a_baseline(challenge: Challenge) -> None:
    record = both("hostess", 0.9, 0.9)
    assert boards(challenge, [record])["easy"] == []
    ruling = factories.make_ruling("hostess", Ruling.BASELINE)
    assert boards(replace(challenge, moderation=(ruling,)), [record])["easy"] == ["hostess"]


def test_a_team_has_one_place(challenge: Challenge) -> None:
    records = [
        both("ada", 0.9, 0.9, participant=Participant("ada", 1, "otters")),
        both("bela", 0.8, 0.8, participant=Participant("bela", 2, "otters")),
    ]
    assert boards(challenge, records)["easy"] == ["ada"]


def test_a_renamed_login_is_the_same_participant(challenge: Challenge) -> None:
    records = [
        both("old", 0.9, 0.9, participant=Participant("old-name", 7)),
        both("new", 0.8, 0.8, participant=Participant("new-name", 7)),
    ]
    assert boards(challenge, records)["easy"] == ["old"]


def test_a_re_evaluation_takes_the_place_of_the_one_before(challenge: Challenge) -> None:
    documents = [{name: {"accuracy": score} for name in ("easy", "hard")} for score in (0.9, 0.1)]
    evaluations = (factories.make_evaluated(one, n) for n, one in enumerate(documents, start=1))
    (found,) = results.results_at(challenge, [factories.make_submitted("ada", *evaluations)])
    assert found.document == documents[1]


def test_a_failed_re_evaluation_takes_nobodys_place(challenge: Challenge) -> None:
    first = both("ada", 0.9, 0.9)
    record = replace(
        first,
        evaluations=(*first.evaluations, EvaluationRecord(factories.make_failure(number=2))),
    )
    assert boards(challenge, [record])["easy"] == ["ada"]


def test_a_failure_is_on_no_board(challenge: Challenge) -> None:
    record = factories.make_record(id="ada", evaluation=factories.make_failure())
    assert boards(challenge, [record])["easy"] == []


@pytest.mark.field("is_partial_submission_evaluation_enabled")
def test_partial_results_show_only_where_the_phase_says_so(challenge: Challenge) -> None:
    partial = factories.make_evaluation(status=Status.PARTIALLY_EVALUATED)
    record = both("ada", 0.9, 0.9, evaluation=partial)
    assert boards(challenge, [record])["easy"] == []
    told = factories.make_challenge(
        TWO_SPLITS.replace(
            "codename: dev,", "codename: dev, is_partial_submission_evaluation_enabled: true,"
        )
    )
    assert boards(told, [record])["easy"] == ["ada"]


def test_a_score_called_as_the_split_is_read_from_the_whole_document() -> None:
    challenge = factories.make_challenge(
        factories.SMALL_CONFIG.replace("score_jsonpath: accuracy", "score_jsonpath: overall")
    )
    assert boards(challenge, [factories.make_record({"overall": 0.5}, id="ada")]) == {
        "overall": ["ada"]
    }


def test_a_document_without_anything_has_no_row_whatever_other_splits_there_are() -> None:
    one_split = TWO_SPLITS.replace(
        "  - {challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 2, visibility: 2}\n", ""
    )
    records = [factories.make_record({}, id="ada"), both("bela", 0.5, 0.5)]
    for config in (TWO_SPLITS, one_split):
        challenge = factories.make_challenge(config)
        found = results.results_at(challenge, records)
        (easy,) = standings.rank_challenge(challenge, found, Public())
        assert [entry.contestant.submission for entry in easy.ranking.entries] == ["bela"]
        assert easy.ranking.unranked == ()


# One submission of each participant (is_restricted_to_select_one_submission)


SELECT_ONE = TWO_SPLITS.replace(
    "is_submission_public: true", "is_restricted_to_select_one_submission: true"
)


def chosen(*records: SubmissionRecord, reader: Reader | None = None, **rulings: str) -> list[str]:
    """What the reader sees; ``rulings`` are actions of the last day, by submission."""
    made = tuple(
        factories.make_ruling(name, Ruling(action), day=20 + day)
        for day, (name, action) in enumerate(rulings.items())
    )
    challenge = factories.make_challenge(SELECT_ONE, moderation=made)
    found = results.results_at(challenge, records)
    visible = visibility.visible_results(challenge, found, resolved(challenge, found, reader))
    if reader is None:  # a board shows one of each team anyway; here, the selected one
        assert boards(challenge, records)["easy"] == [
            result.id
            for result in visible
            if result.has_metrics and not result.standing.is_off_the_board
        ]
    return [result.id for result in visible]


def ones(name: str, day: int, **changes: Any) -> SubmissionRecord:
    defaults = {"participant": Participant("ada", 1)}
    submitted = factories.NOON + timedelta(days=day)
    return both(name, 0.5, 0.5, submitted_at=submitted, **{**defaults, **changes})


def failed(name: str, day: int) -> SubmissionRecord:
    return replace(ones(name, day), evaluations=(EvaluationRecord(factories.make_failure()),))


def waiting(name: str, day: int) -> SubmissionRecord:
    return ones(name, day, evaluation=factories.make_evaluation(published=False))


@pytest.mark.field("is_restricted_to_select_one_submission")
def test_the_newest_public_submission_is_the_selected_one() -> None:
    bela = Participant("bela", 2)
    records = [ones("a1", 1), ones("b1", 2, participant=bela), ones("a2", 3)]
    assert chosen(*records) == ["b1", "a2"]
    assert chosen(*records, ones("a3", 4, is_public=False)) == ["b1", "a2"]
    assert chosen(*reversed(records)) == ["b1", "a2"]


@pytest.mark.field("is_restricted_to_select_one_submission")
def test_a_team_selects_one() -> None:
    ada, bela = Participant("ada", 1, "otters"), Participant("bela", 2, "otters")
    assert chosen(ones("a1", 1, participant=ada), ones("b1", 2, participant=bela)) == ["b1"]


@pytest.mark.field("is_restricted_to_select_one_submission")
def test_what_is_not_selected_is_still_ones_own_and_the_hosts() -> None:
    records = [ones("a1", 1), ones("a2", 2)]
    assert chosen(*records, reader=OneParticipant("ada")) == ["a1", "a2"]
    assert chosen(*records, reader=OneParticipant("bela")) == ["a2"]
    assert chosen(*records, reader=Hosts()) == ["a1", "a2"]


def test_only_what_counts_takes_the_place_of_the_one_before() -> None:
    assert chosen(ones("a1", 1), failed("a2", 2)) == ["a1", "a2"]
    assert chosen(ones("a1", 1), waiting("a2", 2)) == ["a1"]
    assert chosen(ones("a0", 0), ones("a1", 1), failed("a2", 2)) == ["a1", "a2"]


@pytest.mark.parametrize(
    ("rulings", "seen"),
    [
        pytest.param({"a1": "publish"}, ["a1"], id="the hosts select another"),
        pytest.param({"a2": "hide"}, ["a1"], id="hidden"),
        pytest.param({"a2": "disqualify"}, ["a1", "a2"], id="disqualified, keeps its page"),
        pytest.param({"a1": "disqualify"}, ["a2"], id="not selected and disqualified"),
        pytest.param({"a1": "publish", "a2": "publish"}, ["a2"], id="the last that they select"),
        pytest.param({"a2": "publish", "a1": "publish"}, ["a1"], id="the other way round"),
        pytest.param({"a1": "baseline"}, ["a1", "a2"], id="a baseline stays"),
    ],
)
def test_the_hosts_rulings_win(rulings: dict[str, str], seen: list[str]) -> None:
    assert chosen(ones("a1", 1), ones("a2", 2), **rulings) == seen


def test_a_review_selects_what_it_publishes_last() -> None:
    records = [waiting("a1", 1), waiting("a2", 2)]
    assert chosen(*records, a1="publish") == ["a1"]
    assert chosen(*records, a1="publish", a2="publish") == ["a2"]


def test_a_board_knows_that_it_shows_one_of_each() -> None:
    for config, is_said in ((SELECT_ONE, True), (TWO_SPLITS, False)):
        challenge = factories.make_challenge(config)
        ranked = standings.rank_challenge(challenge, (), Public())
        (easy,) = board.make_boards(challenge, ranked, ())
        assert easy.selects_one is is_said
