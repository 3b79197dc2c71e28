"""What organizers write into the challenge's file, as it stands on the pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from podium.records.model import SubmissionRecord
from podium.site import read_logos, render_site
from unit.site.factories import (
    CELLS,
    DIGITS,
    cell_records,
    digit_scores,
    make_digit_record,
    make_options,
    make_site_challenge,
)
from unit.site.markup import Page

BOARD = "digits/phases/dev/all/index.html"
FINAL = "cells/phases/final/index.html"
FINAL_BOARD = "cells/phases/final/overall/index.html"


def build(root: Path, config: str, records: list[SubmissionRecord] | None = None) -> dict[str, str]:
    return render_site([make_site_challenge(root, config, records or [])], options=make_options())


def with_top(config: str, *lines: str) -> str:
    return config.replace("podium:", "\n".join([*lines, "podium:"]), 1)


@pytest.mark.field("title", "short_description", "tags", of="challenge")
def test_a_challenge_is_named_and_described_at_home_and_on_its_page(tmp_path: Path) -> None:
    pages = build(tmp_path, DIGITS)
    for address in ("index.html", "digits/index.html"):
        assert "Handwritten digits" in Page(pages[address]).texts
        assert "Read the ten digits, and say how sure you are." in Page(pages[address]).texts
    assert {"vision", "classification"} <= set(Page(pages["digits/index.html"]).texts)


@pytest.mark.field(
    "description",
    "evaluation_details",
    "terms_and_conditions",
    "submission_guidelines",
    of="challenge",
)
def test_the_organizers_pages_are_sections_without_what_could_run(tmp_path: Path) -> None:
    page = Page(build(tmp_path, DIGITS)["digits/index.html"])
    for heading, words in (
        ("Description", "Each image shows one digit."),
        ("Evaluation", "accuracy = right / all"),
        ("Terms and conditions", "Be fair."),
        ("Submission guidelines", "One CSV file."),
    ):
        assert heading in page.texts
        assert words in page.text
    assert not page.foreign_scripts
    assert page.values("onclick") == []
    assert "https://example.org/f1" in page.values("href", "a")
    assert "more.html" not in page.values("href", "a")


@pytest.mark.field("leaderboard_description", "forum_url", of="challenge")
def test_words_above_the_boards_and_a_forum(tmp_path: Path) -> None:
    config = with_top(
        DIGITS, "leaderboard_description: Drawn, not earned.", "forum_url: https://forum.example/x"
    )
    page = Page(build(tmp_path, config)["digits/index.html"])
    assert "Drawn, not earned." in page.texts
    assert "https://forum.example/x" in page.values("href", "a")
    odd = Page(build(tmp_path, with_top(DIGITS, "forum_url: 'javascript:x'"))["digits/index.html"])
    assert "javascript:x" in odd.texts and "javascript:x" not in odd.values("href", "a")


@pytest.mark.field("prizes", "sponsors", of="challenge")
@pytest.mark.field("rank", "amount", "description", of="prizes")
@pytest.mark.field("name", "website", of="sponsors")
def test_prizes_stand_by_rank_and_sponsors_with_their_links(tmp_path: Path) -> None:
    more = "prizes:\n  - {rank: 2, amount: 100.50EUR}\n"
    config = DIGITS.replace("prizes:\n", more).replace(
        "sponsors:\n", "sponsors:\n  - {name: Unlinked, website: sponsor.example}\n"
    )
    page = Page(build(tmp_path, config)["digits/index.html"])
    assert "Rank 1 500USD and a mug Rank 2 100.50EUR" in page.text
    assert "https://sponsor.example" in page.values("href", "a")
    assert "A sponsor" in page.texts and "Unlinked" in page.texts
    assert "sponsor.example" not in page.values("href", "a")


@pytest.mark.field("name", "title", "codename", "slug", "description")
@pytest.mark.field("name", "codename", of="dataset_splits")
def test_a_phase_has_a_name_an_address_and_a_description(tmp_path: Path) -> None:
    config = CELLS + (
        "  - {slug: by-slug, title: Only a title, score_jsonpath: x}\n"
        "  - {codename: bare, score_jsonpath: x}\n"
        "  - {codename: named, slug: unused, name: The name, title: Not this, score_jsonpath: x,\n"
        "     description: templates/phase.html}\n"
    )
    pages = build(tmp_path, config)
    for codename, name in (("by-slug", "Only a title"), ("bare", "bare"), ("named", "The name")):
        assert name in Page(pages[f"cells/phases/{codename}/index.html"]).texts
    assert "For trying things out." in pages["cells/phases/named/index.html"]
    assert not any("unused" in address for address in pages)
    splits = Page(build(tmp_path / "other", DIGITS)["digits/phases/dev/hard/index.html"])
    assert "Development: Hard images" in splits.texts


@pytest.mark.field("score_title", "score_decimal_places", "score_error_jsonpath")
@pytest.mark.field("extra_results_columns")
@pytest.mark.field("title", of="extra_results_columns")
def test_a_grand_challenge_board_has_its_titles_decimals_and_error_bars(tmp_path: Path) -> None:
    config = CELLS.replace(
        "path: aggregates.hausdorff.mean,", "path: aggregates.hausdorff.mean, error_path: odd,"
    ).replace("score_decimal_places: 3", "score_decimal_places: 1")
    page = Page(build(tmp_path, config, cell_records(1))[FINAL_BOARD])
    assert {"Dice", "Hausdorff distance", "Objects"} <= set(page.texts)
    assert "0.7 ± 0.1" in page.text
    assert "41.0" in page.text
    exact = Page(build(tmp_path, CELLS, cell_records(1))[FINAL_BOARD])
    assert "± 0.100" in exact.text


@pytest.mark.field("leaderboard_decimal_precision", of="challenge_phase_splits")
@pytest.mark.field("leaderboard", of="challenge")
@pytest.mark.field("labels", "description", of="leaderboard")
def test_an_evalai_board_has_its_labels_and_decimals(tmp_path: Path) -> None:
    records = [make_digit_record(1, digit_scores(0.9))]
    page = Page(build(tmp_path, DIGITS, records)[BOARD])
    assert "0.9000" in page.text
    assert {"accuracy", "macro_f1", "log_loss"} <= set(page.texts)
    assert "Mean surprise at the right digit." in page.text
    fewer = DIGITS.replace("leaderboard_decimal_precision: 4", "leaderboard_decimal_precision: 1")
    assert "0.9000" not in Page(build(tmp_path, fewer, records)[BOARD]).text


@pytest.mark.field("supplementary_url_label", "supplementary_url_help_text")
def test_an_address_is_asked_for_and_shown_in_the_organizers_words(tmp_path: Path) -> None:
    config = CELLS + (
        "    supplementary_url_label: Paper\n    supplementary_url_help_text: An arXiv link.\n"
    )
    pages = build(tmp_path, config, cell_records(1))
    assert "Paper An arXiv link. a link" in Page(pages[FINAL]).text
    assert "Paper" in Page(pages[FINAL_BOARD]).texts
    assert "Paper" in Page(pages["cells/submissions/s1/index.html"]).texts


@pytest.mark.field("domain", of="challenge")
def test_the_domain_is_a_tag_in_words(tmp_path: Path) -> None:
    page = Page(build(tmp_path, with_top(DIGITS, "domain: CV"))["digits/index.html"])
    assert "Computer vision" in page.texts


@pytest.mark.field("enable_forum", of="challenge")
def test_the_forum_is_linked_unless_there_is_none(tmp_path: Path) -> None:
    url = "https://example.org/forum"
    for enabled, shown in (("true", True), ("false", False)):
        config = with_top(CELLS, f"forum_url: {url}", f"enable_forum: {enabled}")
        pages = build(tmp_path / enabled, config)
        assert (f'href="{url}"' in pages["cells/index.html"]) is shown


PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.mark.parametrize(
    ("content", "shown"),
    [(PNG, True), (b"<svg onload='x'/>", False), (PNG + bytes(2 << 20), False)],
    ids=["an image", "something else", "too large"],
)
@pytest.mark.field("image", of="challenge")
def test_the_logo_is_shown_if_it_is_an_image(content: bytes, shown: bool, tmp_path: Path) -> None:
    config = with_top(CELLS, "image: logo.jpg")
    tmp_path.joinpath("logo.jpg").write_bytes(content)
    challenge = make_site_challenge(tmp_path, config)
    page = render_site([challenge], options=make_options())["cells/index.html"]
    assert ('<img class="logo" src="logo.png"' in page) is shown
    files = {"cells/logo.png": content} if shown else {}
    assert read_logos([challenge], make_options()) == files
