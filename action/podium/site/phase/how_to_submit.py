"""How to submit to a phase: commands to paste, rules, and what happens then.

``submission.place``, ``statement``, ``attachments`` and ``check`` hold to what is said here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podium.challenge.model import Phase
from podium.records.model import PullRequestSource
from podium.site.frame import parts, schedule
from podium.site.frame.parts import Link, Moment
from podium.site.frame.schedule import PhaseState
from podium.site.frame.scope import Scope
from podium.site.frame.texts import Texts
from podium.site.phase import rules as submission_rules
from podium.site.phase import statement_form
from podium.site.phase import steps as submission_steps
from podium.site.phase.rules import Rule
from podium.site.phase.statement_form import Asked
from podium.site.phase.steps import Command, Example, Files, Step, Way

# Stands for the challenge's repository where it is not known.
_UNKNOWN = "OWNER/REPOSITORY"


@dataclass(frozen=True, slots=True)
class Notice:
    """Why nothing can be handed in now. ``moment`` belongs to the title."""

    title: str
    moment: Moment | None
    text: str


@dataclass(frozen=True, slots=True)
class CommentOutcome:
    """What the comment on a pull request comes to say, and what that means."""

    comment: str
    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class HowToSubmit:
    """``steps`` lead to a pull request, ``asset`` and ``release`` are other ways; all are empty
    where the phase takes nothing any more. ``repository`` has no address where it is not known."""

    notice: Notice | None
    rules: tuple[Rule, ...]
    asked: tuple[Asked, ...]
    asked_in_short: str
    example: Example | None
    repository: Link
    steps: tuple[Step, ...]
    asset: tuple[Command, ...]
    release: tuple[Command, ...]
    local: tuple[Command, ...]
    local_note: str
    outcomes: tuple[CommentOutcome, ...]


def explain(phase: Phase, scope: Scope) -> HowToSubmit:
    """Steps, rules and questions of a phase as they hold at ``scope.now``."""
    say = scope.say
    state = schedule.phase_state(phase, scope.now)
    name = _repository(scope)
    takes = state is not PhaseState.CLOSED and not phase.settings.takes_algorithms
    way = Way(phase, scope, name or _UNKNOWN, Files.of(phase, scope))
    asked = statement_form.list_questions(phase, say)
    place = '"$FOLDER"' if takes else "my-submission"
    return HowToSubmit(
        notice=_notice(phase, state, say),
        rules=tuple(submission_rules.list_rules(phase, scope)),
        asked=asked,
        asked_in_short=_in_short(asked, say),
        example=submission_steps.find_example(phase, scope),
        repository=Link(name or _UNKNOWN, parts.repository(name) if name else ""),
        steps=tuple(way.steps()) if takes else (),
        asset=tuple(way.asset()) if takes else (),
        release=tuple(way.release()) if takes else (),
        local=tuple(submission_steps.list_local(phase, scope, place)),
        local_note=submission_steps.note_local(phase, scope),
        outcomes=tuple(_outcomes(phase, say)) if takes else (),
    )


def _in_short(asked: Sequence[Asked], say: Texts) -> str:
    required = sum(question.is_required for question in asked)
    optional = say.count(
        "{n} that may be left out", "{n} that may be left out", len(asked) - required
    )
    if not required:
        return optional
    return say(
        "{required}, {optional}",
        required=say.count("{n} required", "{n} required", required),
        optional=optional,
    )


def _repository(scope: Scope) -> str:
    """What the site was told, else where the newest pull request of all that may be seen was
    opened; empty where neither is known."""
    if scope.repository:
        return scope.repository if parts.repository(scope.repository) else ""
    pulls = [
        (result.submission.submitted_at, result.id, result.submission.source.repository)
        for result in scope.results
        if isinstance(result.submission.source, PullRequestSource)
    ]
    name = max(pulls)[2] if pulls else ""
    return name if parts.repository(name) else ""


def _notice(phase: Phase, state: PhaseState | None, say: Texts) -> Notice | None:
    window = phase.window
    if phase.settings.takes_algorithms:
        return Notice(
            say("This phase takes algorithms"),
            None,
            say("This version of Podium cannot run them: every submission is refused."),
        )
    match state:
        case PhaseState.CLOSED if schedule.takes_none(phase.settings):
            return Notice(
                say("This phase takes no submissions"),
                None,
                say("Its hosts have set a limit of none."),
            )
        case PhaseState.CLOSED:
            assert window.closes is not None
            return Notice(
                say("Closed since"),
                Moment.of(window.closes, say),
                say(
                    "What GitHub had received by then is still evaluated. A late submission is "
                    "refused, with a comment that says so."
                ),
            )
        case PhaseState.SOON:
            assert window.opens is not None
            return Notice(
                say("Opens"),
                Moment.of(window.opens, say),
                say("A pull request before that is refused. Prepare it now, and open it then."),
            )
        case PhaseState.PAUSED:
            return Notice(
                say("Paused"),
                None,
                say("The hosts take no submissions for now. A pull request is refused until then."),
            )
        case PhaseState.INACTIVE:
            return Notice(
                say("Not active"),
                None,
                say("The hosts have switched this phase off. A pull request is refused."),
            )
        case _:
            return None


# What happens then


def _outcomes(phase: Phase, say: Texts) -> Iterator[CommentOutcome]:
    yield CommentOutcome(
        say("Received, checking"),
        "soon",
        say("Your files are read, as they are at the commit that you pushed."),
    )
    if phase.is_external:
        yield CommentOutcome(
            say("Waiting"), "paused", say("Accepted. The hosts evaluate it on their own machines.")
        )
    else:
        yield CommentOutcome(
            say("Evaluating"), "soon", say("Accepted. It waits for its turn, or runs.")
        )
    yield CommentOutcome(
        say("Scored"),
        "open",
        say("Your rank and values, your entry's own page, and how many submissions are left."),
    )
    yield CommentOutcome(
        say("Not accepted"),
        "failed",
        say("Every mistake at once, each with its place and its cure. It does not count."),
    )
    if phase.is_external:
        return
    yield CommentOutcome(
        say("Evaluation failed"),
        "failed",
        say("The evaluator could not use your files. It does not count.")
        if phase.settings.disable_logs
        else say("The evaluator's last line says why. It does not count."),
    )
    yield CommentOutcome(
        say("The evaluation did not come to an end"),
        "paused",
        say("A machine failed, not you: it is tried again by itself. It does not count."),
    )
