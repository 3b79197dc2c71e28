# ruff: noqa: RUF012 (pydantic gives every instance a default of its own)
"""A phase as Grand Challenge has it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from podium.challenge.keys.base import Document
from podium.challenge.keys.fields import (
    Anything,
    Bool,
    Count,
    Days,
    Decimals,
    Display,
    Id,
    JsonPath,
    MemoryGb,
    Method,
    Moment,
    Presence,
    Seconds,
    SortOrder,
    SubmissionKind,
    Text,
    as_text,
    json_text_or_list,
)
from podium.challenge.rules import Order, ResultDisplay, ScoringMethod
from podium.challenge.text import caps


class ExtraResultsColumn(Document):
    """One more column of a board."""

    title: Text
    """The column's title."""
    path: JsonPath
    """The value in `metrics.json`, as a [path](ranking.md#paths-into-metricsjson)."""
    order: SortOrder
    """Which way is better: `asc` (lower) or `desc` (higher)."""
    error_path: JsonPath | None = None
    """[Path](ranking.md#paths-into-metricsjson) of what is shown as ± beside the value."""
    exclude_from_ranking: Bool = False
    """true: shown only. Otherwise the column takes part in `avg` and `med`, and **a result without
    a number here is not ranked, with `abs` too**."""


_ALGORITHM = 3  # a ``submission_kind``


class GrandChallengePhase(Document):
    """Grand Challenge's keys of a phase."""

    model_config = ConfigDict(defer_build=True)  # only ``Phase`` is ever validated

    created: Moment | None = None
    """Since when the phase is there, on its page and in the feed. Left out, git says it: the first
    commit on the branch whose file has its codename; a shallow clone cannot say."""
    modified: Moment | None = None
    """When what the file says of the phase was last changed, on its page and in the feed. By git,
    and this key where git does not know."""
    title: (
        Annotated[
            str,
            StringConstraints(strip_whitespace=True, min_length=1, max_length=64),
            BeforeValidator(as_text),
        ]
        | None
    ) = None
    """The phase's name where `name` is not given."""
    slug: (
        Annotated[
            str,
            BeforeValidator(as_text),
            StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=64),
        ]
        | None
    ) = None
    """The codename where `codename` is not given: letters, digits, `-` and `_`.

    Unlike Grand Challenge, it is not made from the title: a phase names one of the two.
    """
    score_title: Annotated[
        str, BeforeValidator(as_text), StringConstraints(min_length=1, max_length=64)
    ] = "Score"
    """Title of the score's column."""
    score_jsonpath: (
        Annotated[str, BeforeValidator(as_text), StringConstraints(max_length=255)] | None
    ) = None
    """The score in `metrics.json`, as a [path](ranking.md#paths-into-metricsjson). A phase with
    this key ranks by Grand Challenge's rule, any other by EvalAI's.

    Unlike Grand Challenge, whose paths are chains of keys, JSONPath is taken too; and a result
    without a number there is listed with the reason.
    """
    score_error_jsonpath: Annotated[
        str, BeforeValidator(as_text), StringConstraints(max_length=255)
    ] = ""
    """[Path](ranking.md#paths-into-metricsjson) of what is shown as ± beside the score; never
    ranks."""
    score_default_sort: SortOrder = Order.DESCENDING
    """Which way is better: `asc` (lower) or `desc` (higher)."""
    score_decimal_places: Decimals = 4
    """Decimals of every column; only for display."""
    extra_results_columns: Annotated[
        list[ExtraResultsColumn],
        Field(max_length=caps.COLUMNS),
        BeforeValidator(json_text_or_list),
    ] = []
    """[More columns](#extra_results_columns), after the score. Also as JSON text."""
    scoring_method_choice: Method = ScoringMethod.ABSOLUTE
    """Rank by the score alone (`abs`), or by the mean (`avg`) or the median (`med`) of the ranks of
    all ranked columns. See [how ranks are made](ranking.md#grand-challenges-rule)."""
    result_display_choice: Display = ResultDisplay.ALL
    """List every result (`all`), each participant's most recent (`rec`), or each one's best
    (`bst`).

    Unlike Grand Challenge, a team has one place where there are teams, *most recent* goes by the
    submission's date, and a submission that was evaluated again stands once.
    """
    creator_must_be_verified: Bool = False
    """Only verified participants may submit: those whom `podium.verified` names, or whose GitHub
    account is as old as `podium.minimum_account_age` asks. Kept for submissions on GitHub.

    Unlike Grand Challenge, which verifies people itself, the hosts say who is verified.
    """
    submission_kind: SubmissionKind = 1
    """1: predictions. 3: algorithms, which is read, and every submission refused: this version
    cannot run them."""
    allow_submission_comments: Bool = False
    """Asks for a comment of at most 128 characters. Where false, a comment is kept with a warning,
    and shown to nobody."""
    display_submission_comments: Bool = False
    """Shows the comments to everybody, on the board and on the submission's page. false: to hosts,
    and to whoever wrote them."""
    supplementary_file_choice: Presence = "off"
    """Whether one more file is asked for, such as a PDF that describes the method: a PDF or a text
    of at most 10 MiB beside `submission.yaml`, which names it. `req` refuses a submission without
    one. It is not given to the evaluator. Where `off`, it is passed over with a warning."""
    supplementary_file_label: Text = "Supplementary File"
    """What that file is called."""
    supplementary_file_help_text: Text = ""
    """Shown to who is asked for it."""
    show_supplementary_file_link: Bool = False
    """Shows everybody a link to that file on GitHub, on the submission's page. false: to hosts, and
    to whoever gave it.

    Unlike Grand Challenge, the file is not stored: the link leads to the pull request's commit."""
    supplementary_url_choice: Presence = "off"
    """Whether an address is asked for; `req` refuses a submission without one. Where `off`, it is
    kept with a warning, and shown to nobody."""
    supplementary_url_label: Text = "Publication"
    """What the address is called."""
    supplementary_url_help_text: Text = ""
    """Shown beside the question."""
    show_supplementary_url: Bool = False
    """Shows the addresses to everybody, on the board and on the submission's page. false: to hosts,
    and to whoever gave them."""
    submissions_limit_per_user_per_period: Count | None = None
    """Submissions of one person within `submission_limit_period`, whatever the team; failed and
    cancelled ones do not count. 0 closes the phase. Kept for submissions on GitHub, and told by
    `podium limits`.

    Unlike Grand Challenge, where a new phase is closed until this is set, no key is no limit.
    Cancelled ones count there; a submission that failed before it succeeded counts here.
    """
    submission_limit_period: Days | None = 1
    """The days of that limit, counted back from now. Nothing behind the key (null): over all
    time."""
    submissions_open_at: Moment | None = None
    """Submissions are taken after this moment, as with `start_date`; UTC, unless it says
    otherwise."""
    submissions_close_at: Moment | None = None
    """Submissions are taken before this moment, as with `end_date`; UTC, unless it says
    otherwise."""
    submission_page_html: Text = ""
    """HTML for the phase's page: scripts, styles, images and relative links are taken out."""
    submission_page_markdown: Text = ""
    """Text for the phase's page, shown as it is written.

    Unlike Grand Challenge, its Markdown is not made into HTML.
    """
    auto_publish_new_results: Bool = True
    """false: a new result is under review, and on no board, until
    [`moderation.yaml`](results.md#moderationyaml) publishes it. It is stored when the evaluation is
    made: a change holds for later evaluations."""
    display_all_metrics: Bool = True
    """false: of `metrics.json` the public sees the boards' columns, nothing else. Of a phase that
    ranks as EvalAI does it sees no more either, unless `true` is written down: then it sees all of
    the splits whose boards it sees, and case by case where that is there."""
    algorithm_time_limit: Seconds = 1200
    """Seconds that an algorithm may take for one case; warned of outside 300 to 86,400. Checked:
    this version runs no algorithms."""
    evaluation_time_limit: Seconds = 3600
    """Seconds. One of the time limits of an evaluation: the smallest of this,
    `submission_time_limit` and `podium.evaluator.time_limit` holds.

    Unlike Grand Challenge, which takes 300 to 86400, any number of seconds will do.
    """
    evaluation_requires_memory_gb: MemoryGb = 8
    """Memory of an evaluation in GiB, unless `podium.evaluator.memory_mb` says otherwise."""
    evaluation_requires_gpu_type: Text = ""
    """*later*: the GPU that an evaluation needs."""
    give_algorithm_editors_job_view_permissions: Bool = False
    """Whether participants see the logs of their own algorithms. Refused unless `submission_kind`
    is 3."""
    public: Bool = True
    """Whether the phase is there for others than hosts, who alone can submit to a hidden one; see
    [who sees what](#who-sees-what)."""
    external_evaluation: Bool = False
    """true: as `remote_evaluation`, for this phase alone.

    Unlike Grand Challenge, every kind of phase can have it, and there is no time after which a
    submission that waits is given up.
    """
    parent: Id | None = None
    """Id or codename of the phase that comes first: a submission needs a finished one there, of the
    same participant or of somebody of the team. It must exist, not come round in a circle, and not
    open later than this one. Kept for submissions on GitHub, and told by `podium limits`.

    Unlike Grand Challenge, where it is for algorithms and asks for the same container, it holds for
    every kind of submission and asks for the same participant.
    """
    view_content: dict[str, Any] = {}
    """Which of the evaluator's images a submission's page shows: viewports, each with a list of
    names. The first is the image, the next lies over it. The evaluator writes them to
    `/output/images/<name>/<case>.png` (or `.jpg`, `.webp`), an EvalAI script to that folder below
    `PODIUM_OUTPUT`: at most 200, 2 MiB each, 20 MiB in all. Whoever may not see every board and all
    metrics of the phase sees none."""
    hanging_protocol: Anything = None
    """The order of the viewports: a list of mappings with a `viewport_name`.

    Unlike Grand Challenge, sizes and positions are the page's own."""
    optional_hanging_protocols: list[Any] = []
    """More such lists; the first is followed where `hanging_protocol` is not given."""
    workstation: Anything = None
    """*no effect*: Grand Challenge's viewer. Here the page itself shows the images."""
    workstation_config: Anything = None
    """*no effect*: settings of Grand Challenge's viewer."""
    archive: Anything = None
    """The cases that an algorithm runs on; a phase for algorithms needs them. Checked: this version
    runs no algorithms."""
    inputs: list[Any] = []
    """What an evaluation takes; none may be an algorithm's too. Checked only."""
    outputs: list[Any] = []
    """What an evaluation gives beside `metrics.json`, and no algorithm gives. Checked only."""
    algorithm_inputs: list[Any] = []
    """What an algorithm takes. Checked only: this version runs no algorithms."""
    algorithm_outputs: list[Any] = []
    """What an algorithm gives. Checked only: this version runs no algorithms."""
    algorithm_interfaces: list[Any] = []
    """*later*: which inputs an algorithm turns into which outputs."""
    average_algorithm_job_duration: Anything = None
    """The mean seconds of evaluations that finished, on the page of statistics, for whoever may see
    how long they took. It is computed; what stands in the file is passed over.

    Unlike Grand Challenge, whose number is that of single jobs, it is that of whole evaluations.
    """
    compute_cost_euro_millicents: Count = 0
    """The minutes of all evaluations at `podium.price_per_minute`, in thousandths of a cent, on the
    page of statistics, for whoever may see how long evaluations took. It is computed; what stands
    in the file is passed over."""
    actor_actions: list[Any] = []
    """What a participant or a host did: an entry of the challenge's Atom feed, with its author.
    What stands in the file is passed over.

    Unlike Grand Challenge, a feed is made only where the site's address is known (`--base-url`).
    """
    target_actions: list[Any] = []
    """What was done to the phase, such as a submission: an entry of the feed too. What stands in
    the file is passed over."""
    action_object_actions: list[Any] = []
    """What became of the phase (added, changed, opened, closed): an entry of the feed too. What
    stands in the file is passed over."""

    @property
    def takes_algorithms(self) -> bool:
        """Whether programs are handed in, not predictions."""
        return self.submission_kind == _ALGORITHM
