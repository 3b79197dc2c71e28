"""The first page: which challenges come first, and what is said of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from podium.boards.readers import Hosts
from podium.boards.view import View
from podium.site import render_site
from podium.site.frame.scope import Scope
from podium.site.frame.texts import IN_ENGLISH
from podium.site.overview.home import Card, HomePage, make_home_page
from unit.site.factories import (
    CELLS,
    DIGITS,
    cell_records,
    digit_scores,
    make_cells,
    make_digit_record,
    make_digits,
    make_options,
    make_site_challenge,
)
from unit.site.markup import Page


def make_home(challenges: Sequence[View], **options: object) -> HomePage:
    scopes = [Scope.of(one, make_options(**options)) for one in challenges]
    return make_home_page(scopes, IN_ENGLISH)


def card(challenge: View, **options: object) -> Card:
    (group,) = make_home([challenge], **options).groups
    (found,) = group.cards
    return found


def one_phase(root: Path, slug: str, *lines: str) -> View:
    config = CELLS.replace("slug: cells", f"slug: {slug}").replace("Cell segmentation", slug)
    return make_site_challenge(root / slug, config + "".join(f"    {line}\n" for line in lines))


def test_challenges_stand_under_their_state_the_most_urgent_first(tmp_path: Path) -> None:
    challenges = [
        one_phase(tmp_path, "over", "submissions_close_at: 2026-07-01 00:00:00"),
        one_phase(tmp_path, "always"),
        one_phase(tmp_path, "next-month", "submissions_close_at: 2026-09-01 00:00:00"),
        one_phase(tmp_path, "soon", "submissions_open_at: 2026-09-01 00:00:00"),
        one_phase(tmp_path, "just-over", "submissions_close_at: 2026-07-31 00:00:00"),
        one_phase(tmp_path, "this-month", "submissions_close_at: 2026-08-20 00:00:00"),
    ]
    found = make_home(challenges)
    assert [
        (group.title, group.count, [one.title for one in group.cards]) for group in found.groups
    ] == [
        ("Open", "3", ["this-month", "next-month", "always"]),
        ("Opening soon", "1", ["soon"]),
        ("Closed", "2", ["just-over", "over"]),
    ]


def test_without_a_clock_challenges_stay_in_the_order_given(tmp_path: Path) -> None:
    challenges = [make_cells(tmp_path / "cells"), make_digits(tmp_path / "digits")]
    (group,) = make_home(challenges, now=None).groups
    assert group.title == ""
    assert [one.title for one in group.cards] == ["Cell segmentation", "Handwritten digits"]
    assert all(one.schedule.deadline is None for one in group.cards)


def test_teams_are_counted_where_there_are_teams(tmp_path: Path) -> None:
    def turnout(*people: tuple[str, str | None]) -> str:
        records = [
            make_digit_record(number, digit_scores(0.9), login=login, team=team)
            for number, (login, team) in enumerate(people, start=1)
        ]
        root = tmp_path / str(len(people)) / "-".join(login for login, _ in people)
        return card(make_site_challenge(root, DIGITS, records)).turnout

    assert turnout() == "No submissions yet"
    assert turnout(("ada", "otters")) == "1 submission by 1 team"
    assert turnout(("ada", "otters"), ("bela", "otters")) == "2 submissions by 1 team"
    both = turnout(("ada", "otters"), ("bela", None), ("chidi", None))
    assert both == "3 submissions by 1 team and 2 participants"


def test_every_phase_names_the_leader_of_its_first_board(digits: View) -> None:
    development, test = card(digits).phases
    assert development.board and development.board.leader
    assert development.board.name == "All images"
    leader = development.board.leader
    assert (leader.name, leader.others, leader.metric, leader.score) == (
        "fatou",
        "and 1 other",
        "accuracy",
        "0.9835",
    )
    assert leader.address == "digits/submissions/pr-6-3f2a9c1/index.html"
    assert development.chip is None
    assert test.board and test.board.leader is None
    assert test.chip and test.chip.text == "Opening soon"


def test_the_deadline_counts_down_for_the_script(digits: View) -> None:
    text = render_site([digits], options=make_options())["index.html"]
    assert (
        '<time datetime="2026-08-31T23:59:59Z" data-countdown>31 Aug 2026, 23:59 UTC</time>' in text
    )


def test_of_many_phases_the_liveliest_are_listed(tmp_path: Path) -> None:
    more = "".join(
        f"  - {{codename: p{number}, score_jsonpath: x, "
        f"submissions_close_at: 2026-0{2 + number}-01 00:00:00}}\n"
        for number in range(8)
    )
    found = card(make_site_challenge(tmp_path, CELLS + more))
    assert [line.name for line in found.phases] == ["Final", "p0", "p1", "p7"]
    assert found.more == "5 more phases"


def test_only_hosts_read_of_a_hidden_phase(tmp_path: Path) -> None:
    names = [line.name for line in card(make_digits(tmp_path / "a")).phases]
    assert names == ["Development", "Test"]
    shown = make_digits(tmp_path / "b", audience=Hosts())
    assert "Rehearsal" in [line.name for line in card(shown).phases]


@pytest.mark.slow
def test_fifty_challenges_are_fifty_cards(tmp_path: Path) -> None:
    challenges = [
        make_site_challenge(
            tmp_path / f"c{number}",
            CELLS.replace("slug: cells", f"slug: c{number}"),
            cell_records(1, challenge=f"c{number}"),
        )
        for number in range(50)
    ]
    page = Page(render_site(challenges, options=make_options())["index.html"])
    assert page.tags.count("h3") == 50
    assert "Open 50" in page.text


def test_no_challenge_is_told_in_words() -> None:
    assert make_home([]) == HomePage((), False)
