"""Generated challenges of any size, to look at and to measure: the same every time.

    PYTHONPATH=tests python -m sites OUT [--entries 5000] [--cases 50] [--base-url URL]

writes a site of a big challenge, one with a single entry, one without any and one that is closed.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from factories import (
    make_evaluation,
    make_failure,
    make_record,
    make_submission,
    write_challenge,
)
from podium.boards import view
from podium.boards.readers import Public
from podium.boards.view import View
from podium.challenge import folder
from podium.challenge.model import Moderation, Ruling
from podium.jobs import Contract, Fault
from podium.records.model import (
    EvaluatorIdentity,
    Metadata,
    Participant,
    PullRequestSource,
    SubmissionRecord,
    SubmittedFile,
)
from podium.site.build import build_site
from unit.site.factories import FILES

NOW = datetime(2026, 8, 1, 9, tzinfo=UTC)
DAYS = 300
HOST = "octohost"
PHASE, SPLIT = "final", "overall"

# One phase by Grand Challenge's fields. Its split is named for the execution time's sake.
CONFIG = """\
title: {title}
short_description: Outline every vessel in {cases} scans of the retina.
description: templates/description.html
evaluation_details: templates/evaluation.html
terms_and_conditions: templates/terms.html
submission_guidelines: templates/guidelines.html
tags: [segmentation, ophthalmology]
podium:
  slug: {slug}
  hosts: [{host}]
  evaluator: {{image: "example:1"}}
leaderboard: [{{id: 1, schema: {{labels: [dice], default_order_by: dice}}}}]
dataset_splits: [{{id: 1, codename: {split}, name: Overall}}]
challenge_phase_splits:
  - {{challenge_phase_id: 1, leaderboard_id: 1, dataset_split_id: 1, show_execution_time: true}}
challenge_phases:
  - id: 1
    codename: {phase}
    title: Final
    submissions_open_at: {opens:%Y-%m-%d %H:%M:%S}
    submissions_close_at: {closes:%Y-%m-%d %H:%M:%S}
    submissions_limit_per_user_per_period: 3
    submission_limit_period: 7
    allowed_submission_file_types: .zip
    score_title: Dice
    score_jsonpath: aggregates.dice.mean
    score_error_jsonpath: aggregates.dice.std
    score_default_sort: desc
    score_decimal_places: 4
    extra_results_columns:
      - title: Hausdorff distance (px)
        path: aggregates.hausdorff.mean
        error_path: aggregates.hausdorff.std
        order: asc
      - title: Worst case, Dice
        path: aggregates.dice.min
        order: desc
        exclude_from_ranking: true
      - title: Seconds per scan
        path: aggregates.seconds
        order: asc
        exclude_from_ranking: true
    allow_submission_comments: true
    display_submission_comments: true
    supplementary_url_choice: opt
    supplementary_url_label: Paper
    show_supplementary_url: true
"""

_FAMILIES = ("U-Net", "nnU-Net", "Swin-UNETR", "DeepLabv3+", "SegFormer", "Frangi filter")
_TWISTS = ("", " + CRF", ", five folds", " (distilled)", ", test-time flips", " on half the scans")
_WORDS = ("vessel", "macula", "fovea", "otto", "iris", "lens", "cornea", "pixel", "voxel", "loss")

# What people call themselves, beside the plain names of most.
_TEAMS = (
    "Arbeitsgemeinschaft für Gefäßsegmentierung der Universitätsaugenklinik zu Köln",
    "مختبر الرؤية الحاسوبية",
    "צוות הראייה הממוחשבת",
    "眼底血管分割研究小组",
    "網膜チーム",
    "🦊 Fox & 👩🏽‍🔬 Friends",
    "Łódź Żółć Ensemble",
    "A" * 90,
    "<b>Bold</b> & \"Quoted\" 'Team'",
    "x",
)
_METHODS = (
    "Ein Verfahren zur Donaudampfschifffahrtsgesellschaftskapitänskajütenbildsegmentierung",
    "شبكة عصبية عميقة مع انتباه",
    "基于注意力机制的多尺度网络",
    "🚀🚀🚀",
    "Ensemble of " + " and ".join(f"model number {number}" for number in range(1, 13)),
)
_COMMENTS = ("", "", "", "With the default settings.", "Trained on our own scans too; see paper.")


@dataclass(frozen=True, slots=True)
class Person:
    """``skill`` is what their first entry is worth."""

    participant: Participant
    skill: float


def make_big(
    root: Path, entries: int = 5_000, cases: int = 50, participants: int | None = None
) -> View:
    """Months of a lively challenge: ``entries`` ranked ones, by a quarter as many participants
    unless it is said, and a few more that failed, have no score or were disqualified."""
    count = participants or max(1, entries // 4)
    return _make(root, "big", "Retinal vessels", _records("big", entries, cases, count), cases)


def make_lonely(root: Path, cases: int = 50) -> View:
    """One entry, so that there is nothing to compare it with."""
    return _make(root, "lonely", "One entry", _scored("lonely", 1, cases, 1), cases)


def make_empty(root: Path) -> View:
    """Opens next week."""
    opens = NOW + timedelta(days=7)
    return _make(root, "empty", "No entries yet", [], 50, opens=opens)


def make_closed(root: Path, entries: int = 30, cases: int = 50) -> View:
    records = _records("closed", entries, cases, max(1, entries // 3))
    return _make(root, "closed", "A closed one", records, cases, closes=NOW - timedelta(hours=3))


def _make(
    root: Path,
    slug: str,
    title: str,
    records: Sequence[SubmissionRecord],
    cases: int,
    *,
    opens: datetime = NOW - timedelta(days=DAYS + 1),
    closes: datetime = NOW + timedelta(days=40),
) -> View:
    config = CONFIG.format(
        slug=slug,
        title=title,
        host=HOST,
        cases=cases,
        phase=PHASE,
        split=SPLIT,
        opens=opens,
        closes=closes,
    )
    return prepare(root, config, records, _rulings(records))


def prepare(
    root: Path,
    config: str,
    records: Sequence[SubmissionRecord],
    rulings: tuple[Moderation, ...] = (),
) -> View:
    """What ``podium build`` makes of a challenge, with all that a site tells of its boards."""
    loaded = folder.load_challenge(write_challenge(root, config, FILES))
    challenge = replace(loaded.challenge, moderation=rulings)
    return view.make_whole_view(replace(loaded, challenge=challenge), records, Public())


def _records(slug: str, entries: int, cases: int, participants: int) -> list[SubmissionRecord]:
    ranked = _scored(slug, entries, cases, participants)
    return [*ranked, *_unscored(slug, len(ranked), entries)]


def _scored(slug: str, entries: int, cases: int, participants: int) -> list[SubmissionRecord]:
    """Entries get better with time and with who makes them; each is as hard as its cases are."""
    noise = random.Random(5)
    people = [_person(number, noise) for number in range(participants)]
    hardness = [noise.gauss(0, 0.06) for _ in range(cases)]
    metrics: dict[str, object] = {}
    records = []
    for number in range(entries):
        progress = number / max(1, entries - 1)
        person = people[number % participants]
        # Now and then somebody hands in the same again: a tie.
        if number % 41 != 40:
            is_tiny = entries > 3 and number == entries // 3
            skill = 0.0 if is_tiny else person.skill + 0.08 * math.sqrt(progress)
            metrics = _metrics(skill, hardness, noise, is_tiny=is_tiny)
        submitted = NOW - timedelta(days=DAYS * (1 - progress), hours=1, minutes=noise.random() * 9)
        records.append(_record(slug, number, person.participant, submitted, metrics, noise))
    return records


def _person(number: int, noise: random.Random) -> Person:
    login = f"{noise.choice(_WORDS)}-{noise.choice(_WORDS)}-{number}"
    team = None
    if number % 3 == 1:
        team = _TEAMS[number // 3] if number // 3 < len(_TEAMS) else f"Team {login.title()}"
    skill = min(0.86, max(0.3, noise.gauss(0.74, 0.09)))
    return Person(Participant(login, id=10_000 + number, team=team), skill)


def _metrics(
    skill: float, hardness: Sequence[float], noise: random.Random, *, is_tiny: bool
) -> dict[str, object]:
    if is_tiny:
        dice = [1e-12] * len(hardness)
    else:
        dice = [_share(skill - hard + noise.gauss(0, 0.03)) for hard in hardness]
    hausdorff = [round(60 * (1 - value) ** 1.5 + 2 * noise.random(), 4) for value in dice]
    names = [f"scan-{index:03d}" for index in range(len(hardness))]
    return {
        "case": {
            "dice": dict(zip(names, dice, strict=True)),
            "hausdorff": dict(zip(names, hausdorff, strict=True)),
        },
        "aggregates": {
            "dice": _summary(dice),
            "hausdorff": _summary(hausdorff),
            "seconds": round(0.05 * math.exp(4 * noise.random()), 3),
        },
    }


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 5)


def _summary(values: Sequence[float]) -> dict[str, float]:
    mean = math.fsum(values) / len(values)  # as sum() adds depends on the version of Python
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values))
    return {"mean": mean, "std": round(spread, 6), "min": min(values), "max": max(values)}


def _record(
    slug: str,
    number: int,
    participant: Participant,
    submitted: datetime,
    metrics: dict[str, object] | None,
    noise: random.Random,
) -> SubmissionRecord:
    method = f"{noise.choice(_FAMILIES)}{noise.choice(_TWISTS)}"
    has_links = noise.random() < 0.4
    took = round(20 + 400 * noise.random(), 1)
    submission = make_submission(
        _identity(number),
        challenge=slug,
        phase=PHASE,
        participant=participant,
        submitted_at=submitted.replace(microsecond=0),
        source=PullRequestSource(f"org/{slug}", number + 1, f"{number + 1:040x}"),
        files=(SubmittedFile("masks.zip", 1_000_000 + number, f"{number + 1:064x}"),),
        metadata=Metadata(
            method_name=_METHODS[number // 2] if number // 2 < len(_METHODS) else method,
            method_description="Trained on the training scans only.",
            project_url="https://example.org/code" if has_links else "",
            publication_url="https://example.org/paper" if has_links else "",
            supplementary_url="https://example.org/appendix" if has_links else "",
            comment=noise.choice(_COMMENTS),
        ),
    )
    evaluation = make_evaluation(
        created_at=submission.submitted_at + timedelta(seconds=60 + took),
        started_at=submission.submitted_at + timedelta(seconds=60),
        finished_at=submission.submitted_at + timedelta(seconds=60 + took),
        execution_seconds=took,
        evaluator=EvaluatorIdentity(Contract.GRAND_CHALLENGE, "sha256:" + "e" * 64),
        ground_truth="sha256:" + "a" * 64,
        run_url=f"https://github.com/org/{slug}/actions/runs/{number + 1}",
    )
    if metrics is None:
        evaluation = make_failure("masks.zip: there is no scan-007.png", by=Fault.PARTICIPANT)
    return make_record(metrics, submission=submission, evaluation=evaluation)


def _identity(number: int) -> str:
    return f"pr-{number + 1}-{number * 2_654_435_761 % 2**28:07x}"


def _unscored(slug: str, first: int, entries: int) -> Iterator[SubmissionRecord]:
    """One in forty failed; one in a hundred has no score; one in two hundred and fifty cheated,
    and those ids are what ``_rulings`` goes by."""
    noise = random.Random(6)
    kinds = ["failed"] * (entries // 40) + ["unranked"] * (entries // 100)
    kinds += ["disqualified"] * (entries // 250)
    for offset, kind in enumerate(kinds):
        person = Participant(f"{kind}-{offset}", id=90_000 + offset)
        submitted = NOW - timedelta(days=DAYS * noise.random(), hours=2)
        metrics: dict[str, object] | None = None
        if kind == "unranked":
            metrics = {"aggregates": {"seconds": 1.0}}
        elif kind == "disqualified":
            metrics = _metrics(0.99, [0.0] * 5, noise, is_tiny=False)
        yield _record(slug, first + offset, person, submitted, metrics, noise)


def _rulings(records: Sequence[SubmissionRecord]) -> tuple[Moderation, ...]:
    rulings = []
    for number, record in enumerate(records):
        submission = record.submission
        ruled: tuple[Ruling, str] | None = None
        if submission.participant.login.startswith("disqualified-"):
            ruled = (Ruling.DISQUALIFY, "Trained on the test scans.")
        elif len(records) > 5 and number in (2, len(records) // 2):
            ruled = (Ruling.BASELINE, "")
        elif len(records) > 5 and number % 60 == 5:
            ruled = (Ruling.VERIFY, "We trained it again and got the same.")
        if ruled is not None:
            at = min(NOW, submission.submitted_at + timedelta(days=3))
            rulings.append(Moderation(submission.id, *ruled, HOST, at))
    return tuple(sorted(rulings, key=lambda ruling: ruling.at))


def build(challenges: Sequence[View], out: Path, *, base_url: str = "") -> int:
    """As ``podium build`` writes it; gives the number of files."""
    return build_site(
        challenges,
        out,
        results=out / "there-are-no-results-on-disk",
        now=NOW,
        title="Podium",
        base_url=base_url,
    ).count


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m sites")
    parser.add_argument("out", type=Path)
    parser.add_argument("--entries", type=int, default=5_000)
    parser.add_argument("--cases", type=int, default=50)
    parser.add_argument("--participants", type=int)
    parser.add_argument("--base-url", default="")
    chosen = parser.parse_args(arguments)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        challenges = [
            make_big(root / "big", chosen.entries, chosen.cases, chosen.participants),
            make_lonely(root / "lonely", chosen.cases),
            make_empty(root / "empty"),
            make_closed(root / "closed", cases=chosen.cases),
        ]
        prepared = time.perf_counter()
        count = build(challenges, chosen.out, base_url=chosen.base_url)
    sys.stdout.write(
        f"prepared in {prepared - started:.1f} s, {count} files "
        f"in {time.perf_counter() - prepared:.1f} s\n"
    )


if __name__ == "__main__":
    main()
