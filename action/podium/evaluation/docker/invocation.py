"""Evaluators that are servers: Grand Challenge's images with the label
``org.grand-challenge.api-method=invoke``, which wait on port 4743 to be called once.

Pure: which images these are, and what it means how a call ended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from podium.errors import ChallengeError
from podium.evaluation import messages
from podium.evaluation.docker import caller
from podium.evaluation.docker.images import ReadyImage
from podium.evaluation.verdict import End
from podium.jobs import Failure, Fault

LABEL = "org.grand-challenge.api-method"
METHODS = ("exec", "invoke")
COMMAND = ("python3", "-I", "-S", "-c", Path(caller.__file__).read_text(encoding="utf-8"))

_CREATED = "201"
_HEALTH = f"GET /health on port {caller.PORT}"
_INVOKE = f"POST /invoke on port {caller.PORT}"
# No such call, or done and not said so: that is the server's, whatever was submitted.
_OFF_CONTRACT = re.compile("[23]..|404|405|501")
# What servers log of the calls themselves says nothing of an evaluation.
_OWN_CALL = re.compile(rb'^[^\n]*"(?:GET /health|POST /invoke) HTTP/[^\n]*(?:\n|\Z)', re.M)


def is_server(image: ReadyImage, place: str = "") -> bool:
    """Whether the image has to be called. The label's name and value are read as Grand Challenge
    reads them: in any case, quotes taken away. Raises ``ChallengeError`` for another value, at
    ``place`` (left out, the image's name)."""
    for name, value in image.labels.items():
        if name.strip().lower() == LABEL:
            method = re.sub("['\"]", "", value).strip().lower()
            if method not in METHODS:
                raise ChallengeError(
                    f"{place or image.reference}: the label {LABEL} is {value!r}; "
                    f"Grand Challenge knows {' and '.join(METHODS)}"
                )
            return method == "invoke"
    return False


@dataclass(frozen=True, slots=True)
class Call:
    """What ``caller`` said: the last answer to ``/health``, and that to ``/invoke`` if there was
    one."""

    health: str = "refused"
    status: str | None = None

    @property
    def is_healthy(self) -> bool:
        return self.health == "200"

    @property
    def succeeded(self) -> bool:
        return self.status == _CREATED


def read_call(said: bytes) -> Call:
    call = Call()
    for line in said.decode("ascii", "replace").splitlines():
        what, _, answer = line.partition(" ")
        call = Call(call.health, answer) if what == "invoke" else Call(answer, call.status)
    return call


def judge(
    call: Call, *, in_time: bool, exit_code: int | None, out_of_memory: bool, stderr: bytes
) -> End:
    """``exit_code`` is the server's, ``None`` where it did not end by itself. A call that is
    answered with a wrong status is judged as a program that ends with 1: by what it says."""
    if call.succeeded:
        return End(0)
    if not call.is_healthy:
        return _never_healthy(call, exit_code, stderr)
    if call.status is not None and _OFF_CONTRACT.fullmatch(call.status):
        fact = f"{_INVOKE} was answered with {call.status}, expected {_CREATED}"
        return End(1, refusal=Failure(Fault.ORGANIZER, fact))
    if exit_code == 0:
        fact = f"The evaluator ended before it answered {_INVOKE}"
        return End(0, refusal=Failure(Fault.ORGANIZER, fact))
    return End(exit_code or 1, out_of_time=not in_time, out_of_memory=out_of_memory)


def _never_healthy(call: Call, exit_code: int | None, stderr: bytes) -> End:
    if exit_code is None:
        answers = {"refused": "nothing listens there", "broken": "no whole answer came"}
        answer = answers.get(call.health, f"the answer was {call.health}")
        fact = f"{_HEALTH} was not answered with 200 in time: {answer}"
        return End(1, refusal=Failure(Fault.ORGANIZER, fact))
    last = messages.last_line(stderr.decode("utf-8", "replace"))
    fact = f"The evaluator ended (exit code {exit_code}) before {_HEALTH} was answered: {last}"
    refusal = Failure(Fault.ORGANIZER, fact[: messages.MAX_LENGTH], is_quoted=True)
    return End(exit_code, refusal=refusal)


def without_own_calls(log: bytes) -> bytes:
    """A server's log without the lines that only say that it was called."""
    return _OWN_CALL.sub(b"", log)
