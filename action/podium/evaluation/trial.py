"""The organizer's own example, evaluated where a submission failed: an evaluator that fails for
both in the same way is at fault itself.

How others fared before is known from the records, so nothing is tried where an evaluation by the
same evaluator has finished; and no example is tried twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from podium import temporary
from podium.challenge import evaluator
from podium.challenge.folder import LoadedChallenge
from podium.errors import InfrastructureError, SubmissionError
from podium.evaluation import attempt, evidence
from podium.evaluation.attempt import Attempt
from podium.evaluation.evidence import EXAMPLE_SHARE, Evidence, Trial
from podium.jobs import Fault, Limits, Outcome, Runner
from podium.records.model import SubmissionRecord
from podium.submission import example
from podium.submission.accept import Accepted


@dataclass(slots=True)
class Experience:
    """What is known of evaluators beside the submission at hand: ``records`` are those of the
    challenge so far; ``trials`` grow with the examples that are tried, by phase and evaluator."""

    records: Sequence[SubmissionRecord] = ()
    trials: dict[tuple[str, str], Trial | None] = field(default_factory=dict)


def weigh(
    outcome: Outcome,
    begun: Attempt,
    accepted: Accepted,
    loaded: LoadedChallenge,
    *,
    runner: Runner,
    experience: Experience,
) -> Outcome:
    """The outcome with whose fault its failure is, after a look at the records and, where these
    show no evaluation that finished, at the example. Raises nothing that the evaluation did not."""
    failure, phase = outcome.failure, begun.phase
    if failure is None or not (failure.by is Fault.PARTICIPANT or failure.is_open):
        return outcome
    usual = evidence.finished(
        experience.records,
        phase=phase.codename,
        digest=outcome.digest,
        ground_truth=begun.truth_digest,
    )
    key = (phase.codename, outcome.digest)
    if usual is None and key not in experience.trials:
        experience.trials[key] = _try_example(outcome, begun, accepted, loaded, runner)
    found = Evidence(
        limits=phase.limits,
        keys=evaluator.limit_keys(loaded.challenge.settings, phase.settings),
        usual=usual,
        trial=None if usual is not None else experience.trials[key],
    )
    weighed = evidence.weigh(failure, found, peak_memory=outcome.peak_memory)
    return replace(outcome, failure=weighed)


def _try_example(
    outcome: Outcome,
    begun: Attempt,
    accepted: Accepted,
    loaded: LoadedChallenge,
    runner: Runner,
) -> Trial | None:
    """``None`` where there is no example, the phase does not take it, or the machine failed."""
    phase = begun.phase
    if phase.example_submission is None:
        return None
    with temporary.folder("example") as scratch:
        try:
            taken = example.accept_example(loaded, phase, scratch=scratch)
            if _same_files(taken, accepted):
                return Trial(outcome.failure, outcome.seconds, outcome.peak_memory)
            mine = attempt.begin(loaded, phase, taken.submission, taken.folder, clock=begun.clock)
            tried = runner.run(replace(mine.job, limits=_share_of(phase.limits)))
        except (SubmissionError, InfrastructureError):
            return None
    return Trial(tried.failure, tried.seconds, tried.peak_memory)


def _same_files(one: Accepted, other: Accepted) -> bool:
    return {file.sha256 for file in one.submission.files} == {
        file.sha256 for file in other.submission.files
    }


def _share_of(limits: Limits) -> Limits:
    """Less than a submission has, so that an example that only just passes shows it."""
    return replace(
        limits,
        seconds=limits.seconds * EXAMPLE_SHARE,
        memory=int(limits.memory * EXAMPLE_SHARE),
    )
