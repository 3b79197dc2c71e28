"""What a phase's page tells those who want to submit."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from podium.site import render_site
from unit.site.factories import CELLS, make_options, make_site_challenge
from unit.site.markup import Page


def final_page(tmp_path: Path, config: str) -> Page:
    challenge = make_site_challenge(tmp_path, config)
    return Page(render_site([challenge], options=make_options())["cells/phases/final/index.html"])


def test_commands_are_those_of_this_phase(pages: Mapping[str, str]) -> None:
    page = Page(pages["digits/phases/dev/index.html"])
    check = "podium check challenges/digits --submission my-submission --phase dev"
    evaluate = "podium evaluate challenges/digits my-submission --phase dev --out my-result"
    assert {check, evaluate} <= set(page.texts)


def test_nobody_is_told_to_evaluate_against_what_they_cannot_have(
    pages: Mapping[str, str],
) -> None:
    text = Page(pages["cells/phases/final/index.html"]).text
    assert "podium check . --submission" in text
    assert "podium evaluate" not in text


@pytest.mark.field("start_date", "end_date", "description", "allowed_submission_file_types")
def test_says_when_what_and_how_often(pages: Mapping[str, str]) -> None:
    text = Page(pages["digits/phases/dev/index.html"]).text
    assert "Opens 1 Jun 2026, 00:00 UTC Closes 31 Aug 2026, 23:59 UTC" in text
    assert "may submit 5 times a day and 100 times in all." in text
    assert "File types .csv or .zip" in text
    assert "For trying things out." in text


@pytest.mark.field("submission_meta_attributes")
def test_asks_for_the_attributes_and_says_which_are_required(pages: Mapping[str, str]) -> None:
    text = Page(pages["digits/phases/dev/index.html"]).text
    assert "Model family required What kind of model it is." in text
    assert "one of: neighbours, linear, forest, network" in text
    assert "Extra data Was more data used yes or no" in text


@pytest.mark.field("allow_submission_comments", "display_submission_comments")
def test_asks_for_grand_challenges_fields(pages: Mapping[str, str]) -> None:
    text = Page(pages["cells/phases/final/index.html"]).text
    assert "Publication a link" in text
    assert "A comment of your own, shown with the result." in text


@pytest.mark.field("submission_page_html", "submission_page_markdown")
def test_submission_page_texts_of_grand_challenge_are_shown(tmp_path: Path) -> None:
    texts = 'submission_page_html: "<p>By <b>post</b></p><script>x</script>"'
    page = final_page(tmp_path, CELLS + f"    {texts}\n    submission_page_markdown: Or *call*.\n")
    assert "By post" in page.text
    assert "Or *call*." in page.text
    assert not page.foreign_scripts
