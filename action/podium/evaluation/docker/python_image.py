"""A Python image for evaluators that bring none.

On Linux it is made of the very Python that runs Podium, so it needs no registry, is exactly the
version its packages were installed for, and takes a second or two to import. Elsewhere the
interpreter at hand does not run in a Linux container, and the official slim image is used.
"""

from __future__ import annotations

import hashlib
import platform
import sys
from pathlib import Path, PurePosixPath

from docker import DockerClient
from docker.errors import ImageNotFound

from podium.errors import InfrastructureError
from podium.evaluation.docker import images, local_python
from podium.evaluation.docker.archives import TarMember, tar
from podium.evaluation.docker.engine import engine_errors
from podium.evaluation.process import environment

_REPOSITORY = "podium/python"
_SLIM = f"python:{sys.version_info.major}.{sys.version_info.minor}-slim"
_RECIPE = "6"  # renew it when local_python lays out something else


def ensure_image(
    client: DockerClient, requirements: Path | None, *, cache: Path | None = None
) -> str:
    """The tag of an image with ``python3`` and the packages of ``requirements``; made once."""
    if not fits_engine(client):
        return slim_image(client, requirements)
    packages = environment.prepare_environment(requirements, cache=cache) if requirements else None
    tag = f"{platform.python_version()}-{_key(packages)}"
    with engine_errors("The local Python image could not be made"):
        try:
            client.images.get(f"{_REPOSITORY}:{tag}")
        except ImageNotFound:
            _import(client, tag, packages)
    return f"{_REPOSITORY}:{tag}"


def fits_engine(client: DockerClient) -> bool:
    """Can this interpreter run in the engine's containers?"""
    with engine_errors("The Docker engine's architecture is unknown"):
        theirs = str(client.info()["Architecture"])
    return sys.platform == "linux" and platform.machine() == theirs


def _key(packages: Path | None) -> str:
    python = local_python.interpreter()
    known = python.stat()
    parts = (
        _RECIPE,
        sys.version,
        str(python),
        f"{known.st_size} {known.st_mtime_ns}",
        local_python.pip_release(),
        packages.name if packages else "",
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def _import(client: DockerClient, tag: str, packages: Path | None) -> None:
    layout = local_python.lay_out(packages)
    changes = [f"ENV {name}={value}" for name, value in layout.environ.items()]
    said = client.api.import_image_from_stream(
        tar(layout.entries), _REPOSITORY, tag, changes=[*changes, 'CMD ["python3"]']
    )
    if '"error"' in said:
        raise InfrastructureError(f"The local Python image could not be made: {said.strip()}")


def slim_image(client: DockerClient, requirements: Path | None, *, base: str = _SLIM) -> str:
    """An image with ``requirements`` installed on one from a registry."""
    images.named_image(client, base)
    if requirements is None:
        return base
    install = "python3 -m pip install -r /requirements.txt"
    dockerfile = f"FROM {base}\nCOPY requirements.txt /\nRUN {install}\n"
    context = [
        TarMember(PurePosixPath("Dockerfile"), dockerfile.encode()),
        TarMember(PurePosixPath("requirements.txt"), requirements),
    ]
    return images.image_of_context(client, b"".join(tar(context)), place=str(requirements))
