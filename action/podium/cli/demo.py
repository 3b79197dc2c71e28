"""``podium demo``: the main job on sample challenges, from files to a site.

Run again, it does only what is new: a submission is evaluated once for each evaluator and ground
truth that it meets.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import yaml

from podium import formats, pipeline, temporary
from podium.boards.readers import Public
from podium.boards.view import View
from podium.challenge.folder import LoadedChallenge, load_challenge
from podium.challenge.model import Phase
from podium.cli import console, report
from podium.errors import ChallengeError, InfrastructureError, SubmissionError
from podium.evaluation import attempt, ground_truth, runners
from podium.evaluation.trial import Experience
from podium.jobs import Clock, Contract, Runner
from podium.records import evaluation_folder, repository
from podium.records.model import EvaluationRecord, Status, SubmissionRecord
from podium.submission import accept, local
from podium.submission.accept import Entrant

RECEIVED = "received.yaml"


@dataclass(frozen=True, slots=True)
class SampleSubmission:
    """A submission in a challenge folder: ``submissions/<phase>/<participant>/<name>``.
    ``received_at`` is when it was handed in, where the folder says so."""

    loaded: LoadedChallenge
    phase: Phase
    folder: Path
    received_at: datetime | None = None

    @property
    def label(self) -> str:
        place = f"{self.loaded.challenge.slug}/{self.phase.codename}"
        return f"{place} {self.folder.parent.name}/{self.folder.name}"


def challenge_folders(root: Path) -> list[Path]:
    return sorted(config.parent for config in root.glob("*/challenge_config.y*ml"))


@dataclass(frozen=True, slots=True)
class DemoOutcome:
    """The site's folder, and how many submissions the machine let down: they wait for a rerun."""

    site: Path
    let_down: int


def run_demo(
    folders: Sequence[Path], out: Path, *, runner: str | None, clock: Clock
) -> DemoOutcome:
    """Evaluate, record, rank and build below ``out``.

    A challenge whose evaluator cannot be had here is passed over, and said so.
    """
    results, site = out / "results", out / "site"
    challenges = [load_challenge(folder).in_force(clock()) for folder in folders]
    let_down = 0
    for loaded in challenges:
        console.say(f"\n{loaded.challenge.title} ({loaded.folder.root.name})")
        console.tell_issues(loaded.warnings)
        let_down += _evaluate_challenge(loaded, out, results, runner, clock)
    results.mkdir(parents=True, exist_ok=True)
    prepared = [_prepare(loaded, results) for loaded in challenges]
    made = pipeline.render(prepared, site, results=results, now=clock(), title="Podium demo")
    boards = sum(len(one.boards) for one in prepared)
    console.say(f"\n{boards} leaderboards, {made.count} files in {site}")
    return DemoOutcome(site, let_down)


def _evaluate_challenge(
    loaded: LoadedChallenge, out: Path, results: Path, runner_name: str | None, clock: Clock
) -> int:
    """How many submissions the machine let down."""
    let_down = 0
    samples = list(_samples(loaded))
    for contract in dict.fromkeys(one.phase.evaluator.contract for one in samples):
        mine = [one for one in samples if one.phase.evaluator.contract is contract]
        try:
            with closing(runners.choose_runner(runner_name, contract)) as runner:
                console.say(f"  {_describe(runner, contract)}")
                _make_ready(mine, runner)
                let_down += _evaluate_all(mine, runner, out, results, clock)
        except (ChallengeError, InfrastructureError) as error:
            console.say(f"  passed over, {len(mine)} submissions wait: {error}")
    return let_down


def _describe(runner: Runner, contract: Contract) -> str:
    how = f"{runner.name} runner, {contract.value} contract"
    return f"{how}: {runner.notice}" if runner.notice else how


def _make_ready(samples: Sequence[SampleSubmission], runner: Runner) -> None:
    """Build, pull or install what the evaluators need, before anybody's time is measured."""
    console.say("  making the evaluator ready")
    for evaluator in dict.fromkeys(
        attempt.find_evaluator(one.loaded, one.phase) for one in samples
    ):
        runner.identify(evaluator)


def _evaluate_all(
    samples: Sequence[SampleSubmission], runner: Runner, out: Path, results: Path, clock: Clock
) -> int:
    """How many the machine let down."""
    let_down = 0
    recorded = _recorded(samples, results)
    experience = Experience(tuple(recorded.values()))
    for number, sample in enumerate(samples, start=1):
        try:
            said = _evaluate_one(sample, runner, recorded, out, results, clock, experience)
        except InfrastructureError as error:
            said = f"not evaluated, run this again: {error}"
            let_down += 1
        console.say(f"  [{number:>2}/{len(samples)}] {sample.label}: {said}")
    return let_down


def _evaluate_one(
    sample: SampleSubmission,
    runner: Runner,
    recorded: Mapping[str, SubmissionRecord],
    out: Path,
    results: Path,
    clock: Clock,
    experience: Experience,
) -> str:
    """Evaluate and record, unless that was done before; gives what to say of it."""
    loaded, phase = sample.loaded, sample.phase
    try:
        entrant = _entrant(sample, recorded, clock)
        known = recorded.get(entrant.id)
        if known is not None and _is_current(known, sample, runner):
            return "known already"
        with temporary.folder("submission") as scratch:
            accepted = pipeline.check(
                loaded, phase, sample.folder, entrant=entrant, scratch=scratch, now=clock()
            )
            evaluated = pipeline.evaluate(
                loaded, phase, accepted, runner=runner, clock=clock, experience=experience
            )
    except SubmissionError as error:
        return f"not accepted: {error}"
    folder = out / "evaluations" / entrant.id
    evaluation_folder.write(evaluated, folder)
    pipeline.record(evaluation_folder.read(folder), results=str(results))
    return report.one_line(evaluated, phase)


def _entrant(
    sample: SampleSubmission, recorded: Mapping[str, SubmissionRecord], clock: Clock
) -> Entrant:
    """Other files under a name that is taken are another submission, named after its content."""
    with temporary.folder("demo") as scratch:
        files = accept.stage(sample.phase, sample.folder, scratch / "submission")
    challenge, phase = sample.loaded.challenge, sample.phase
    received_at = sample.received_at or clock()
    entrant = local.make_entrant(sample.folder, challenge, phase, now=received_at)
    known = recorded.get(entrant.id)
    if known is None or known.submission.files == files:
        return entrant
    content = hashlib.sha256("".join(f"{file.path} {file.sha256}\n" for file in files).encode())
    return replace(entrant, id=f"{entrant.id}-{content.hexdigest()[:7]}")


def _samples(loaded: LoadedChallenge) -> Iterator[SampleSubmission]:
    root = loaded.folder.root / "submissions"
    received = _received(root / RECEIVED)
    for phase in loaded.challenge.phases:
        for folder in sorted((root / phase.codename).glob("*/*")):
            if folder.is_dir():
                at = received.get(folder.relative_to(root).as_posix())
                yield SampleSubmission(loaded, phase, folder, at)


def _received(path: Path) -> Mapping[str, datetime]:
    """When each folder was handed in. Submissions on GitHub have GitHub's time; these lie in a
    repository, all with the time of its checkout."""
    if not path.is_file():
        return {}
    written = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: formats.as_utc(at) for name, at in written.items()}


def _recorded(samples: Sequence[SampleSubmission], results: Path) -> dict[str, SubmissionRecord]:
    if not samples or not results.is_dir():
        return {}
    loaded = repository.load_records(results, samples[0].loaded.challenge.slug)
    console.tell_issues(loaded.problems)
    return {record.submission.id: record for record in loaded.records}


def _is_current(known: SubmissionRecord, sample: SampleSubmission, runner: Runner) -> bool:
    """Whether this submission has met this evaluator and this ground truth, to an end."""
    identity = runner.identify(attempt.find_evaluator(sample.loaded, sample.phase))
    truth = ground_truth.find_ground_truth(sample.loaded, sample.phase)
    expected = ground_truth.digest_ground_truth(sample.loaded, truth)
    return any(
        _is_final(record)
        and record.evaluation.evaluator.digest == identity
        and record.evaluation.ground_truth == expected
        for record in known.evaluations
    )


def _is_final(record: EvaluationRecord) -> bool:
    return record.evaluation.status in (Status.FINISHED, Status.FAILED)


def _prepare(loaded: LoadedChallenge, results: Path) -> View:
    found = repository.load_records(results, loaded.challenge.slug)
    return pipeline.rank(loaded, found.records, Public(), for_site=True)
