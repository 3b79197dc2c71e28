"""What whoever evaluated a submission is told about it."""

from __future__ import annotations

import json
from pathlib import Path

from podium import formats, metrics
from podium.boards import standings
from podium.challenge.model import Phase, Split
from podium.challenge.rules import Column
from podium.errors import ExitCode
from podium.jobs import Fault
from podium.ranking import entries
from podium.records import model
from podium.records.evaluation_folder import EvaluatedSubmission

_EXIT_CODES = {
    Fault.PARTICIPANT: ExitCode.SUBMISSION,
    Fault.ORGANIZER: ExitCode.CHALLENGE,
    Fault.INFRASTRUCTURE: ExitCode.INFRASTRUCTURE,
}


def exit_code(evaluated: EvaluatedSubmission) -> int:
    error = evaluated.record.evaluation.error
    return ExitCode.DONE if error is None else _EXIT_CODES[error.by]


def evaluation_document(evaluated: EvaluatedSubmission, out: Path) -> dict[str, object]:
    evaluation = evaluated.record.evaluation
    return {
        "ok": evaluation.error is None,
        "out": str(out),
        "for_hosts": evaluated.cure or None,
        "submission": json.loads(model.dump_submission(evaluated.submission)),
        "evaluation": json.loads(model.dump_evaluation(evaluation)),
    }


def describe_evaluation(evaluated: EvaluatedSubmission, phase: Phase, out: Path) -> str:
    """The outcome, the score on each board of the phase, and where it is."""
    evaluation = evaluated.record.evaluation
    duration = formats.format_duration(evaluation.execution_seconds)
    headline = f"{evaluated.submission.id}: {evaluation.status.value} in {duration}"
    if evaluation.error is not None:
        reason = f"failed ({evaluation.error.by.value}): {evaluation.error.message}"
        cure = [f"For the hosts: {evaluated.cure}"] if evaluated.cure else []
        return "\n".join([headline, *tail(evaluated), reason, *cure, f"The logs are in {out}."])
    return "\n".join([headline, *score_lines(evaluated, phase), f"The evaluation is in {out}."])


def tail(evaluated: EvaluatedSubmission) -> list[str]:
    """The end of what the evaluator said, in its own words."""
    lines = evaluated.stderr_tail
    return ["The evaluator's stderr ends:", *(f"  | {line}" for line in lines)] if lines else []


def one_line(evaluated: EvaluatedSubmission, phase: Phase) -> str:
    """The outcome in one line of a list."""
    evaluation = evaluated.record.evaluation
    duration = formats.format_duration(evaluation.execution_seconds)
    if evaluation.error is not None:
        return f"{evaluation.status.value} in {duration}: {evaluation.error.message}"
    split = phase.splits[0]
    score = next(column for column in split.rule.columns if column.ranked)
    value = _value(_part(evaluated, phase, split), split, score)
    return f"{evaluation.status.value} in {duration}; {value}"


def score_lines(evaluated: EvaluatedSubmission, phase: Phase) -> list[str]:
    """One line a board: the values that it would show."""
    lines = []
    for split in phase.splits:
        part = _part(evaluated, phase, split)
        values = [_value(part, split, column) for column in split.rule.columns]
        shown = ", ".join(value for value in values if value)
        lines.append(f"  {split.name}: {shown or 'nothing that this board shows'}")
    return lines


def _part(evaluated: EvaluatedSubmission, phase: Phase, split: Split) -> object:
    return standings.part_for(evaluated.record.document, phase, split, split.rule)[1]


def _value(part: object, split: Split, column: Column) -> str:
    """``accuracy 0.9750``, or why there is none; nothing for a column that is only shown."""
    value = split.rule.lookup(column.path)(part)
    number = metrics.as_number(value)
    if number is not None:
        return f"{column.title} {formats.format_number(number, column.decimals)}"
    if not column.ranked:
        return ""
    paths = (column.path,)
    return entries.why_unranked(split.rule, paths, part) + entries.what_is_there(
        split.rule, paths, part
    )
