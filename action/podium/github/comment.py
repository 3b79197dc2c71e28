"""The comments that a pull request gets: where a submission stands, as Markdown.

Pure: states in, text out. The first line is a hidden marker by which a comment is found again,
and which says for which SHA it speaks; only a comment that we wrote is ever asked for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from podium import formats
from podium.errors import Issue
from podium.github import markdown
from podium.submission.limits import UNLIMITED, Allowance

LENGTH = 60_000  # GitHub takes 65,536 characters
MOST_ISSUES = 50
_MOST_MENTIONED = 10
_OUTLOOK = "A new comment will tell the result, usually in minutes, at worst in some hours."
_AFTERWARDS = (
    "Closing this pull request changes nothing of the result. A push that changes "
    "`submission.yaml` alone edits what is said of the submission, and uses none up; "
    "`withdraw: true` in it takes the entry off the board."
)

_MARKER = re.compile(r"<!-- podium:1 (\{[^\n<>]{1,300}\}) -->(\r?\n|$)")


class Stage(StrEnum):
    """Where a submission is. The last four are final until somebody does something."""

    RECEIVED = "received"
    EVALUATING = "evaluating"
    WAITING = "waiting"
    RETRYING = "retrying"
    SCORED = "scored"
    REJECTED = "rejected"
    FAILED = "failed"
    BROKEN = "broken"

    @property
    def is_final(self) -> bool:
        return self in (Stage.SCORED, Stage.REJECTED, Stage.FAILED, Stage.BROKEN)


@dataclass(frozen=True, slots=True)
class Mark:
    """What the marker says. ``attempts`` counts evaluations that infrastructure let down;
    ``evaluators`` is the fingerprint of what evaluated when that was given to the hosts. ``run`` is
    the workflow run that holds the submission, to the phase ``phase``, handed in at ``at``. Of a
    comment that is edited, ``after`` is the id of the last outcome that was told before."""

    sha: str
    stage: Stage
    attempts: int = 0
    evaluators: str = ""
    run: int = 0
    phase: str = ""
    at: str = ""
    is_outcome: bool = False
    after: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """Which run evaluates a submission: to which phase, by its codename, and when handed in."""

    run: int
    phase: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Subject:
    """What the comment is about. ``submission`` is the id, ``phase`` the phase's name;
    ``evaluators`` as in the mark, where the hosts have to act."""

    submission: str
    sha: str
    phase: str = ""
    evaluators: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One board's word on the submission: a rank of so many, or why there is none."""

    title: str
    address: str = ""
    rank: int | None = None
    entries: int = 0
    values: tuple[Value, ...] = ()
    note: str = ""


def mark_line(mark: Mark) -> str:
    document: dict[str, str | int] = {
        "sha": mark.sha,
        "stage": mark.stage.value,
        "attempts": mark.attempts,
    }
    for key in ("evaluators", "run", "phase", "at", "after"):
        if value := getattr(mark, key):
            document[key] = value
    if mark.is_outcome:
        document["outcome"] = True
    return f"<!-- podium:1 {json.dumps(document)} -->"


def parse_mark(body: str) -> Mark | None:
    """Of a comment that begins with a marker."""
    found = _MARKER.match(body)
    if found is None:
        return None
    try:
        document = json.loads(found[1])
        mark = Mark(
            document["sha"],
            Stage(document["stage"]),
            document["attempts"],
            str(document.get("evaluators", "")),
            int(document.get("run", 0)),
            str(document.get("phase", "")),
            str(document.get("at", "")),
            document.get("outcome") is True,
            document.get("after", 0),
        )
    except (ValueError, KeyError, TypeError):
        return None
    numbers = (mark.attempts, mark.after)
    is_sound = isinstance(mark.sha, str) and all(isinstance(one, int) for one in numbers)
    return mark if is_sound else None


def _claimed(mark: Mark, claim: Claim | None) -> Mark:
    if claim is None:
        return mark
    at = formats.format_time(claim.at)
    return replace(mark, run=claim.run, phase=claim.phase, at=at)


def received(subject: Subject, *, attempts: int = 0) -> str:
    return _body(
        Mark(subject.sha, Stage.RECEIVED, attempts),
        "Received, checking",
        [about(subject), f"The files are being checked. {_OUTLOOK}"],
    )


def evaluating(
    subject: Subject,
    *,
    warnings: Iterable[Issue] = (),
    run_url: str = "",
    attempts: int = 0,
    claim: Claim | None = None,
) -> str:
    follow = f" {markdown.link('This run', run_url)} does it." if run_url else ""
    return _body(
        _claimed(Mark(subject.sha, Stage.EVALUATING, attempts), claim),
        "Evaluating",
        [
            about(subject),
            f"The submission is accepted and being evaluated.{follow} {_OUTLOOK}",
            *_listed(warnings, "Worth knowing:"),
        ],
    )


def rejected(
    subject: Subject, issues: Sequence[Issue], *, allowance: Allowance | None = None
) -> str:
    errors = [issue for issue in issues if issue.is_error]
    warnings = [issue for issue in issues if not issue.is_error]
    count = "One thing has" if len(errors) == 1 else f"{len(errors)} things have"
    return _body(
        Mark(subject.sha, Stage.REJECTED),
        "Not accepted",
        [
            about(subject),
            *_listed(errors, f"{count} to be mended. Nothing was counted."),
            *_listed(warnings, "Worth knowing:"),
            "Push a new commit to this pull request: it is checked again, as a new submission.",
            *_left(allowance),
        ],
    )


def failed(
    subject: Subject, sentence: str, *, allowance: Allowance | None = None, newer: str = ""
) -> str:
    """The evaluator refused the submission, with a sentence for the participant."""
    return _body(
        Mark(subject.sha, Stage.FAILED),
        "Evaluation failed",
        [
            about(subject),
            "The evaluator could not score this submission. It says:",
            f"> {markdown.text(sentence, starts_line=True)}",
            "Push a new commit to this pull request to submit again.",
            *_left(allowance),
            *_newer(newer),
        ],
    )


def broken(
    subject: Subject, *, hosts: Iterable[str] = (), run_url: str = "", limit: str = ""
) -> str:
    """The challenge itself is at fault, or may be: ``limit`` is the sentence on one that was
    reached. The hosts are mentioned; what their evaluator said is for the summary of the run."""
    fault = "This was not your fault: the challenge's own evaluator did not work"
    if limit:
        fault = "A limit was reached, and that may not be your fault"
    summary = markdown.link("The run's summary", run_url) if run_url else "The run's summary"
    return _body(
        Mark(subject.sha, Stage.BROKEN, evaluators=subject.evaluators),
        "The evaluation could not be done",
        [
            about(subject),
            f"> {markdown.text(limit, starts_line=True)}" if limit else "",
            f"{fault}, and its hosts have to look at it. Nothing was counted. Once they have "
            "changed the evaluator, the submission is evaluated again by itself; you need not do "
            "anything.",
            f"{_mentioned(hosts)}{summary} has what the evaluator said last.",
        ],
    )


def retrying(subject: Subject, *, attempts: int, is_last: bool, hosts: Iterable[str] = ()) -> str:
    """A machine let us down. Which, and how, is for the log only. The hosts are mentioned once it
    is theirs to act."""
    stage = Stage.BROKEN if is_last else Stage.RETRYING
    outlook = (
        f"It did not work {attempts} times, so the hosts have to look at it; they can start it "
        f"again. You need not do anything.\n\n{_mentioned(hosts)}the run's log has the reason."
        if is_last
        else "It is retried by itself, usually in minutes, at worst in some hours; you need not do "
        "anything."
    )
    return _body(
        Mark(subject.sha, stage, attempts, subject.evaluators if is_last else ""),
        "The evaluation did not come to an end",
        [
            about(subject),
            f"This was not your fault, and nothing was counted: a machine failed. {outlook}",
        ],
    )


def waiting(
    subject: Subject,
    *,
    hosts: Iterable[str] = (),
    allowance: Allowance | None = None,
    newer: str = "",
) -> str:
    """The hosts evaluate elsewhere. GitHub tells them, whom the comment mentions anew, and not the
    author, who waits."""
    return _body(
        Mark(subject.sha, Stage.WAITING),
        "Accepted, waiting for the hosts",
        [
            about(subject),
            "The submission is recorded. The hosts evaluate this phase on machines of their own; "
            "a new comment will tell the result when they have recorded it.",
            f"{_mentioned(hosts)}it waits for you.",
            *_left(allowance),
            *_newer(newer),
        ],
    )


def scored(
    subject: Subject,
    boards: Sequence[BoardLine],
    *,
    entry_url: str = "",
    allowance: Allowance | None = None,
    newer: str = "",
    warnings: Iterable[Issue] = (),
) -> str:
    """``boards`` are those that the public sees; so is all that ``warnings`` tell."""
    ranks = [line for line in boards if line.rank is not None]
    headline = f"Scored: rank {ranks[0].rank} of {ranks[0].entries}" if ranks else "Scored"
    lines = [f"- {_board(line)}" for line in boards]
    nothing = "The result is recorded. The phase shows no leaderboard to the public now."
    return _body(
        Mark(subject.sha, Stage.SCORED),
        headline,
        [
            about(subject),
            "\n".join(lines) if lines else nothing,
            *([markdown.link("The submission's page", entry_url)] if entry_url else []),
            *_listed(warnings, "Worth knowing:"),
            *_left(allowance),
            _AFTERWARDS,
            *_newer(newer),
        ],
    )


def issue_list(issues: Iterable[Issue]) -> str:
    """As a Markdown list; the rest past ``MOST_ISSUES`` is counted."""
    issues = list(issues)
    lines = [f"- {_issue(issue)}" for issue in issues[:MOST_ISSUES]]
    if len(issues) > MOST_ISSUES:
        lines.append(f"- and {len(issues) - MOST_ISSUES} more")
    return "\n".join(lines)


def _body(mark: Mark, headline: str, paragraphs: Iterable[str]) -> str:
    body = "\n\n".join([f"{mark_line(mark)}\n### {headline}", *filter(None, paragraphs)])
    if len(body) <= LENGTH:
        return body
    return f"{body[:LENGTH].rpartition(chr(10))[0]}\n\n…"  # within a line, it may be in a code span


def about(subject: Subject) -> str:
    """Which submission it is, in a sentence."""
    phase = f" to the phase {markdown.text(subject.phase)}" if subject.phase else ""
    return f"Submission {markdown.code(subject.submission)}{phase}, commit `{subject.sha[:12]}`."


def _mentioned(hosts: Iterable[str]) -> str:
    logins = [login for login in sorted(hosts) if formats.is_login(login)][:_MOST_MENTIONED]
    return f"{' '.join(f'@{login}' for login in logins) or 'For the hosts'}: "


def _issue(issue: Issue) -> str:
    place = ": ".join(part for part in (issue.where, issue.path) if part)
    message = markdown.text(issue.message, starts_line=not place)
    said = ": ".join(filter(None, [markdown.code(place), message]))
    return f"{said} <sub>{issue.code}</sub>" if issue.code else said


def _listed(issues: Iterable[Issue], headline: str) -> list[str]:
    listed = issue_list(issues)
    return [headline, listed] if listed else []


def _board(line: BoardLine) -> str:
    title = markdown.link(line.title, line.address) if line.address else markdown.text(line.title)
    parts = []
    if line.rank is not None:
        parts.append(f"rank {line.rank} of {line.entries}")
    parts += [f"{markdown.text(value.title)} {markdown.text(value.text)}" for value in line.values]
    if line.note:
        parts.append(markdown.text(line.note))
    return f"**{title}**: {', '.join(parts)}"


def _left(allowance: Allowance | None) -> list[str]:
    """How many submissions are left, and when the next is possible."""
    if allowance is None or allowance.remaining >= UNLIMITED:
        return []
    if allowance.remaining:
        noun = "submission" if allowance.remaining == 1 else "submissions"
        told = f"{allowance.remaining} {noun} to this phase left."
    elif allowance.next_submission_at is not None:
        moment = formats.format_time(allowance.next_submission_at)
        told = f"No submissions to this phase left; the next is possible from {moment}."
    else:
        told = "No submissions to this phase left."
    reasons = "; ".join(markdown.text(reason) for reason in allowance.reasons)
    return [f"{told.removesuffix('.')} ({reasons})." if reasons else told]


def _newer(sha: str) -> list[str]:
    if not sha:
        return []
    return [f"A newer commit, `{sha[:12]}`, waits to be evaluated; a new comment will tell of it."]
