"""The interface's words in one language. English is the message itself; a translation is a file,
``languages/<tag>.po``, in gettext's format."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from gettext import NullTranslations
from pathlib import Path

from podium import formats
from podium.errors import ChallengeError

ENGLISH = "en"
FOLDER = "languages"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


class Texts:
    """``say("{n} of {all}", n=1, all=2)`` gives a message in the language, with its values in
    place. Values are texts already: what participants and organizers wrote is never translated.
    """

    def __init__(self, language: str, catalogue: NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, message: str, /, **values: object) -> str:
        # gettext gives its own header for an empty message.
        text = self._catalogue.gettext(message) if message else ""
        return text.format(**values) if values else text

    def count(self, one: str, many: str, count: int, /, **values: object) -> str:
        """``{n}`` stands for the number, in groups of three."""
        text = self._catalogue.ngettext(one, many, count)
        return text.format(n=self.number(count), **values)

    def number(self, count: int) -> str:
        if self.language == ENGLISH:
            return f"{count:,}"
        from babel.numbers import format_decimal  # not loaded for English

        return format_decimal(count, locale=self._locale)

    def day(self, moment: datetime | date) -> str:
        """The date in UTC."""
        day = formats.as_utc(moment).date() if isinstance(moment, datetime) else moment
        if self.language == ENGLISH:
            return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
        from babel.dates import format_date

        return format_date(day, format="medium", locale=self._locale)

    def month(self, year: int, month: int) -> str:
        if self.language == ENGLISH:
            return f"{date(2000, month, 1):%B} {year}"
        from babel.dates import format_skeleton

        return format_skeleton("yMMMM", date(year, month, 1), locale=self._locale)

    @property
    def direction(self) -> str:
        return "rtl" if self.language.split("-")[0] in _RIGHT_TO_LEFT else "ltr"

    @property
    def _locale(self) -> str:
        return self.language.replace("-", "_")


IN_ENGLISH = Texts(ENGLISH, NullTranslations())
Say = Callable[..., str]


def load(language: str, folders: tuple[Path, ...]) -> Texts:
    """The language's file, from the first of ``folders`` that has one. Raises ``ChallengeError``
    for a language without a file, and for a file that cannot be read."""
    if language == ENGLISH:
        return IN_ENGLISH
    for folder in folders:
        path = folder / f"{language}.po"
        if path.is_file():
            return Texts(language, _read(path))
    known = sorted({ENGLISH, *(file.stem for folder in folders for file in folder.glob("*.po"))})
    raise ChallengeError(
        f"podium.language: there is no translation into {language!r}; there are {', '.join(known)}"
    )


def _read(path: Path) -> NullTranslations:
    from babel.messages import mofile, pofile  # only a translated site needs them
    from babel.support import Translations

    compiled = io.BytesIO()
    try:
        with path.open("rb") as source:
            mofile.write_mo(compiled, pofile.read_po(source, abort_invalid=True))
    except (pofile.PoFileError, ValueError) as error:
        raise ChallengeError(f"{path}: not a gettext catalogue: {error}") from error
    compiled.seek(0)
    return Translations(compiled)
