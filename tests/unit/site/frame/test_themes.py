"""A challenge's own look: colours, files, and templates that stand before Podium's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from podium.errors import ChallengeError
from podium.site import read_themes, render_site
from podium.site.frame import themes
from podium.site.frame.themes import Theme
from unit.site.factories import (
    CELLS,
    cell_records,
    make_cells,
    make_digits,
    make_options,
    make_site_challenge,
)
from unit.site.markup import Page

HOME, CHALLENGE, BOARD = (
    "index.html",
    "cells/index.html",
    "cells/phases/final/overall/index.html",
)


def build(root: Path, files: Mapping[str, str]) -> dict[str, str]:
    return render_site([themed(root, files)], options=make_options())


def themed(root: Path, files: Mapping[str, str], config: str = CELLS):
    for name, text in files.items():
        path = root / "theme" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return make_site_challenge(root, config, cell_records(3))


def test_a_theme_s_style_comes_after_podium_s_on_every_page_of_its_challenge(
    tmp_path: Path,
) -> None:
    challenge = themed(tmp_path, {"theme.css": ":root { --accent: #800; }"})
    pages = render_site([challenge], options=make_options())
    styles = [href for href in Page(pages[BOARD]).values("href", "link") if href.endswith(".css")]
    assert styles == ["../../../../assets/site.css", "../../../theme/theme.css"]
    assert read_themes([challenge]) == {"cells/theme/theme.css": b":root { --accent: #800; }"}


def test_files_beside_the_style_are_taken_along(tmp_path: Path) -> None:
    challenge = themed(tmp_path, {"theme.css": "", "assets/fonts/a.woff2": "font"})
    assert set(read_themes([challenge])) == {
        "cells/theme/theme.css",
        "cells/theme/assets/fonts/a.woff2",
    }


def test_no_link_out_of_the_theme_is_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    challenge = themed(tmp_path / "c", {"theme.css": "", "assets/a.txt": "a"})
    (tmp_path / "c" / "theme" / "assets" / "b.txt").symlink_to(tmp_path / "secret.txt")
    assert b"secret" not in read_themes([challenge]).values()


def test_a_theme_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(themes, "MOST_BYTES", 3)
    challenge = themed(tmp_path, {"theme.css": "body {}"})
    with pytest.raises(ChallengeError, match="theme: expected at most"):
        read_themes([challenge])


def test_a_block_is_overridden_and_the_rest_stays(tmp_path: Path) -> None:
    own = (
        '{% extends "podium/base.html.j2" %}'
        "{% block footer %}<footer><p>By the department.</p></footer>{% endblock %}"
    )
    pages = build(tmp_path, {"templates/base.html.j2": own})
    page = Page(pages[BOARD])
    assert "By the department." in page.texts and "table" in page.tags
    assert "built from" not in page.text


def test_a_template_of_one_page_is_overridden(tmp_path: Path) -> None:
    own = (
        '{% extends "podium/challenge.html.j2" %}'
        "{% block content %}{{ super() }}<p>{{ page.title }} again</p>{% endblock %}"
    )
    pages = build(tmp_path, {"templates/challenge.html.j2": own})
    assert "again" in Page(pages[CHALLENGE]).text
    assert "again" not in Page(pages[BOARD]).text


def test_the_only_challenge_s_theme_is_the_first_page_s_too(tmp_path: Path) -> None:
    own = '{% extends "podium/base.html.j2" %}{% block logo %}<b>Our logo</b>{% endblock %}'
    files = {"templates/base.html.j2": own}
    assert "Our logo" in build(tmp_path / "one", files)[HOME]
    both = [themed(tmp_path / "cells", files), make_digits(tmp_path / "digits")]
    pages = render_site(both, options=make_options())
    assert "Our logo" in pages[CHALLENGE]
    assert "Our logo" not in pages[HOME] and "Our logo" not in pages["digits/index.html"]


def test_a_theme_cannot_reach_out_of_its_sandbox(tmp_path: Path) -> None:
    own = "{{ ''.__class__.__mro__[1].__subclasses__() }}"
    with pytest.raises(ChallengeError, match=r"theme/templates/challenge.html.j2:1"):
        build(tmp_path, {"templates/challenge.html.j2": own})


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{% block content %}\n{{ page.no_such_thing }}{% endblock %}", id="undefined"),
        pytest.param("{% block content %}\n{% if %}{% endblock %}", id="syntax"),
    ],
)
def test_a_fault_in_a_theme_s_template_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    own = '{% extends "podium/challenge.html.j2" %}' + text
    with pytest.raises(ChallengeError, match=r"theme/templates/challenge.html.j2:2: .*rendered"):
        build(tmp_path, {"templates/challenge.html.j2": own})


def test_what_a_theme_shows_of_participants_is_still_escaped(tmp_path: Path) -> None:
    own = "{{ page.title }}{{ '<b>' }}"
    assert "&lt;b&gt;" in build(tmp_path, {"templates/challenge.html.j2": own})[CHALLENGE]


def test_without_a_theme_nothing_is_loaded_or_written(tmp_path: Path) -> None:
    challenge = make_cells(tmp_path)
    assert not Theme.of(challenge.loaded.folder).has_style
    assert read_themes([challenge]) == {}


@pytest.mark.parametrize("language", ["xx", "de-AT"])
def test_an_unknown_language_is_refused_with_those_that_there_are(
    tmp_path: Path, language: str
) -> None:
    config = CELLS.replace("slug: cells", f"slug: cells, language: {language}")
    with pytest.raises(ChallengeError, match=f"no translation into '{language}'; there are.* en"):
        render_site([themed(tmp_path, {}, config)], options=make_options())


def test_a_challenge_brings_a_language_as_one_file(tmp_path: Path) -> None:
    po = (
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Challenges"\nmsgstr "Wettbewerbe"\n'
    )
    config = CELLS.replace("slug: cells", "slug: cells, language: nds")
    pages = render_site(
        [themed(tmp_path, {"languages/nds.po": po}, config)], options=make_options()
    )
    page = Page(pages[BOARD])
    assert page.values("lang", "html") == ["nds"] and "Wettbewerbe" in page.texts


def test_a_language_file_that_is_none_is_refused(tmp_path: Path) -> None:
    config = CELLS.replace("slug: cells", "slug: cells, language: nds")
    with pytest.raises(ChallengeError, match=r"nds.po: not a gettext catalogue"):
        render_site(
            [themed(tmp_path, {"languages/nds.po": "msgid broken"}, config)],
            options=make_options(),
        )
