"""Combined boards, ledger, statistics and feed as pages, and what they do not tell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from podium.boards.readers import Hosts
from podium.boards.view import View
from podium.challenge.model import Moderation, Ruling
from podium.site import render_site
from podium.site.frame import templates
from podium.site.overview.feed import MOST_ENTRIES
from unit.site import tasks
from unit.site.factories import HOSTILE, LONE_SURROGATE, make_options
from unit.site.markup import Page, broken_links
from unit.site.test_snapshots import assert_page_as_before

ATOM = "{http://www.w3.org/2005/Atom}"
ASSETS = {f"assets/{path.name}" for path in (templates.folder() / templates.ASSETS).iterdir()}
NOW = tasks.day(60)

COMBINED = "tasks/combined/both-tasks/index.html"
LEDGER = "tasks/ledger/index.html"
STATISTICS = "tasks/statistics/index.html"
FEED = "tasks/feed.xml"


def render(challenge: View, **changes: Any) -> dict[str, str]:
    return render_site(
        [challenge], options=make_options(**{"now": NOW, "base_url": tasks.BASE_URL, **changes})
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return render(tasks.make_tasks(tmp_path_factory.mktemp("site") / "tasks"))


def test_what_is_not_public_leaves_no_trace_in_any_file(
    site: Mapping[str, str], tmp_path: Path
) -> None:
    without = render(tasks.make_public_tasks(tmp_path / "tasks"))
    assert site == without
    assert not [address for address in site if tasks.SECRET in site[address] or "31337" in address]


def test_hosts_read_of_all_of_it(tmp_path: Path) -> None:
    pages = render(tasks.make_tasks(tmp_path / "tasks", audience=Hosts()))
    assert "tasks/combined/unseen-too/index.html" in pages
    for address in (LEDGER, STATISTICS, FEED, "tasks/ledger/ledger.json", "tasks/index.html"):
        assert tasks.SECRET in pages[address], address
    assert "sha256:" + "f" * 64 in pages[STATISTICS]


def test_every_link_leads_somewhere(site: Mapping[str, str]) -> None:
    assert list(broken_links(site, ASSETS)) == []


def test_same_records_give_the_same_bytes(site: Mapping[str, str], tmp_path: Path) -> None:
    assert render(tasks.make_tasks(tmp_path / "tasks")) == site


@pytest.mark.parametrize(
    ("name", "address"),
    [
        pytest.param(f"tasks-{name}", address, id=name)
        for name, address in {
            "challenge.html": "tasks/index.html",
            "combined.html": COMBINED,
            "combined.csv": "tasks/combined/both-tasks/board.csv",
            "combined.json": "tasks/combined/both-tasks/board.json",
            "ledger.html": LEDGER,
            "ledger.json": "tasks/ledger/ledger.json",
            "statistics.html": STATISTICS,
            "statistics.json": "tasks/statistics/statistics.json",
            "feed.xml": FEED,
        }.items()
    ],
)
def test_page_is_as_it_was(name: str, address: str, site: Mapping[str, str]) -> None:
    assert_page_as_before(name, address, site)


def test_combined_board_links_the_submissions_that_count(site: Mapping[str, str]) -> None:
    page = Page(site[COMBINED])
    assert "../../submissions/s6/index.html" in page.values("href", "a")
    assert "Mean rank" in page.text


def test_combined_board_names_who_is_left_out_and_why(tmp_path: Path) -> None:
    known = [one for one in tasks.records() if one.submission.id != "s6"]
    page = Page(render(tasks.make_tasks(tmp_path / "tasks", known=known))[COMBINED])
    assert "1 entry, 1 left out" in page.texts
    assert "bela" in page.texts
    assert "not ranked in Sorting" in page.texts


def test_challenge_page_names_who_leads_a_combined_board(
    site: Mapping[str, str], tmp_path: Path
) -> None:
    assert "led by bela Mean rank 1" in Page(site["tasks/index.html"]).text
    tied = [
        tasks.submitted(f"{phase}-{login}", login, phase, 1, tasks.evaluated(0.5, tasks.day(1)))
        for phase in ("count", "sort")
        for login in ("ada", "bela", "chidi")
    ]
    page = Page(render(tasks.make_tasks(tmp_path / "tasks", known=tied))["tasks/index.html"])
    assert "led by ada and 2 others Mean rank 1" in page.text


def test_who_is_on_no_board_is_left_out_of_none(site: Mapping[str, str]) -> None:
    """Of those who count, chidi was disqualified and dana's evaluation failed."""
    document = json.loads(site["tasks/combined/both-tasks/board.json"])
    assert document["left_out"] == []
    assert [entry["participant"] for entry in document["entries"]] == ["bela", "ada"]


def test_ledger_lists_the_newest_first_with_reason_and_ruler(site: Mapping[str, str]) -> None:
    said = [text.strip() for text in Page(site[LEDGER]).texts if text.strip()]
    lines = [said.index(one) for one in ("Evaluated again", "Disqualified", "Verified", "Flagged")]
    assert lines == sorted(lines)
    assert {"It is a copy.", "octohost", "The evaluator and the ground truth changed."} <= set(said)


def test_statistics_chart_and_table_say_the_same(site: Mapping[str, str]) -> None:
    page = Page(site[STATISTICS])
    assert "Submissions a month, from May 2026 to June 2026; at most 4" in page.texts
    # The newest month first, as many submissions as the bars are high.
    assert page.text.index("June 2026 2 ") < page.text.index("May 2026 4 ")
    assert "€ 0.06" in page.texts  # five evaluations of a minute and a half at 0.8 cents a minute


def test_board_says_how_many_rows_another_version_scored(site: Mapping[str, str]) -> None:
    page = Page(site["tasks/phases/count/all/index.html"])
    assert "1 of 2 entries was scored by another" in page.text
    assert "../../../statistics/index.html#versions" in page.values("href", "a")
    assert "was scored by another" not in site["tasks/phases/sort/all/index.html"]


# The feed


def feed(pages: Mapping[str, str]) -> ElementTree.Element:
    return ElementTree.fromstring(pages[FEED].encode())


def texts(element: ElementTree.Element, path: str) -> list[str]:
    named = "/".join(f"{ATOM}{part}" for part in path.split("/"))
    return [found.text or "" for found in element.iterfind(named)]


def entries(pages: Mapping[str, str]) -> list[tuple[str, str]]:
    """Verb and title of each."""
    return [
        (one.find(f"{ATOM}category").get("term"), one.findtext(f"{ATOM}title"))  # type: ignore[union-attr,misc]
        for one in feed(pages).iterfind(f"{ATOM}entry")
    ]


@pytest.mark.field("actor_actions", "target_actions", "action_object_actions")
def test_feed_tells_who_did_what_to_what_newest_first(site: Mapping[str, str]) -> None:
    assert entries(site) == [
        ("closed", "Counting closed"),
        ("reevaluated", "Method s1 by ada was evaluated again"),
        ("scored", "bela submitted Method s6 to Sorting"),
        ("scored", "ada submitted Method s5 to Sorting"),
        ("modified", "Counting was changed"),
        ("disqualify", "octohost disqualified Method s3 by chidi"),
        ("verify", "octohost verified Method s2 by bela"),
        ("flag", "octohost flagged Method s3 by chidi"),
        ("scored", "chidi submitted Method s3 to Counting"),
        ("scored", "bela submitted Method s2 to Counting"),
        ("scored", "ada submitted Method s1 to Counting"),
        ("opened", "Counting opened"),
        ("created", "Sorting was added"),
        ("created", "Counting was added"),
    ]


def assert_valid(root: ElementTree.Element) -> None:
    """RFC 4287, sections 4.1 and 4.2, as far as this feed goes."""
    one_of_each = ("id", "title", "updated")
    containers = [root, *root.iterfind(f"{ATOM}entry")]
    assert root.tag == f"{ATOM}feed"
    for container in containers:
        for name in one_of_each:
            assert len(container.findall(f"{ATOM}{name}")) == 1, name
        links = container.findall(f"{ATOM}link")
        assert len([one for one in links if one.get("rel") == "alternate"]) == 1
        for address in [*[one.get("href", "") for one in links], container.findtext(f"{ATOM}id")]:
            assert urlsplit(address or "").scheme == "https"
        moment = container.findtext(f"{ATOM}updated") or ""
        assert datetime.fromisoformat(moment).utcoffset() is not None
        assert "T" in moment
    assert root.find(f"{ATOM}author/{ATOM}name") is not None, "for the entries without their own"
    assert [one.get("rel") for one in root.findall(f"{ATOM}link")] == ["self", "alternate"]
    ids = [one.findtext(f"{ATOM}id") for one in containers]
    assert len(set(ids)) == len(ids)
    moments = [one.findtext(f"{ATOM}updated") or "" for one in containers[1:]]
    assert moments == sorted(moments, reverse=True)
    assert root.findtext(f"{ATOM}updated") == max(moments, default="1970-01-01T00:00:00Z")


def test_feed_is_valid_atom(site: Mapping[str, str], tmp_path: Path) -> None:
    assert_valid(feed(site))
    challenge = tasks.make_tasks(tmp_path / "tasks", audience=Hosts())
    assert_valid(feed(render(challenge)))


def test_feed_of_hostile_names_is_valid_atom(tmp_path: Path) -> None:
    known = [
        tasks.submitted(f"s{number}", text, "count", number, tasks.evaluated(1, NOW), method=text)
        for number, text in enumerate((HOSTILE, LONE_SURROGATE, "]]>&#0;<entry/>", "x" * 999))
    ]
    rulings = (Moderation("s0", Ruling.FLAG, HOSTILE, HOSTILE, NOW),) * 2
    pages = render(tasks.make_tasks(tmp_path / "tasks", known=known, rulings=rulings))
    root = feed(pages)
    assert_valid(root)
    titles = texts(root, "entry/title")
    assert f"{HOSTILE} submitted {HOSTILE} to Counting" in titles
    assert f"{'x' * 80}… submitted {'x' * 80}… to Counting" in titles
    assert texts(root, "entry/category").count("") == len(titles)


def test_feed_has_the_newest_hundred(tmp_path: Path) -> None:
    known = [
        tasks.submitted(f"s{n}", "ada", "count", n / 100, tasks.evaluated(1, tasks.day(n / 100)))
        for n in range(150)
    ]
    found = entries(render(tasks.make_tasks(tmp_path / "tasks", known=known, rulings=())))
    assert len(found) == MOST_ENTRIES
    assert found[1] == ("modified", "Counting was changed")
    assert found[2] == ("scored", "ada submitted Method s149 to Counting")


def test_an_entry_keeps_its_id_when_more_happens(site: Mapping[str, str], tmp_path: Path) -> None:
    known = [
        *tasks.records(),
        tasks.submitted("later", "zoe", "count", 50, tasks.evaluated(0.99, tasks.day(50))),
    ]
    after = render(tasks.make_tasks(tmp_path / "tasks", known=known))
    before, grown = texts(feed(site), "entry/id"), texts(feed(after), "entry/id")
    added = "https://example.org/boards/tasks/submissions/later/#scored"
    assert sorted(grown) == sorted([*before, added])


def test_a_score_stands_with_the_evaluation_that_gave_it(site: Mapping[str, str]) -> None:
    said = texts(feed(site), "entry/summary")
    assert "The evaluator and the ground truth changed. Counting: All: score 0.60" in said
    assert "Counting: All: score 0.60" not in said


def test_a_score_that_no_board_shows_is_in_no_entry(
    tmp_path: Path, site: Mapping[str, str]
) -> None:
    assert "Counting: All: score 0.90" in texts(feed(site), "entry/summary")
    config = tasks.CONFIG.replace("show_execution_time: true", "show_scores_on_leaderboard: false")
    pages = render(tasks.make_tasks(tmp_path / "tasks", config=config))
    assert "Counting: All" in site[FEED]
    assert "Counting: All" not in pages[FEED]


def test_without_the_sites_address_there_is_no_feed(tmp_path: Path) -> None:
    challenge = tasks.make_tasks(tmp_path / "tasks")
    for base_url in ("", "/boards", "boards.example.org"):
        pages = render(challenge, base_url=base_url)
        assert FEED not in pages
        assert "feed.xml" not in "".join(pages.values())


def test_every_page_of_a_challenge_names_its_feed(site: Mapping[str, str]) -> None:
    for address, text in site.items():
        if address.startswith("tasks/") and address.endswith(".html"):
            assert "application/atom+xml" in Page(text).values("type", "link"), address
    assert "feed.xml" not in site["index.html"]


def test_what_time_it_is_decides_what_opened(tmp_path: Path) -> None:
    challenge = tasks.make_tasks(tmp_path / "tasks", known=[], rulings=())
    assert entries(render(challenge, now=None)) == [
        ("modified", "Counting was changed"),
        ("created", "Sorting was added"),
        ("created", "Counting was added"),
    ]
    assert entries(render(challenge, now=tasks.day(-30))) == []
    assert_valid(feed(render(challenge, now=tasks.day(-30))))
    early = entries(render(challenge, now=tasks.day(-5)))
    assert ("opened", "Counting opened") in early
    assert ("closed", "Counting closed") not in early
