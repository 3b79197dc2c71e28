"""The files that the config names, as EvalAI finds them in the archive of the folder."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Protocol

from podium.challenge.keys.fields import describe

# The workflow of EvalAI-Starters makes this one of the folder before it sends the archive.
BUILT_SCRIPT = "evaluation_script.zip"
SCRIPT_FOLDER = "evaluation_script"
_IMAGE_ENDINGS = (".jpg", ".jpeg", ".png")
# Pillow, which EvalAI asks, goes by what a file begins with and not by its name.
_IMAGE_BEGINNINGS = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"RIFF",
)
_LONGEST_NAME = 100


class Archive(Protocol):
    """Paths are relative to the folder's root, with ``/``."""

    def has_file(self, path: str) -> bool: ...

    def size(self, path: str) -> int: ...

    def read(self, path: str) -> bytes: ...


def file_problem(archive: Archive, path: object) -> str | None:
    if not isinstance(path, str):
        return f"expected the path of a file, found {describe(path)}"
    if not _is_below(path):
        return f"expected a path inside the challenge folder, found {path!r}"
    return None if archive.has_file(path) else f"there is no file {path!r} in the challenge folder"


def page_problem(archive: Archive, path: object, *, may_be_blank: bool = True) -> str | None:
    problem = file_problem(archive, path)
    if problem is not None:
        return problem
    assert isinstance(path, str), "by file_problem"
    if not path.endswith(".html"):
        return f"the page must be an .html file, found {path!r}"
    try:
        written = archive.read(path).decode()
    except UnicodeDecodeError:
        return f"{path!r} is not UTF-8 text"
    if "\0" in written:
        return f"{path!r} holds a NUL character"
    return None if written.strip() or may_be_blank else f"{path!r} is empty"


def script_problem(archive: Archive, path: object) -> str | None:
    if isinstance(path, str) and not path.endswith(".zip"):
        return f"it must name a .zip, found {path!r}"
    if is_built(archive, path):
        return None
    problem = file_problem(archive, path)
    if problem is not None:
        return f"{problem}; zip the contents of the script's folder"
    assert isinstance(path, str), "by file_problem"
    return None if archive.size(path) else f"{path!r} is empty"


def is_built(archive: Archive, path: object) -> bool:
    """Whether the script is not there yet, but will be in the archive."""
    return (
        isinstance(path, str)
        and PurePosixPath(path) == PurePosixPath(BUILT_SCRIPT)
        and not archive.has_file(BUILT_SCRIPT)
        and archive.has_file(f"{SCRIPT_FOLDER}/__init__.py")
    )


def annotation_problem(archive: Archive, path: object) -> str | None:
    problem = file_problem(archive, path)
    if problem is None and not archive.size(str(path)):
        return f"{path!r} is empty"
    return problem


def image_problem(archive: Archive, path: object) -> str | None:
    if isinstance(path, str) and not path.endswith(_IMAGE_ENDINGS):
        return f"the logo must be a .jpg, .jpeg or .png, found {path!r}"
    problem = file_problem(archive, path)
    if problem is not None:
        return problem
    assert isinstance(path, str), "by file_problem"
    if len(path) > _LONGEST_NAME:
        return f"expected a path of at most {_LONGEST_NAME} characters, found {len(path)}"
    is_image = archive.read(path).startswith(_IMAGE_BEGINNINGS)
    return None if is_image else f"{path!r} is not an image"


def _is_below(path: str) -> bool:
    """Whether no prefix of the path leads out of the folder, as far as its words tell."""
    depth = 0
    for part in path.split("/"):
        depth += {"": 0, ".": 0, "..": -1}.get(part, 1)
        if depth < 0:
            return False
    return not path.startswith("/") and "\0" not in path
