"""What an audience may not see is not on its site: no page, no number, no name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from podium.audience import Hosts, OneParticipant
from podium.site import render_site
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

SECRET_SPLIT = "271828"


def everything(pages: Mapping[str, str]) -> str:
    return "\n".join(f"{address}\n{text}" for address, text in pages.items())


@pytest.mark.parametrize("trace", ["rehearsal", "Rehearsal", "UNSEEN", "secret", "Secret"])
def test_unseen_phase_split_and_submission_leave_no_trace(
    trace: str, pages: Mapping[str, str]
) -> None:
    assert trace not in everything(pages)


def test_numbers_of_a_hidden_split_are_in_no_file(tmp_path: Path) -> None:
    scores = digit_scores(0.9)
    scores["secret"]["accuracy"] = 0.271828
    digits = make_digits(tmp_path, records=[make_digit_record(1, scores)])
    assert SECRET_SPLIT not in everything(render_site([digits], options=make_options()))


def test_hosts_see_every_phase_split_and_submission(tmp_path: Path) -> None:
    digits = make_digits(tmp_path, audience=Hosts())
    pages = render_site([digits], options=make_options(audience=Hosts()))
    assert "digits/phases/rehearsal/all/index.html" in pages
    assert "digits/phases/dev/secret/index.html" in pages
    assert "UNSEEN reason" in pages["digits/submissions/pr-14-3f2a9c1/index.html"]
    assert "Secret images" in pages["digits/submissions/pr-1-3f2a9c1/index.html"]


def test_participant_sees_no_metrics_of_their_own_unpublished_result(tmp_path: Path) -> None:
    audience = OneParticipant("mia")
    digits = make_digits(tmp_path, audience=audience)
    page = render_site([digits], options=make_options(audience=audience))[
        "digits/submissions/pr-14-3f2a9c1/index.html"
    ]
    assert "Not published" in page
    assert "0.55" not in page


def test_hidden_scores_are_on_no_page(tmp_path: Path) -> None:
    config = DIGITS.replace("show_execution_time: true", "show_scores_on_leaderboard: false")
    record = make_digit_record(1, {"all": {"accuracy": 0.271828}})
    challenge = make_site_challenge(tmp_path, config, [record])
    pages = render_site([challenge], options=make_options())
    assert "pr-1-3f2a9c1" in pages["digits/phases/dev/all/index.html"]
    assert SECRET_SPLIT not in everything(pages)


def test_phase_without_public_board_shows_no_metrics(tmp_path: Path) -> None:
    config = DIGITS.replace("leaderboard_public: true", "leaderboard_public: false")
    record = make_digit_record(1, {"all": {"accuracy": 0.271828}})
    pages = render_site([make_site_challenge(tmp_path, config, [record])], options=make_options())
    assert "no public leaderboard" in pages["digits/phases/dev/index.html"]
    assert "digits/submissions/pr-1-3f2a9c1/index.html" in pages
    assert SECRET_SPLIT not in everything(pages)


def test_split_of_another_phase_is_left_out_of_a_submission(tmp_path: Path) -> None:
    scores = {"all": {"accuracy": 0.5}, "hard": {"accuracy": 0.271828}}
    record = make_digit_record(1, scores, phase="test")
    pages = render_site([make_digits(tmp_path, records=[record])], options=make_options())
    assert "0.5" in pages["digits/submissions/pr-1-3f2a9c1/index.html"]
    assert SECRET_SPLIT not in everything(pages)


def test_metrics_that_belong_to_no_split_are_left_out_where_a_split_is_hidden(
    tmp_path: Path,
) -> None:
    record = make_digit_record(1, b"[0.271828]")
    digits = make_digits(tmp_path, records=[record])
    assert SECRET_SPLIT not in everything(render_site([digits], options=make_options()))
    record = make_digit_record(1, b"[0.271828]", phase="test")
    digits = make_digits(tmp_path, records=[record])
    assert SECRET_SPLIT in everything(render_site([digits], options=make_options()))


def test_only_ranking_metrics_where_the_phase_says_so(tmp_path: Path) -> None:
    config = CELLS.replace("score_title", "display_all_metrics: false\n    score_title")
    cells = make_cells(tmp_path, records=cell_records())
    assert (
        "cell-0.png"
        in render_site([cells], options=make_options())["cells/submissions/s1/index.html"]
    )
    cells = make_site_challenge(tmp_path, config, cell_records())
    page = render_site([cells], options=make_options())["cells/submissions/s1/index.html"]
    assert "cell-0.png" not in page
    assert "Hausdorff distance" in page


def test_comment_is_shown_only_where_the_phase_shows_comments(
    tmp_path: Path, pages: Mapping[str, str]
) -> None:
    assert "With the default settings." in pages["cells/submissions/s1/index.html"]
    record = make_digit_record(1, digit_scores(0.9), comment="UNSEEN", supplementary_url="x:UNSEEN")
    digits = make_digits(tmp_path, records=[record])
    assert "UNSEEN" not in everything(render_site([digits], options=make_options()))
