"""The interface's language: a file that the challenge brings, or one of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from podium.errors import ChallengeError
from podium.site import render_site
from unit.site.factories import CELLS, cell_records, make_options, make_site_challenge
from unit.site.markup import Page

ESPERANTO = """\
msgid ""
msgstr ""
"Language: eo\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "How to submit"
msgstr "Kiel sendi"

msgid "Leaderboards"
msgstr "Rangolistoj <b>"

msgid "{n} submission"
msgid_plural "{n} submissions"
msgstr[0] "{n} sendaĵo"
msgstr[1] "{n} sendaĵoj"
"""


def build(root: Path, language: str) -> dict[str, str]:
    config = CELLS.replace("podium: {", f"podium: {{language: {language}, ")
    languages = root / "theme" / "languages"
    languages.mkdir(parents=True)
    (languages / "eo.po").write_text(ESPERANTO, encoding="utf-8")
    challenge = make_site_challenge(root, config, cell_records(2))
    return render_site([challenge], options=make_options())


@pytest.mark.field("language", of="podium")
def test_the_challenges_pages_are_in_its_language(tmp_path: Path) -> None:
    pages = build(tmp_path, "eo")
    page = Page(pages["cells/phases/final/index.html"])
    assert page.values("lang", "html") == ["eo"]
    assert "Kiel sendi" in page.texts and "How to submit" not in page.texts
    assert any("2 sendaĵoj" in text for text in page.texts)
    # A translation is text like any other, and what nobody translated stays English.
    assert "Rangolistoj <b>" in page.texts
    assert "By pull request" in page.texts
    english = Page(build(tmp_path / "en", "en")["cells/phases/final/index.html"])
    assert english.values("lang", "html") == ["en"] and "How to submit" in english.texts


def test_a_language_without_a_file_is_an_error_of_the_challenge(tmp_path: Path) -> None:
    with pytest.raises(ChallengeError, match=r"podium\.language: .*'xx'.*en"):
        build(tmp_path, "xx")
