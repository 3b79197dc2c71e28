"""Where a result comes from: the submission's source, the evaluation, and what it was made with."""

from __future__ import annotations

from collections.abc import Iterator

from podium import formats
from podium.records.model import LocalSource, PullRequestSource, ReleaseSource
from podium.records.results import Result
from podium.site.frame.parts import Fact, Link, Moment, ground_truth, outside, repository
from podium.site.frame.texts import Texts


def facts(result: Result, say: Texts) -> Iterator[Fact]:
    """Times in UTC. Of a submission that is shown without a name, its source is left out."""
    submission, evaluation = result.submission, result.evaluation
    yield Fact(say("Submission"), submission.id, is_code=True)
    if not result.is_anonymous:
        yield from _source(result, say)
    yield Fact(say("Submitted"), moment=Moment.of(submission.submitted_at, say))
    if evaluation.started_at is not None:
        yield Fact(say("Evaluation started"), moment=Moment.of(evaluation.started_at, say))
    if evaluation.finished_at is not None:
        yield Fact(say("Evaluation finished"), moment=Moment.of(evaluation.finished_at, say))
    if evaluation.execution_seconds is not None:
        seconds = formats.format_duration(evaluation.execution_seconds)
        yield Fact(say("Execution time"), seconds)
    told = max(len(result.evaluations), 1)
    number = say("number {number} of {all}", number=evaluation.number, all=told)
    yield Fact(say("Evaluation"), number)
    yield Fact(say("Evaluator contract"), evaluation.evaluator.contract.value)
    yield Fact(say("Evaluator"), evaluation.evaluator.digest, is_code=True)
    if evaluation.ground_truth:
        is_digest = ":" in evaluation.ground_truth
        truth = ground_truth(evaluation.ground_truth, say)
        yield Fact(say("Ground truth"), truth, is_code=is_digest)
    if evaluation.podium:
        yield Fact("Podium", evaluation.podium)
    if evaluation.run_url:
        yield Fact(say("Run"), link=outside(evaluation.run_url))


def _source(result: Result, say: Texts) -> Iterator[Fact]:
    match result.submission.source:
        case PullRequestSource() as source:
            address = repository(source.repository, "pull", str(source.number))
            yield Fact(say("Source"), link=Link(f"{source.repository}#{source.number}", address))
            yield Fact(say("Commit"), source.head_sha, is_code=True)
        case ReleaseSource() as source:
            address = repository(source.repository, "releases", "tag", source.tag)
            text = say(
                "{repository}, release {tag}, {asset}",
                repository=source.repository,
                tag=source.tag,
                asset=source.asset,
            )
            yield Fact(say("Source"), link=Link(text, address))
        case LocalSource():
            yield Fact(say("Source"), say("a local folder"))
