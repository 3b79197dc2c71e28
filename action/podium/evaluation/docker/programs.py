"""What runs in the container: for Grand Challenge the image's own command, for EvalAI our wrapper
around the organizer's script."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from docker import DockerClient

from podium import temporary
from podium.errors import ChallengeError
from podium.evaluation.docker import images, invocation, python_image
from podium.evaluation.docker.archives import TarMember, tree
from podium.evaluation.docker.images import ReadyImage
from podium.evaluation.docker.sandbox import GROUND_TRUTH, INPUT, OUTPUT, PROGRAM
from podium.evaluation.evalai import job as evalai_job
from podium.evaluation.evalai import package as script_package
from podium.evaluation.evalai import script
from podium.jobs import Contract, Evaluator, Job


@dataclass(frozen=True, slots=True)
class Program:
    """``command`` takes the place of the image's own; ``files`` are read-only, beside the input.
    ``caller`` is the image to call it from, where it is a server."""

    image: ReadyImage
    digest: str
    environ: Mapping[str, str]
    command: tuple[str, ...] | None = None
    files: tuple[TarMember, ...] = field(default=())
    caller: str | None = None


def prepare(client: DockerClient, job: Job, scratch: Path, *, cache: Path | None) -> Program:
    """Find, pull, build or make what the job's evaluator needs. ``scratch`` has to stay until the
    program's files are in the container."""
    image = _own_image(client, job.evaluator, cache=cache)
    if job.evaluator.contract is Contract.EVALAI:
        return _script(client, job, image, scratch, cache=cache)
    if image is None:
        raise ChallengeError("The evaluator names neither an image nor a Dockerfile")
    is_server = invocation.is_server(image, str(job.evaluator.dockerfile or ""))
    caller = python_image.ensure_image(client, None, cache=cache) if is_server else None
    return Program(image, image.digest, _environ(image), caller=caller)


def identify(client: DockerClient, evaluator: Evaluator, *, cache: Path | None) -> str:
    """The digest of what would run: of the script, or of the image. Images are made ready."""
    image = _own_image(client, evaluator, cache=cache)
    if evaluator.contract is Contract.EVALAI and evaluator.script is not None:
        with temporary.folder("evaluation") as scratch:
            package = script_package.unpack_script(
                evaluator.script,
                scratch / "package",
                has_worker_packages=evaluator.has_worker_packages,
            )
            if image is None:
                python_image.ensure_image(client, package.requirements, cache=cache)
            return package.digest
    if image is None:
        raise ChallengeError("The evaluator names neither an image nor a Dockerfile")
    return image.digest


def _own_image(
    client: DockerClient, evaluator: Evaluator, *, cache: Path | None
) -> ReadyImage | None:
    def stand_in(requirements: Path | None) -> str | None:
        if not python_image.fits_engine(client):
            return None
        return python_image.ensure_image(client, requirements, cache=cache)

    if evaluator.image:
        return images.named_image(client, evaluator.image)
    if evaluator.dockerfile:
        return images.built_image(
            client, evaluator.dockerfile, evaluator.context, stand_in=stand_in
        )
    return None


def _script(
    client: DockerClient, job: Job, image: ReadyImage | None, scratch: Path, *, cache: Path | None
) -> Program:
    if job.evaluator.script is None:
        raise ChallengeError("The evaluator names no evaluation script")
    package = script_package.unpack_script(
        job.evaluator.script,
        scratch / script.PACKAGE,
        has_worker_packages=job.evaluator.has_worker_packages,
    )
    if image is None:
        ours = python_image.ensure_image(client, package.requirements, cache=cache)
        image = images.named_image(client, ours)
    wrapper = PROGRAM / "evalai_script.py"
    threads = str(max(1, math.floor(job.limits.cpus)))
    return Program(
        image,
        package.digest,
        {
            **_environ(image),
            "OMP_NUM_THREADS": threads,
            "OPENBLAS_NUM_THREADS": threads,
            # There is no network: what is not installed already is refused at once.
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        },
        command=("python3", "-I", "-B", "-u", str(wrapper), str(PROGRAM / "job.json")),
        files=(
            *tree(package.folder, PROGRAM / script.PACKAGE),
            TarMember(wrapper, Path(script.__file__)),
            TarMember(PROGRAM / "job.json", _job(job)),
        ),
    )


def _job(job: Job) -> bytes:
    return evalai_job.write_job(
        job,
        package=PROGRAM / script.PACKAGE,
        annotation=_annotation(job),
        submission=INPUT / evalai_job.submission_file(job).name,
        output=OUTPUT,
    )


def _annotation(job: Job) -> PurePosixPath | None:
    """A file keeps its name; a folder is the mounted folder itself."""
    if job.ground_truth is None:
        return None
    return GROUND_TRUTH if job.ground_truth.is_dir() else GROUND_TRUTH / job.ground_truth.name


def _environ(image: ReadyImage) -> dict[str, str]:
    """Grand Challenge sets the first; the second is for our own user, who has no home."""
    home = {"HOME": "/tmp"} if image.runs_as_nobody else {}
    return {"PYTHONUNBUFFERED": "1", **home}
