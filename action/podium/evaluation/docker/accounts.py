"""The account of an image's user. One that is only a number has no line in ``/etc/passwd``, so that
its home would be ``/``, where it may not write: what caches there fails, and ``getpass`` too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from docker.models.containers import Container

from podium.errors import ChallengeError
from podium.evaluation.docker import metrics
from podium.evaluation.docker.archives import TarMember
from podium.evaluation.docker.images import ReadyImage
from podium.evaluation.docker.sandbox import TMP
from podium.evaluation.verdict import Unreadable

_ACCOUNTS = PurePosixPath("/etc/passwd")
_LARGEST = 1 << 20


def missing(container: Container, image: ReadyImage) -> Iterator[TarMember]:
    """``/etc/passwd`` with the account of the image's user, whose home is ``/tmp``, where it lacks
    one. ``container`` is not started."""
    user, _, group = image.user.partition(":")
    found = metrics.read_file(container, _ACCOUNTS, most=_LARGEST)
    if found is Unreadable.MISSING:
        found = b""
    if not user.isdecimal():
        if isinstance(found, bytes) and _is_root(user, found):
            raise ChallengeError(
                f"{image.reference}: its user {user} is root by another name; name one that is not"
            )
        return
    if isinstance(found, bytes) and user not in _numbers(found):
        account = f"user-{user}:x:{user}:{group if group.isdecimal() else user}::{TMP}:/bin/sh\n"
        whole = found if found.endswith(b"\n") or not found else found + b"\n"
        yield TarMember(_ACCOUNTS, whole + account.encode(), 0o644)


def _is_root(name: str, accounts: bytes) -> bool:
    lines = (line.split(":") for line in accounts.decode("utf-8", "replace").splitlines())
    return any(fields[0] == name and fields[2:3] == ["0"] for fields in lines)


def _numbers(accounts: bytes) -> set[str]:
    lines = accounts.decode("utf-8", "replace").splitlines()
    return {fields[2] for line in lines if len(fields := line.split(":")) > 2}
