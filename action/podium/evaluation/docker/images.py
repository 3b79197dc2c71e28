"""From what the organizer named to an image that is in the engine: local, pulled or built."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from docker import DockerClient
from docker.errors import APIError, ImageNotFound
from docker.models.images import Image

from podium.errors import ChallengeError, InfrastructureError
from podium.evaluation.docker import building
from podium.evaluation.docker.archives import tar
from podium.evaluation.docker.building import Build
from podium.evaluation.docker.context import Context
from podium.evaluation.docker.engine import engine_errors, explanation
from podium.evaluation.unreachable import says_unreachable

NOBODY = "65534:65534"
_PYTHON_ARGUMENT = "PYTHON_IMAGE"
_NOT_IN_CONTEXT = "failed to compute cache key"
_STAND_IN = (
    "no registry gives {base}: this machine's own Python stands in for it, with pip, a small shell "
    "and the requirements. The real image has a Debian beneath, with apt and its libraries, and "
    "may have another version of Python"
)


@dataclass(frozen=True, slots=True)
class ReadyImage:
    """An image to run. ``digest`` is the registry's where it has one: the same on every machine.
    ``volumes`` are the places that it declares as such; ``note`` is what people must know of
    how it came to be, ``names_root`` if it names no user but root."""

    reference: str
    digest: str
    user: str
    labels: Mapping[str, str] = field(default_factory=dict)
    volumes: tuple[PurePosixPath, ...] = ()
    note: str = ""
    names_root: bool = False

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
    context: Path | None = None,
    *,
    stand_in: Callable[[Path | None], str | None],
) -> ReadyImage:
    """The image of a Dockerfile, built from the folder ``context`` (left out, its own), unless
    that very content was built before.

    One that declares ``ARG PYTHON_IMAGE=…`` can be built where no registry answers: ``stand_in``
    gives a local Python image with the packages of the requirements beside the Dockerfile.
    """
    if not dockerfile.is_file():
        raise ChallengeError(f"{dockerfile}: there is no such Dockerfile")
    source = Context(context or dockerfile.parent, dockerfile)
    content = source.digest()
    tag = _tag(content)
    if built := _local(client, tag):
        return _ready(built, tag)
    base = source.argument(_PYTHON_ARGUMENT)
    if base is not None:
        return _built_on_python(client, source, content, base, stand_in)
    return _built(client, source, tag)


def _built_on_python(
    client: DockerClient,
    source: Context,
    content: str,
    base: str,
    stand_in: Callable[[Path | None], str | None],
) -> ReadyImage:
    try:
        named_image(client, base)
    except InfrastructureError:
        requirements = source.dockerfile.parent / "requirements.txt"
        other = stand_in(requirements if requirements.is_file() else None)
        if other is None:
            raise
        tag = _tag(content, other)
        note = _STAND_IN.format(base=base)
        if built := _local(client, tag):
            return replace(_ready(built, tag), note=note)
        offline = replace(source, is_offline=True)
        image = _built(client, offline, tag, {_PYTHON_ARGUMENT: other}, note=note)
        return replace(image, note=note)
    return _built(client, source, _tag(content), {_PYTHON_ARGUMENT: base})


def _built(
    client: DockerClient,
    source: Context,
    tag: str,
    arguments: Mapping[str, str] | None = None,
    *,
    note: str = "",
) -> ReadyImage:
    given = dict(arguments or {})
    for base in source.bases(given):  # a registry's refusal is told better by itself
        named_image(client, base)
    source = replace(source, has_session=building.has_session())
    wanted = Build(
        str(source.dockerfile),
        tag,
        tar(source.members()),
        source.dockerfile_name,
        source.text(),
        given,
        stand_in=note,
    )
    try:
        building.build(client, wanted)
    except ChallengeError as error:
        if _NOT_IN_CONTEXT not in str(error):
            raise
        hint = f"files are copied from {source.root}; podium.evaluator.context names another folder"
        raise ChallengeError(f"{error}\n{hint}") from error
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
    config = image.attrs.get("Config") or {}
    user = config.get("User") or ""
    return ReadyImage(
        name,
        digest or str(image.id),
        NOBODY if _is_root(user) else _without_the_group_of_root(user),
        config.get("Labels") or {},
        tuple(PurePosixPath(place) for place in sorted(config.get("Volumes") or ())),
        names_root=_is_root(user),
    )


def _is_root(user: str) -> bool:
    name = user.partition(":")[0]
    return name in {"", "root"} or _is_zero(name)


def _is_zero(number: str) -> bool:
    """As engines read it, with or without a sign."""
    return re.fullmatch(r"[+-]?0+", number) is not None


def _without_the_group_of_root(user: str) -> str:
    name, _, group = user.partition(":")
    return f"{name}:{NOBODY.partition(':')[2]}" if group == "root" or _is_zero(group) else user


def _tag(*parts: str) -> str:
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    return f"podium/evaluator:{key}"


def image_of_context(client: DockerClient, context: bytes, *, place: str) -> str:
    """The tag of the image that a context of our own (a tar) builds; built once."""
    tag = _tag(hashlib.sha256(context).hexdigest())
    if _local(client, tag) is None:
        building.build(client, Build(place, tag, [context]))
    return tag
