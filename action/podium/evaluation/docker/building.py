"""Images from a build context, by BuildKit: through the ``docker`` command where it has buildx, and
through the engine's API otherwise. The SDK's own build is the old builder, which does not know
``COPY --chmod`` or ``RUN --mount`` and leaves a ``WORKDIR`` to root.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from docker import DockerClient
from docker.errors import APIError, create_api_error_from_http_exception
from requests import Response
from requests.exceptions import HTTPError

from podium.errors import ChallengeError, InfrastructureError
from podium.evaluation.docker.engine import engine_errors, explanation
from podium.evaluation.unreachable import last_lines, says_unreachable

_BUILDKIT = "2"  # as the API numbers builders
_SHOWN = 12  # lines of what a failed build said
_NOT_FOUND = re.compile(r"exit code: 127\b")
_CANCELLED = "context canceled"  # of steps that had to wait for the one that failed
_NO_SESSION = "no active sessions"
# What the builders of older engines do not know: https://docs.docker.com/build/buildkit/dockerfile-release-notes/
_NEWER_FLAG = re.compile(r"unknown flag: (?:link|exclude|parents|checksum|keep-git-dir)\b", re.I)
_HEREDOC = re.compile(r"^\s*(?:RUN|COPY|ADD)\b.*<<-?[\"']?\w", re.I | re.M)
_NO_PARSE = "unknown instruction"
_STEP = re.compile(r"^\[[^\]]*\d+/\d+\] ")


@dataclass(frozen=True, slots=True)
class Build:
    """One image to build. ``context`` is a tar with the Dockerfile at ``dockerfile``, which reads
    ``text``; ``place`` is what messages call it. On a ``stand_in``, a command that is missing is
    not the Dockerfile's mistake: ``stand_in`` says in a sentence what it was built on."""

    place: str
    tag: str
    context: Iterable[bytes]
    dockerfile: str = "Dockerfile"
    text: str = ""
    arguments: Mapping[str, str] = field(default_factory=dict)
    stand_in: str = ""


def build(client: DockerClient, wanted: Build) -> None:
    """Raises ``ChallengeError`` with the last lines of a build that fails, and
    ``InfrastructureError`` where no registry or package index answers."""
    command = _command()
    failure = _by_engine(client, wanted) if command is None else _by_command(command, wanted)
    if failure:
        raise _explained(wanted, failure)


def _explained(wanted: Build, log: str) -> ChallengeError | InfrastructureError:
    reason = _with_numbers(last_lines(log, _SHOWN), wanted.text)
    if says_unreachable(reason):
        return InfrastructureError(
            f"{wanted.place} could not be built: no registry or package index answers\n{reason}"
        )
    if wanted.stand_in and _NOT_FOUND.search(reason):
        return InfrastructureError(
            f"{wanted.place} could not be built: {wanted.stand_in}\n{reason}"
        )
    is_heredoc = _NO_PARSE in reason and _HEREDOC.search(wanted.text) is not None
    if is_heredoc or _NEWER_FLAG.search(reason):
        return InfrastructureError(
            f"{wanted.place} could not be built: this machine's engine is older than the "
            "Dockerfile's syntax, and no registry gives the newer one. Docker from 23 on has here "
            f"documents and COPY --link; a `# syntax=` line names the rest\n{reason}"
        )
    if _NO_SESSION in reason:
        reason += "\na build is given no secrets and no SSH keys"
    hint = f"\n{wanted.stand_in}" if wanted.stand_in else ""
    return ChallengeError(f"{wanted.place}: the image does not build\n{reason}{hint}")


def _with_numbers(log: str, text: str) -> str:
    """Where a line is one of the Dockerfile's, its number before it."""
    numbers = {" ".join(line.split()): n for n, line in enumerate(text.splitlines(), 1) if line}
    known = ((numbers.get(" ".join(line.split())), line) for line in log.splitlines())
    return "\n".join(f"line {number}: {line}" if number else line for number, line in known)


def has_session() -> bool:
    """Whether a builder can ask whoever wanted the build for more than the context."""
    return _command() is not None


def _command() -> str | None:
    """``docker``, if it is there and has buildx."""
    docker = shutil.which("docker")
    if docker is None:
        return None
    asked = subprocess.run([docker, "buildx", "version"], capture_output=True, check=False)
    return docker if asked.returncode == 0 else None


def _by_command(docker: str, wanted: Build) -> str:
    """What it said, if it failed; empty if there is an image. ``docker build`` uses the engine's
    own builder, whichever ``docker buildx`` has selected."""
    given = [f"--build-arg={name}={value}" for name, value in wanted.arguments.items()]
    command = [docker, "build", "--progress=plain", f"--tag={wanted.tag}", *given]
    environ = {k: v for k, v in os.environ.items() if k != "BUILDX_BUILDER"}
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            [*command, f"--file={wanted.dockerfile}", "-"],
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=subprocess.STDOUT,
            env=environ | {"DOCKER_BUILDKIT": "1"},
        ) as process,
    ):
        try:
            assert process.stdin is not None
            try:
                for piece in wanted.context:
                    process.stdin.write(piece)
                process.stdin.close()
            except BrokenPipeError:  # it has said why
                pass
            code = process.wait()
        except BaseException:
            process.terminate()
            raise
        said.seek(0)
        return "" if code == 0 else said.read().decode("utf-8", "replace")


def _by_engine(client: DockerClient, wanted: Build) -> str:
    """The same, by the API: a context in the request's body needs none of BuildKit's sessions."""
    api = client.api
    parameters = {
        "version": _BUILDKIT,
        "t": wanted.tag,
        "dockerfile": wanted.dockerfile,
        "buildargs": json.dumps(dict(wanted.arguments)),
    }
    log: list[str] = []
    with engine_errors(f"{wanted.place} could not be built"):
        answer = api.post(
            f"{api.base_url}/v{api.api_version}/build",
            params=parameters,
            data=iter(wanted.context),
            headers={"Content-Type": "application/x-tar"},
            stream=True,
            timeout=api.timeout,
        )
        with answer:
            if refusal := _refusal(answer):
                return refusal
            for line in answer.iter_lines():
                step = json.loads(line)
                if "error" in step:
                    return "".join([*log, f"\n{step['error']}"])
                if step.get("id") == "moby.buildkit.trace":
                    log += _told(base64.b64decode(step["aux"]))
    return ""


def _refusal(answer: Response) -> str:
    """What the engine says of a context that it does not begin to build, such as a Dockerfile that
    does not parse. Raises ``APIError`` where that is no fault of the context."""
    try:
        answer.raise_for_status()
    except HTTPError as error:
        try:
            create_api_error_from_http_exception(error)
        except APIError as refusal:
            if refusal.is_client_error():
                return explanation(refusal)
            raise
    return ""


def _told(trace: bytes) -> Iterator[str]:
    """What a ``moby.buildkit.v1.StatusResponse`` says: which step failed, and the steps' output."""
    for number, value in _fields(trace):
        message = dict(_fields(value)) if isinstance(value, bytes) else {}
        error = _text(message.get(7))
        if number == 1 and error and _CANCELLED not in error:  # the name of a vertex that failed
            yield f"\n{_STEP.sub('', _text(message.get(3)))}\n"
        elif number == 3:  # what a vertex printed
            yield _text(message.get(4))


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Protocol Buffers' wire format: numbers of fields, and integers or bytes."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        value: int | bytes
        match key & 7:
            case 0:
                value, at = _varint(message, at)
            case 2:
                size, at = _varint(message, at)
                value, at = message[at : at + size], at + size
            case kind:
                size = 8 if kind == 1 else 4
                value, at = message[at : at + size], at + size
        yield key >> 3, value


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at
