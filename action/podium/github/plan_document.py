"""What the job that plans leaves for those that evaluate and publish: the plan, as one JSON file.

It goes from machine to machine as an artifact, which whoever breaks out of a container may write
over; its digest goes as a job's output, which nobody but that job can set. So a plan is believed by
its digest alone.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from podium.errors import InfrastructureError
from podium.github.handover import Target
from podium.github.reading import Part
from podium.github.schedule import Group
from podium.submission.accept import Entrant

FILE = "plan.json"
_REST_MINUTES = 15  # of a job: Podium is installed, and what came of it is delivered


@dataclass(frozen=True, slots=True)
class Task:
    """One submission that may have a machine: whose, of which phase, from which files of the commit
    ``sha``, and where its outcome is told. ``attempts`` counts the machines that failed it."""

    entrant: Entrant
    sha: str
    phase: str
    part: Part
    target: Target
    attempts: int = 0

    @property
    def id(self) -> str:
        return self.entrant.id


@dataclass(frozen=True, slots=True)
class Plan:
    """``run`` is the workflow run that all of it belongs to; ``ground_truth`` has what records are
    to say of it, by phase."""

    run: int
    challenge: str
    made_at: datetime
    tasks: tuple[Task, ...]
    items: tuple[Group, ...]
    ground_truth: dict[str, str | None]
    version: Literal[1] = 1

    def of_item(self, number: int) -> tuple[Task, ...]:
        """In the order in which they are evaluated. Raises ``InfrastructureError``."""
        found = next((item for item in self.items if item.number == number), None)
        if found is None:
            raise InfrastructureError(f"the plan has no item {number}")
        tasks = {task.id: task for task in self.tasks}
        return tuple(tasks[identity] for identity in found.ids)

    @property
    def matrix(self) -> str:
        """For ``strategy.matrix``: numbers of ours, and the organizers' word for a machine."""
        include = [
            {
                "item": item.number,
                "minutes": item.minutes,
                "job-minutes": item.minutes + _REST_MINUTES,
                "runs-on": item.runs_on,
            }
            for item in self.items
        ]
        return json.dumps({"include": include}, separators=(",", ":"))


_PLAN = TypeAdapter(Plan)


def write(plan: Plan, folder: Path) -> str:
    """The digest of what was written, in hex."""
    content = _PLAN.dump_json(plan)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE).write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def read(folder: Path, digest: str) -> Plan:
    """Raises ``InfrastructureError`` for any other than the plan with this digest."""
    try:
        content = (folder / FILE).read_bytes()
    except OSError as error:
        raise InfrastructureError(f"the plan is not there: {error.strerror}") from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise InfrastructureError("the plan is not the one that was made in this run")
    try:
        return _PLAN.validate_json(content)
    except ValidationError as error:
        raise InfrastructureError(
            f"the plan cannot be read: {error.error_count()} errors"
        ) from None
