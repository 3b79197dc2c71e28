"""A site in German has no English interface word on any kind of page."""

from __future__ import annotations

import ast
import json
import re
import string
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

import pytest

import language_files
from podium.site import render_site
from podium.site.frame import templates, texts
from unit.site import tasks
from unit.site.factories import (
    CELLS,
    DIGITS,
    FILES,
    cell_records,
    digit_records,
    digit_rulings,
    make_options,
    make_site_challenge,
)
from unit.site.markup import Page

GERMAN = texts.load("de", (language_files.FOLDER,))
BOARD = "digits/phases/dev/all"
# Every template of a page, and where one of its pages is.
KINDS = {
    "404.html.j2": "404.html",
    "analysis.html.j2": f"{BOARD}/analysis/index.html",
    "board.html.j2": f"{BOARD}/index.html",
    "challenge.html.j2": "digits/index.html",
    "combined.html.j2": "tasks/combined/both-tasks/index.html",
    "compare.html.j2": f"{BOARD}/compare/index.html",
    "history.html.j2": f"{BOARD}/history/index.html",
    "home.html.j2": "index.html",
    "ledger.html.j2": "tasks/ledger/index.html",
    "participant.html.j2": "digits/participants/ada/index.html",
    "participants.html.j2": "digits/participants/index.html",
    "past.html.j2": f"{BOARD}/history/2026-06-05/index.html",
    "phase.html.j2": "digits/phases/dev/index.html",
    "statistics.html.j2": "tasks/statistics/index.html",
    "submission.html.j2": "digits/submissions/pr-6-3f2a9c1/index.html",
    "submissions.html.j2": "digits/submissions/index.html",
}
# What is read aloud or shown beside the text itself.
SAID = ("alt", "aria-label", "placeholder", "title")
# Organizers' own words that are also a message's: in their pages, and a label that they can set.
WRITTEN = {
    *(text for html in FILES.values() for text in Page(html).texts),
    "Publication",
}
# A message that is hardly more than its values could be anybody's sentence.
FEWEST_LETTERS = 6


def spoken(config: str, language: str) -> str:
    """The challenge with the site's own words in the language."""
    for before, after in (
        ("podium:\n", f"podium:\n  language: {language}\n"),
        ("podium: {", f"podium: {{language: {language}, "),
    ):
        config = config.replace(before, after)
    return config


def build(root: Path, language: str) -> dict[str, str]:
    """A site of three challenges, all of them in the language."""
    config, cells, digits = (spoken(one, language) for one in (tasks.CONFIG, CELLS, DIGITS))
    challenges = (
        tasks.make_tasks(root / "tasks", config=config),
        make_site_challenge(root / "cells", cells, cell_records(), is_whole=True),
        make_site_challenge(
            root / "digits", digits, digit_records(), rulings=digit_rulings(), is_whole=True
        ),
    )
    return render_site(challenges, options=make_options(base_url=tasks.BASE_URL))


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return build(tmp_path_factory.mktemp("german"), "de")


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return build(tmp_path_factory.mktemp("english"), "en")


def translated() -> Iterator[str]:
    """Every English message that is another text in German."""
    for message in language_files.read(language_files.FOLDER / "de.po"):
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        translations = message.string if isinstance(message.string, tuple) else (message.string,)
        yield from (one for one in originals if one and one not in translations)


def pattern(message: str) -> str:
    """The message with its values, as far as it has words enough to be told from other texts."""
    parts = list(string.Formatter().parse(message))
    letters = sum(character.isalpha() for literal, *_ in parts for character in literal)
    fields = {name for _, name, *_ in parts if name is not None}
    if fields - {"n"} and letters < FEWEST_LETTERS:
        return r"(?!)"
    places = {name: r"[0-9.,]+" if name == "n" else ".+" for name in fields}
    return "".join(
        re.escape(literal) + (places[name] if name is not None else "")
        for literal, name, *_ in parts
    )


ENGLISH = re.compile("|".join(sorted(map(pattern, translated()))), re.DOTALL)


def english_words(page: str) -> set[str]:
    """Texts of a page, or of what the script says, that are a message's English."""
    if page.startswith("document.body.dataset.words = "):
        words = json.loads(json.loads(page.partition(" = ")[2].removesuffix(";\n")))
        said = set(words.values())
    else:
        parsed = Page(page)
        said = {*parsed.texts, *(value for name in SAID for value in parsed.values(name))}
    texts = {" ".join(one.split()) for one in said - WRITTEN}
    return {text for text in texts if ENGLISH.fullmatch(text)}


def test_every_template_of_a_page_is_looked_at(german: Mapping[str, str]) -> None:
    pages = {
        path.name
        for path in templates.folder().glob("*.html.j2")
        if path.read_text().startswith('{% extends "base.html.j2" %}')
    }
    in_no_good_site = {"unmade.html.j2"}
    assert (pages - in_no_good_site) | {"404.html.j2"} == KINDS.keys()
    assert set(KINDS.values()) <= german.keys()


def test_pages_say_that_they_are_german(german: Mapping[str, str]) -> None:
    for address, text in german.items():
        if address.endswith(".html"):
            assert Page(text).values("lang", "html") == ["de"], address


def test_challenges_of_two_languages_have_an_english_first_page(tmp_path: Path) -> None:
    challenges = [
        make_site_challenge(tmp_path / "cells", CELLS),
        make_site_challenge(tmp_path / "digits", spoken(DIGITS, "de")),
    ]
    pages = render_site(challenges, options=make_options())
    found = {
        address: Page(pages[address]).values("lang", "html")
        for address in pages
        if "html" in address
    }
    assert found["index.html"] == found["404.html"] == found["cells/index.html"] == ["en"]
    assert found["digits/index.html"] == ["de"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_english_word_is_left(
    kind: str, german: Mapping[str, str], english: Mapping[str, str]
) -> None:
    address = KINDS[kind]
    assert english_words(english[address]), "the same look at the English page finds some"
    assert english_words(german[address]) == set()


def test_no_english_word_is_left_on_any_page(german: Mapping[str, str]) -> None:
    found = {
        address: words
        for address, text in german.items()
        if address.endswith((".html", ".js")) and (words := english_words(text))
    }
    assert found == {}


def test_the_feed_is_german(german: Mapping[str, str], english: Mapping[str, str]) -> None:
    def titles(pages: Mapping[str, str]) -> list[str]:
        feed = ElementTree.fromstring(pages["tasks/feed.xml"])
        return [entry.text or "" for entry in feed.findall(".//{*}entry/{*}title")]

    assert len(titles(german)) == len(titles(english)) > 0
    assert all(map(ENGLISH.fullmatch, titles(english)))
    assert not any(map(ENGLISH.fullmatch, titles(german)))
    assert "octohost hat disqualifiziert: Method s3 von chidi" in titles(german)
    assert 'xml:lang="de"' in german["tasks/feed.xml"]


def test_what_people_wrote_stays_as_it_is(
    german: Mapping[str, str], english: Mapping[str, str]
) -> None:
    page = Page(german[KINDS["board.html.j2"]])
    assert {"Small convolutional network", "The Loss Functions", "accuracy"} <= set(page.texts)
    for name in ("board.csv", "board.json"):
        assert german[f"{BOARD}/{name}"] == english[f"{BOARD}/{name}"]


def test_dates_and_numbers_are_german(german: Mapping[str, str]) -> None:
    assert "Juni 2026" in Page(german["tasks/statistics/index.html"]).texts
    assert "10.05.2026, 08:00 UTC" in Page(german["tasks/submissions/s1/index.html"]).texts


@pytest.mark.parametrize(
    "path",
    [
        *(language_files.ROOT / "action/podium/site").glob("**/*.py"),
        language_files.ROOT / "action/podium/boards/rule_text.py",
    ],
    ids=lambda path: path.stem,
)
def test_every_message_is_found_where_it_is_said(path: Path) -> None:
    """By the name ``say`` and as a literal: nothing else is looked for in the sources."""
    for call in ast.walk(ast.parse(path.read_text())):
        if not isinstance(call, ast.Call):
            continue
        name = ast.unparse(call.func).rsplit(".", 2)
        if name[-1].endswith("say"):
            assert name[-1] == "say", ast.unparse(call)
            said = call.args[:1]
        elif name[-1] == "count" and name[-2].endswith("say"):
            assert name[-2] == "say", ast.unparse(call)
            said = call.args[:2]
        else:
            continue
        assert said and all(isinstance(one, ast.Constant) for one in said), ast.unparse(call)
