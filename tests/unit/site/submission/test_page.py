"""A submission's page: what it says of failures, rulings, sources and metrics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from factories import make_failure
from podium.boards.readers import Hosts, Public
from podium.jobs import Fault
from podium.records.model import Participant, ReleaseSource, SubmittedFile
from podium.site import render_site
from podium.site.submission.page import MOST_FILES
from unit.site.factories import digit_scores, make_digit_record, make_digits, make_options
from unit.site.markup import Page


def page_of(pages: Mapping[str, str], number: int) -> Page:
    return Page(pages[f"digits/submissions/pr-{number}-3f2a9c1/index.html"])


def test_says_who_what_when_and_how_it_did(pages: Mapping[str, str]) -> None:
    text = page_of(pages, 5).text
    assert "Support vector machine, RBF kernel" in text
    assert "by The Loss Functions ( emil )" in text
    assert "3 of 9 entries" in text
    assert "0.9710 ± 0.0040" in text
    assert "Trained on the training part only. Nothing else was used." in text
    assert "Model family linear" in text
    assert "Extra data no" in text


def test_times_are_utc_for_people_and_for_machines(pages: Mapping[str, str]) -> None:
    page = page_of(pages, 1)
    assert "3 Jun 2026, 17:00 UTC" in page.texts
    assert "2026-06-03T17:00:00Z" in page.values("datetime", "time")


def test_provenance_is_complete(pages: Mapping[str, str]) -> None:
    page = page_of(pages, 1)
    for part in (
        "org/digits#1",
        f"{1:040x}",
        "sha256:" + "e" * 64,
        "version 1",
        f"{1:064x}",
        "predictions.csv",
        "17.8 KiB",
        "evalai",
        "0.1.0",
    ):
        assert part in page.texts, part
    assert "https://github.com/org/digits/pull/1" in page.values("href", "a")
    assert "https://github.com/org/digits/actions/runs/1" in page.values("href", "a")


@pytest.mark.parametrize(
    ("by", "words", "is_told"),
    [
        (Fault.PARTICIPANT, "The submission is at fault", True),
        (Fault.ORGANIZER, "The challenge's evaluator is at fault", False),
        (Fault.INFRASTRUCTURE, "The machines are at fault", False),
    ],
)
def test_failure_says_whose_it_is_and_its_sentence_to_whom_it_is_for(
    by: Fault, words: str, is_told: bool, tmp_path: Path
) -> None:
    record = make_digit_record(1, None)
    failed = replace(record.evaluations[0], evaluation=make_failure("Out of luck", by=by))
    failed_record = replace(record, evaluations=(failed,))
    for audience, is_told_it in ((Public(), is_told), (Hosts(), True)):
        digits = make_digits(tmp_path, records=[failed_record], audience=audience)
        page = page_of(render_site([digits], options=make_options()), 1)
        assert "Failed" in page.texts
        assert words in page.text
        assert ("Out of luck" in page.texts) == is_told_it


def test_disqualified_entry_keeps_its_page_and_says_why(pages: Mapping[str, str]) -> None:
    text = page_of(pages, 8).text
    assert "Disqualified: Trained on the test images." in text
    assert "On the boards" not in text


def test_profile_is_linked_only_for_a_known_person(tmp_path: Path) -> None:
    known = make_digit_record(1, digit_scores(0.9), login="ada")
    invented = make_digit_record(2, digit_scores(0.8))
    invented = replace(
        invented, submission=replace(invented.submission, participant=Participant("bela"))
    )
    digits = make_digits(tmp_path, records=[known, invented])
    pages = render_site([digits], options=make_options())
    links = {
        name: Page(pages[f"digits/participants/{name}/index.html"]).values("href", "a")
        for name in ("ada", "bela")
    }
    assert "../../participants/ada/index.html" in page_of(pages, 1).values("href", "a")
    assert "https://github.com/ada" in links["ada"]
    assert "https://github.com/bela" not in links["bela"]


def test_release_is_linked_by_its_tag(tmp_path: Path) -> None:
    record = make_digit_record(1, digit_scores(0.9))
    source = ReleaseSource("org/model", "v1/../x", "out.zip", 7)
    record = replace(record, submission=replace(record.submission, source=source))
    digits = make_digits(tmp_path, records=[record])
    links = page_of(render_site([digits], options=make_options()), 1).values("href", "a")
    assert "https://github.com/org/model/releases/tag/v1%2F..%2Fx" in links


def test_many_files_end_somewhere(tmp_path: Path) -> None:
    record = make_digit_record(1, digit_scores(0.9))
    files = tuple(SubmittedFile(f"{n}.png", n, "0" * 64) for n in range(MOST_FILES + 2))
    record = replace(record, submission=replace(record.submission, files=files))
    digits = make_digits(tmp_path, records=[record])
    page = page_of(render_site([digits], options=make_options()), 1)
    assert f"{MOST_FILES - 1}.png" in page.texts
    assert f"{MOST_FILES}.png" not in page.texts
    assert "and 2 more files" in page.text


def test_cases_are_lines_of_a_table(pages: Mapping[str, str]) -> None:
    page = Page(pages["cells/submissions/s2/index.html"])
    assert "Case by case" in page.text
    assert "cell-3.png" in page.texts
    assert "aggregates.dice.std" in page.texts


def test_positions_name_every_board(pages: Mapping[str, str]) -> None:
    text = page_of(pages, 6).text
    assert "Development: All images" in text
    assert "Development: Hard images" in text
    assert "Not ranked: accuracy is NaN, not a finite number" in page_of(pages, 11).text
