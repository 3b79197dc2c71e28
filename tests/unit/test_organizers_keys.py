"""What keys of the challenge's file come to, where that is neither a page nor a ranking."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import factories
from podium.boards import standings
from podium.boards.readers import Hosts, Public
from podium.challenge.folder import load_challenge
from podium.challenge.model import Challenge, Moderation, Phase, Ruling
from podium.errors import ChallengeError
from podium.evaluation import attempt, ground_truth
from podium.jobs import GIB, MIB, Outcome
from podium.records import results
from podium.records.model import Participant, SubmissionRecord
from podium.submission import allowance
from podium.submission.check import check_submission

LATER = factories.NOON + timedelta(hours=1)


def make_phase(phase: str = "", top: str = "") -> Phase:
    lines = "".join(f"    {line}\n" for line in phase.splitlines())
    return factories.make_challenge(f"{top}\n{factories.SMALL_CONFIG}{lines}").phases[0]


IDS = """\
title: Ids
evaluation_script: evaluation_script.zip
leaderboard:
  - {id: few, schema: {labels: [a], default_order_by: a}}
  - {id: many, schema: {labels: [b, c], default_order_by: c}}
dataset_splits: [{id: 20, codename: easy}, {id: 10, codename: hard}]
challenge_phases: [{id: 2, codename: dev}, {id: 1, codename: test}]
challenge_phase_splits:
  - {challenge_phase_id: 1, dataset_split_id: "10", leaderboard_id: many}
  - {challenge_phase_id: "2", dataset_split_id: 20, leaderboard_id: few}
"""


@pytest.mark.field("id")
@pytest.mark.field(
    "challenge_phase_id", "leaderboard_id", "dataset_split_id", of="challenge_phase_splits"
)
@pytest.mark.field(
    "challenge_phases", "dataset_splits", "challenge_phase_splits", "leaderboard", of="challenge"
)
@pytest.mark.field("id", "default_order_by", "labels", of="leaderboard")
@pytest.mark.field("id", of="dataset_splits")
def test_ids_join_a_phase_a_split_and_a_leaderboard() -> None:
    boards = {
        (phase.codename, split.codename): [column.path for column in split.rule.columns]
        for phase in factories.make_challenge(IDS).phases
        for split in phase.splits
    }
    assert boards == {("test", "hard"): ["b", "c"], ("dev", "easy"): ["a"]}


@pytest.mark.field("start_date", "end_date", of="challenge")
def test_the_challenges_dates_bound_every_phase() -> None:
    phase = make_phase(
        "start_date: 2026-01-01 00:00:00",
        "start_date: 2026-02-01 00:00:00\nend_date: 2026-03-01 00:00:00",
    )
    assert not phase.window.is_open(datetime(2026, 1, 15, tzinfo=UTC))
    assert phase.window.is_open(datetime(2026, 2, 15, tzinfo=UTC))
    assert not phase.window.is_open(datetime(2026, 3, 15, tzinfo=UTC))


@pytest.mark.field("submission_time_limit", of="challenge")
@pytest.mark.field("evaluation_time_limit", "evaluation_requires_memory_gb")
@pytest.mark.field("time_limit", "memory_mb", "cpus", "processes", of="podium.evaluator")
def test_the_smallest_time_limit_holds_and_podiums_memory() -> None:
    assert make_phase().limits.seconds == 3600
    assert make_phase("evaluation_time_limit: 50").limits.seconds == 50
    both = make_phase("evaluation_time_limit: 50", "submission_time_limit: 40")
    assert both.limits.seconds == 40
    own = "podium: {evaluator: {time_limit: 30.5, memory_mb: 700, cpus: 0.5, processes: 9}}"
    chosen = make_phase(f"{own}\nevaluation_requires_memory_gb: 3", "submission_time_limit: 40")
    assert (chosen.limits.seconds, chosen.limits.memory) == (30.5, 700 * MIB)
    assert (chosen.limits.cpus, chosen.limits.processes) == (0.5, 9)
    assert make_phase("evaluation_requires_memory_gb: 3").limits.memory == 3 * GIB


@pytest.mark.field("test_annotation_file")
@pytest.mark.field("ground_truth", of="podium")
@pytest.mark.parametrize(
    ("phase", "expected"),
    [
        ("", "truth/top.csv"),
        ("test_annotation_file: truth/phase.csv", "truth/phase.csv"),
        (
            "test_annotation_file: truth/phase.csv\npodium: {ground_truth: truth}",
            "truth",
        ),
    ],
)
def test_the_evaluator_is_given_the_nearest_ground_truth(
    phase: str, expected: str, tmp_path: Path
) -> None:
    config = factories.SMALL_CONFIG.replace("podium: {", "podium: {ground_truth: truth/top.csv, ")
    config += "".join(f"    {line}\n" for line in phase.splitlines())
    files = {"truth/top.csv": "top", "truth/phase.csv": "phase"}
    loaded = load_challenge(factories.write_challenge(tmp_path, config, files))
    found = ground_truth.find_ground_truth(loaded, loaded.challenge.phases[0])
    assert found == tmp_path.resolve() / expected


@pytest.mark.field("max_team_members", of="challenge")
def test_a_team_that_is_too_large_is_an_error_of_teams_yaml(tmp_path: Path) -> None:
    files = {"teams.yaml": "Otters: [ada, bela, chidi]\n"}
    loaded = load_challenge(factories.write_challenge(tmp_path, factories.SMALL_CONFIG, files))
    assert set(loaded.challenge.teams) == {"ada", "bela", "chidi"}
    config = f"max_team_members: 2\n{factories.SMALL_CONFIG}"
    with pytest.raises(ChallengeError, match=r"teams\.yaml:1: .*max_team_members"):
        load_challenge(factories.write_challenge(tmp_path, config, files))


@pytest.mark.field("auto_publish_new_results")
def test_a_result_that_is_not_published_waits_for_the_hosts() -> None:
    challenge = factories.make_challenge(
        factories.SMALL_CONFIG + "    auto_publish_new_results: false\n"
    )
    outcome = Outcome(factories.make_metrics({}), None, 0, b"", b"", "sha256:" + "1" * 64, 1.0)
    evaluation = attempt.describe(
        outcome,
        challenge.phases[0],
        ground_truth=None,
        started_at=factories.NOON,
        finished_at=factories.NOON,
    )
    record = factories.make_record({"accuracy": 0.5}, id="s1", evaluation=evaluation)
    assert ranked(challenge, record) == []
    ruling = Moderation("s1", Ruling.PUBLISH, "reviewed", "hostess", factories.NOON)
    assert ranked(replace(challenge, moderation=(ruling,)), record) == ["s1"]


def ranked(challenge: Challenge, *records: SubmissionRecord) -> list[str]:
    found = results.results_at(challenge, records)
    (board,) = standings.rank_challenge(challenge, found, Public())
    return [entry.contestant.submission for entry in board.ranking.entries]


TWO_PHASES = """\
title: Two
podium: {evaluator: {image: "example:1"}, hosts: [Hostess]}
challenge_phases:
  - {id: 7, codename: sanity, score_jsonpath: x}
  - {codename: final, score_jsonpath: x, parent: PARENT}
"""


@pytest.mark.field("parent")
@pytest.mark.parametrize("parent", ["7", "sanity"])
def test_a_finished_submission_in_the_parent_phase_comes_first(parent: str) -> None:
    challenge = factories.make_challenge(TWO_PHASES.replace("PARENT", parent))
    ada, bela = Participant("ada", 1, "otters"), Participant("bela", 2, "otters")
    failed = factories.make_record(
        phase="sanity", participant=ada, evaluation=factories.make_failure()
    )
    finished = factories.make_record({"x": 1}, id="s2", phase="sanity", participant=ada)
    elsewhere = factories.make_record({"x": 1}, id="s3", phase="final", participant=ada)
    for records in ([], [failed], [elsewhere]):
        assert remaining(challenge, records, ada) == 0
    assert remaining(challenge, [failed, finished], ada) > 0
    assert remaining(challenge, [finished], bela) > 0, "a team-mate's counts"
    assert remaining(challenge, [finished], Participant("chidi", 3)) == 0
    assert remaining(challenge, [], Participant("hostess", 4)) > 0


def remaining(challenge: Challenge, records: list[SubmissionRecord], who: Participant) -> int:
    phase = challenge.phase("final")
    assert phase is not None
    allowed = allowance.remaining(challenge, records, phase=phase, participant=who, at=LATER)
    assert allowed.remaining or "sanity" in allowed.reasons[0]
    return allowed.remaining


@pytest.mark.field("is_submission_paused", "is_active")
@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("is_submission_paused: true", "the hosts have paused submissions"),
        ("is_active: false", "the hosts have made it inactive"),
        ('is_active: "False"', "the hosts have made it inactive"),
        ("is_active: true", None),
    ],
)
def test_a_phase_that_is_paused_or_not_active_takes_nothing(line: str, said: str | None) -> None:
    issues = check_submission(
        make_phase(line),
        files=factories.make_submission().files,
        metadata=factories.make_submission().metadata,
        now=factories.NOON,
    )
    assert [said in str(issue) for issue in issues] == ([True] if said else [])


@pytest.mark.field("hosts", of="podium")
def test_a_host_sees_what_is_not_public() -> None:
    config = TWO_PHASES.replace("parent: PARENT", "public: false")
    challenge = factories.make_challenge(config)
    record = factories.make_record({"x": 1}, id="s1", phase="final")
    found = results.results_at(challenge, [record])
    for reader, codenames in ((Public(), ["sanity"]), (Hosts(), ["sanity", "final"])):
        boards = standings.rank_challenge(challenge, found, reader)
        assert [board.phase.codename for board in boards] == codenames
    assert challenge.is_host("HOSTESS", None) and not challenge.is_host("ada", None)
