"""The ledger and the versions: what each reader is told of rulings and of re-evaluations."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import factories
from podium.boards import ledger, view
from podium.boards.ledger import ReevaluationEntry, RulingEntry
from podium.boards.readers import Hosts, OneParticipant, Public, Reader
from podium.boards.view import View
from podium.challenge import folder
from podium.challenge.model import Moderation, Ruling
from podium.jobs import Contract, Fault
from podium.records import versions
from podium.records.model import EvaluationRecord, EvaluatorIdentity, Status, SubmissionRecord
from podium.records.versions import EvaluationChange

NOON = factories.NOON
METRICS = factories.make_metrics({"accuracy": 0.5})
CONFIG = factories.SMALL_CONFIG.replace("{evaluator", "{hosts: [octohost], evaluator")


def evaluation(
    number: int, *, evaluator: str = "1", truth: str | None = "a", **changes: Any
) -> EvaluationRecord:
    """The ``number``-th, made on the ``number``-th day."""
    at = NOON + timedelta(days=number)
    made = factories.make_evaluation(
        number,
        created_at=at,
        finished_at=at,
        evaluator=EvaluatorIdentity(Contract.GRAND_CHALLENGE, f"sha256:{evaluator * 64}"),
        ground_truth=truth and f"sha256:{truth * 64}",
        **changes,
    )
    return EvaluationRecord(made, METRICS if made.status is Status.FINISHED else None)


submitted = factories.make_submitted


def ruled(submission: str, action: Ruling, day: int, reason: str = "because") -> Moderation:
    return factories.make_ruling(submission, action, reason, day=day, by="octohost")


def prepare(
    root: Path,
    *known: SubmissionRecord,
    rulings: tuple[Moderation, ...] = (),
    audience: Reader | None = None,
    at: datetime | None = None,
    config: str = CONFIG,
) -> View:
    loaded = folder.load_challenge(factories.write_challenge(root / "small", config))
    challenge = replace(loaded.challenge, moderation=rulings)
    return view.make_view(replace(loaded, challenge=challenge), known, audience or Public(), at)


def test_rulings_stand_in_the_order_of_their_time(tmp_path: Path) -> None:
    rulings = (
        ruled("s1", Ruling.FLAG, 2, "looks copied"),
        ruled("s2", Ruling.VERIFY, 3),
        ruled("s1", Ruling.DISQUALIFY, 4, "copied"),
    )
    known = (submitted("s1", evaluation(1)), submitted("s2", evaluation(1)))
    found = prepare(tmp_path, *known, rulings=rulings).ledger
    assert found == (
        RulingEntry(rulings[0].at, "s1", "dev", Ruling.FLAG, "looks copied", "octohost"),
        RulingEntry(rulings[1].at, "s2", "dev", Ruling.VERIFY, "because", "octohost"),
        RulingEntry(rulings[2].at, "s1", "dev", Ruling.DISQUALIFY, "copied", "octohost"),
    )


def test_a_ruling_on_what_the_reader_does_not_see_is_not_there(tmp_path: Path) -> None:
    known = (
        submitted("hidden", evaluation(1)),
        submitted("private", evaluation(1), login="ada", is_public=False),
    )
    rulings = (
        ruled("hidden", Ruling.HIDE, 2),
        ruled("private", Ruling.FLAG, 3),
        ruled("nowhere", Ruling.FLAG, 4),
    )

    def seen(audience: Reader) -> list[str]:
        found = prepare(tmp_path, *known, rulings=rulings, audience=audience).ledger
        return [entry.submission for entry in found]

    assert seen(Public()) == []
    assert seen(OneParticipant("ada")) == ["private"]
    assert seen(Hosts()) == ["hidden", "private"]


def test_looking_back_leaves_out_later_rulings_and_evaluations(tmp_path: Path) -> None:
    known = submitted("s1", evaluation(1), evaluation(2), evaluation(4))
    rulings = (ruled("s1", Ruling.FLAG, 3), ruled("s1", Ruling.VERIFY, 5))
    found = prepare(tmp_path, known, rulings=rulings, at=NOON + timedelta(days=3)).ledger
    assert [entry.at for entry in found] == [NOON + timedelta(days=2), NOON + timedelta(days=3)]


@pytest.mark.parametrize(
    ("second", "changes"),
    [
        pytest.param({}, (), id="nothing"),
        pytest.param({"evaluator": "2"}, (EvaluationChange.EVALUATOR,), id="evaluator"),
        pytest.param({"truth": "b"}, (EvaluationChange.GROUND_TRUTH,), id="ground truth"),
        pytest.param(
            {"truth": None}, (EvaluationChange.GROUND_TRUTH,), id="no ground truth any more"
        ),
        pytest.param(
            {"evaluator": "2", "truth": "b"},
            (EvaluationChange.EVALUATOR, EvaluationChange.GROUND_TRUTH),
            id="both",
        ),
    ],
)
@pytest.mark.parametrize("audience", [Public(), Hosts()], ids=["public", "hosts"])
def test_a_reevaluation_says_what_had_changed(
    tmp_path: Path, audience: Reader, second: dict[str, Any], changes: tuple[EvaluationChange, ...]
) -> None:
    known = submitted("s1", evaluation(1), evaluation(2, **second))
    assert prepare(tmp_path, known, audience=audience).ledger == (
        ReevaluationEntry(
            NOON + timedelta(days=2), "s1", "dev", 2, Status.FINISHED, Status.FINISHED, changes
        ),
    )


def test_a_first_evaluation_is_no_entry(tmp_path: Path) -> None:
    assert prepare(tmp_path, submitted("s1", evaluation(1)), audience=Hosts()).ledger == ()


def test_what_goes_on_after_partial_metrics_is_no_reevaluation(tmp_path: Path) -> None:
    partial = EvaluationRecord(
        replace(evaluation(1).evaluation, status=Status.PARTIALLY_EVALUATED), METRICS
    )
    known = submitted("s1", partial, evaluation(2))
    assert prepare(tmp_path, known, audience=Hosts()).ledger == ()
    known = submitted("s1", partial, evaluation(2, evaluator="2"))
    (entry,) = prepare(tmp_path, known, audience=Hosts()).ledger
    assert isinstance(entry, ReevaluationEntry)
    assert entry.changes == (EvaluationChange.EVALUATOR,)


def test_only_hosts_read_of_a_reevaluation_that_came_to_nothing(tmp_path: Path) -> None:
    failed = EvaluationRecord(
        factories.make_failure("the disk is full", Fault.INFRASTRUCTURE, number=2)
    )
    known = submitted("s1", evaluation(1), failed)
    assert prepare(tmp_path, known).ledger == ()
    (entry,) = prepare(tmp_path, known, audience=Hosts()).ledger
    assert isinstance(entry, ReevaluationEntry)
    assert (entry.status, entry.before) == (Status.FAILED, Status.FINISHED)


def test_a_submission_without_a_name_keeps_its_other_id(tmp_path: Path) -> None:
    config = f"anonymous_leaderboard: true\n{CONFIG}"
    known = submitted("pr-12-3f2a9c1", evaluation(1), evaluation(2, truth="b"))
    rulings = (
        ruled("pr-12-3f2a9c1", Ruling.VERIFY, 3),
        replace(ruled("pr-12-3f2a9c1", Ruling.WITHDRAW, 4), by="octocat"),
    )
    found = prepare(tmp_path, known, rulings=rulings, config=config).ledger
    assert [entry.submission for entry in found] == ["participant-1-1"] * 3
    assert [one.by for one in found if isinstance(one, RulingEntry)] == ["octohost", ""]
    found = prepare(tmp_path, known, rulings=rulings, config=config, audience=Hosts()).ledger
    assert [one.by for one in found if isinstance(one, RulingEntry)] == ["octohost", "octocat"]


def test_ledger_as_json_has_what_the_page_has(tmp_path: Path) -> None:
    known = submitted("s1", evaluation(1), evaluation(2, truth="b"))
    entries = prepare(tmp_path, known, rulings=(ruled("s1", Ruling.FLAG, 3),)).ledger
    assert ledger.to_document(entries) == {
        "entries": [
            {
                "at": "2026-07-03T12:00:00Z",
                "submission": "s1",
                "phase": "dev",
                "action": "reevaluate",
                "evaluation": 2,
                "status": "finished",
                "status_before": "finished",
                "changed": ["ground_truth"],
            },
            {
                "at": "2026-07-04T12:00:00Z",
                "submission": "s1",
                "phase": "dev",
                "action": "flag",
                "reason": "because",
                "by": "octohost",
            },
        ],
    }


# Versions of evaluator and ground truth


def of_phase(
    root: Path, *known: SubmissionRecord, audience: Reader | None = None
) -> list[tuple[int, str, str | None, int, int, int]]:
    """Number, evaluator, ground truth, first and last day, evaluations."""
    found = versions.versions_of(prepare(root, *known, audience=audience).results)
    return [
        (
            one.number,
            one.evaluator[-1],
            one.ground_truth and one.ground_truth[-1],
            (one.first_used - NOON).days,
            (one.last_used - NOON).days,
            one.evaluations,
        )
        for one in found
    ]


@pytest.mark.field("method_versions", "ground_truth_versions", of="functions")
def test_versions_are_pairs_in_the_order_of_their_first_use(tmp_path: Path) -> None:
    known = (
        submitted("s1", evaluation(1), evaluation(3, evaluator="2"), evaluation(5, truth="b")),
        submitted("s2", evaluation(2), evaluation(4, evaluator="2")),
    )
    expected = [(1, "1", "a", 1, 2, 2), (2, "2", "a", 3, 4, 2), (3, "1", "b", 5, 5, 1)]
    assert of_phase(tmp_path, *known, audience=Hosts()) == expected
    # The public reads the same, with the ground truths by their own numbers.
    named = [(*one[:2], {"a": "1", "b": "2"}[str(one[2])], *one[3:]) for one in expected]
    assert of_phase(tmp_path, *known) == named


def test_no_digest_of_a_ground_truth_is_told_to_the_public(tmp_path: Path) -> None:
    known = submitted("s1", evaluation(1), evaluation(2, truth="b"), evaluation(3, truth=None))
    found = versions.versions_of(prepare(tmp_path, known).results)
    assert [one.ground_truth for one in found] == ["version 1", "version 2", None]


def test_a_version_that_only_private_submissions_were_made_with_is_not_told(
    tmp_path: Path,
) -> None:
    known = (
        submitted("private", evaluation(1, evaluator="9", truth="c"), is_public=False),
        submitted("public", evaluation(2, truth="b")),
    )
    assert of_phase(tmp_path, *known) == [(1, "1", "1", 2, 2, 1)]


def test_results_of_an_older_version_are_counted(tmp_path: Path) -> None:
    known = (
        submitted("old", evaluation(1)),
        submitted("new", evaluation(2, truth="b")),
        submitted("again", evaluation(1), evaluation(3, truth="b")),
    )
    results = prepare(tmp_path, *known).results
    assert versions.count_outdated(results) == 1
    assert versions.count_outdated(results[:1]) == 0
    assert versions.count_outdated(()) == 0


def test_the_version_that_was_used_last_is_the_one_that_counts(tmp_path: Path) -> None:
    known = (
        submitted("first", evaluation(1)),
        submitted("wrong", evaluation(2, truth="b")),
        submitted("back", evaluation(3)),
    )
    assert versions.count_outdated(prepare(tmp_path, *known).results) == 1
