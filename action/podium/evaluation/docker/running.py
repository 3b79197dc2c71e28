"""An evaluator's container from its start to its end, within its time.

The engine has no limit of time of its own, so whoever waits keeps it, and the holder, in case
nobody waits any more. No thread does: one would outlive an interrupt, and hold the process.
"""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import datetime

from docker.errors import APIError
from docker.models.containers import Container
from requests.exceptions import RequestException

from podium.errors import ChallengeError
from podium.evaluation.docker import engine, invocation
from podium.evaluation.verdict import End, never_started
from podium.evaluation.watching import Tail

_GRACE = 30  # seconds the engine has to report the end of a container that was killed
_ENDING = 1.0  # seconds that a server that broke off its answer may take to end
_LOOK = 1.0  # seconds between two looks whether a server that is called still runs
_CALLS_LOG = 64 * 1024

# What the engine says, with a server's error code, of an image that cannot run.
_IMAGE_AT_FAULT = ("unable to find user", "no matching entries in")
# And of a command that is no program, with the exit code that a shell has for it.
_NO_PROGRAM = {
    "executable file not found": 127,
    "no such file or directory": 127,
    "is a directory": 126,
    "permission denied": 126,
    "exec format error": 126,
}


def run_to_its_end(container: Container, *, seconds: float) -> End:
    """Start it, wait as long as it may run, and kill it then."""
    if never := _start(container):
        return never
    exit_code = _wait(container, until=time.monotonic() + seconds)
    out_of_time = exit_code is None
    if exit_code is None:
        exit_code = _kill(container)
    out_of_memory = _ran_out_of_memory(container)
    out_of_time = out_of_time or seconds_of(container) >= seconds  # this machine was not awake
    return End(exit_code, out_of_time=out_of_time, out_of_memory=out_of_memory)


def run_to_its_answer(container: Container, caller: Container, *, seconds: float) -> End:
    """Start a server and what calls it, wait for its answer as long as it may run, and kill it:
    of itself it does not end."""
    if never := _start(container):
        return never
    until = time.monotonic() + seconds
    in_time = not _joined(caller, container) or _has_answered(container, caller, until=until)
    call = invocation.read_call(log(caller, size=_CALLS_LOG, stderr=False))
    has_ended = in_time and not call.succeeded
    exit_code = _wait(container, until=time.monotonic() + _ENDING) if has_ended else None
    if exit_code is None:
        _kill(container)
    return invocation.judge(
        call,
        in_time=in_time,
        exit_code=exit_code,
        out_of_memory=_ran_out_of_memory(container),
        stderr=invocation.without_own_calls(log(container, size=_CALLS_LOG, stderr=True)),
    )


def seconds_of(container: Container) -> float:
    """How long it ran, by the engine's clock: without the time to set it up."""
    state = container.attrs["State"]
    started, finished = (datetime.fromisoformat(state[key]) for key in ("StartedAt", "FinishedAt"))
    return max(0.0, (finished - started).total_seconds())


def log(container: Container, *, size: int, stderr: bool) -> bytes:
    """The last ``size`` bytes of one of its streams."""
    tail = Tail(size)
    for chunk in container.logs(stdout=not stderr, stderr=stderr, stream=True, follow=False):
        tail.add(chunk)
    return tail.content


def _start(container: Container) -> End | None:
    """The end that it came to where its command is none; ``None`` where it runs."""
    try:
        container.start()
    except APIError as error:
        said = engine.explanation(error)
        code = next((code for sign, code in _NO_PROGRAM.items() if sign in said), None)
        if code is not None:
            return never_started(code, said.rpartition("unable to start container process: ")[2])
        if error.is_client_error() or any(sign in said for sign in _IMAGE_AT_FAULT):
            raise ChallengeError(f"The evaluator could not be started: {said}") from error
        raise
    return None


def _joined(caller: Container, container: Container) -> bool:
    """Whether there still was a server to be called."""
    try:
        caller.start()
    except APIError:
        container.reload()
        if container.status == "running":
            raise
        return False
    return True


def _has_answered(container: Container, caller: Container, *, until: float) -> bool:
    """Whether the call came to its end in time: answered, or by the server's own end, which leaves
    nobody to answer."""
    while time.monotonic() < until:
        if _wait(caller, until=min(until, time.monotonic() + _LOOK)) is not None:
            return True
        container.reload()
        if container.status not in ("running", "paused"):
            _kill(caller)
            return True
    return False


def _wait(container: Container, *, until: float) -> int | None:
    """The exit code, or ``None`` if there is none by then."""
    try:
        ended = container.wait(timeout=max(0.001, until - time.monotonic()))
    except RequestException:  # no answer yet, or none ever if the engine is gone
        if time.monotonic() < until:
            raise
        return None
    return int(ended["StatusCode"])


def _kill(container: Container) -> int:
    with suppress(APIError):  # it may have ended by itself just now
        container.kill()
    return int(container.wait(timeout=_GRACE)["StatusCode"])


def _ran_out_of_memory(container: Container) -> bool:
    container.reload()
    return bool(container.attrs["State"]["OOMKilled"])
