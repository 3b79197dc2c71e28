"""Python source as an evaluator, in a container of its own."""

from __future__ import annotations

import textwrap
from pathlib import Path

from integration.evaluation.conftest import MakeImage
from podium.evaluation.docker.runner import DockerRunner
from podium.jobs import MIB, Contract, Evaluator, Failure, Fault, Job, Limits, Outcome

SMALL = Limits(
    seconds=30,
    memory=128 * MIB,
    cpus=1,
    processes=32,
    output=2 * MIB,
    output_files=1000,
    scratch=16 * MIB,
    scratch_files=1000,
    log=65536,
)
WRITE = 'open("/output/metrics.json", "w").write({!r})'
SCORE = WRITE.format('{"score": 1}')


def make_job(
    folder: Path, image: str, *, limits: Limits = SMALL, truth: dict[str, str] | None = None
) -> Job:
    (folder / "input").mkdir()
    (folder / "input" / "predictions.csv").write_text("a,b\n")
    for name, text in (truth or {}).items():
        (folder / "truth" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "truth" / name).write_text(text)
    return Job(
        evaluator=Evaluator(Contract.GRAND_CHALLENGE, image=image),
        submission=folder / "input",
        ground_truth=folder / "truth" if truth else None,
        phase="dev",
        splits=("overall",),
        limits=limits,
    )


class Bench:
    """Runs Python source as an evaluator."""

    def __init__(self, runner: DockerRunner, make_image: MakeImage, folder: Path) -> None:
        self._runner, self._make_image, self._folder = runner, make_image, folder

    def run(
        self,
        source: str,
        *lines: str,
        limits: Limits = SMALL,
        truth: dict[str, str] | None = None,
    ) -> Outcome:
        image = self._make_image(textwrap.dedent(source), *lines)
        return self._runner.run(make_job(self._folder, image, limits=limits, truth=truth))

    def score(self, source: str, *lines: str, limits: Limits = SMALL) -> Outcome:
        """The same, of what ends with a score."""
        return self.run(f"{textwrap.dedent(source)}\n{SCORE}", *lines, limits=limits)

    def answer(self, expression: str, *lines: str, setup: str = "") -> object:
        """What a Python expression is, seen from inside of the container."""
        source = f"import json, os\n{textwrap.dedent(setup)}\nx = {expression}\n"
        outcome = self.run(source + 'json.dump(x, open("/output/metrics.json", "w"))', *lines)
        assert outcome.metrics is not None, outcome
        return outcome.metrics.document


def by_participant(message: str) -> Failure:
    return Failure(Fault.PARTICIPANT, message)


def by_organizer(message: str) -> Failure:
    return Failure(Fault.ORGANIZER, message)
