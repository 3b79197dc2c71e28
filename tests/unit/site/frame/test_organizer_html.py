"""Organizers' pages: what says something stays, what does something goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from podium.challenge.folder import ChallengeFolder
from podium.errors import ChallengeError
from podium.site.frame import organizer_html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<p>One <em>word</em></p>", "<p>One <em>word</em></p>", id="text"),
        pytest.param("<script>alert(1)</script><p>x</p>", "<p>x</p>", id="script"),
        pytest.param(
            '<p onclick="x()" style="a" id="b" class="c">x</p>', "<p>x</p>", id="attributes"
        ),
        pytest.param('<img src="https://x.example/pixel">x', "x", id="image"),
        pytest.param("<style>p{}</style><iframe src='x'></iframe>x", "x", id="frames and styles"),
        pytest.param(
            '<a href="https://x.example" target="_blank">x</a>',
            '<a href="https://x.example" rel="nofollow noopener">x</a>',
            id="link",
        ),
        pytest.param(
            '<a href="mailto:a@x.example">x</a>',
            '<a href="mailto:a@x.example" rel="nofollow noopener">x</a>',
            id="mail",
        ),
        pytest.param('<a href="javascript:x()">x</a>', "x", id="javascript"),
        pytest.param('<a href="https:x">x</a>', "x", id="https without a host"),
        pytest.param('<a href="https:/x">x</a>', "x", id="https with one slash"),
        pytest.param('<a href="https:///x">x</a>', "x", id="https with three"),
        pytest.param('<a href="https:\\\\evil">x</a>', "x", id="https with backslashes"),
        pytest.param('<a href="https:\t//a.b">x</a>', "x", id="https with a tab"),
        pytest.param('<a href="mailto:">x</a>', "x", id="mail to nobody"),
        pytest.param('<a href="data:text/html,x">x</a>', "x", id="data"),
        pytest.param('<a href="other.html">x</a>', "x", id="relative link"),
        pytest.param('<a href="//x.example">x</a>', "x", id="link without a scheme"),
        pytest.param("<h1>x</h1><h2>y</h2><h3>z</h3>", "<h3>x</h3><h3>y</h3><h4>z</h4>", id="h"),
        pytest.param("&lt;h2&gt;", "&lt;h2&gt;", id="escaped text"),
        pytest.param("<p>unclosed <b>x", "<p>unclosed <b>x</b></p>", id="unclosed"),
    ],
)
def test_sanitise(html: str, expected: str) -> None:
    assert organizer_html.sanitise(html) == expected


def test_table_scrolls_in_its_own_region() -> None:
    html = organizer_html.sanitise(
        "<table border=1><tr><th scope=col colspan=2>x</th></tr></table>"
    )
    assert html.startswith('<div class="scroll" role="group" tabindex="0"')
    assert '<th scope="col" colspan="2">x</th>' in html
    assert html.endswith("</table></div>")


def load(folder: ChallengeFolder, page: str | None) -> str:
    return organizer_html.load(folder, page, slug="small", address="small/index.html")


def test_page_that_is_not_named_is_empty(tmp_path: Path) -> None:
    assert load(ChallengeFolder(tmp_path), None) == ""


def test_page_in_another_encoding_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes("<p>für</p>".encode("latin-1"))
    assert load(ChallengeFolder(tmp_path), "page.html") == "<p>f\ufffdr</p>"


def test_path_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("secret")
    (tmp_path / "challenge").mkdir()
    with pytest.raises(ChallengeError):
        load(ChallengeFolder(tmp_path / "challenge"), "../secret.html")
