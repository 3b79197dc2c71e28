"""A phase as EvalAI has it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, StringConstraints

from podium.challenge.keys.base import Document
from podium.challenge.keys.fields import (
    AS_WRITTEN,
    Anything,
    AttributeType,
    Bool,
    Codename,
    Count,
    Id,
    Moment,
    Name,
    Text,
    Title,
    as_text,
)


class MetaAttribute(Document):
    """A question to the participants."""

    name: Title
    """The answer's key under `attributes` in `submission.yaml`."""
    description: Text = ""
    """The question, where the name does not say it all."""
    type: AttributeType
    """What is taken for an answer: true or false, some text, one of the options, or any of them."""
    options: list[Name] | None = None
    """The answers to choose from. Required for `radio` and `checkbox`."""
    required: Anything = False
    """Only `true` itself makes it required. A submission without a required answer is refused with
    the question."""


class DefaultMetaAttribute(Document):
    """One of the four things that EvalAI asks of every submission."""

    name: Text
    """`method_name`, `method_description`, `project_url` or `publication_url`."""
    is_visible: Bool = True
    """false: it is neither asked for nor shown."""


class EvalAIPhase(Document):
    """EvalAI's keys of a phase."""

    model_config = ConfigDict(defer_build=True)  # only ``Phase`` is ever validated

    id: Id | None = None
    """What `challenge_phase_id` and `parent` refer to; left out, its place in the list, from 1."""
    name: Annotated[Title | None, AS_WRITTEN] = None
    """The phase's name; else `title`, else the codename."""
    description: Text | None = None
    """Path of an HTML file, shown on the phase's page, cleaned as the challenge's pages are."""
    challenge: Anything = None
    """*no effect*: EvalAI's own code passes over it too."""
    codename: Annotated[Codename | None, AS_WRITTEN] = None
    """Names the phase to commands, to `evaluate()`, in addresses and in the results: do not change
    it later. Required, unless `slug` is given."""
    start_date: Moment | None = None
    """Submissions are taken after this moment; UTC, unless it says otherwise. All windows that are
    given must allow it: this one, the challenge's, and `submissions_open_at`.

    Unlike EvalAI, hosts may submit before it: it is their trial of the phase.
    """
    end_date: Moment | None = None
    """Submissions are taken before this moment; UTC, unless it says otherwise. All windows that are
    given must allow it: this one, the challenge's, and `submissions_close_at`.

    Unlike EvalAI, hosts may submit after it.
    """
    leaderboard_public: Bool = False
    """Whether others than hosts may see the phase's boards; see [who sees what](#who-sees-what).
    While it is true, participants may show what `is_submission_public` keeps private.

    Unlike EvalAI, where `visibility` alone hides a board, false hides all boards of the phase.
    """
    is_public: Bool = False
    """Whether the phase is there for others than hosts, who alone can submit to a hidden one; see
    [who sees what](#who-sees-what)."""
    is_active: Anything = None
    """false, also in quotes: no submissions are taken. Otherwise the dates decide.

    Unlike EvalAI, whose code passes over this key and goes by the dates, false closes the phase.
    """
    is_submission_public: Bool = False
    """true: every submission is public, and participants cannot hide theirs. false: it is private,
    unless `leaderboard_public` is true and the participant's `submission.yaml` says `is_public:
    true`.

    Unlike EvalAI, whose code lets participants hide theirs, its document's words hold.
    """
    is_submission_paused: Bool = False
    """true: submissions are refused, with a sentence that says so. What is being evaluated goes on.

    Unlike EvalAI, hosts may still submit.
    """
    allowed_email_ids: list[Text] | None = None
    """Who may submit: addresses, GitHub logins and `org/team` names. None or empty: everybody.
    Hosts always may. Kept for submissions on GitHub; see [who may take part](#who-may-take-part).

    Unlike EvalAI, logins and teams are taken too; an address counts only if GitHub vouches for it,
    and capitals make no difference.
    """
    max_submissions_per_day: Count = 100_000
    """Submissions of a team, or of a participant without one, on one day of UTC; failed and
    cancelled ones do not count. 0 closes the phase; the default means no limit. Kept for
    submissions on GitHub, and told by `podium limits`.

    Unlike EvalAI, hosts are not limited, and a limit that is lowered below what is used stays one.
    """
    max_submissions_per_month: Count | None = None
    """Submissions of a team, or of a participant without one, in one calendar month of UTC; failed
    and cancelled ones do not count. 0 closes the phase. Kept for submissions on GitHub, and told by
    `podium limits`.

    Unlike EvalAI, which copies `max_submissions` here, no key is no limit; hosts are not limited,
    and a limit that is lowered below what is used stays one.
    """
    max_submissions: Count = 100_000
    """Submissions of a team, or of a participant without one, in all; failed and cancelled ones do
    not count. 0 closes the phase; the default means no limit. Kept for submissions on GitHub, and
    told by `podium limits`.

    Unlike EvalAI, hosts are not limited.
    """
    max_concurrent_submissions_allowed: Count = 3
    """Submissions of a team, or of a participant without one, that may wait or run at the same
    time. 0 closes the phase. Kept for submissions on GitHub, and told by `podium limits`.

    Unlike EvalAI, it is not lowered to `max_submissions_per_day`, and hosts are not limited.
    """
    allowed_submission_file_types: (
        Annotated[str, BeforeValidator(as_text), StringConstraints(max_length=200)] | None
    ) = None
    """Endings such as `.csv, .zip`; files of other types are refused. None: everything is taken.
    Several files count as one .zip where .zip is allowed.

    Unlike EvalAI, where only the browser looks at it, it is enforced; and it has no list of its own
    where the key is left out.
    """
    is_restricted_to_select_one_submission: Bool = False
    """Of each team, or participant without one, the public sees one submission of the phase: the
    last that they, or the hosts, made public. The others stay for themselves and for hosts;
    baselines stay for everybody. Refused together with `is_submission_public`.

    Unlike EvalAI, where it makes another submission private only if exactly one is public, all
    others step back.
    """
    default_submission_meta_attributes: list[DefaultMetaAttribute] | None = None
    """Which of the [four usual fields](#default_submission_meta_attributes) are asked for and
    shown. One that is not in the list is.

    Unlike EvalAI, whose form hides what is not in the list, only `is_visible: false` hides.
    """
    submission_meta_attributes: list[MetaAttribute] | None = None
    """[Questions to the participants](#submission_meta_attributes), answered in `submission.yaml`
    and shown on the submission's page. Wrong and missing answers are refused.

    Unlike EvalAI, where only the browser looks at the answers, they are checked.
    """
    test_annotation_file: Text | None = None
    """Path of a file or folder: the ground truth. The phase's `podium.ground_truth` goes before
    it."""
    is_partial_submission_evaluation_enabled: Bool = False
    """An evaluator that writes the metrics of one split at a time has them shown as they come,
    marked *Partial*. false: nothing is shown before the evaluation is done.

    Unlike EvalAI, where only hosts' own machines can send parts, every evaluator can.
    """
    disable_logs: Bool = False
    """Nothing that the evaluator prints is kept or shown: no logs, and of a failure not its last
    line."""
    submission_artifact_retention_policy: Text | None = None
    """*no effect*: how long EvalAI keeps what was handed in. Podium keeps none of it."""
