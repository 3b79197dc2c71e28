"""An evaluator's container from its start to its end, within its time.

The engine has no limit of time of its own, so whoever waits keeps it. No thread does: one would
outlive an interrupt, and hold the process.
"""

from __future__ import annotations

import time
from contextlib import suppress

from docker.errors import APIError
from docker.models.containers import Container
from requests.exceptions import RequestException

from podium.errors import ChallengeError
from podium.evaluation.docker import engine, invocation
from podium.evaluation.verdict import End
from podium.evaluation.watching import Tail

_GRACE = 30  # seconds the engine has to report the end of a container that was killed
_ENDING = 1.0  # seconds that a server that broke off its answer may take to end
_CALLS_LOG = 64 * 1024

# What the engine says, with a server's error code, of an image that cannot run.
_IMAGE_AT_FAULT = (
    "unable to find user",
    "no matching entries in",
    "executable file not found",
    "exec format error",
)


def run_to_its_end(container: Container, *, seconds: float) -> End:
    """Start it, wait as long as it may run, and kill it then."""
    _start(container)
    exit_code = _wait(container, until=time.monotonic() + seconds)
    out_of_time = exit_code is None
    if exit_code is None:
        exit_code = _kill(container)
    return End(exit_code, out_of_time=out_of_time, out_of_memory=_ran_out_of_memory(container))


def run_to_its_answer(container: Container, caller: Container, *, seconds: float) -> End:
    """Start a server and what calls it, wait for its answer as long as it may run, and kill it:
    of itself it does not end."""
    _start(container)
    until = time.monotonic() + seconds
    in_time = not _joined(caller, container) or _wait(caller, until=until) is not None
    call = invocation.read_call(log(caller, size=_CALLS_LOG, stderr=False))
    # The caller ends with the server, whose process namespace it is in.
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


def log(container: Container, *, size: int, stderr: bool) -> bytes:
    """The last ``size`` bytes of one of its streams."""
    tail = Tail(size)
    for chunk in container.logs(stdout=not stderr, stderr=stderr, stream=True, follow=False):
        tail.add(chunk)
    return tail.content


def _start(container: Container) -> None:
    try:
        container.start()
    except APIError as error:
        said = engine.explanation(error)
        if error.is_client_error() or any(sign in said for sign in _IMAGE_AT_FAULT):
            raise ChallengeError(f"The evaluator could not be started: {said}") from error
        raise


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
