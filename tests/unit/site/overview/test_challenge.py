"""A challenge's page: its phases in time, who leads, and the way to submit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from podium.boards.view import View
from podium.site import render_site
from podium.site.frame.scope import Scope
from podium.site.overview.challenge import ChallengePage, make_challenge_page
from unit.site.factories import (
    CELLS,
    DIGITS,
    make_options,
    make_site_challenge,
)
from unit.site.markup import Page


def make_page(challenge: View, **options: object) -> ChallengePage:
    return make_challenge_page(Scope.of(challenge, make_options(**options)))


def test_open_phases_invite_the_one_that_closes_next_first(tmp_path: Path) -> None:
    more = (
        "  - {codename: later, score_jsonpath: x, submissions_close_at: 2026-10-01 00:00:00}\n"
        "  - {codename: next, score_jsonpath: x, submissions_close_at: 2026-09-01 00:00:00}\n"
        "  - {codename: over, score_jsonpath: x, submissions_close_at: 2026-07-01 00:00:00}\n"
    )
    found = make_page(make_site_challenge(tmp_path, CELLS + more)).invitations
    assert [(one.phase, one.deadline and one.deadline.moment.date) for one in found] == [
        ("next", "1 Sep 2026"),
        ("later", "1 Oct 2026"),
        ("Final", None),
    ]


def test_the_invitation_leads_to_how_to_submit(pages: Mapping[str, str]) -> None:
    page = Page(pages["digits/index.html"])
    assert "phases/dev/index.html#submit" in page.values("href", "a")
    assert "Submit to Development Closes 31 Aug 2026, 23:59 UTC" in page.text


def test_nobody_is_invited_to_a_closed_challenge(tmp_path: Path) -> None:
    closed = CELLS + "    submissions_close_at: 2026-07-01 00:00:00\n"
    challenge = make_site_challenge(tmp_path, closed)
    text = Page(render_site([challenge], options=make_options())["cells/index.html"]).text
    assert "Submit to" not in text and "How to submit" not in text
    assert "Closed since 1 Jul 2026, 00:00 UTC" in text


def test_phases_are_drawn_in_time_and_told_in_words(pages: Mapping[str, str]) -> None:
    page = Page(pages["digits/index.html"])
    bars = [value for tag, name, value in page.attributes if tag == "rect" and name == "x"]
    assert [bar for bar in bars if bar != "0"] == ["0.00%", "75.41%"]
    assert "Test Opening soon Opens 1 Sep 2026, 00:00 UTC Closes 30 Sep 2026" in page.text
    assert "Today" in page.texts
    assert page.values("style") == []


@pytest.mark.field("name", "codename", of="dataset_splits")
def test_parts_of_the_data_lead_to_their_boards_and_hidden_ones_nowhere(
    digits: View,
) -> None:
    found = make_page(digits).splits
    assert [(one.name, one.codename, [board.text for board in one.boards]) for one in found] == [
        ("All images", "all", ["Development", "Test"]),
        ("Hard images", "hard", ["Development"]),
    ]


def test_a_challenge_without_splits_speaks_of_none(cells: View) -> None:
    assert make_page(cells).splits == ()


@pytest.mark.field("hosts", of="podium")
def test_hosts_are_named_and_only_a_login_is_a_link(tmp_path: Path) -> None:
    config = DIGITS.replace("hosts: [octohost]", 'hosts: [octohost, "@ada", "../x?y"]')
    hosts = make_page(make_site_challenge(tmp_path, config)).hosts
    assert [(host.text, host.href) for host in hosts] == [
        ("octohost", "https://github.com/octohost"),
        ("ada", "https://github.com/ada"),
        ("../x?y", ""),
    ]


def test_a_theme_can_replace_any_part_of_these_pages(tmp_path: Path) -> None:
    templates = tmp_path / "theme" / "templates"
    templates.mkdir(parents=True)
    parts = {
        "home.html.j2": ("heading", "challenges"),
        "challenge.html.j2": (
            *("heading", "invitation", "contents", "phases", "combined"),
            *("sections", "splits", "prizes", "people"),
        ),
        "phase.html.j2": ("heading", "description", "boards", "submit", "others", "dates"),
        "submit.html.j2": (
            *("notice", "rules", "organizers_words", "questions"),
            *("steps", "other_ways", "outcomes"),
        ),
    }
    for name, blocks in parts.items():
        if name == "phase.html.j2":
            blocks = tuple(block for block in blocks if block != "submit")
        lines = [f'{{% extends "podium/{name}" %}}']
        lines += [f"{{% block {b} %}}<p>own {name[:4]} {b}</p>{{% endblock %}}" for b in blocks]
        (templates / name).write_text("\n".join(lines))
    pages = render_site([make_site_challenge(tmp_path, DIGITS)], options=make_options())
    for address, names in {
        "index.html": ["home.html.j2"],
        "digits/index.html": ["challenge.html.j2"],
        "digits/phases/dev/index.html": ["phase.html.j2", "submit.html.j2"],
    }.items():
        for name in names:
            for block in parts[name]:
                if block != "submit":
                    assert f"<p>own {name[:4]} {block}</p>" in pages[address], (name, block)
