"""What is worth knowing of an evaluation beside its metrics: what may be behind a submission that
scored nothing, where its files show it, and which files of its output are not kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from podium import metrics
from podium.codes import Code
from podium.errors import Issue, SubmissionError
from podium.evaluation import evidence, messages
from podium.jobs import Contract, Fault
from podium.records.model import EvaluationRecord
from podium.submission.files import member_names, zips
from podium.submission.files.members import Caps

_MOST = 10_000  # values that are looked at


def with_hints(
    record: EvaluationRecord, folder: Path, contract: Contract
) -> tuple[EvaluationRecord, tuple[Issue, ...]]:
    """The record of an evaluation of what is staged in ``folder``, and what its participant should
    know of it. A refusal by the evaluator has the hint at its end: it is read wherever that is."""
    error = record.evaluation.error
    if error is None and not scores_nothing(record.document):
        return record, ()
    if error is not None and (
        error.by is not Fault.PARTICIPANT or evidence.is_of_limit(error.message)
    ):
        return record, ()
    nested = folder_of_all(folder) if contract is Contract.EVALAI else ""
    if not nested:
        return record, ()
    hint = (
        f"all files of the zip lie in its folder {nested!r}; if they are looked for at its top, "
        "zip the files themselves and not the folder"
    )
    if error is None:
        message = f"nothing was scored: {hint}"
        return record, (Issue.warning(message, code=Code.ALL_IN_ONE_FOLDER),)
    said = error.message[: messages.MAX_LENGTH - len(hint) - len(messages.HINT)]
    told = replace(error, message=f"{said}{messages.HINT}{hint}")
    return replace(record, evaluation=replace(record.evaluation, error=told)), ()


def of_outputs(left_out: Iterable[str]) -> Iterator[Issue]:
    """What was left out of the output, as warnings."""
    for sentence in left_out:
        yield Issue.warning(sentence, code=Code.OUTPUT_LEFT_OUT)


def scores_nothing(document: object) -> bool:
    """Whether there is no number in a ``metrics.json`` but zeros."""
    return not any(metrics.as_number(value) for value in _values(document))


def _values(document: object) -> Iterator[object]:
    waiting = [document]
    for _ in range(_MOST):
        if not waiting:
            return
        match waiting.pop():
            case dict() as members:
                waiting += members.values()
            case list() as members:
                waiting += members
            case value:
                yield value


def folder_of_all(staged: Path) -> str:
    """The folder that all files of a lone zip share; empty where there is none."""
    files = list(staged.iterdir()) if staged.is_dir() else []
    if len(files) != 1 or files[0].suffix.lower() != ".zip":
        return ""
    try:
        with zips.opened_zip(files[0], caps=Caps()) as listing:
            firsts = {member.name.partition("/")[0] for member in listing.members}
            is_nested = all("/" in member.name for member in listing.members)
    except SubmissionError:
        return ""
    return member_names.printable(firsts.pop()) if is_nested and len(firsts) == 1 else ""
