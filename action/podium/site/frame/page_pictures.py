"""The pictures of organizers' own pages: files of the challenge folder, each taken for what its
first bytes say it is. EvalAI's documents have them beside the templates, with relative paths."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from podium.boards.view import View
from podium.challenge.folder import ChallengeFolder
from podium.jobs import MIB
from podium.site.frame import addresses
from podium.site.frame.scope import Scope, SiteOptions
from podium.submission.files.images import image_kind

MOST_BYTES = 4 * MIB
_MOST = 200  # pictures of a page
_NO_IMG = "styles, frames, videos and drawings are taken out: show it with <img src>"
_FRAMES = {"audio", "embed", "iframe", "object", "source", "svg", "video"}
_OF_STYLE = re.compile(r"url\(\s*['\"]?([^'\")]*)")


@dataclass(frozen=True, slots=True)
class Picture:
    """``name`` is of its content, so that a page that changes its picture changes its address."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A picture that cannot be on the site, where the page has it, and why not."""

    source: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a page shows: ``pictures`` by what stands in ``src``."""

    pictures: Mapping[str, Picture]
    left_out: tuple[LeftOut, ...]


def find(folder: ChallengeFolder, page: str) -> Found:
    """``page`` is a path in the challenge folder. A path in ``src`` starts at the page's folder, or
    else at the challenge's."""
    pictures: dict[str, Picture] = {}
    shown = _Images()
    shown.feed(read_page(folder, page))
    shown.close()
    left_out = [LeftOut(source, line, _NO_IMG) for source, line in shown.elsewhere]
    for source, line in shown.found:
        if source in pictures:
            continue
        found = _picture(folder, page, source)
        if isinstance(found, str):
            left_out.append(LeftOut(source, line, found))
        elif len(pictures) >= _MOST:
            left_out.append(LeftOut(source, line, f"a page shows at most {_MOST} pictures"))
        else:
            pictures[source] = found
    return Found(pictures, tuple(sorted(left_out, key=lambda one: one.line)))


def read_pictures(challenges: Iterable[View], options: SiteOptions) -> dict[str, bytes]:
    """Those of all pages that the audience may see, by address."""
    scopes = [Scope.of(challenge, options) for challenge in challenges]
    return {
        addresses.picture(scope.slug, picture.name): picture.content
        for scope in scopes
        for page in _pages(scope)
        for picture in find(scope.folder, page).pictures.values()
    }


def read_page(folder: ChallengeFolder, page: str) -> str:
    """Raises ``ChallengeError`` for a path that is not there."""
    return folder.path(page).read_bytes().decode("utf-8-sig", "replace")


def _pages(scope: Scope) -> Iterator[str]:
    yield from scope.challenge.pages.values()
    yield from filter(None, (phase.settings.description for phase in scope.phases))


class _Images(HTMLParser):
    """What a page would show beside its words, each with its line: ``found`` by ``img``,
    ``elsewhere`` by what no page may have."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, int]] = []
        self.elsewhere: list[tuple[str, int]] = []
        self._is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given, line = {name: value or "" for name, value in attrs}, self.getpos()[0]
        sources = (given.get(name) for name in ("src", "srcset", "data"))
        source = next(filter(None, sources), "")
        if tag == "img":
            self.found.append((source, line))
        elif tag in _FRAMES and (source or tag in ("svg", "iframe")):
            self.elsewhere.append((source or f"<{tag}>", line))
        if "background" in given:
            self.elsewhere.append((given["background"], line))
        self._note_style(given.get("style", ""))
        self._is_style = tag == "style"

    def handle_data(self, data: str) -> None:
        if self._is_style:
            self._note_style(data)
            self._is_style = False

    def _note_style(self, style: str) -> None:
        line = self.getpos()[0]
        self.elsewhere += [(source, line) for source in _OF_STYLE.findall(style)]


def _picture(folder: ChallengeFolder, page: str, source: str) -> Picture | str:
    """The picture, or why it is none."""
    try:
        parts = urlsplit(source.strip())
    except ValueError:
        return "its address cannot be read"
    if parts.scheme or parts.netloc:
        return "pages load nothing from elsewhere: put the file into the challenge folder"
    path = unquote(parts.path)
    beside = posixpath.join(posixpath.dirname(page), path)
    file = next((one for name in (beside, path.lstrip("/")) if (one := folder.find(name))), None)
    if not path or file is None or not file.is_file():
        return "there is no such file in the challenge folder"
    if file.stat().st_size > MOST_BYTES:
        return f"it is larger than {MOST_BYTES // MIB} MiB"
    content = file.read_bytes()
    kind = image_kind(content) or ("gif" if content[:6] in (b"GIF87a", b"GIF89a") else None)
    if kind is None:
        return "it is no PNG, JPEG, WebP or GIF by its content"
    return Picture(f"{hashlib.sha256(content).hexdigest()[:16]}.{kind}", content)
