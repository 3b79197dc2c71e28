"""What is said of a submission in a word or two: how its evaluation ended, what the hosts ruled."""

from __future__ import annotations

from podium.records.results import Result
from podium.site.evaluation_history import status_chip
from podium.site.parts import Chip
from podium.site.texts import Texts


def result_chips(result: Result, say: Texts) -> tuple[Chip, ...]:
    standing = result.standing
    found = [status_chip(result.evaluation.status, say)]
    marks = (
        (standing.is_baseline, Chip(say("Baseline"), "baseline")),
        (standing.is_verified, Chip(say("Verified"), "verified")),
        (standing.is_flagged, Chip(say("Flagged"), "partial")),
        (standing.is_withdrawn, Chip(say("Withdrawn"), "failed")),
        (standing.is_disqualified, Chip(say("Disqualified"), "failed")),
        (not result.is_published, Chip(say("Not published"), "plain")),
        (not result.submission.is_public, Chip(say("Private"), "plain")),
    )
    return (*found, *(chip for holds, chip in marks if holds))
