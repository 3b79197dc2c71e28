"""Every word of the interface has a translation, in which the values still find their places."""

from __future__ import annotations

import os
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import language_files
from podium.site.frame import texts

RENEW = "PODIUM_RENEW_SNAPSHOTS"
FILES = [pytest.param(path, id=path.stem) for path in language_files.languages()]


def test_the_sources_have_messages_in_python_and_in_templates() -> None:
    found = {message.id for message in language_files.messages() if message.id}
    assert "Skip to the content" in found  # a template's
    assert "Leaderboard of {challenge}, {board}." in found  # Python's


@pytest.mark.parametrize("path", FILES)
def test_a_language_file_is_up_to_date(path: Path) -> None:
    text = language_files.renewed(path)
    if os.environ.get(RENEW):
        path.write_text(text)
    assert path.read_text() == text, "run make texts, and translate what is new"


@pytest.mark.parametrize("path", FILES)
def test_every_message_is_translated_with_all_its_values(path: Path) -> None:
    for message in language_files.read(path):
        if not message.id:
            continue
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        translations = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(translations), f"not translated: {message.id!r}"
        wanted = set().union(*map(language_files.fields, originals))
        for translation in translations:
            assert language_files.fields(translation) <= wanted, message.id
        assert set().union(*map(language_files.fields, translations)) == wanted, message.id


def test_english_needs_no_file() -> None:
    say = texts.load("en", ())
    assert say("Rank") == "Rank" and say("") == ""
    assert say("{n} of {all}", n="<b>", all="{x}") == "<b> of {x}"
    assert say.count("{n} entry", "{n} entries", 1) == "1 entry"
    assert say.count("{n} entry", "{n} entries", 12_345) == "12,345 entries"
    assert say.day(datetime(2026, 7, 1, 23, 59, tzinfo=UTC)) == "1 Jul 2026"
    assert say.month(2026, 7) == "July 2026"


def test_another_language_has_its_own_dates_and_numbers() -> None:
    say = texts.load("de", (language_files.FOLDER,))
    assert say.day(date(2026, 7, 1)) == "01.07.2026"
    assert say.month(2026, 7) == "Juli 2026"
    assert say.number(12_345) == "12.345"


def test_a_language_is_read_from_right_to_left_where_it_is() -> None:
    assert texts.Texts("he", texts.NullTranslations()).direction == "rtl"
    assert texts.Texts("pt-BR", texts.NullTranslations()).direction == "ltr"


def test_the_wheel_brings_the_language_files() -> None:
    project = tomllib.loads((language_files.ROOT / "pyproject.toml").read_text())
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included["site_templates"] == "podium/site_templates"
