"""A phase evaluated again: what is stale, each of it evaluated, what that would change, and all of
it recorded in one commit."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from podium import pipeline
from podium.boards import rejudged as rank_changes
from podium.boards.readers import Hosts
from podium.boards.rejudged import BoardChange
from podium.challenge.folder import LoadedChallenge
from podium.challenge.model import Phase
from podium.cli import console, tables
from podium.cli.reevaluation import Reevaluation
from podium.errors import ChallengeError, ExitCode, InfrastructureError, SubmissionError
from podium.github import recorded_files
from podium.jobs import Clock, Fault, Runner
from podium.records import rejudgement
from podium.records.model import SubmissionRecord
from podium.records.rejudgement import Rejudged
from podium.records.staleness import Stale, Tools
from podium.records.versions import EvaluationChange
from podium.site import rejudged as rejudged_page
from podium.site.rejudged import RejudgedPage, StaleLine

DOCUMENT, PAGE = "rejudge.json", "rejudge.html"

_WORDS = {
    EvaluationChange.EVALUATOR: "the evaluator",
    EvaluationChange.GROUND_TRUTH: "the ground truth",
    EvaluationChange.CONFIG: "the configuration",
}
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Rejudging:
    """A phase, its challenge's ``records``, and what of them is ``stale`` by the tools of today."""

    loaded: LoadedChallenge
    phase: Phase
    records: tuple[SubmissionRecord, ...]
    tools: Tools
    stale: tuple[Stale, ...]

    @property
    def name(self) -> str:
        return f"{self.loaded.challenge.slug}/{self.phase.codename}"

    def describe(self) -> str:
        """What is stale, and why."""
        lines = [f"{one.submission.id}: {_why(one)} changed" for one in self.stale]
        recorded = sum(one.submission.phase == self.phase.codename for one in self.records)
        return "\n".join([*lines, f"{self.name}: {len(lines)} of {recorded} are stale"])

    def evaluate(
        self,
        todo: Sequence[Stale],
        out: Path,
        *,
        runner: Runner,
        files: Path | None,
        clock: Clock,
    ) -> None:
        """One after the other, each kept in ``out`` as it ends. One that cannot be had or that a
        machine fails is kept as a problem. Raises ``ChallengeError`` where there is no evaluator.
        """
        origin = recorded_files.read_origin(os.environ)
        again = Reevaluation(
            self.loaded, self.phase, runner, clock, origin, files, records=self.records
        )
        for number, one in enumerate(todo, start=1):
            name = one.submission.id
            try:
                evaluated = again.evaluate(one)
            except (SubmissionError, InfrastructureError) as error:
                rejudgement.write_problem(name, str(error), out)
                said = f"not evaluated: {error}"
            else:
                rejudgement.write(evaluated, out)
                said = again.describe(evaluated)
            console.say(f"[{number}/{len(todo)}] {name}: {said}")

    def compare(self, found: Rejudged) -> tuple[BoardChange, ...]:
        """The phase's boards as hosts see them, without the new evaluations and with them."""
        records = [_with(one, found) for one in self.records]
        before = pipeline.rank(self.loaded, self.records, Hosts()).boards
        after = pipeline.rank(self.loaded, records, Hosts()).boards
        return rank_changes.compare(before, after, self.phase.codename)

    def to_document(self, found: Rejudged, changes: Sequence[BoardChange]) -> dict[str, object]:
        """Nothing in it tells when, where or in how many parts the evaluations were made."""
        return {
            "challenge": self.loaded.challenge.slug,
            "phase": self.phase.codename,
            "tools": asdict(self.tools),
            "complete": not found.missing,
            "stale": [_stale_document(one, found) for one in found.stale],
            "boards": [rank_changes.to_document(one) for one in changes],
        }

    def make_page(self, found: Rejudged, changes: Sequence[BoardChange]) -> RejudgedPage:
        title = f"{self.loaded.challenge.title}, {self.phase.name}: evaluated again"
        lines = [_stale_line(one, found) for one in found.stale]
        return rejudged_page.make_page(title, _summary(found, changes), changes, lines)

    def publish(
        self, found: Rejudged, *, results: str, branch: str | None, is_incomplete: bool
    ) -> dict[str, object]:
        """All of it in one commit, or none. Raises ``ChallengeError`` where some are missing and
        nobody said that they may be."""
        if found.missing and not is_incomplete:
            named = ", ".join(one.submission.id for one in found.missing[:_MOST_NAMED])
            more = len(found.missing) - _MOST_NAMED
            raise ChallengeError(
                f"{len(found.missing)} of {len(found.stale)} stale submissions are not evaluated "
                f"again: {named}{f' and {more} more' if more > 0 else ''}; run this without "
                "--publish first, or add --incomplete: theirs stay as they are"
            )
        evaluated = [found.evaluated[name] for name in sorted(found.evaluated)]
        if not evaluated:
            console.say("there is nothing to record")
            return {"commit": None, "evaluations": 0}
        commit = pipeline.record_all(
            evaluated,
            results=results,
            branch=branch,
            message=f"{self.name}: {len(evaluated)} submissions evaluated again\n",
        )
        said = f"commit {commit[:12]}" if commit else "they were there already"
        console.say(f"recorded: {len(evaluated)} evaluations ({said})")
        return {"commit": commit, "evaluations": len(evaluated)}


def to_text(page: RejudgedPage) -> str:
    """A table a board, and in a few lines what is done."""
    made = [
        "\n".join([board.name, *tables.aligned(rejudged_page.to_table(board), left=(2, 3))])
        for board in page.boards
    ]
    return "\n\n".join([*made, "\n".join(page.summary)])


def write(document: dict[str, object], page: RejudgedPage, out: Path) -> None:
    """The comparison as a document, and as a page."""
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, indent=2, allow_nan=False) + "\n"
    (out / DOCUMENT).write_text(text, encoding="utf-8")
    (out / PAGE).write_text(rejudged_page.to_html(page), encoding="utf-8")


def exit_code(found: Rejudged) -> int:
    """Whose turn it is: whoever gets files and machines, else the organizer."""
    if found.problems:
        return ExitCode.INFRASTRUCTURE
    errors = (one.record.evaluation.error for one in found.evaluated.values())
    is_theirs = any(error is not None and error.by is Fault.ORGANIZER for error in errors)
    return ExitCode.CHALLENGE if is_theirs else ExitCode.DONE


def _with(record: SubmissionRecord, found: Rejudged) -> SubmissionRecord:
    new = found.evaluated.get(record.submission.id)
    if new is None:
        return record
    number = max(one.evaluation.number for one in record.evaluations) + 1
    numbered = replace(new.record, evaluation=replace(new.record.evaluation, number=number))
    return replace(record, evaluations=(*record.evaluations, numbered))


def _stale_document(one: Stale, found: Rejudged) -> dict[str, object]:
    new = found.evaluated.get(one.submission.id)
    error = None if new is None else new.record.evaluation.error
    return {
        "submission": one.submission.id,
        "participant": one.submission.participant.login,
        "changed": list(one.changed),
        "status": None if new is None else new.record.evaluation.status,
        "error": None if error is None else asdict(error),
        "problem": found.problems.get(one.submission.id),
    }


def _stale_line(one: Stale, found: Rejudged) -> StaleLine:
    name = one.submission.id
    new = found.evaluated.get(name)
    if new is None:
        outcome = f"no: {found.problems[name]}" if name in found.problems else "waits"
    else:
        error = new.record.evaluation.error
        outcome = "yes" if error is None else f"failed ({error.by.value}): {error.message}"
    return StaleLine(name, one.submission.participant.login, _why(one), outcome)


def _why(one: Stale) -> str:
    return ", ".join(_WORDS[change] for change in one.changed) or "nothing"


def _summary(found: Rejudged, changes: Sequence[BoardChange]) -> list[str]:
    """How much is done, and what it would change."""
    lines = [f"{len(found.evaluated)} of {len(found.stale)} submissions are evaluated again."]
    failed = sum(one.record.evaluation.error is not None for one in found.evaluated.values())
    if failed:
        lines.append(f"{failed} failed: where there was a result before, it still stands.")
    if found.problems:
        lines.append(f"{len(found.problems)} could not be evaluated.")
    if found.waiting:
        lines.append(f"{len(found.waiting)} wait: the ranks after are not the last ones yet.")
    for one in changes:
        moved = sum(move.is_moved for move in one.moves)
        changed = sum(move.is_changed for move in one.moves)
        lines.append(f"{one.name}: {changed} of {len(one.moves)} entries change, {moved} in rank.")
    return lines
