"""A challenge in which things happened: two phases and a combined board, rulings, evaluations that
were made again, a price. And, beside each, one that the public must not hear of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import factories
from podium.boards import view
from podium.boards.readers import Public, Reader
from podium.boards.timeline import PhaseDates
from podium.boards.view import View
from podium.challenge import folder
from podium.challenge.model import Moderation, Ruling
from podium.jobs import Contract
from podium.records.model import (
    EvaluationRecord,
    EvaluatorIdentity,
    Metadata,
    Participant,
    Status,
    SubmissionRecord,
)

START = datetime(2026, 5, 10, 8, tzinfo=UTC)
BASE_URL = "https://example.org/boards/"
SECRET = "UNSEEN"

CONFIG = f"""\
title: Two tasks
short_description: Count, then sort.
podium:
  slug: tasks
  hosts: [octohost]
  evaluator: {{image: "example:1"}}
  price_per_minute: 800
  combined_leaderboards:
    - {{title: Both tasks, phases: [count, sort]}}
    - {{title: {SECRET} too, phases: [count, rehearsal], combination_method: SUM}}
leaderboard: [{{id: 1, schema: {{labels: [score], default_order_by: score}}}}]
dataset_splits: [{{id: 1, codename: all, name: All}}]
challenge_phases:
  - id: 1
    codename: count
    name: Counting
    start_date: 2026-05-01 00:00:00
    end_date: 2026-07-01 00:00:00
  - {{id: 2, codename: sort, name: Sorting, start_date: "2026-09-01 00:00:00"}}
  - {{id: 3, codename: rehearsal, name: {SECRET} rehearsal, public: false,
     start_date: "2026-05-05 00:00:00"}}
challenge_phase_splits:
  - {{challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1, show_execution_time: true}}
  - {{challenge_phase_id: 2, leaderboard_id: 1, dataset_split_id: 1}}
  - {{challenge_phase_id: 3, leaderboard_id: 1, dataset_split_id: 1}}
"""


def day(number: float) -> datetime:
    return START + timedelta(days=number)


DATES = {
    "count": PhaseDates(day(-20), day(9)),
    "sort": PhaseDates(day(-20)),
    "rehearsal": PhaseDates(day(-19), day(10)),
}


def evaluated(
    score: float | None, at: datetime, number: int = 1, *, tools: str = "1a", **changes: Any
) -> EvaluationRecord:
    """``tools`` are a letter of the evaluator's digest and one of the ground truth's."""
    status = Status.FAILED if score is None else Status.FINISHED
    made = factories.make_evaluation(
        number,
        status=status,
        created_at=at,
        started_at=at - timedelta(seconds=90),
        finished_at=at,
        execution_seconds=90.0,
        evaluator=EvaluatorIdentity(Contract.GRAND_CHALLENGE, f"sha256:{tools[0] * 64}"),
        ground_truth=f"sha256:{tools[1] * 64}",
        **changes,
    )
    metrics = None if score is None else {"all": {"score": score}}
    return EvaluationRecord(made, factories.make_metrics(metrics))


def submitted(
    id: str, login: str, phase: str, at: float, *evaluations: EvaluationRecord, **changes: Any
) -> SubmissionRecord:
    submission = factories.make_submission(
        id,
        challenge="tasks",
        participant=Participant(login, id=len(login) * 100 + ord(login[0])),
        phase=phase,
        submitted_at=day(at),
        metadata=Metadata(method_name=changes.pop("method", f"Method {id}")),
        **changes,
    )
    return SubmissionRecord(submission, evaluations)


def records() -> list[SubmissionRecord]:
    again = evaluated(0.6, day(40), 2, tools="2b")
    return [
        submitted("s1", "ada", "count", 0, evaluated(0.7, day(0.1)), again),
        submitted("s2", "bela", "count", 1, evaluated(0.9, day(1.1))),
        submitted("s3", "chidi", "count", 2, evaluated(0.8, day(2.1))),
        submitted("s4", "dana", "count", 3, evaluated(None, day(3.1))),
        submitted("s5", "ada", "sort", 30, evaluated(0.9, day(30.1))),
        submitted("s6", "bela", "sort", 31, evaluated(0.9, day(31.1))),
    ]


def secrets() -> list[SubmissionRecord]:
    """What is not public: of a hidden phase, private, hidden by the hosts."""
    later = (evaluated(0.31337, day(33)), evaluated(0.31337, day(34), 2, tools="9f"))
    return [
        submitted("s7", SECRET, "rehearsal", 4, evaluated(0.9, day(4.1), tools="8e")),
        submitted("s8", SECRET, "sort", 32, *later, is_public=False),
        submitted("s9", "emil", "count", 35, evaluated(0.31337, day(36)), method=SECRET),
    ]


def public_rulings() -> tuple[Moderation, ...]:
    return (
        Moderation("s3", Ruling.FLAG, "Looks like a copy.", "octohost", day(5)),
        Moderation("s2", Ruling.VERIFY, "The code was run again.", "octohost", day(6)),
        Moderation("s3", Ruling.DISQUALIFY, "It is a copy.", "octohost", day(7)),
    )


def secret_rulings() -> tuple[Moderation, ...]:
    return (
        Moderation("s7", Ruling.FLAG, SECRET, "octohost", day(8)),
        Moderation("s8", Ruling.VERIFY, SECRET, "octohost", day(37)),
        Moderation("s9", Ruling.HIDE, SECRET, "octohost", day(38)),
    )


def make_tasks(
    root: Path,
    *,
    config: str = CONFIG,
    known: list[SubmissionRecord] | None = None,
    rulings: tuple[Moderation, ...] | None = None,
    audience: Reader | None = None,
) -> View:
    loaded = folder.load_challenge(factories.write_challenge(root, config))
    ruled = (*public_rulings(), *secret_rulings()) if rulings is None else rulings
    moderation = tuple(sorted(ruled, key=lambda ruling: ruling.at))
    loaded = replace(loaded, challenge=replace(loaded.challenge, moderation=moderation))
    found = [*records(), *secrets()] if known is None else known
    return replace(view.make_view(loaded, found, audience or Public()), dates=DATES)


def make_public_tasks(root: Path) -> View:
    """The same challenge if there were nothing but what is public."""
    hidden = (SECRET, "2026-05-05", "phase_id: 3")
    config = "".join(
        line
        for line in CONFIG.splitlines(keepends=True)
        if not any(word in line for word in hidden)
    )
    made = make_tasks(root, config=config, known=records(), rulings=public_rulings())
    return replace(made, dates={codename: DATES[codename] for codename in ("count", "sort")})
