"""One commit on a results repository, made and pushed past races.

It goes through git's object database, never through a work tree, so that any number of writers can
race: whoever loses makes the commit again on the new head. On one machine they wait for a lock,
where to race would cost all of them more than to wait.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from podium import temporary
from podium.errors import InfrastructureError
from podium.records import branch as results_branch
from podium.records.branch import Branch
from podium.records.git import addresses, commands, locks
from podium.records.git.commands import Repository
from podium.records.plan import Plan

PATIENCE_SECONDS = 600.0
_LONGEST_PAUSE_SECONDS = 10.0
_LOCK_SECONDS = 60.0

Pause = Callable[[float], None]
# What is to be added to a commit of a repository; ``None`` for one without any.
MakePlans = Callable[[Repository, str | None], Sequence[Plan]]


@dataclass(frozen=True, slots=True)
class Added:
    """``commit`` is ``None`` when all of it was there before. A clone with commits of its own is
    not touched: it ``is_behind`` until somebody pulls there."""

    plans: tuple[Plan, ...]
    commit: str | None
    is_behind: bool


def add(
    make: MakePlans,
    *,
    results: str,
    message: str = "",
    branch: str | None = None,
    pause: Pause = time.sleep,
    patience: float = PATIENCE_SECONDS,
    environment: Mapping[str, str] | None = None,
    machine: Path | None = None,
) -> Added:
    """Commit all that the plans hold, and push it where ``results`` has a remote or is one. The
    commit says ``message``, else what its one plan says.

    ``results`` is a work tree, a bare repository, a URL, or a path where a new repository is made.
    ``environment`` is git's for a URL, see ``git.authorization``. Writers that share the folder
    ``machine``, the one for temporary files, wait for each other. Whoever loses a race against
    others plans again on the new head, for at least ``patience`` seconds.

    Raises ``ChallengeError`` when the repository does not take it until a setting of it is changed,
    ``InfrastructureError`` when it may take it another time, and what ``make`` raises.
    """
    place = results if addresses.is_address(results) else Path(results).resolve()
    lock = locks.locked(f"{place}\n{branch}", folder=machine, patience=_LOCK_SECONDS)
    with lock, temporary.folder("record") as scratch:
        began = time.monotonic()
        target = results_branch.open_branch(results, branch, scratch, environment or {})
        for losses in itertools.count(1):
            started = time.monotonic()
            added = _try_to_add(target, make, message)
            if added is not None:
                return added
            now = time.monotonic()
            if now - began > patience:
                break
            pause(_wait(losses, now - started))
    raise InfrastructureError(
        f"{commands.shown(results)}: somebody else pushed first each time, "
        f"for over {patience:.0f} s; record it again"
    )


def _wait(losses: int, spent: float) -> float:
    """Seconds until the next attempt. The last one took the longer the slower the server is, and
    the more there are who try; that each one is lost says that there are more of them."""
    return random.uniform(0, min(_LONGEST_PAUSE_SECONDS, spent * (3 + losses)))


def _try_to_add(target: Branch, make: MakePlans, message: str) -> Added | None:
    """``None`` when somebody else was faster."""
    base = target.head()
    plans = tuple(make(target.repository, base))
    files = {path: content for plan in plans for path, content in plan.files.items()}
    if not files:
        # An earlier run may have been stopped between its commit and its checkout.
        for plan in plans:
            target.follow(base, plan.folder)
        return Added(plans, None, target.is_behind())
    said = message or plans[0].message
    commit = commands.commit_files(target.repository, base, files, message=said)
    if target.publish(commit, base):
        return Added(plans, commit, target.is_behind())
    return None
