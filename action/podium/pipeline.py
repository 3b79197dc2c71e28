"""The flow, told once: check → evaluate → record → rank → render.

Each step takes what the one before gives. The commands, the workflows on GitHub and the demo all
call these, so that a submission meets the same code wherever it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from podium.challenge.folder import LoadedChallenge
from podium.challenge.model import Phase
from podium.evaluation import attempt, hints, trial
from podium.evaluation.trial import Experience
from podium.jobs import Clock, Outcome, Progress, Runner
from podium.records import repository
from podium.records.evaluation_folder import EvaluatedSubmission
from podium.records.model import EvaluationRecord, SubmissionRecord
from podium.records.repository import Recorded
from podium.submission import accept
from podium.submission.accept import Accepted, Entrant

if TYPE_CHECKING:
    from podium.boards.readers import Reader
    from podium.boards.view import View
    from podium.site.build import Site

Partial = Callable[[EvaluatedSubmission], None]


def check(
    loaded: LoadedChallenge,
    phase: Phase,
    source: Path,
    *,
    entrant: Entrant,
    scratch: Path,
    now: datetime,
    is_trial: bool = False,
    files_url: str = "",
) -> Accepted:
    """A participant's files, staged below ``scratch`` for the evaluator. A trial is not held to
    what can still come. Raises ``SubmissionError`` with every issue that speaks against them."""
    return accept.accept(
        loaded,
        phase,
        source,
        scratch=scratch,
        entrant=entrant,
        now=now,
        is_trial=is_trial,
        files_url=files_url,
    )


def evaluate(
    loaded: LoadedChallenge,
    phase: Phase,
    accepted: Accepted,
    *,
    runner: Runner,
    clock: Clock,
    run_url: str = "",
    on_partial: Partial | None = None,
    hides_truth: bool = False,
    experience: Experience | None = None,
) -> EvaluatedSubmission:
    """Metrics, or why there are none: an evaluation that fails is a value, with whose fault it is.
    ``experience`` is what earlier evaluations show of the evaluator, where any are known.

    ``on_partial`` is told, from another thread, of the metrics that are there while the evaluator
    still runs, where the phase has them shown. Raises ``ChallengeError`` where the evaluator or
    the ground truth cannot be had, ``InfrastructureError`` where the machine is at fault.
    """
    begun = attempt.begin(
        loaded,
        phase,
        accepted.submission,
        accepted.folder,
        clock=clock,
        run_url=run_url,
        hides_truth=hides_truth,
    )

    def tell(outcome: Outcome) -> None:
        assert on_partial is not None
        on_partial(_evaluated(accepted, *begun.conclude_so_far(outcome)))

    is_told = on_partial is not None and phase.settings.is_partial_submission_evaluation_enabled
    outcome = runner.run(begun.job, watch=tell if is_told else None)
    known = Experience() if experience is None else experience
    outcome = trial.weigh(outcome, begun, accepted, loaded, runner=runner, experience=known)
    record, shown = begun.conclude(outcome)
    record, more = hints.with_hints(record, accepted.folder, phase.evaluator.contract)
    evaluated = _evaluated(accepted, record, shown)
    warnings = (*evaluated.warnings, *more, *hints.of_outputs(shown.left_out))
    ignored = loaded.challenge.settings.podium.ignore
    return replace(evaluated, warnings=tuple(w for w in warnings if w.code not in ignored))


def postpone(phase: Phase, accepted: Accepted, *, clock: Clock) -> EvaluatedSubmission:
    """In place of ``evaluate``, where the hosts evaluate elsewhere."""
    record = attempt.postpone(phase, clock=clock)
    return EvaluatedSubmission(accepted.submission, record, warnings=accepted.warnings)


def record(
    evaluated: EvaluatedSubmission,
    *,
    results: str,
    branch: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> Recorded:
    """One commit in the results repository, a folder or an address, pushed past races; what is
    recorded already changes nothing. Raises ``SubmissionError`` where another submission holds
    the id, ``InfrastructureError`` where nothing could be pushed."""
    return repository.record_evaluation(
        evaluated.submission,
        evaluated.record,
        results=results,
        branch=branch,
        environment=environment,
    )


def record_all(
    evaluated: Sequence[EvaluatedSubmission],
    *,
    results: str,
    message: str,
    branch: str | None = None,
    environment: Mapping[str, str] | None = None,
) -> str | None:
    """All in one commit, or none of them; gives the commit, ``None`` where all was recorded before.
    Raises what ``record`` does."""
    pairs = [(one.submission, one.record) for one in evaluated]
    return repository.record_all(
        pairs, results=results, message=message, branch=branch, environment=environment
    ).commit


def rank(
    loaded: LoadedChallenge,
    records: Iterable[SubmissionRecord],
    reader: Reader,
    at: datetime | None = None,
    *,
    for_site: bool = False,
) -> View:
    """The boards as one reader sees them, now or ``at`` a moment; ``for_site`` with all that pages
    say beyond their rows: how sure ranks are, progress, past days."""
    from podium.boards import view  # not for the machines that only evaluate

    make = view.make_whole_view if for_site else view.make_view
    return make(loaded, tuple(records), reader, at)


def find_site(
    out: Path,
    challenges: Sequence[LoadedChallenge],
    *,
    results: Path,
    now: datetime,
    options: Mapping[str, str | None],
) -> tuple[Site | None, str]:
    """The site that is in ``out`` already, if all that it is made from is as it was; and the
    digest of that. ``options`` are those that pages depend on."""
    from podium.site import build  # likewise

    return build.find_site(out, challenges, results=results, now=now, options=options)


def render(
    views: Sequence[View],
    out: Path,
    *,
    results: Path,
    now: datetime,
    title: str,
    base_url: str = "",
    repository: str = "",
    jobs: int | None = None,
    inputs: str = "",
    tell: Progress | None = None,
) -> Site:
    """The site in the folder ``out``, rendered in ``jobs`` processes, one for each processor if
    that is not said. ``results`` is the checked-out repository that the views were made from,
    ``inputs`` the digest by which ``find_site`` is to find it again."""
    from podium.site import build  # likewise

    return build.build_site(
        views,
        out,
        results=results,
        now=now,
        title=title,
        base_url=base_url,
        repository=repository,
        jobs=jobs,
        inputs=inputs,
        tell=tell,
    )


def _evaluated(
    accepted: Accepted, record: EvaluationRecord, outcome: Outcome
) -> EvaluatedSubmission:
    return EvaluatedSubmission(
        accepted.submission,
        record,
        outcome.stdout,
        outcome.stderr,
        accepted.warnings,
        outcome.images,
        outcome.files,
        outcome.notes,
        cure="" if outcome.failure is None else outcome.failure.cure,
    )
