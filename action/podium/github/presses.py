"""Publish evaluations: record, rank, re-read the head, tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from podium import grading, publication
from podium.comment import Subject
from podium.errors import PodiumError, SubmissionError
from podium.github import rounds
from podium.github.client import Connection
from podium.github.tellers import Note, PullTeller, ReleaseTeller
from podium.handover import Evaluated, PullTarget, ReleaseTarget, remove
from podium.publication import Press


def publish_all(
    waiting: Iterable[Evaluated], press: Press, connection: Connection, *, note: Note
) -> Iterator[tuple[str, PodiumError | None]]:
    """Record everything, look once at all that is recorded, tell everybody; gives each name with
    what kept it from being published.

    The order matters: what is told is recorded, and only what is told is taken away. Whatever is
    cut off in between is found by a sweep and done again, which changes nothing twice.
    """
    recorded = []
    for evaluated in waiting:
        try:
            publication.record(evaluated, press)
        except PodiumError as error:
            yield from _not_recorded(evaluated, error, press, connection, note)
        else:
            recorded.append(evaluated)
    if not recorded:
        return
    published = publication.look(press)
    for evaluated in recorded:
        name = evaluated.submission.submission.id
        try:
            teller, newer = _teller(evaluated, press, connection, note)
            publication.announce(evaluated, published, press, teller, newer=newer)
        except PodiumError as error:  # it is recorded; a sweep tells it
            yield name, error
        else:
            remove(evaluated)
            yield name, None


def _not_recorded(
    evaluated: Evaluated, error: PodiumError, press: Press, connection: Connection, note: Note
) -> Iterator[tuple[str, PodiumError | None]]:
    name = evaluated.submission.submission.id
    teller, _ = _teller(evaluated, press, connection, note)
    if isinstance(error, SubmissionError):
        publication.refuse(evaluated, error, teller)
        remove(evaluated)
        yield name, None
        return
    subject = Subject(name, evaluated.target.sha)
    grading.tell_retry(subject, teller, attempts=evaluated.target.attempts)
    yield name, error


def _teller(
    evaluated: Evaluated, press: Press, connection: Connection, note: Note
) -> tuple[grading.Teller, str]:
    """Who tells, and the head that came after the one that was evaluated, if one did."""
    submission = evaluated.submission.submission
    url = publication.entry_url(submission, press.site_url)
    match evaluated.target:
        case PullTarget(number=number, sha=sha, comment=comment):
            pull, newer = rounds.newer_head(connection, number, submission)
            return PullTeller(connection, number, sha, pull.labels, comment, note, url), newer
        case ReleaseTarget(asset_id=asset_id, sha=sha):
            return ReleaseTeller(connection, asset_id, sha, note, url), ""
