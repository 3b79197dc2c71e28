"""A challenge's own look: ``theme/`` in its folder, with a style of its own, files that the style
names, and templates that stand before Podium's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, TemplateError, TemplateSyntaxError

from podium import formats
from podium.boards.view import View
from podium.challenge.folder import ChallengeFolder
from podium.errors import ChallengeError
from podium.jobs import MIB
from podium.site.frame import addresses, templates, texts
from podium.site.frame.texts import Texts

FOLDER = "theme"
STYLE = "theme.css"
MOST_BYTES = 10 * MIB
_ASSETS = "assets"
_TEMPLATES = "templates"


@dataclass(frozen=True, slots=True)
class Theme:
    """``root`` is ``None`` where the challenge has the common look."""

    root: Path | None = None

    @classmethod
    def of(cls, folder: ChallengeFolder) -> Theme:
        found = folder.find(FOLDER)
        return cls(found) if found is not None and found.is_dir() else cls()

    @property
    def has_style(self) -> bool:
        return self.root is not None and (self.root / STYLE).is_file()

    def environment(self, say: Texts) -> Environment:
        own = None if self.root is None else self.root / _TEMPLATES
        return templates.environment(say, own if own is not None and own.is_dir() else None)

    def texts(self, language: str) -> Texts:
        """Raises ``ChallengeError``."""
        own = () if self.root is None else (self.root / texts.FOLDER,)
        return texts.load(language, (*own, templates.folder() / texts.FOLDER))

    def files(self, slug: str) -> Iterator[tuple[str, bytes]]:
        """The style and what is beside it, by address; no link out of the folder is followed.
        Raises ``ChallengeError`` where that is more than a site should load."""
        if self.root is None:
            return
        total = 0
        for path in [self.root / STYLE, *sorted((self.root / _ASSETS).rglob("*"))]:
            if path.is_file() and path.resolve().is_relative_to(self.root):
                total += path.stat().st_size
                if total > MOST_BYTES:
                    raise ChallengeError(
                        f"{FOLDER}: expected at most {formats.format_size(MOST_BYTES)} of style "
                        "and assets, found more"
                    )
                name = path.relative_to(self.root).as_posix()
                yield addresses.theme(slug, name), path.read_bytes()

    def blame(self, error: TemplateError) -> ChallengeError | None:
        """A fault in one of the theme's own templates, told to its author; ``None`` if the fault
        is ours."""
        if self.root is None:
            return None
        if isinstance(error, TemplateSyntaxError) and error.filename:
            path, line = Path(error.filename), error.lineno
        else:
            frame = error.__traceback__
            place = None
            while frame is not None:
                name = Path(frame.tb_frame.f_code.co_filename)
                if name.is_relative_to(self.root):
                    place = (name, frame.tb_lineno)
                frame = frame.tb_next
            if place is None:
                return None
            path, line = place
        if not path.is_relative_to(self.root):
            return None
        where = f"{FOLDER}/{path.relative_to(self.root).as_posix()}:{line}"
        return ChallengeError(f"{where}: the template cannot be rendered: {error.message}")


def read_themes(challenges: Iterable[View]) -> dict[str, bytes]:
    """The files of all challenges' themes by address."""
    return {
        address: content
        for one in challenges
        for address, content in Theme.of(one.loaded.folder).files(one.loaded.challenge.slug)
    }
