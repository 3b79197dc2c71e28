"""What an audience may not see is not on its site: no page, no number, no name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import factories
from factories import make_failure
from podium.boards.readers import Hosts, OneParticipant, Public, Reader
from podium.challenge.model import Moderation, Ruling
from podium.records.model import Participant, SubmissionRecord
from podium.site import render_site
from podium.site.build import build_site
from unit.site.factories import (
    CELLS,
    DIGITS,
    NOW,
    cell_records,
    digit_records,
    digit_scores,
    make_cells,
    make_digit_record,
    make_digits,
    make_options,
    make_site_challenge,
    strict_json,
)
from unit.site.markup import Page

# Nearly every test builds a site of its own.
pytestmark = pytest.mark.slow

SECRET_SPLIT = "271828"
ADA = Participant("ada", 1)


def everything(pages: Mapping[str, str]) -> str:
    return "\n".join(f"{address}\n{text}" for address, text in pages.items())


def build(
    root: Path, config: str, records: list[SubmissionRecord], audience: Reader | None = None
) -> dict[str, str]:
    reader = audience or Public()
    challenge = make_site_challenge(root, config, records, audience=reader)
    return render_site([challenge], options=make_options())


def evaluated(record: SubmissionRecord, **changes: Any) -> SubmissionRecord:
    (first, *others) = record.evaluations
    changed = replace(first, evaluation=replace(first.evaluation, **changes))
    return replace(record, evaluations=(changed, *others))


def by(participant: Participant, record: SubmissionRecord) -> SubmissionRecord:
    return replace(record, submission=replace(record.submission, participant=participant))


def unpublished(record: SubmissionRecord) -> SubmissionRecord:
    return evaluated(record, published=False)


READERS = [Public(), OneParticipant("ada"), Hosts()]


@pytest.mark.parametrize("trace", ["rehearsal", "Rehearsal", "UNSEEN", "secret", "Secret"])
@pytest.mark.field("is_public")
@pytest.mark.field("visibility", of="challenge_phase_splits")
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
    pages = render_site([digits], options=make_options())
    assert "digits/phases/rehearsal/all/index.html" in pages
    assert "digits/phases/dev/secret/index.html" in pages
    assert "UNSEEN reason" in pages["digits/submissions/pr-14-3f2a9c1/index.html"]
    assert "Secret images" in pages["digits/submissions/pr-1-3f2a9c1/index.html"]


def test_participant_sees_no_metrics_of_their_own_unpublished_result(tmp_path: Path) -> None:
    audience = OneParticipant("mia")
    record = unpublished(make_digit_record(14, digit_scores(0.55), login="mia"))
    digits = make_digits(tmp_path, records=[record], rulings=(), audience=audience)
    page = render_site([digits], options=make_options())[
        "digits/submissions/pr-14-3f2a9c1/index.html"
    ]
    assert "Not published" in page
    assert "0.55" not in page


def test_what_the_hosts_hide_is_gone_for_its_participant_too(tmp_path: Path) -> None:
    audience = OneParticipant("mia")
    digits = make_digits(tmp_path, audience=audience)
    pages = render_site([digits], options=make_options())
    assert "UNSEEN" not in everything(pages) and "mia" not in everything(pages)


@pytest.mark.field("show_scores_on_leaderboard", of="challenge_phase_splits")
def test_hidden_scores_are_on_no_page(tmp_path: Path) -> None:
    config = DIGITS.replace("show_execution_time: true", "show_scores_on_leaderboard: false")
    record = make_digit_record(1, {"all": {"accuracy": 0.271828}})
    challenge = make_site_challenge(tmp_path, config, [record])
    pages = render_site([challenge], options=make_options())
    assert "pr-1-3f2a9c1" in pages["digits/phases/dev/all/index.html"]
    assert SECRET_SPLIT not in everything(pages)


@pytest.mark.field("leaderboard_public")
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


def test_split_of_another_phase_is_left_out_of_a_grand_challenge_submission(
    tmp_path: Path,
) -> None:
    config = CELLS + (
        "  - {id: 2, codename: warm-up, score_jsonpath: score}\n"
        "dataset_splits: [{id: 1, codename: shown}, {id: 2, codename: other}]\n"
        "challenge_phase_splits:\n"
        "  - {challenge_phase_id: 1, dataset_split_id: 1}\n"
        "  - {challenge_phase_id: 2, dataset_split_id: 2, visibility: 1}\n"
    )
    (record,) = cell_records(1)
    document = {"shown": {"aggregates": {"dice": {"mean": 0.5}}}, "other": {"score": 0.271828}}
    scored = replace(record.evaluations[0], metrics=factories.make_metrics(document))
    pages = build(tmp_path, config, [replace(record, evaluations=(scored,))])
    assert "0.5" in pages["cells/submissions/s1/index.html"]
    assert SECRET_SPLIT not in everything(pages)


def test_metrics_that_belong_to_no_split_are_left_out_where_a_split_is_hidden(
    tmp_path: Path,
) -> None:
    record = make_digit_record(1, b"[0.271828]")
    digits = make_digits(tmp_path, records=[record])
    assert SECRET_SPLIT not in everything(render_site([digits], options=make_options()))
    record = make_digit_record(1, b"[0.271828]", phase="test")
    own = OneParticipant("ada")
    digits = make_digits(tmp_path, records=[record], audience=own)
    assert SECRET_SPLIT in everything(render_site([digits], options=make_options()))


@pytest.mark.field("display_all_metrics")
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


# What a submission says of itself


COMMENTS = """allow_submission_comments: true
    display_submission_comments: true"""


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("asked", "not_asked"),
    [
        pytest.param(COMMENTS, "display_submission_comments: true", id="comment"),
        pytest.param(
            "supplementary_url_choice: Optional", "supplementary_url_choice: off", id="url"
        ),
    ],
)
@pytest.mark.field("allow_submission_comments", "supplementary_url_choice")
def test_what_the_phase_does_not_ask_for_is_shown_to_nobody(
    asked: str, not_asked: str, reader: Reader, tmp_path: Path
) -> None:
    assert asked in CELLS
    records = [by(ADA, record) for record in cell_records(1)]
    text = "With the default settings." if "comment" in asked else "https://example.org/paper"
    assert text in everything(build(tmp_path, CELLS, records, reader))
    config = CELLS.replace(asked, not_asked)
    assert text not in everything(build(tmp_path, config, records, reader))


@pytest.mark.parametrize("key", ["show_supplementary_url", "display_submission_comments"])
@pytest.mark.field("show_supplementary_url", "display_submission_comments")
def test_what_is_not_for_the_public_is_for_the_hosts_and_whoever_said_it(
    key: str, tmp_path: Path
) -> None:
    config = CELLS.replace(f"{key}: true", f"{key}: false")
    text = "With the default settings." if "comment" in key else "https://example.org/paper"
    records = [by(ADA, record) for record in cell_records(1)]
    seen = {
        reader: text in everything(build(tmp_path, config, records, reader))
        for reader in (*READERS, OneParticipant("bela"))
    }
    assert [reader for reader in seen if seen[reader]] == [OneParticipant("ada"), Hosts()]


@pytest.mark.parametrize("reader", READERS)
def test_an_answer_that_nobody_asked_for_is_shown_to_nobody(reader: Reader, tmp_path: Path) -> None:
    record = make_digit_record(
        1, digit_scores(0.9), attributes={"Model family": "forest", "Home": "UNASKED"}
    )
    pages = everything(build(tmp_path, DIGITS, [record], reader))
    assert "forest" in pages
    assert "UNASKED" not in pages and "Home" not in pages


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "name", ["method_name", "method_description", "project_url", "publication_url"]
)
@pytest.mark.field("default_submission_meta_attributes")
@pytest.mark.field("name", "is_visible", of="default_submission_meta_attributes")
def test_a_statement_that_is_not_visible_is_neither_asked_nor_shown(
    name: str, reader: Reader, tmp_path: Path
) -> None:
    record = make_digit_record(
        1,
        digit_scores(0.9),
        method_name="https://x.example/method_name",
        method_description="https://x.example/method_description",
        project_url="https://x.example/project_url",
        publication_url="https://x.example/publication_url",
    )
    config = DIGITS.replace(
        "    name: Development\n",
        "    name: Development\n    default_submission_meta_attributes:\n"
        f"      - {{name: {name}, is_visible: false}}\n",
    )
    before = build(tmp_path, DIGITS, [record], reader)
    pages = build(tmp_path, config, [record], reader)
    assert f"{name} in submission.yaml" in before["digits/phases/dev/index.html"]
    assert f"{name} in submission.yaml" not in pages["digits/phases/dev/index.html"]
    told = everything(pages)
    assert f"x.example/{name}" in everything(before)
    assert f"x.example/{name}" not in told
    for other in {"method_name", "method_description", "project_url", "publication_url"} - {name}:
        assert f"x.example/{other}" in told


def test_comments_and_addresses_stand_on_the_board_and_in_its_files(tmp_path: Path) -> None:
    pages = build(tmp_path, CELLS, cell_records(1))
    for name in ("index.html", "board.csv", "board.json"):
        text = pages[f"cells/phases/final/overall/{name}"]
        assert "With the default settings." in text
        assert "https://example.org/paper" in text
    assert ">example.org<" in pages["cells/phases/final/overall/index.html"]


# What an evaluation says


@pytest.mark.field("show_execution_time", of="challenge_phase_splits")
def test_the_time_it_took_is_on_no_page_where_no_board_shows_it(tmp_path: Path) -> None:
    record = make_digit_record(1, digit_scores(0.9))
    # A split that only hosts see tells nothing of itself.
    hidden = DIGITS.replace("show_execution_time: true", "show_execution_time: false").replace(
        "visibility: 1,", "visibility: 1, show_execution_time: true,"
    )
    for config, reader, is_shown in (
        (DIGITS, Public(), True),
        (hidden, Public(), False),
        (hidden, OneParticipant("ada"), False),
        (hidden, Hosts(), True),
    ):
        pages = build(tmp_path, config, [record], reader)
        page = pages["digits/submissions/pr-1-3f2a9c1/index.html"]
        assert ("Execution time" in page) == is_shown
        assert ("Evaluation started" in page) == is_shown


def test_the_time_it_took_is_in_the_boards_files_where_the_board_shows_it(
    pages: Mapping[str, str],
) -> None:
    for split, is_shown in (("all", True), ("hard", False)):
        for name in ("board.csv", "board.json"):
            text = pages[f"digits/phases/dev/{split}/{name}"]
            assert ("execution_seconds" in text) == is_shown
            assert ("17.5" in text) == is_shown


@pytest.mark.parametrize(
    ("config", "readers"),
    [
        pytest.param(DIGITS, READERS, id="public board"),
        pytest.param(
            DIGITS.replace("leaderboard_public: true", "leaderboard_public: false"),
            [OneParticipant("ada"), Hosts()],
            id="no public board",
        ),
    ],
)
def test_the_evaluators_sentence_is_public_where_a_board_is(
    config: str, readers: list[Reader], tmp_path: Path
) -> None:
    record = make_digit_record(1, None)
    failed = replace(record.evaluations[0], evaluation=make_failure("SENTENCE"))
    record = replace(record, evaluations=(failed,))
    told = [
        reader
        for reader in READERS
        if "SENTENCE" in everything(build(tmp_path, config, [record], reader))
    ]
    assert told == readers


def test_of_an_evalai_phase_the_public_sees_the_leaderboards_labels(tmp_path: Path) -> None:
    scores = {
        "all": {
            "accuracy": 0.5,
            "error_accuracy": 0.125,
            "macro_f1": {"nested": 0.271828},
            "unlabelled": 0.271828,
            "error_unlabelled": 0.271828,
        },
        "beside": 0.271828,
    }
    record = make_digit_record(1, scores, phase="test")
    place = "digits/submissions/pr-1-3f2a9c1/index.html"
    page = build(tmp_path, DIGITS, [record])[place]
    assert "<td>0.5</td>" in page and "<td>0.125</td>" in page
    assert SECRET_SPLIT not in page
    assert page == build(tmp_path, DIGITS, [record], OneParticipant("bela"))[place]
    for reader in (OneParticipant("ada"), Hosts()):
        assert build(tmp_path, DIGITS, [record], reader)[place].count("0.271828") >= 4


def test_ground_truths_are_numbered_by_their_first_use_for_all_but_hosts(tmp_path: Path) -> None:
    old, new = "sha256:" + "a" * 64, "sha256:" + "b" * 64
    first = make_digit_record(1, digit_scores(0.9))
    hidden = unpublished(make_digit_record(2, digit_scores(0.8), login="bela"))
    hidden = evaluated(hidden, ground_truth="sha256:" + "c" * 64)
    third = evaluated(make_digit_record(3, digit_scores(0.7), login="chidi"), ground_truth=new)
    again = replace(first.evaluations[0].evaluation, number=2, ground_truth=new)
    later = replace(again, created_at=third.evaluations[0].evaluation.created_at.replace(year=2027))
    rejudged = replace(
        first,
        evaluations=(*first.evaluations, replace(first.evaluations[0], evaluation=later)),
    )
    pages = build(tmp_path, DIGITS, [rejudged, hidden, third])
    for number in (1, 3):
        assert "version 2" in pages[f"digits/submissions/pr-{number}-3f2a9c1/index.html"]
    assert old not in everything(pages) and new not in everything(pages)
    hosts = build(tmp_path, DIGITS, [rejudged, hidden, third], Hosts())
    assert new in hosts["digits/submissions/pr-1-3f2a9c1/index.html"]


# Without names


ANONYMOUS = DIGITS.replace("tags:", "anonymous_leaderboard: true\ntags:")
LEADS = (
    "zoila",
    "yusuf",
    "otters",
    "METHOD",
    "DESCRIPTION",
    "LINK",
    "ANSWER",
    "pr-1",
    "org/digits",
    "actions/runs",
    "predictions.csv",
    f"{11:040x}",
    f"{11:064x}",
    "SENTENCE",
)


def anonymous_records() -> list[SubmissionRecord]:
    said: dict[str, Any] = {
        "method_name": "METHOD",
        "method_description": "DESCRIPTION",
        "project_url": "https://example.org/LINK",
        "publication_url": "https://example.org/LINK",
        "attributes": {"Model family": "ANSWER"},
    }
    zoila, yusuf = Participant("zoila", 7, "otters"), Participant("yusuf", 8)
    broken = make_digit_record(14, None, **said)
    failure = replace(broken.evaluations[0], evaluation=make_failure("SENTENCE"))
    return [
        unpublished(make_digit_record(3, digit_scores(0.9), login="unseen", **said)),
        by(zoila, make_digit_record(11, digit_scores(0.9), **said)),
        by(yusuf, make_digit_record(12, digit_scores(0.8), **said)),
        by(zoila, make_digit_record(13, digit_scores(0.7), **said)),
        by(yusuf, replace(broken, evaluations=(failure,))),
    ]


@pytest.mark.field("anonymous_leaderboard", of="challenge")
def test_an_anonymous_site_leads_to_nobody_in_any_file(tmp_path: Path) -> None:
    told = everything(build(tmp_path, ANONYMOUS, anonymous_records()))
    assert [lead for lead in LEADS if lead in told] == []
    named = everything(build(tmp_path, DIGITS, anonymous_records()))
    assert [lead for lead in LEADS if lead not in named] == []


def test_anonymous_participants_are_numbered_by_their_first_public_submission(
    tmp_path: Path,
) -> None:
    pages = build(tmp_path, ANONYMOUS, anonymous_records())
    board = strict_json(pages["digits/phases/dev/all/board.json"])
    assert [(row["participant"], row["submission"]) for row in board["entries"]] == [
        ("Participant 1", "participant-1-1"),
        ("Participant 2", "participant-2-1"),
    ]
    assert {(row["team"], row["method_name"]) for row in board["entries"]} == {(None, "")}
    listing = Page(pages["digits/submissions/index.html"])
    assert listing.text.count("participant-") == 4
    assert "digits/submissions/participant-2-2/index.html" in pages


@pytest.mark.field("anonymous_leaderboard", of="challenge")
def test_anonymous_participants_know_themselves_and_hosts_know_all(tmp_path: Path) -> None:
    own = everything(build(tmp_path, ANONYMOUS, anonymous_records(), OneParticipant("yusuf")))
    assert "pr-12-3f2a9c1" in own and "SENTENCE" in own
    assert [lead for lead in ("zoila", "otters", "pr-11", "pr-13") if lead in own] == []
    hosts = everything(build(tmp_path, ANONYMOUS, anonymous_records(), Hosts()))
    assert [lead for lead in LEADS if lead not in hosts] == []
    assert "participant-1" not in hosts


def test_a_hosts_baseline_keeps_its_name_on_an_anonymous_board(tmp_path: Path) -> None:
    rulings = (Moderation("pr-9-3f2a9c1", Ruling.BASELINE, "", "octohost", NOW),)
    record = make_digit_record(9, digit_scores(0.1), login="octohost", method_name="All seven")
    challenge = make_site_challenge(tmp_path, ANONYMOUS, [record], rulings=rulings)
    pages = render_site([challenge], options=make_options())
    assert "All seven" in pages["digits/phases/dev/all/index.html"]


def test_an_evaluators_own_words_are_not_shown_without_a_name(tmp_path: Path) -> None:
    config = CELLS.replace("podium:", "anonymous_leaderboard: true\npodium:")
    place = "cells/submissions/{}/index.html"
    assert "cell-0.png" in build(tmp_path, CELLS, cell_records(1))[place.format("s1")]
    page = build(tmp_path, config, cell_records(1))[place.format("participant-1-1")]
    assert "cell-0.png" not in page


# Before a challenge is published


@pytest.mark.field("published", of="challenge")
def test_a_challenge_that_is_not_published_is_on_nobodys_site_but_the_hosts(
    tmp_path: Path,
) -> None:
    config = DIGITS.replace("tags:", "published: false\ntags:")
    for reader in (*READERS, OneParticipant("octohost")):
        challenge = make_site_challenge(
            tmp_path / "challenge", config, digit_records(), audience=reader
        )
        out = tmp_path / f"site-{reader}"
        build_site(
            [challenge],
            out,
            results=tmp_path,
            now=NOW,
            title=challenge.loaded.challenge.title,
        )
        names = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}
        if reader in (Hosts(), OneParticipant("octohost")):
            assert "digits/phases/dev/all/board.csv" in names
        else:
            assert [name for name in names if "digits" in name] == []
            assert "igits" not in (out / "index.html").read_text()
            assert "igits" not in (out / "404.html").read_text()


def test_a_challenge_that_says_nothing_of_being_published_is(tmp_path: Path) -> None:
    assert "published" not in DIGITS
    for said in ("tags:", "published: true\ntags:"):
        config = DIGITS.replace("tags:", said)
        assert "digits/index.html" in build(tmp_path, config, digit_records())


# What the exports say


@pytest.mark.field("display_all_metrics")
def test_an_evalai_phase_shows_its_cases_only_where_it_opens_them(tmp_path: Path) -> None:
    scores = digit_scores(0.9)
    for split in scores:
        scores[split]["case"] = {"accuracy": {"one": 0.1234567, "two": 0.5}}
    record = make_digit_record(1, scores)
    opened = DIGITS.replace(
        "    codename: dev\n", "    codename: dev\n    display_all_metrics: true\n"
    )
    for config, is_shown in ((DIGITS, False), (opened, True)):
        pages = build(tmp_path, config, [record])
        document = strict_json(pages["digits/submissions/pr-1-3f2a9c1/submission.json"])
        assert ("0.1234567" in everything(pages)) == is_shown
        assert set(document["cases"]) == ({"all", "hard"} if is_shown else set())
        assert [part["split"] for part in document["metrics"]] == ["all", "hard"]
        assert SECRET_SPLIT not in everything(pages), "the third split is the hosts'"


def test_when_a_record_began_does_not_tell_how_long_it_took(tmp_path: Path) -> None:
    config = DIGITS.replace("show_execution_time: true", "show_execution_time: false")
    record = make_digit_record(1, digit_scores(0.9))
    began = record.evaluations[0].evaluation.started_at
    record = evaluated(record, created_at=began)
    document = build(tmp_path, config, [record])["digits/submissions/pr-1-3f2a9c1/submission.json"]
    assert "2026-06-03T17:03:00Z" in document and "2026-06-03T17:02:00Z" not in document
    shown = build(tmp_path, DIGITS, [record])["digits/submissions/pr-1-3f2a9c1/submission.json"]
    assert "2026-06-03T17:02:00Z" in shown, "its board shows the time"


@pytest.mark.parametrize("reader", [Public(), OneParticipant("bela")])
def test_the_export_of_an_anonymous_result_names_nobody(reader: Reader, tmp_path: Path) -> None:
    config = DIGITS.replace("title: Handwritten", "anonymous_leaderboard: true\ntitle: Handwritten")
    record = make_digit_record(
        7, digit_scores(0.9), login="ada", method_name="ADAS", project_url="https://ada.example"
    )
    pages = build(tmp_path, config, [record], reader)
    document = strict_json(pages["digits/submissions/participant-1-1/submission.json"])
    assert document["participant"] == {"login": "Participant 1", "team": None}
    assert document["source"] == {"kind": "local"} and document["files"] == []
    assert document["metrics"] == [] and document["cases"] == {}
    assert document["positions"][0]["values"]["accuracy"] == 0.9, "as its board says"
    for text in ("ADAS", "ada.example", "pr-7", "org/digits", "actions/runs", f"{7:040x}"):
        assert text not in everything(pages)
