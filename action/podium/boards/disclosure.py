"""What of a submission a reader may read. The rest is taken out before anything is ranked or
rendered, so that no board, page or export can show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from podium.boards import readers, visibility
from podium.boards.readers import Hosts, Public, Reader
from podium.challenge.model import Challenge, Phase
from podium.jobs import Fault
from podium.records.model import Evaluation, LocalSource, Metadata, Participant, Submission
from podium.records.results import Result


def disclose(
    challenge: Challenge, results: Sequence[Result], reader: Reader
) -> Mapping[str, Result]:
    """Every result that exists for the reader, by its id, with what they may read of it."""
    visible = visibility.visible_results(challenge, results, reader)
    public = visibility.visible_results(challenge, results, Public())
    names = _pseudonyms(public) if challenge.settings.anonymous_leaderboard else {}
    views = {
        phase.codename: _view(challenge, phase, visible, public, reader)
        for phase in challenge.phases
    }
    return {
        result.id: _disclosed(result, views[result.submission.phase], reader, names)
        for result in visible
    }


@dataclass(frozen=True, slots=True)
class _View:
    """A phase as the reader sees it. ``ground_truths`` are versions by digest."""

    phase: Phase
    has_board: bool
    shows_times: bool
    ground_truths: Mapping[str, str]


def _view(
    challenge: Challenge,
    phase: Phase,
    visible: Iterable[Result],
    public: Iterable[Result],
    reader: Reader,
) -> _View:
    in_phase = [result for result in visible if result.submission.phase == phase.codename]
    first = [result for result in public if result.submission.phase == phase.codename]
    splits = visibility.visible_splits(challenge, phase, in_phase, reader)
    return _View(
        phase=phase,
        has_board=bool(splits),
        shows_times=any(split.show_execution_time for split in splits),
        ground_truths=_versions(chain(_in_time(first), _in_time(in_phase))),
    )


def _in_time(results: Iterable[Result]) -> Iterator[Evaluation]:
    """All evaluations that are told of, the oldest first."""
    dated = [(one.created_at, result.id, one) for result in results for one in _told(result)]
    return (one for _, _, one in sorted(dated, key=lambda found: found[:2]))


def _told(result: Result) -> Iterator[Evaluation]:
    """What came after the one that stands for it came to nothing."""
    return (one for one in result.evaluations if one.number <= result.evaluation.number)


def _versions(evaluations: Iterable[Evaluation]) -> Mapping[str, str]:
    """Ground truths by number, in the order of their first use. A digest would confirm a guess
    to anybody who tries enough of them."""
    digests = dict.fromkeys(one.ground_truth for one in evaluations if one.ground_truth)
    return {digest: f"version {number}" for number, digest in enumerate(digests, start=1)}


def _disclosed(
    result: Result, view: _View, reader: Reader, names: Mapping[str, _Pseudonym]
) -> Result:
    is_own = readers.is_own(result.participant, reader)
    is_host = isinstance(reader, Hosts)
    submission = result.submission
    metadata = _metadata(submission.metadata, view.phase, is_trusted=is_own or is_host)
    if metadata is not submission.metadata:
        submission = replace(submission, metadata=metadata)
    if is_host:
        return replace(result, submission=submission, is_own=is_own)
    told = {one.number: _evaluation(one, view, is_own=is_own) for one in _told(result)}
    shown = replace(
        result,
        submission=submission,
        is_own=is_own,
        evaluation=told[result.evaluation.number],
        evaluations=tuple(told.values()),
    )
    name = None if is_own else names.get(result.id)
    return shown if name is None else _anonymous(shown, name)


def _metadata(said: Metadata, phase: Phase, *, is_trusted: bool) -> Metadata:
    """What the phase does not ask for is shown to nobody; what it keeps from the public, to the
    hosts and to those who said it."""
    asked = {attribute.name for attribute in phase.attributes}
    kept = {name: said.attributes[name] for name in said.attributes if name in asked}
    hidden = dict.fromkeys(visibility.hidden_statements(phase), "")
    if not visibility.shows_comments(phase, is_trusted=is_trusted):
        hidden["comment"] = ""
    if not visibility.shows_supplementary_url(phase, is_trusted=is_trusted):
        hidden["supplementary_url"] = ""
    if not visibility.shows_supplementary_file(phase, is_trusted=is_trusted):
        hidden["supplementary_file"] = ""
    if kept == said.attributes and not any(getattr(said, name) for name in hidden):
        return said
    return replace(said, attributes=kept, **hidden)


def _evaluation(evaluation: Evaluation, view: _View, *, is_own: bool) -> Evaluation:
    """For those who are no hosts. The sentence of an evaluator is a result like any other: it is
    public where a board is. What failed on the organizer's side is for the organizer to read."""
    error = evaluation.error
    if error is not None and not (error.by is Fault.PARTICIPANT and (is_own or view.has_board)):
        error = replace(error, message="")
    truth = evaluation.ground_truth
    return replace(
        evaluation,
        error=error,
        ground_truth=view.ground_truths.get(truth) if truth else None,
        # From its start and its end anybody could work out how long it took.
        started_at=evaluation.started_at if view.shows_times else None,
        execution_seconds=evaluation.execution_seconds if view.shows_times else None,
    )


@dataclass(frozen=True, slots=True)
class _Pseudonym:
    """``id`` takes the place of the submission's own, which holds a pull request's number."""

    id: str
    participant: str


def _pseudonyms(public: Iterable[Result]) -> Mapping[str, _Pseudonym]:
    """By submission: participants are numbered by their first public submission to the challenge,
    so that no number tells of what is not public. The hosts' baselines are nobody's secret."""
    numbers: dict[str, int] = {}
    counts: dict[str, int] = {}
    names = {}
    for result in public:
        if result.is_host and result.standing.is_baseline:
            continue
        owner = result.owner
        number = numbers.setdefault(owner, len(numbers) + 1)
        counts[owner] = counts.get(owner, 0) + 1
        names[result.id] = _Pseudonym(
            f"participant-{number}-{counts[owner]}", f"Participant {number}"
        )
    return names


def _anonymous(result: Result, name: _Pseudonym) -> Result:
    """Nothing is left that a participant wrote or that leads to a pull request: not even an
    evaluator's sentence, which may quote a file's name."""
    submission = result.submission
    return replace(
        result,
        submission=Submission(
            id=name.id,
            challenge=submission.challenge,
            phase=submission.phase,
            participant=Participant(name.participant),
            submitted_at=submission.submitted_at,
            source=LocalSource(),
            files=(),
            is_public=submission.is_public,
        ),
        evaluation=_nameless(result.evaluation),
        evaluations=tuple(map(_nameless, result.evaluations)),
        is_anonymous=True,
    )


def _nameless(evaluation: Evaluation) -> Evaluation:
    error = evaluation.error
    return replace(
        evaluation,
        error=None if error is None else replace(error, message=""),
        run_url=None,
    )
