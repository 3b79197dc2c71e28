"""Runs an EvalAI script in a subprocess, for machines without a container engine.

The organizer's own code runs as the user who started Podium. It gets limits, an empty environment
and a clean interpreter, which stops accidents; it does not stop an attack.
"""

from __future__ import annotations

import math
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from podium import temporary
from podium.errors import InfrastructureError
from podium.evaluation import images, output, own_files
from podium.evaluation.evalai import job as evalai_job
from podium.evaluation.evalai import package as script_package
from podium.evaluation.evalai import script as evalai_script
from podium.evaluation.memory import followed
from podium.evaluation.places import Places
from podium.evaluation.process import environment, interpreter
from podium.evaluation.verdict import End, conclude
from podium.evaluation.watching import EVERY_SECONDS, Tail, partial_outcomes, watching
from podium.jobs import KIB, Evaluator, Job, Limits, Outcome, Watch

NEEDS_DOCKER = (
    "This evaluator is a container, and no Docker engine answers: install Docker "
    "(https://docs.docker.com/engine/install/), start it, and run this again."
)
_CLOSING = 2.0  # seconds that a killed group's pipes may take to close


class ProcessRunner:
    """Limits without isolation; EvalAI scripts only."""

    name = "process"
    notice = (
        "The process runner does not isolate: the evaluation script runs as you and can read and "
        "change what you can. Start a Docker engine to run it in a container."
    )

    def __init__(self, *, cache: Path | None = None, every: float = EVERY_SECONDS) -> None:
        """``every`` so many seconds a watch is told what is new."""
        self._cache = cache
        self._every = every

    def identify(self, evaluator: Evaluator) -> str:
        if evaluator.script is None:
            raise InfrastructureError(NEEDS_DOCKER)
        with temporary.folder("evaluation") as scratch:
            package = script_package.unpack_script(
                evaluator.script,
                scratch / "package",
                has_worker_packages=evaluator.has_worker_packages,
            )
            self._packages(package.requirements)
            return package.digest

    def close(self) -> None:
        """Nothing is held."""

    def run(self, job: Job, *, watch: Watch | None = None) -> Outcome:
        """See ``jobs.Runner``. Raises ``InfrastructureError`` for an evaluator that is no EvalAI
        script, and ``ChallengeError`` for a script or requirements that cannot be had."""
        script = job.evaluator.script
        if script is None or job.evaluator.image or job.evaluator.dockerfile:
            raise InfrastructureError(NEEDS_DOCKER)
        with temporary.folder("evaluation") as scratch:
            place = scratch
            package = script_package.unpack_script(
                script,
                place / "script" / evalai_script.PACKAGE,
                has_worker_packages=job.evaluator.has_worker_packages,
            )
            own = interpreter.make(place / "python", packages=self._packages(package.requirements))
            command = _lay_out(job, place, package=package.folder, python=own.python)
            read_metrics = partial(output.read_metrics, place / "output")
            tell = partial_outcomes(watch, digest=package.digest)
            with watching(read_metrics, tell, every=self._every):
                ended = _run_limited(command, place, environ=own.environ, limits=job.limits)
            outcome = conclude(
                ended.end,
                contract=job.evaluator.contract,
                read_metrics=read_metrics,
                stdout=ended.stdout,
                stderr=ended.stderr,
                digest=package.digest,
                seconds=ended.seconds,
                places=_places(job, place),
            )
            ended_well = outcome.failure is None
            kept = images.read_images(place / "output", job.images if ended_well else ())
            outputs = output.read_outputs(place / "output", job.outputs if ended_well else ())
            return replace(
                outcome,
                images=kept.files,
                files=outputs.files,
                left_out=(*kept.left_out, *outputs.left_out),
                peak_memory=ended.peak_memory,
            )

    def _packages(self, requirements: Path | None) -> Path | None:
        if requirements is None:
            return None
        return environment.prepare_environment(requirements, cache=self._cache)


@dataclass(frozen=True, slots=True)
class _Ended:
    end: End
    stdout: bytes
    stderr: bytes
    seconds: float
    peak_memory: int | None


def _lay_out(job: Job, place: Path, *, package: Path, python: Path) -> list[str]:
    """Write the job below ``place`` and give the command that does it. Isolated (-I) and in an
    environment of its own, the script sees the standard library and the packages it asked for,
    nothing of ours."""
    (place / "output").mkdir()
    (place / "home").mkdir()
    written = evalai_job.write_job(
        job,
        package=package,
        annotation=job.ground_truth.resolve() if job.ground_truth else None,
        submission=evalai_job.submission_file(job).resolve(),
        output=place / "output",
        limits=_rlimits(job.limits),
    )
    (place / "job.json").write_bytes(written)
    wrapper = str(Path(evalai_script.__file__).resolve())
    return [str(python), "-I", "-B", "-u", wrapper, str(place / "job.json")]


def _places(job: Job, place: Path) -> Places:
    """Where the script, which sees this machine's own paths, was given what."""
    truth = () if job.ground_truth is None else (str(job.ground_truth.resolve()),)
    script = str((place / "script" / evalai_script.PACKAGE).resolve())
    submitted = (str(job.submission.resolve()),)
    return Places(submitted, (script, *truth), own_files.names(job))


def _rlimits(limits: Limits) -> dict[str, tuple[int, int]]:
    """RLIMIT_DATA counts what is really allocated; RLIMIT_AS would also count what numpy's thread
    pools merely reserve. The processor time stops a child that left the process group."""
    cpu = math.ceil(limits.seconds * max(1.0, limits.cpus)) + 1
    return {
        "RLIMIT_DATA": (limits.memory, limits.memory),
        "RLIMIT_FSIZE": (limits.scratch, limits.scratch),
        "RLIMIT_CORE": (0, 0),
        "RLIMIT_NOFILE": (1024, 1024),
        "RLIMIT_CPU": (cpu, cpu + 5),
    }


def _run_limited(
    command: Sequence[str], place: Path, *, environ: dict[str, str], limits: Limits
) -> _Ended:
    started = time.monotonic()
    stdout, stderr = _Pipe(limits.log), _Pipe(limits.log)
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stdout.write_end,
            stderr=stderr.write_end,
            cwd=place / "home",
            env=_environ(place / "home", cpus=limits.cpus) | environ,
            start_new_session=True,  # a group of its own, to be killed as one
            umask=0o077,
        )
    except OSError as error:
        raise InfrastructureError(f"{command[0]} could not be started: {error}") from error
    finally:
        stdout.leave_writing()
        stderr.leave_writing()
    out_of_time = False
    try:
        with followed(partial(_peak_of, process.pid)) as peak:
            process.wait(timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        out_of_time = True
    finally:
        with suppress(ProcessLookupError, PermissionError):  # macOS: EPERM for a group of zombies
            os.killpg(process.pid, signal.SIGKILL)
        code = process.wait()
    end = End(
        exit_code=code if code >= 0 else 128 - code,
        out_of_time=out_of_time or code == -signal.SIGXCPU,
    )
    seconds = time.monotonic() - started
    return _Ended(end, stdout.collect(), stderr.collect(), seconds, peak.bytes)


def _peak_of(pid: int) -> int | None:
    """Of the process alone, as the limit is of each; only Linux tells it, while it lives. What the
    system counts for a child that ended begins with what Podium itself held when it started it."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.M)
    return None if found is None else int(found[1]) * KIB


def _environ(home: Path, *, cpus: float) -> dict[str, str]:
    """Nothing of ours, except where the loader finds a Python that was moved after its build."""
    threads = str(max(1, math.floor(cpus)))
    kept = {
        name: os.environ[name]
        for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
        if name in os.environ
    }
    return kept | {
        "HOME": str(home),
        "TMPDIR": str(home),
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
    }


class _Pipe:
    """Reads a pipe to its end in the background and keeps the tail of it.

    The thread owns the reading end: a grandchild that escaped may hold the pipe open for ever, and
    a descriptor closed under a waiting reader would be given to somebody else."""

    def __init__(self, keep: int) -> None:
        self._read_end, self.write_end = os.pipe()
        self._tail = Tail(keep)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def leave_writing(self) -> None:
        """To the process, once it has its copy of that end. Nothing here may wait: an interrupt
        between the process's start and the wait for it would leave it running."""
        os.close(self.write_end)

    def collect(self) -> bytes:
        self._thread.join(_CLOSING)
        return self._tail.content

    def _read(self) -> None:
        try:
            while chunk := os.read(self._read_end, 1 << 16):
                self._tail.add(chunk)
        finally:
            os.close(self._read_end)
