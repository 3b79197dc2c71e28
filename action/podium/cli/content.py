"""What ``podium check`` finds in the files that a challenge names, beyond that they are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from podium.challenge.folder import ChallengeFolder, read_source
from podium.challenge.model import Challenge, Phase
from podium.challenge.text import pointers
from podium.challenge.text.source import KeyPath, format_path
from podium.codes import Code
from podium.errors import Issue
from podium.jobs import Contract

_NOT_EXTRACTED = (".zip", ".7z", ".rar", ".tar.zst")
_STAGE = re.compile(r"^\s*FROM\s", re.I | re.M)
_LONGEST = 100  # characters of an address that is shown
# What a page shows anything by, beside its words.
_MAY_SHOW = re.compile(
    rb"<(?:img|svg|iframe|video|audio|object|embed|source)\b|url\(|background=", re.IGNORECASE
)
_USER = re.compile(r"^\s*USER\s+(\S+)", re.I | re.M)


def find_issues(challenge: Challenge, folder: ChallengeFolder) -> Iterator[Issue]:
    """Each once, at the key that names the file; pictures at the line of the page."""
    source = read_source(folder)
    told = set[tuple[Code, str]]()
    for index, phase in enumerate(challenge.phases):
        for code, key, path, message in _problems(phase, index, folder):
            if (code, path) not in told:
                told.add((code, path))
                make = Issue.warning if code.can_be_ignored else Issue.error
                yield make(message, code=code, where=source.where(key), path=format_path(key))
    yield from _picture_issues(challenge, folder)


_Problem = tuple[Code, KeyPath, str, str]


def _problems(phase: Phase, index: int, folder: ChallengeFolder) -> Iterator[_Problem]:
    for key, path in _named(phase, index):
        for pointer in _pointers(folder, path):
            yield Code.FILE_NOT_FETCHED, key, pointer, f"{pointer}: {pointers.CURE}"
    if phase.evaluator.contract is not Contract.GRAND_CHALLENGE:
        return
    truth, path = next(_named(phase, index))
    if path is not None and path.lower().endswith(_NOT_EXTRACTED):
        message = (
            f"{path}: the evaluator gets it as it is. Grand Challenge takes a .tar.gz, which is "
            "extracted, here too"
        )
        yield Code.NOT_EXTRACTED, truth, path, message
    dockerfile = phase.evaluator.dockerfile
    if dockerfile is not None:
        found = folder.find(dockerfile)
        if found is not None and _runs_as_root(found):
            key = _key(phase.settings.podium.evaluator is not None, index, "evaluator")
            message = (
                f"{dockerfile}: its last stage names no USER but root. Grand Challenge refuses "
                "such an image, and here it runs as nobody (65534:65534), with HOME=/tmp: write "
                "USER, after the steps that need root"
            )
            yield Code.RUNS_AS_NOBODY, key, dockerfile, message


def _named(phase: Phase, index: int) -> Iterator[tuple[KeyPath, str | None]]:
    """The files that an evaluation reads, by the keys that name them."""
    own, evaluator = phase.settings.podium, phase.evaluator
    truth = _key(own.ground_truth is not None, index, "ground_truth")
    if own.ground_truth is None and phase.settings.test_annotation_file is not None:
        truth = ("challenge_phases", index, "test_annotation_file")
    yield truth, phase.ground_truth
    example = own.example_submission is not None
    yield _key(example, index, "example_submission"), phase.example_submission
    yield ("evaluation_script",), evaluator.script
    context = evaluator.context or str(Path(evaluator.dockerfile or "").parent)
    yield _key(own.evaluator is not None, index, "evaluator"), evaluator.dockerfile and context


def _key(is_own: bool, index: int, name: str) -> KeyPath:
    top: KeyPath = ("podium", name)
    return ("challenge_phases", index, *top) if is_own else top


def _pointers(folder: ChallengeFolder, path: str | None) -> Iterator[str]:
    found = folder.find(path) if path else None  # a release's asset is no path
    for pointer in pointers.find_pointers(found) if found else ():
        if pointer.is_relative_to(folder.root):
            yield pointer.relative_to(folder.root).as_posix()


def _runs_as_root(dockerfile: Path) -> bool:
    """By the last stage's own words; what a variable names is not known."""
    text = dockerfile.read_text(encoding="utf-8", errors="replace")
    *_, last = _STAGE.split(text)
    user = next(iter(_USER.findall(last)[-1:]), "root").partition(":")[0].strip("\"'")
    return user == "root" or (user.isdecimal() and int(user) == 0)


def _picture_issues(challenge: Challenge, folder: ChallengeFolder) -> Iterator[Issue]:
    """The pictures of its pages that the site cannot have: one issue a page, each with its line."""
    own = (phase.settings.description for phase in challenge.phases)
    pages = dict.fromkeys([*challenge.pages.values(), *filter(None, own)])
    for page in pages:
        if not _MAY_SHOW.search(folder.path(page).read_bytes()):
            continue
        from podium.site.frame import page_pictures  # as heavy as what the site is made of

        left_out = page_pictures.find(folder, page).left_out
        if left_out:
            each = [f"{one.source[:_LONGEST]} (line {one.line}): {one.reason}" for one in left_out]
            yield Issue.warning(
                f"pictures that the site leaves out: {'; '.join(each)}",
                code=Code.PICTURE_LEFT_OUT,
                where=f"{page}:{left_out[0].line}",
            )
