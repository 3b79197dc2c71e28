"""A badge says where an entry stands, in a picture that is whole whatever anybody is called."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from podium.site import render_site
from unit.site.factories import (
    DIGITS,
    digit_scores,
    make_digit_record,
    make_digits,
    make_options,
    make_site_challenge,
)
from unit.site.markup import Page

SVG = "{http://www.w3.org/2000/svg}"


def badge(number: int, pages: Mapping[str, str]) -> tuple[str, dict[str, object]]:
    folder = f"digits/submissions/pr-{number}-3f2a9c1"
    return pages[f"{folder}/badge.svg"], json.loads(pages[f"{folder}/badge.json"])


def test_says_the_rank_on_the_first_board(pages: Mapping[str, str]) -> None:
    svg, endpoint = badge(5, pages)
    assert endpoint == {
        "schemaVersion": 1,
        "label": "Handwritten digits, Development: All im…",
        "message": "rank 3 of 9",
        "color": "#946800",
    }
    assert f"<title>{endpoint['label']}: {endpoint['message']}</title>" in svg


def test_an_entry_without_a_rank_is_called_so(pages: Mapping[str, str]) -> None:
    _, endpoint = badge(11, pages)
    assert endpoint["label"] == "Handwritten digits"
    assert endpoint["message"] == "not ranked"


def test_what_is_on_no_board_has_no_badge(pages: Mapping[str, str]) -> None:
    for number in (8, 12):  # disqualified, failed
        assert f"digits/submissions/pr-{number}-3f2a9c1/submission.json" in pages
        assert f"digits/submissions/pr-{number}-3f2a9c1/badge.svg" not in pages


def test_a_board_says_who_leads_with_what(pages: Mapping[str, str]) -> None:
    board = json.loads(pages["digits/phases/dev/all/board.json"])["entries"][0]
    endpoint = json.loads(pages["digits/phases/dev/all/badge.json"])
    score = board["values"]["accuracy"]
    assert endpoint["message"] == f"{board['participant']} {score:.4f}"


def test_every_badge_is_a_whole_picture(hostile_pages: Mapping[str, str]) -> None:
    found = [address for address in hostile_pages if address.endswith("badge.svg")]
    assert len(found) > 10
    for address in found:
        svg = ElementTree.fromstring(hostile_pages[address])
        label, message = svg.iter(f"{SVG}text")
        endpoint = json.loads(hostile_pages[address.replace(".svg", ".json")])
        assert (label.text, message.text) == (endpoint["label"], endpoint["message"]), address
        assert len(label.text or "") <= 40 and len(message.text or "") <= 40
        assert svg.get("aria-label") == svg.findtext(f"{SVG}title")
        # Texts have their room, one beside the other.
        width = float(svg.get("width", 0))
        ends = [
            (float(one.get("x", 0)) - half, float(one.get("x", 0)) + half)
            for one in (label, message)
            for half in (float(one.get("textLength", 0)) / 2,)
        ]
        assert 0 < ends[0][0] < ends[0][1] < ends[1][0] < ends[1][1] < width, address
        assert "http" not in hostile_pages[address].replace("http://www.w3.org/2000/svg", "", 1)


@pytest.fixture(scope="module")
def addressed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    root = tmp_path_factory.mktemp("badges")
    options = make_options(base_url="https://example.org/boards/")
    return render_site([make_digits(root)], options=options)


def test_the_page_has_what_is_to_be_copied_with_addresses_in_full(
    addressed: Mapping[str, str],
) -> None:
    here = "https://example.org/boards/digits/submissions/pr-5-3f2a9c1/"
    page = Page(addressed["digits/submissions/pr-5-3f2a9c1/index.html"])
    said = "Development: All images: rank 3 of 9"
    assert f"[![{said}]({here}badge.svg)]({here})" in page.texts
    assert f'<a href="{here}"><img src="{here}badge.svg" alt="{said}"></a>' in page.texts
    (endpoint,) = [text for text in page.texts if text.startswith("https://img.shields.io")]
    assert unquote(endpoint.split("?url=")[1]) == f"{here}badge.json"
    assert "badge.svg" in page.values("src", "img")


def test_where_the_site_is_is_not_known_nothing_is_to_be_copied(pages: Mapping[str, str]) -> None:
    page = Page(pages["digits/submissions/pr-5-3f2a9c1/index.html"])
    assert "badge.svg" in page.values("src", "img")
    assert "[![" not in page.text and "shields.io" not in page.text


def test_the_name_of_a_board_ends_no_snippet(tmp_path: Path) -> None:
    name = 'A](x)[`*_\\\\ \\"><b>&'
    config = DIGITS.replace("name: All images", f'name: "{name}"')
    challenge = make_site_challenge(tmp_path, config, [make_digit_record(1, digit_scores(0.9))])
    pages = render_site([challenge], options=make_options(base_url="https://example.org"))
    page = Page(pages["digits/submissions/pr-1-3f2a9c1/index.html"])
    here = "https://example.org/digits/submissions/pr-1-3f2a9c1/"
    said = "Development: Ax b: rank 1 of 1"
    assert f"[![{said}]({here}badge.svg)]({here})" in page.texts
    assert f'<a href="{here}"><img src="{here}badge.svg" alt="{said}"></a>' in page.texts
