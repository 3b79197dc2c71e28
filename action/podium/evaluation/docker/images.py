"""From what the organizer named to an image that is in the engine: local, pulled or built."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docker import DockerClient
from docker.errors import APIError, ImageNotFound
from docker.models.images import Image
from docker.utils.build import exclude_paths

from podium.errors import ChallengeError, InfrastructureError
from podium.evaluation.docker.engine import engine_errors, explanation
from podium.evaluation.unreachable import last_lines, says_unreachable

NOBODY = "65534:65534"
_PYTHON_ARGUMENT = "PYTHON_IMAGE"
_DEFAULT_PYTHON = re.compile(rf"^\s*ARG\s+{_PYTHON_ARGUMENT}=(\S+)\s*$", re.I | re.M)


@dataclass(frozen=True, slots=True)
class ReadyImage:
    """An image to run. ``digest`` is the registry's where it has one: the same on every machine."""

    reference: str
    digest: str
    user: str

    @property
    def runs_as_nobody(self) -> bool:
        return self.user == NOBODY


def named_image(client: DockerClient, name: str) -> ReadyImage:
    """The image called ``name``, pulled if it is not here. Raises ``ChallengeError`` if its
    registry does not have it and ``InfrastructureError`` if no registry answers."""
    return _ready(_local(client, name) or _pulled(client, name), name)


def built_image(
    client: DockerClient,
    dockerfile: Path,
    *,
    stand_in: Callable[[Path | None], str | None],
) -> ReadyImage:
    """The image of a Dockerfile, built with its own folder as the context, unless that very
    content was built before.

    One that declares ``ARG PYTHON_IMAGE=…`` can be built where no registry answers: ``stand_in``
    gives a local Python image with the packages of the requirements beside the Dockerfile.
    """
    if not dockerfile.is_file():
        raise ChallengeError(f"{dockerfile}: there is no such Dockerfile")
    content = _context_digest(dockerfile)
    tag = _tag(content)
    if built := _local(client, tag):
        return _ready(built, tag)
    declared = _DEFAULT_PYTHON.search(dockerfile.read_text(encoding="utf-8", errors="replace"))
    if declared is None:
        _build_dockerfile(client, dockerfile, tag=tag, arguments={})
        return named_image(client, tag)
    return _built_on_python(client, dockerfile, content, declared.group(1), stand_in)


def _built_on_python(
    client: DockerClient,
    dockerfile: Path,
    content: str,
    base: str,
    stand_in: Callable[[Path | None], str | None],
) -> ReadyImage:
    tag = _tag(content)
    try:
        named_image(client, base)
    except InfrastructureError:
        requirements = dockerfile.parent / "requirements.txt"
        other = stand_in(requirements if requirements.is_file() else None)
        if other is None:
            raise
        base, tag = other, _tag(content, other)
        if built := _local(client, tag):
            return _ready(built, tag)
    _build_dockerfile(client, dockerfile, tag=tag, arguments={_PYTHON_ARGUMENT: base})
    return named_image(client, tag)


def _local(client: DockerClient, name: str) -> Image | None:
    with engine_errors(f"The image {name} could not be looked up"):
        try:
            return client.images.get(name)
        except ImageNotFound:
            return None
        except APIError as error:
            if error.is_client_error():
                raise ChallengeError(
                    f"{name}: this is no image name: {explanation(error)}"
                ) from error
            raise


def _pulled(client: DockerClient, name: str) -> Image:
    try:
        with engine_errors(f"The image {name} could not be pulled"):
            return client.images.pull(name)
    except InfrastructureError as error:
        cause = error.__cause__
        if isinstance(cause, APIError) and _is_refusal(cause):
            raise ChallengeError(
                f"{name}: the registry does not have this image, or wants a login: "
                f"{explanation(cause)}"
            ) from cause
        raise


def _is_refusal(error: APIError) -> bool:
    """The registry answered, and the answer is no."""
    said = explanation(error).lower()
    if says_unreachable(said):
        return False
    refusals = ("denied", "unauthorized", "manifest unknown", "no matching manifest", "not found")
    return error.status_code == 404 or any(words in said for words in refusals)


def _ready(image: Image, name: str) -> ReadyImage:
    digests: list[str] = image.attrs.get("RepoDigests") or []
    repository = name.partition("@")[0]
    ours = [each for each in digests if repository.startswith(each.partition("@")[0])]
    digest = next(iter(ours or digests), "").partition("@")[2]
    user = (image.attrs.get("Config") or {}).get("User") or ""
    return ReadyImage(name, digest or str(image.id), NOBODY if _is_root(user) else user)


def _is_root(user: str) -> bool:
    name = user.partition(":")[0]
    return name in {"", "root"} or (name.isdecimal() and int(name) == 0)


def _tag(*parts: str) -> str:
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    return f"podium/evaluator:{key}"


def _context_digest(dockerfile: Path) -> str:
    """Names the content of a build: paths, modes, bytes; no dates, which a checkout makes anew."""
    root, digest = dockerfile.parent, hashlib.sha256()
    ignored = root / ".dockerignore"
    lines = ignored.read_text(encoding="utf-8").splitlines() if ignored.is_file() else []
    patterns = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    for name in sorted(exclude_paths(str(root), patterns, dockerfile=dockerfile.name)):
        path = root / name
        if path.is_symlink():
            digest.update(f"{name}\0link\0{path.readlink()}\0".encode())
        elif path.is_file():
            executable = bool(path.stat().st_mode & 0o100)
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{name}\0{executable}\0{content}\0".encode())
    return digest.hexdigest()


def image_of_context(client: DockerClient, context: bytes, *, place: str) -> str:
    """The tag of the image that a context of our own (a tar) builds; built once."""
    tag = _tag(hashlib.sha256(context).hexdigest())
    if _local(client, tag) is None:
        _build(client, place, tag=tag, fileobj=io.BytesIO(context), custom_context=True)
    return tag


def _build(client: DockerClient, place: str, *, tag: str, **source: Any) -> None:
    """``place`` is what messages call it; ``source`` what the engine's API needs to find it."""
    log: list[str] = []
    with engine_errors(f"{place} could not be built"):
        for step in client.api.build(tag=tag, rm=True, forcerm=True, decode=True, **source):
            log.append(step.get("stream") or step.get("error") or "")
            if "error" in step:
                raise _build_failure(place, "".join(log))


def _build_dockerfile(
    client: DockerClient, dockerfile: Path, *, tag: str, arguments: Mapping[str, str]
) -> None:
    _build(
        client,
        str(dockerfile),
        tag=tag,
        path=str(dockerfile.parent),
        dockerfile=dockerfile.name,
        buildargs=dict(arguments),
    )


def _build_failure(place: str, log: str) -> ChallengeError | InfrastructureError:
    reason = last_lines(log, 10)
    if says_unreachable(reason):
        return InfrastructureError(
            f"{place} could not be built: no registry or package index answers\n{reason}"
        )
    return ChallengeError(f"{place}: the image does not build\n{reason}")
