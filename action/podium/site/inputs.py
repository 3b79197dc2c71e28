"""All that a build reads, as one digest: with the same one it would write the same site again.

Whatever a page comes to show, what it is made from belongs in here. The moment is not part of it:
``unchanged`` knows from when to when a site stays as it is.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path

from podium import resources
from podium.challenge import people
from podium.challenge.folder import (
    CONFIG_NAMES,
    MODERATION_NAME,
    SALT_NAME,
    TEAMS_NAME,
    ChallengeFolder,
    LoadedChallenge,
)
from podium.records import listing
from podium.site import phase_dates
from podium.site.frame import page_pictures, themes
from podium.site.phase import example

Part = tuple[str, bytes]


def digest(
    challenges: Sequence[LoadedChallenge], results: Path, options: Mapping[str, str | None]
) -> str:
    """``options`` are those of the build that pages depend on, by name. Raises ``ChallengeError``
    where the build would."""
    whole = hashlib.sha256()
    for name, content in _parts(challenges, results, options):
        # With their lengths, so that no part can pass for another.
        whole.update(f"{len(name)} {name} {len(content)} ".encode("utf-8", "surrogateescape"))
        whole.update(content)
    return f"sha256:{whole.hexdigest()}"


def _parts(
    challenges: Sequence[LoadedChallenge], results: Path, options: Mapping[str, str | None]
) -> Iterator[Part]:
    yield from _program()
    for name, value in options.items():
        yield f"option {name}", repr(value).encode()
    for loaded in challenges:
        yield from _of_challenge(loaded)
        records = results / "results" / loaded.challenge.slug
        # Of thousands of records not all is read once more: git writes a file anew to change it.
        for name, stamp in sorted(listing.stamps_below(records)):
            yield name, stamp.encode()


def _program() -> Iterator[Part]:
    """The code, the templates, and the versions of the packages beside it."""
    for root in (resources.PACKAGE, resources.bundled("site_templates")):
        for name, _ in sorted(listing.files_below(root)):
            if "__pycache__/" not in name:
                yield name, _content(root / name)
    try:
        needed = metadata.requires("podium") or []
    except metadata.PackageNotFoundError:  # run from a checkout
        needed = []
    for requirement in needed:
        found = re.match(r"[\w.-]+", requirement)
        if found is not None:
            yield found[0], metadata.version(found[0]).encode()


def _of_challenge(loaded: LoadedChallenge) -> Iterator[Part]:
    folder, challenge = loaded.folder, loaded.challenge
    yield "folder", f"{folder.root.parent.name}/{folder.root.name}".encode()
    yield "dates", repr(sorted(phase_dates.read_dates(loaded).items())).encode()
    # How a phase is evaluated is found out from what lies in the folder.
    yield "evaluators", repr([phase.evaluator for phase in challenge.phases]).encode()
    # A ruling waits for its time, at which its file stays as it is.
    yield "rulings", repr(challenge.moderation).encode()
    named = [*CONFIG_NAMES, MODERATION_NAME, TEAMS_NAME, people.NAME, SALT_NAME]
    descriptions = [phase.settings.description for phase in challenge.phases]
    pages = [*challenge.pages.values(), *filter(None, descriptions)]
    for path in filter(None, [*named, *pages, challenge.settings.image]):
        yield from _file(folder, path)
    for page in pages:
        for source, picture in page_pictures.find(folder, page).pictures.items():
            yield source, picture.content
    theme = folder.find(themes.FOLDER)
    if theme is not None and theme.is_dir():
        for name, _ in sorted(listing.files_below(theme)):
            yield f"{themes.FOLDER}/{name}", _content(theme / name)
    for phase in challenge.phases:
        if phase.example_submission:
            files = example.find_files(folder, phase.example_submission, challenge)
            for name, file in sorted(files.items()):
                yield f"{phase.codename} {name}", _content(file)


def _file(folder: ChallengeFolder, path: str) -> Iterator[Part]:
    """Nothing where there is none."""
    found = folder.find(path)
    if found is not None and found.is_file():
        yield path, _content(found)


def _content(path: Path) -> bytes:
    """Never the same twice where it cannot be told: of a link to a folder, of what may not be
    read."""
    try:
        return path.read_bytes()
    except OSError:
        return os.urandom(16)
