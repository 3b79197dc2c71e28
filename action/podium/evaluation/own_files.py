"""The names of the files that an organizer brings to an evaluation, by which a path that the
evaluator looks for in vain is known for one of theirs."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from podium.jobs import Job

_MOST = 10_000


def names(job: Job) -> frozenset[str]:
    """Of the script's folder, of what a Dockerfile is built from, and of the ground truth; of
    archives only their own."""
    evaluator = job.evaluator
    context = evaluator.context or (evaluator.dockerfile and evaluator.dockerfile.parent)
    found: set[str] = set()
    for root in filter(None, (evaluator.script, context, job.ground_truth)):
        found.update(path.name for path in _files(root))
    return frozenset(found)


def _files(root: Path) -> list[Path]:
    if not root.is_dir():
        return [root]
    return [path for path in islice(root.rglob("*"), _MOST) if path.is_file()]
