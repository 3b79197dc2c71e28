"""What hosts read of an evaluation that failed, in the summary of its run: whose fault it is, what
they can do, and the end of what their evaluator printed.

Pure. Of a run that anybody can read, nothing is shown that was printed beside the sentence that
participants are told, because the evaluator has read the ground truth.
"""

from __future__ import annotations

from collections.abc import Sequence

from podium.evaluation import messages
from podium.github import comment, markdown
from podium.github.comment import Subject
from podium.jobs import Fault
from podium.records.evaluation_folder import EvaluatedSubmission


def of_failure(evaluated: EvaluatedSubmission, subject: Subject, *, shows_output: bool) -> str:
    """Empty where there is nothing that they could mend."""
    error = evaluated.record.evaluation.error
    is_theirs = error is not None and error.by is Fault.ORGANIZER
    if error is None or not (is_theirs or evaluated.cure):
        return ""
    stderr = evaluated.stderr.decode("utf-8", "replace")
    lines = evaluated.stderr_tail if shows_output else messages.outline(stderr)
    return make(subject, error.message, is_theirs=is_theirs, cure=evaluated.cure, lines=lines)


def make(
    subject: Subject, sentence: str, *, is_theirs: bool, cure: str = "", lines: Sequence[str] = ()
) -> str:
    headline = "The evaluator is at fault" if is_theirs else "The evaluator could say more"
    paragraphs = [
        f"### For the hosts: {headline}",
        comment.about(subject),
        f"> {markdown.text(sentence, starts_line=True)}",
        markdown.text(cure),
        markdown.block(lines) if lines else "",
    ]
    return "\n\n".join(filter(None, paragraphs))
