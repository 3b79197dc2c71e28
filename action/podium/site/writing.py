"""Texts by address to a folder on disk: all of them or none, and nothing of an older site left."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from markupsafe import escape

from podium import temporary
from podium.errors import ChallengeError, InfrastructureError
from podium.site.frame import addresses, templates
from podium.site.frame.drafts import File

# A codename such as ``index.html`` would make a folder of what is a page already.
CLASH = "{name}: a page of the site has this name; choose another codename"
MARKER = ".podium-site"
# With it GitHub Pages does not run the folder through Jekyll.
_NO_JEKYLL = ".nojekyll"
_MARKER_TEXT = "Written by podium build, and replaced as a whole by the next one.\n"


def write_site(pages: Mapping[str, str | bytes], out: Path) -> None:
    """A site of these pages, in the place of what was there."""
    with replacing(out) as folder:
        folder.begin()
        for address, content in pages.items():
            folder.write(address, content)


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the site; ``size`` in bytes, ``digest`` its SHA-256."""

    address: str
    size: int
    digest: bytes


_HERE = -100  # AT_FDCWD: paths as they are
_RENAME_EXCHANGE = 2


@contextmanager
def replacing(out: Path) -> Iterator[SiteFolder]:
    """A folder beside ``out`` that takes its place when all is written: a reader never meets half
    a site.

    Raises ``ChallengeError`` when ``out`` holds something that is not a site of ours, and
    ``InfrastructureError`` when the disk fails; ``out`` is then as it was, as it is whatever else
    is raised.
    """
    out = out.resolve()
    _refuse_what_is_not_ours(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with temporary.folder(out.name, parent=out.parent) as beside:
            folder = SiteFolder(beside / "new")
            folder.root.mkdir()
            yield folder
            _swap(folder.root, out, old=beside / "old")
    except OSError as error:
        raise InfrastructureError(f"{out}: the site cannot be written: {_reason(error)}") from error


@dataclass(frozen=True, slots=True)
class SiteFolder:
    """Where a site is being written; several processes may write to one."""

    root: Path

    def begin(self) -> list[Written]:
        """What every site has."""
        assets = templates.folder() / templates.ASSETS
        contents = {
            f"{templates.ASSETS}/{file.relative_to(assets).as_posix()}": file.read_bytes()
            for file in assets.rglob("*")
            if file.is_file()
        }
        contents[MARKER] = _MARKER_TEXT.encode()
        contents[_NO_JEKYLL] = b""
        return [self.write(address, content) for address, content in sorted(contents.items())]

    def write(self, address: str, content: str | bytes) -> Written:
        path = _inside(self.root, address)
        data = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
        try:
            try:
                path.write_bytes(data)
            except FileNotFoundError:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        except (FileExistsError, IsADirectoryError, NotADirectoryError) as error:
            raise ChallengeError(CLASH.format(name=path.name)) from error
        return Written(address, len(data), hashlib.sha256(data).digest())


def _reason(error: OSError) -> str:
    """``copytree`` gathers what failed in a list of (from, to, reason)."""
    if isinstance(error, shutil.Error):
        return str(error.args[0][0][2])
    return str(error)


def _refuse_what_is_not_ours(out: Path) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise ChallengeError(f"{out}: expected a folder for the site, found a file")
    if any(out.iterdir()) and not (out / MARKER).is_file():
        raise ChallengeError(
            f"{out}: this folder holds something else than a site of Podium's; "
            "name a new or an empty folder"
        )


def _swap(fresh: Path, out: Path, *, old: Path) -> None:
    """At no moment is there no site, where the system can exchange two folders (Linux); else
    between two renames."""
    if not out.exists():
        fresh.rename(out)
        return
    if _exchange(fresh, out):
        return
    try:
        out.rename(old)
    except OSError as error:
        if error.errno not in (errno.EBUSY, errno.EXDEV):
            raise
        _refill(fresh, out)  # a mount point keeps its place; only what is in it can change
        return
    try:
        fresh.rename(out)
    except OSError:
        old.rename(out)
        raise


def _exchange(one: Path, other: Path) -> bool:
    """``renameat2(2)`` with ``RENAME_EXCHANGE``, for which Python has no name; ``False`` where
    this system, or this file system, cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def _refill(fresh: Path, out: Path) -> None:
    for held in out.iterdir():
        if held.is_dir() and not held.is_symlink():
            shutil.rmtree(held)
        else:
            held.unlink()
    shutil.copytree(fresh, out, dirs_exist_ok=True)


def _inside(root: Path, address: str) -> Path:
    relative = PurePosixPath(address)
    if relative.is_absolute() or ".." in relative.parts or not relative.parts:
        raise ValueError(f"not an address inside the site: {address!r}")
    return root.joinpath(*relative.parts)


# The protocol's bound for one file: https://www.sitemaps.org/protocol.html
_MOST_PAGES = 50_000


def files(pages: Iterable[str], base_url: str) -> Iterator[File]:
    """Both name whole addresses, so there are none where the site's own is not known. ``pages``
    are addresses of what is to be found."""
    if not base_url:
        return
    lines = ['<?xml version="1.0" encoding="utf-8"?>']
    lines.append('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')
    lines += [
        f"<url><loc>{escape(addresses.canonical(base_url, page))}</loc></url>"
        for page in sorted(pages)[:_MOST_PAGES]
    ]
    lines.append("</urlset>\n")
    yield File(addresses.SITEMAP, "\n".join(lines))
    place = addresses.canonical(base_url, addresses.SITEMAP)
    yield File(addresses.ROBOTS, f"User-agent: *\nAllow: /\n\nSitemap: {place}\n")
