# ruff: noqa: RUF012 (pydantic gives every instance a default of its own)
"""What stands under ``podium:``, because neither EvalAI nor Grand Challenge has it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from podium.challenge.keys.base import Document
from podium.challenge.keys.fields import (
    Codename,
    Combination,
    ContractName,
    Count,
    Cpus,
    Days,
    FileCount,
    JsonPath,
    LanguageTag,
    Machines,
    MemoryMb,
    Name,
    Outer,
    OutputName,
    Positive,
    Processes,
    RunsOn,
    SizeMb,
    Text,
    TimeLimit,
    Title,
    WorkerPackages,
)
from podium.challenge.rules import CombinationMethod
from podium.challenge.text import caps


class EvaluatorSettings(Document):
    """``podium.evaluator``: what runs, by which contract, and how much it may use."""

    contract: ContractName | None = None
    """How the evaluator is called. Left out, it is worked out: `evalai` if there is a script and
    either no container or no `score_jsonpath`; otherwise `grand-challenge`."""
    image: Text | None = None
    """A container image by name, better by digest. Not together with `dockerfile`."""
    dockerfile: Text | None = None
    """Path of a Dockerfile, built from `context`. Without it and without `image`,
    `evaluator/Dockerfile` where that is there."""
    context: Text | None = None
    """Path of the folder that the Dockerfile copies from, as the last word of `docker build --file
    evaluator/docker/Dockerfile evaluator` is; left out, the Dockerfile's own folder."""
    packages: WorkerPackages | None = None
    """`evalai`: an EvalAI script gets [the packages of EvalAI's
    worker](evaluators.md#the-packages-of-evalais-worker) beside those of its `requirements.txt`.
    Not for an `image` or a `dockerfile`, which have their own."""
    time_limit: TimeLimit | None = None
    """Seconds. One of the time limits: the smallest of this, `evaluation_time_limit` and
    `submission_time_limit` holds."""
    memory_mb: MemoryMb | None = None
    """Memory in MiB; takes the place of `evaluation_requires_memory_gb`."""
    cpus: Cpus | None = None
    """Processors; 2 where nothing is said."""
    processes: Processes | None = None
    """Processes and threads at a time; 4096 where nothing is said: libraries start a thread for
    each processor that they see, and a fork bomb still ends. Docker runner only."""
    output_mb: SizeMb | None = None
    """MiB that `/output` holds; 2048 where nothing is said. It is kept in memory, so that what an
    evaluator leaves is bounded to the byte, and counts as such. Docker runner only."""
    output_files: FileCount | None = None
    """Files and folders that `/output` holds; 200,000 where nothing is said: names cost memory even
    where files are empty. Docker runner only."""
    scratch_mb: SizeMb | None = None
    """MiB on disk for everything else that is written: `/tmp`, the home, the folder of the code;
    10,240 where nothing is said. No single file is larger, sparse ones too. It keeps a submission
    from filling the machine's disk. An evaluator that passes it is ended."""
    scratch_files: FileCount | None = None
    """Files on that disk; 500,000 where nothing is said: a disk runs out of names before it is
    full. Docker runner only."""
    shared_memory_mb: SizeMb | None = None
    """MiB of `/dev/shm`, which PyTorch's data loaders pass batches through; half of the memory
    where nothing is said, and part of it. Docker runner only."""
    runs_on: RunsOn | None = None
    """On GitHub, [the machine that evaluates](machines.md): the label of a runner, a list of labels
    that one must have, or a `group` and `labels`. Left out, `ubuntu-24.04`."""
    max_parallel: Machines | None = None
    """On GitHub, how many machines of a run evaluate at a time; 10 where nothing is said. Where
    phases differ, the least of those of which something waits holds."""


class ResultsSettings(Document):
    """``podium.results``: where the workflows record."""

    repository: Text | None = None
    """`owner/name`; left out, the repository with the pull requests."""
    branch: Text = "main"
    """The branch. Where the key is left out, `results` in the repository with the pull requests."""


class CombinedLeaderboard(Document):
    """An entry of ``podium.combined_leaderboards``."""

    title: Title
    """Its name, on its page and on the challenge's."""
    codename: Codename | None = None
    """Its name in addresses; left out, it is made from the title."""
    phases: list[Name]
    """Codenames of the phases, two at least. Whoever is not ranked in each of them is left out, and
    listed with the phases that are missing."""
    combination_method: Combination = CombinationMethod.MEAN
    """What is made of an owner's best rank in each phase: `MEAN`, `MEDIAN` or `SUM`; the smallest
    is best. See [combined leaderboards](ranking.md#combined-leaderboards).

    Unlike Grand Challenge, which combines only public phases, the whole board is hidden from
    whoever may not see one of its boards.
    """
    splits: dict[Text, Text] = {}
    """The split that counts, by the phase's codename. Left out, the phase's first split that
    everybody may see, or its first where there is none."""


class CaseSettings(Document):
    """``podium.cases``: where `metrics.json` holds values case by case, as far as that is not found
    out ([the shapes that are read](site.md#values-case-by-case))."""

    path: JsonPath | None = None
    """Where the cases are, in the part of `metrics.json` that the board reads, written as
    `score_jsonpath` is; `$` for all of it. Left out, they are looked for by the keys that
    evaluators give them."""
    name: Text | None = None
    """The key that names a case in each element of a list (`uid`, or `image.name` where it lies
    deeper), or the column of names among a table's columns. Only by their names are the cases of
    two entries compared, never by their order."""
    group: Text | None = None
    """The key or column that says to which group a case belongs, such as the patient of a lesion.
    Groups are then drawn anew, each with all its cases, and tested by their means: cases of one
    group are not independent of each other."""
    outer: Outer | None = None
    """What the outer keys of objects in objects are: `metric` for `{"dice": {"c01": 0.8}}`, `case`
    for `{"c01": {"dice": 0.8}}`."""


class FailureSettings(Document):
    """``podium.failures``: how often somebody may fail. A submission that fails uses none up, and
    still takes a machine its time."""

    per_day: Positive = 50
    """So many submissions of a participant and their team may fail within a day, in all phases
    together, by their own fault; then none is taken until a day has passed since. The comment says
    from when. Nothing limits hosts."""


class PhasePodium(Document):
    """``podium:`` in a phase: what is otherwise there than in the challenge."""

    evaluator: EvaluatorSettings | None = None
    """What evaluates ([how to write one](evaluators.md)). A phase's own keys go before the
    challenge's, key by key."""
    ground_truth: Text | None = None
    """Path of a file or folder. A phase's own goes before `test_annotation_file`, and that before
    the challenge's. A path that ends in `.age`, or `org/repo@tag/asset` of a release, passes the
    check, but an evaluation with it is refused (exit 2); *later* it is not."""
    example_submission: Text | None = None
    """Path of a submission, a folder or a file, that the phase's page offers as a .zip to start
    from: at most 25 MiB, and no ground truth in it. `podium check` warns where the phase would not
    take it; with `--run` it is evaluated. It also shows [whose fault a failure
    is](evaluators.md#whose-fault-a-failure-is). A phase's own goes before the challenge's."""
    outputs: Annotated[list[OutputName], Field(max_length=caps.OUTPUTS)] = []
    """Files that the evaluator leaves in `/output` beside `metrics.json`, such as `details.json`,
    that are kept with the record and linked from the submission's page: at most 5 MiB each, 20 MiB
    in all. An EvalAI script leaves them below `PODIUM_OUTPUT`. Whoever may not see every board and
    all metrics of the phase sees none. A phase's own go before the challenge's."""
    pareto: Annotated[list[Text], Field(min_length=2, max_length=2)] | None = None
    """Two columns of the phase's boards, by their paths, whose trade-off the analysis page draws;
    `execution_seconds` is the execution time, where the board shows it. Left out: the column that
    ranks and the execution time, or else the next column. A phase's own goes before the
    challenge's."""
    cases: CaseSettings | None = None
    """[Where `metrics.json` holds values case by case](#podiumcases), where that is not found out.
    A phase's own goes before the challenge's, as a whole."""


class ChallengePodium(PhasePodium):
    """``podium:`` at the top of the file."""

    slug: Codename | None = None
    """The challenge's name in addresses and in the results; left out, the folder's name. Do not
    change it later."""
    hosts: list[Text] = []
    """GitHub logins of the organizers. A login here reads as host (`--audience LOGIN`); limits and
    windows do not hold it. On public EvalAI boards, hosts' own submissions are listed only as
    baselines."""
    verified: list[Text] = []
    """Whom `creator_must_be_verified` lets in: GitHub logins, `org/team` names, or addresses that
    [GitHub vouches for](#who-may-take-part)."""
    minimum_account_age: Days | None = None
    """Days. Whoever's GitHub account is at least as old is verified too, for
    `creator_must_be_verified`; without that key it asks nothing."""
    combined_leaderboards: Annotated[
        list[CombinedLeaderboard], Field(max_length=caps.LEADERBOARDS)
    ] = []
    """[Leaderboards over several phases](#combined_leaderboards), each with a page, CSV and JSON of
    its own."""
    language: LanguageTag = "en"
    """The language of the site's own words on the challenge's pages: `en`, `de`, or one that the
    challenge folder brings as `theme/languages/<tag>.po` ([themes](site.md#themes))."""
    price_per_minute: Count | None = None
    """What a minute of an evaluation costs, in thousandths of a cent (euro millicents): 800 is €
    0.008. The page of statistics shows `compute_cost_euro_millicents` made from it, to whoever may
    see how long evaluations took."""
    ignore: list[Text] = []
    """Codes of [warnings](issues.md) that nobody wants to be told any more, such as `PD401`. Errors
    cannot be ignored, and a code that silences nothing is warned of."""
    failures: FailureSettings = FailureSettings()
    """[How often a participant may fail](#podiumfailures)."""
    results: ResultsSettings = ResultsSettings()
    """Where [the workflows](github.md) record. Commands on your own machine are told with
    `--results`."""
