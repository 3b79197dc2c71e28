# ruff: noqa: RUF012 (pydantic gives every instance a default of its own)
"""The whole file, and a phase with all its keys."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from podium.challenge.keys.base import Document
from podium.challenge.keys.evalai_phase import EvalAIPhase
from podium.challenge.keys.fields import (
    Anything,
    Bool,
    Count,
    Moment,
    Name,
    Positive,
    Seconds,
    Text,
    as_text,
)
from podium.challenge.keys.grand_challenge_phase import GrandChallengePhase
from podium.challenge.keys.leaderboards import DatasetSplit, Leaderboard, PhaseSplit
from podium.challenge.keys.podium_settings import ChallengePodium, PhasePodium
from podium.challenge.text import caps


class Prize(Document):
    """A prize for a rank."""

    rank: Positive
    """The rank that it is for; each rank once."""
    amount: Annotated[
        str, BeforeValidator(as_text), StringConstraints(pattern=r"^\d+(\.\d{1,2})?[A-Z]{3}$")
    ]
    """How much, such as `100.50USD`."""
    description: Text = ""
    """Shown beside it."""


class Sponsor(Document):
    """Somebody who supports the challenge."""

    name: Text
    """Shown on the challenge's page."""
    website: Text = ""
    """Where the name leads, if it is http(s)."""


# Pydantic takes the fields of the last base first: EvalAI's keys, then Grand Challenge's.
class Phase(GrandChallengePhase, EvalAIPhase):
    """One of ``challenge_phases``: EvalAI's keys, then Grand Challenge's."""

    model_config = ConfigDict(defer_build=False)

    podium: PhasePodium = PhasePodium()
    """`evaluator` and `ground_truth` of this phase, see [podium](#podium)."""


class Challenge(Document):
    """Every key of a challenge: EvalAI's, those of Grand Challenge's phases, and ``podium:``."""

    title: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
        BeforeValidator(as_text),
    ]
    """The challenge's name."""
    short_description: Text = ""
    """One line below the title, on the home page and in search results."""
    description: Text | None = None
    """Path of an HTML file: a section of the challenge's page. Pictures of the challenge folder
    (PNG, JPEG, WebP, GIF; at most 4 MiB) are shown, by paths from the page. Scripts, styles, other
    images and relative links are taken out."""
    evaluation_details: Text | None = None
    """Path of an HTML file: a section of the challenge's page, cleaned likewise."""
    terms_and_conditions: Text | None = None
    """Path of an HTML file: a section of the challenge's page, cleaned likewise."""
    submission_guidelines: Text | None = None
    """Path of an HTML file: a section of the challenge's page, cleaned likewise."""
    image: Text | None = None
    """Path of the logo on the challenge's page: a PNG, JPEG or WebP of at most 2 MiB."""
    leaderboard_description: Text = ""
    """Shown above the challenge's boards."""
    evaluation_script: Text | None = None
    """Path of a .zip or a folder: [EvalAI's contract](evaluators.md#evalais-contract). If there is
    a folder of that name without `.zip`, it is taken, whether the .zip is there or not; if nothing
    is named, `evaluation_script/`.

    Unlike EvalAI, which takes a .zip only, the folder will do.
    """
    remote_evaluation: Bool = False
    """true: nothing is evaluated here. An accepted submission is recorded as waiting; hosts
    evaluate it on machines of their own, for example with `podium evaluate --submission`, and
    record the result with `podium record`, and the next sweep tells its participant. No evaluator
    need be named, and a script need not have an `evaluate()`.

    Unlike EvalAI, no script and no queue stand between the two, only the results repository.
    """
    start_date: Moment | None = None
    """Bounds the window of every phase: submissions are taken after this moment. UTC, unless it
    says otherwise.

    Unlike EvalAI, hosts may submit before it: it is their trial.
    """
    end_date: Moment | None = None
    """Bounds the window of every phase: submissions are taken before this moment. UTC, unless it
    says otherwise.

    Unlike EvalAI, hosts may submit after it.
    """
    published: Bool = False
    """A written `false` holds the challenge back: everything of it is for hosts only, and nobody
    else can submit. Left out, the challenge is published.

    Unlike EvalAI, a challenge that says nothing is published.
    """
    tags: list[Name] = []
    """Shown on the challenge's page.

    Unlike EvalAI, there may be more than four.
    """
    domain: Literal["CV", "NLP", "RL", "MM", "AUD", "TAB", "AL"] | None = None
    """Shown with the tags, in words.

    Unlike EvalAI's code, which refuses the `AL` of its own documentation, it is taken.
    """
    prizes: list[Prize] = []
    """Shown on the challenge's page, by [rank](#prizes-and-sponsors)."""
    sponsors: list[Sponsor] = []
    """Shown on the challenge's page, with [links](#prizes-and-sponsors)."""
    leaderboard: Annotated[list[Leaderboard], Field(max_length=caps.LEADERBOARDS)] = []
    """The [columns of boards](#leaderboard), in EvalAI's way."""
    challenge_phases: list[Phase] = Field(min_length=1, max_length=caps.PHASES)
    """The phases, each with [EvalAI's keys](#challenge_phases-evalais-keys), [Grand
    Challenge's](#challenge_phases-grand-challenges-keys), or both."""
    dataset_splits: Annotated[list[DatasetSplit], Field(max_length=caps.DATASET_SPLITS)] = []
    """The [parts of the data](#dataset_splits) that are scored by themselves."""
    challenge_phase_splits: Annotated[list[PhaseSplit], Field(max_length=caps.PHASE_SPLITS)] = []
    """The [boards](#challenge_phase_splits): which phase has one on which split."""

    is_docker_based: Bool = False
    """*no effect*: EvalAI takes container images then. Here `submission_kind` 3 says so."""
    is_static_dataset_code_upload: Bool = False
    """*no effect*: EvalAI runs submitted images on a fixed set of data then. Here a phase with
    `submission_kind` 3 and an `archive` will."""
    submission_time_limit: Seconds = 86_400
    """Seconds. One of the time limits of an evaluation: the smallest of this,
    `evaluation_time_limit` and `podium.evaluator.time_limit` holds.

    Unlike EvalAI, where it is for submitted code, it bounds every evaluation.
    """
    is_registration_open: Bool = True
    """false: nobody new is taken; whoever has submitted before, or is named in
    [`teams.yaml`](#teamsyaml), still is. Kept for submissions on GitHub."""
    enable_forum: Bool = True
    """Whether the challenge's page links to `forum_url`."""
    forum_url: Text | None = None
    """A link on the challenge's page, if it is http(s)."""
    anonymous_leaderboard: Bool = False
    """true: participants have numbers in place of names, and their submissions' pages hold nothing
    that they wrote. Hosts see who is who, and everybody sees their own; the hosts' baselines keep
    their names.

    Unlike EvalAI, which takes this key and never acts on it, it acts.
    """
    manual_participant_approval: Bool = False
    """true: only those are taken whom [`teams.yaml`](#teamsyaml) names. Kept for submissions on
    GitHub.

    Unlike EvalAI, which has it on its pages only, it is set in this file.
    """
    allowed_email_domains: list[Text] = []
    """Such as `example.org`. If any is named, a participant needs an address there. Kept for
    submissions on GitHub; see [who may take part](#who-may-take-part).

    Unlike EvalAI, an address counts only if GitHub vouches for it.
    """
    blocked_email_domains: list[Text] = []
    """Nobody with an address there is taken. Kept for submissions on GitHub; see [who may take
    part](#who-may-take-part).

    Unlike EvalAI, which knows everybody's address, one that GitHub does not show blocks nobody.
    """
    banned_email_ids: list[Text] | None = None
    """A GitHub login in this list is refused, and takes its whole team off every board. An address
    refuses, on GitHub, whomever [GitHub shows to have it](#who-may-take-part); it takes nobody off
    a board.

    Unlike EvalAI, logins are taken too, and an address does not reach the rest of a team.
    """
    require_complete_profile: Bool = False
    """true: whoever submits needs a name and a company or university in their GitHub profile. Kept
    for submissions on GitHub."""
    max_team_members: Positive | None = None
    """How many members a team in [`teams.yaml`](#teamsyaml) may have; more is an error of that
    file."""
    allow_resuming_submissions: Bool = False
    """*no effect*: whether EvalAI takes a failed evaluation up where it ended. Here one that a
    machine failed is done again by itself, and a push submits again."""
    allow_host_cancel_submissions: Bool = False
    """*no effect*: whether EvalAI's hosts can cancel a submission. Here hosts close the pull
    request, or cancel the run."""
    allow_cancel_running_submissions: Bool = False
    """*no effect*: whether EvalAI's participants can cancel what is being evaluated. Here they
    close the pull request before it is; what was begun is finished."""
    allow_participants_resubmissions: Bool = False
    """*no effect*: whether EvalAI's participants can have a submission evaluated again. Here a push
    is a new submission, and hosts evaluate a phase again with `podium rejudge`."""
    cli_version: Text | None = None
    """*no effect*: the EvalAI-CLI that participants should use."""
    challenge_usage_type: Literal["paid", "internal"] | None = None
    """*no effect*: how EvalAI charges for the challenge."""
    worker_python_version: Anything = None
    """*no effect*: the Python of EvalAI's workers. Here a script gets [the Python that runs
    Podium](evaluators.md#evalais-contract), or that of its image."""
    worker_image_url: Text | None = None
    """*no effect*: the image of EvalAI's workers. Here `podium.evaluator.image` names one."""
    worker_instance_type: Text | None = None
    """*no effect*: the machine that EvalAI rents for its worker."""
    cpu_only_jobs: Bool = False
    """*no effect*: whether EvalAI's jobs go without a GPU."""
    job_cpu_cores: Anything = None
    """*no effect*: processors of EvalAI's jobs. Here `podium.evaluator.cpus` says it."""
    job_memory: Anything = None
    """*no effect*: memory of EvalAI's jobs. Here `podium.evaluator.memory_mb` says it."""
    min_desired_worker: Count | None = None
    """*no effect*: how few workers EvalAI runs."""
    max_desired_worker: Count | None = None
    """*no effect*: how many workers EvalAI runs."""
    sqs_retention_period: Count | None = None
    """*no effect*: how long EvalAI's queue keeps a submission."""
    use_fifo_sqs: Bool = False
    """*no effect*: the kind of EvalAI's queue."""

    podium: ChallengePodium = ChallengePodium()
    """What [neither system has](#podium): hosts, evaluator, ground truth, results."""
