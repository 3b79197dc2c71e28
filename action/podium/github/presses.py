"""Publish one evaluation: re-read the head, record, rank, tell."""

from __future__ import annotations

from podium import grading, publication
from podium.comment import Subject
from podium.errors import PodiumError, SubmissionError
from podium.github import rounds
from podium.github.client import Connection
from podium.github.tellers import Note, PullTeller, ReleaseTeller
from podium.handover import Evaluated, PullTarget, ReleaseTarget, remove
from podium.publication import Press


def publish(evaluated: Evaluated, press: Press, connection: Connection, *, note: Note) -> None:
    """The order matters: what is told is recorded, and only what is told is taken away. Whatever
    is cut off in between is found by a sweep and done again, which changes nothing twice."""
    teller, newer = _teller(evaluated, press, connection, note)
    try:
        publication.record(evaluated, press)
        publication.announce(evaluated, press.load(), press, teller, newer=newer)
    except SubmissionError as error:
        publication.refuse(evaluated, error, teller)
    except PodiumError:
        subject = Subject(evaluated.submission.submission.id, evaluated.target.sha)
        grading.tell_retry(subject, teller, attempts=evaluated.target.attempts)
        raise
    remove(evaluated)


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
