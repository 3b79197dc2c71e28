"""What a machine that evaluated delivers to the one that publishes: a folder a submission, as an
artifact. It ran somebody's container, so all of it may be forged: it is looked at before it is
read, read within bounds, and believed only where it says what the plan says.

    machine.json               there as soon as Podium runs
    <id>/begun.json            there as soon as the submission is worked on
    <id>/outcome.json          what came of it; without one, the machine was lost
    <id>/evaluation.json …     of what was evaluated, as ``records.evaluation_folder`` writes it

What an evaluator printed is not among it: in a public repository anybody can read artifacts.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import Field, TypeAdapter

from podium import __version__
from podium.challenge.model import Challenge, Phase
from podium.errors import (
    MOST,
    ChallengeError,
    InfrastructureError,
    Issue,
    PodiumError,
    SubmissionError,
    told,
)
from podium.github.acceptance import RefusedError
from podium.github.machine import Ended
from podium.github.plan_document import Plan, Task
from podium.github.reading import PullPart
from podium.jobs import MIB, Contract
from podium.records import evaluation_folder, model, plain_files
from podium.records.evaluation_folder import EvaluatedSubmission
from podium.records.model import Evaluation, Metadata, Status, Submission, SubmittedFile
from podium.submission.files import images
from podium.submission.files.staging import METADATA, PACKED

MOST_FILES = 1_000
MOST_BYTES = 256 * MIB
_MACHINE, _BEGUN, _OUTCOME = "machine.json", "begun.json", "outcome.json"
_LOGS = ("stdout.log", "stderr.log")
_PLAIN = frozenset(
    {
        *(_BEGUN, _OUTCOME, "warnings.json"),
        *(model.SUBMISSION_FILE, model.EVALUATION_FILE, model.METRICS_FILE),
    }
)
_SKEW = timedelta(minutes=10)  # between the clocks of two machines


@dataclass(frozen=True, slots=True)
class _Outcome:
    """``kind`` is whose business it is that nothing was evaluated, if nothing was."""

    kind: Literal["evaluated", "submission", "challenge", "infrastructure"]
    issues: Annotated[tuple[Issue, ...], Field(max_length=MOST)] = ()
    version: Literal[1] = 1


_OUTCOMES = TypeAdapter(_Outcome)
_KINDS: dict[str, type[PodiumError]] = {
    "submission": SubmissionError,
    "challenge": ChallengeError,
    "infrastructure": InfrastructureError,
}


class LostError(InfrastructureError):
    """A machine began with it and said nothing more. ``partial`` holds the first metrics, if it had
    those."""

    def __init__(self, partial: EvaluatedSubmission | None = None) -> None:
        self.partial = partial
        super().__init__("its machine was lost while it was evaluated")


# The machine's side


def sign_in(root: Path) -> None:
    """Tell that a machine was there, whether it began with anything or not."""
    root.mkdir(parents=True, exist_ok=True)
    (root / _MACHINE).write_text('{"version":1}\n')


def begin(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / _BEGUN).write_text('{"version":1}\n')


def write(folder: Path, ended: Ended) -> None:
    """The outcome comes last: a folder without one was never finished."""
    if isinstance(ended, EvaluatedSubmission):
        write_so_far(folder, ended)
        outcome = _Outcome("evaluated")
    else:
        kinds = (kind for kind, error in _KINDS.items() if isinstance(ended, error))
        kind = next(kinds, "infrastructure")
        issues = ended.issues if isinstance(ended, PodiumError) else ()
        outcome = _Outcome(kind, told(issues))  # type: ignore[arg-type]
    (folder / _OUTCOME).write_bytes(_OUTCOMES.dump_json(outcome))


def write_so_far(folder: Path, evaluated: EvaluatedSubmission) -> None:
    """The evaluation alone: its end may come yet."""
    evaluation_folder.write(evaluated, folder)
    for name in _LOGS:
        (folder / name).unlink()


# The other side


def is_signed_in(root: Path) -> bool:
    return (root / _MACHINE).is_file()


def read(
    folder: Path, task: Task, plan: Plan, challenge: Challenge, *, now: datetime, server_url: str
) -> Ended | None:
    """What was delivered of a task, ``None`` if it was not begun. A ``LostError`` is one that was
    and has no end; any other that is not what was asked for is an ``InfrastructureError``."""
    if not folder.exists():
        return None
    phase = challenge.phase(task.phase)
    if phase is None:
        return ChallengeError(f"phase {task.phase}: it is no longer in the challenge")
    try:
        _look(folder, _names_of(phase, challenge))
        if not (folder / _OUTCOME).is_file():
            return LostError(_partial(folder, task, plan, phase, now, server_url))
        said = plain_files.read(folder / _OUTCOME, most=plain_files.MAX_DOCUMENT)
        outcome = _OUTCOMES.validate_json(said)
        if outcome.kind == "evaluated":
            return _read_evaluated(folder, task, plan, phase, now, server_url)
    except (ValueError, ChallengeError, OSError, _ForgedError) as error:
        reason = str(error) if isinstance(error, _ForgedError) else type(error).__name__
        return InfrastructureError(f"what came back is not what was asked for: {reason}")
    if outcome.kind == "submission":
        return RefusedError(list(outcome.issues), phase)
    kind = _KINDS[outcome.kind]
    return kind(issues=list(outcome.issues)) if outcome.issues else kind("a bug of Podium's")


class _ForgedError(Exception):
    """What no machine of ours would have written."""


def _partial(
    folder: Path, task: Task, plan: Plan, phase: Phase, now: datetime, server_url: str
) -> EvaluatedSubmission | None:
    if not (folder / model.EVALUATION_FILE).is_file():
        return None
    found = _read_evaluated(folder, task, plan, phase, now, server_url)
    is_partial = found.record.evaluation.status is Status.PARTIALLY_EVALUATED
    return found if is_partial else None


def _names_of(phase: Phase, challenge: Challenge) -> frozenset[str]:
    """Of the files of an evaluator that are kept."""
    return frozenset(phase.settings.podium.outputs or challenge.settings.podium.outputs)


def _look(root: Path, outputs: frozenset[str]) -> None:
    """Before anything is opened: plain files of the names that there are, within bounds."""
    total = count = 0
    for name, path in plain_files.files_below(str(root)).items():
        top, _, rest = name.partition("/")
        is_known = (
            name in _PLAIN
            or (top == model.OUTPUTS_FOLDER and rest in outputs)
            or (top == model.IMAGES_FOLDER and rest.count("/") == 1)
        )
        if not is_known:
            raise _ForgedError("a file of another name")
        count, total = count + 1, total + path.lstat().st_size
        if count > MOST_FILES or total > MOST_BYTES:
            raise _ForgedError(f"more than {MOST_FILES} files or {MOST_BYTES // MIB} MiB")
        if top == model.IMAGES_FOLDER:
            content = plain_files.read(path, most=images.MOST_BYTES)
            if not images.is_picture(name, content):
                raise _ForgedError("a picture that is none")


def _read_evaluated(
    folder: Path, task: Task, plan: Plan, phase: Phase, now: datetime, server_url: str
) -> EvaluatedSubmission:
    found = evaluation_folder.read(folder)
    evaluation = found.record.evaluation
    _check_evaluation(evaluation, phase, plan, now)
    _check_files(found.submission.files, task, phase.evaluator.contract)
    _check_link(found.submission.metadata, task, server_url)
    entrant = task.entrant
    submission = Submission(
        id=entrant.id,
        challenge=plan.challenge,
        phase=phase.codename,
        participant=entrant.participant,
        submitted_at=entrant.submitted_at,
        source=entrant.source,
        files=found.submission.files,
        metadata=found.submission.metadata,
        is_public=found.submission.is_public,
        is_withdrawn=found.submission.is_withdrawn,
    )
    record = replace(found.record, evaluation=replace(evaluation, number=1))
    return replace(found, submission=submission, record=record)


def _check_evaluation(evaluation: Evaluation, phase: Phase, plan: Plan, now: datetime) -> None:
    source = phase.evaluator
    pinned = (source.image or "").partition("@")[2]
    said = {
        "its time": plan.made_at - _SKEW <= evaluation.created_at <= now + _SKEW,
        "its contract": evaluation.evaluator.contract is source.contract,
        "its ground truth": phase.is_external
        or evaluation.ground_truth == plan.ground_truth[phase.codename],
        "whether it is published": evaluation.published is phase.settings.auto_publish_new_results,
        "its image": not pinned
        or not evaluation.status.has_metrics
        or evaluation.evaluator.digest == pinned,
        "whether it waits": (evaluation.status is Status.SUBMITTED) is phase.is_external,
        "its Podium": evaluation.podium == __version__,
    }
    wrong = [what for what, holds in said.items() if not holds]
    if wrong:
        raise _ForgedError(", ".join(wrong))


def _check_files(files: tuple[SubmittedFile, ...], task: Task, contract: Contract) -> None:
    """As far as staging leaves names and sizes: what is in a zip or behind an address is not known
    here, a lone file may get another name, and EvalAI's scripts get several as one zip."""
    for file in files:
        parts = PurePosixPath(file.path).parts
        if not parts or ".." in parts or parts[0] == "/" or file.size < 0:
            raise _ForgedError("a path of its own")
    part = task.part
    if not isinstance(part, PullPart):
        return
    sizes = {
        entry.path.removeprefix(f"{part.folder}/"): size
        for entry, size in zip(part.entries, part.sizes, strict=True)
    }
    sizes.pop(METADATA, None)
    is_unknown = not sizes or any(name.lower().endswith(".zip") for name in sizes)
    is_packed = contract is Contract.EVALAI and [file.path for file in files] == [PACKED]
    if is_unknown or is_packed:
        return
    if len(files) == 1 and files[0].size in sizes.values():
        return
    if not files or any(sizes.get(file.path) != file.size for file in files):
        raise _ForgedError("other files")


def _check_link(metadata: Metadata, task: Task, server_url: str) -> None:
    """The one address that is ours: it is shown without its host's name."""
    part, source = task.part, task.entrant.source
    address = metadata.supplementary_file
    if not address:
        return
    repository = getattr(source, "repository", "")
    folder = part.folder if isinstance(part, PullPart) else ""
    start = f"{server_url.rstrip('/')}/{repository}/blob/{task.sha}/{quote(folder)}/"
    if not folder or not address.startswith(start):
        raise _ForgedError("another address")
