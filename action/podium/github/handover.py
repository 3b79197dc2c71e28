"""What ``evaluate`` leaves for ``publish``: a folder a submission, in the order of their names.

Only a machine of ours writes there, and the evaluator never sees it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Discriminator, TypeAdapter

from podium.errors import InfrastructureError
from podium.records import evaluation_folder
from podium.records.evaluation_folder import EvaluatedSubmission

_TARGET = "target.json"


@dataclass(frozen=True, slots=True)
class PullTarget:
    """``comment`` is the id of our comment; ``is_host`` is whether a host hands it in;
    ``evaluators`` the fingerprint of what evaluated, where the organizer is at fault."""

    number: int
    sha: str
    comment: int | None
    attempts: int = 0
    is_host: bool = False
    evaluators: str = ""
    kind: Literal["pull_request"] = "pull_request"


@dataclass(frozen=True, slots=True)
class ReleaseTarget:
    """``sha`` is the commit that the tag stands at."""

    asset_id: int
    sha: str
    attempts: int = 0
    is_host: bool = False
    evaluators: str = ""
    kind: Literal["release"] = "release"


Target = Annotated[PullTarget | ReleaseTarget, Discriminator("kind")]
_TARGETS: TypeAdapter[PullTarget | ReleaseTarget] = TypeAdapter(Target)


@dataclass(frozen=True, slots=True)
class Evaluated:
    folder: Path
    target: PullTarget | ReleaseTarget
    submission: EvaluatedSubmission


def write(work: Path, target: PullTarget | ReleaseTarget, evaluated: EvaluatedSubmission) -> None:
    """The target comes last: a folder without one was never finished."""
    folder = work / evaluated.submission.id
    evaluation_folder.write(evaluated, folder)
    (folder / _TARGET).write_bytes(_TARGETS.dump_json(target))


def read_all(work: Path) -> Iterator[Evaluated]:
    if not work.is_dir():
        return
    for folder in sorted(work.iterdir()):
        if (folder / _TARGET).is_file():
            try:
                target = _TARGETS.validate_json((folder / _TARGET).read_bytes())
            except ValueError as error:
                raise InfrastructureError(f"{folder}/{_TARGET} cannot be read") from error
            yield Evaluated(folder, target, evaluation_folder.read(folder))


def remove(evaluated: Evaluated) -> None:
    shutil.rmtree(evaluated.folder)
