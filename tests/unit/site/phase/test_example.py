"""The example submission that a phase offers: what is packed, and what is not."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from factories import write_challenge
from podium.boards import view
from podium.boards.readers import Hosts, Public
from podium.boards.view import View
from podium.challenge.folder import load_challenge
from podium.cli import inspection
from podium.errors import ChallengeError, ExitCode
from podium.site import SiteOptions, build, read_examples, render_site
from podium.site.phase import example
from unit.site.markup import Page

CONFIG = """\
title: Small
podium: {slug: small, evaluator: {image: "example:1"}, ground_truth: truth/test.csv,
         example_submission: examples/first}
challenge_phases:
  - {codename: dev, score_jsonpath: x}
  - {codename: own, score_jsonpath: x, podium: {example_submission: examples/lone.csv}}
  - {codename: unseen, score_jsonpath: x, public: false}
"""
FILES = {
    "examples/first/predictions.csv": "id,label\n",
    "examples/first/deep/more.csv": "1\n",
    "examples/first/.DS_Store": "junk",
    "examples/first/.git/config": "junk",
    "examples/lone.csv": "alone",
    "truth/test.csv": "SECRET",
}


def make(root: Path, config: str = CONFIG) -> View:
    loaded = load_challenge(write_challenge(root, config, FILES))
    return view.make_view(loaded, [], Public())


def read(shown: View) -> dict[str, bytes]:
    return read_examples([shown], SiteOptions())


def names(content: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.namelist()


@pytest.mark.field("example_submission", of="podium")
def test_every_public_phase_offers_its_own_example_or_the_challenges(tmp_path: Path) -> None:
    found = {place: names(content) for place, content in read(make(tmp_path)).items()}
    assert found == {
        "small/examples/dev.zip": ["deep/more.csv", "predictions.csv"],
        "small/examples/own.zip": ["lone.csv"],
    }
    shown = replace(make(tmp_path), reader=Hosts())
    hosts = read_examples([shown], SiteOptions())
    assert "small/examples/unseen.zip" in hosts


def test_the_page_leads_to_the_example_that_is_there(tmp_path: Path) -> None:
    shown = make(tmp_path)
    page = Page(render_site([shown], options=SiteOptions())["small/phases/dev/index.html"])
    assert "../../examples/dev.zip" in page.values("href", "a")
    assert page.values("download", "a") == ["small-dev-example.zip"]


def test_a_built_site_holds_the_example(tmp_path: Path) -> None:
    out = tmp_path / "site"
    results = tmp_path / "results"
    results.mkdir()
    build.build_site(
        [make(tmp_path / "challenge")],
        out,
        results=results,
        now=datetime(2026, 7, 1, tzinfo=UTC),
        title="Small",
    )
    assert names((out / "small/examples/dev.zip").read_bytes())[1] == "predictions.csv"
    assert not (out / "small/examples/unseen.zip").exists()


def test_the_same_files_give_the_same_bytes_whenever_they_were_made(tmp_path: Path) -> None:
    first = read(make(tmp_path / "a"))
    other = make(tmp_path / "b")
    (tmp_path / "b" / "examples/first/predictions.csv").chmod(0o755)
    assert read(other) == first


def test_a_link_out_of_the_challenge_is_not_followed(tmp_path: Path) -> None:
    shown = make(tmp_path / "challenge")
    (tmp_path / "private.txt").write_text("SECRET")
    first = tmp_path / "challenge" / "examples" / "first"
    (first / "out.txt").symlink_to(tmp_path / "private.txt")
    (first / "up").symlink_to(tmp_path)
    (first / "inside.csv").symlink_to(tmp_path / "challenge" / "examples" / "lone.csv")
    content = read(shown)["small/examples/dev.zip"]
    assert names(content) == ["deep/more.csv", "inside.csv", "predictions.csv"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        pytest.param(".", r"truth/test\.csv is ground truth", id="the whole challenge"),
        pytest.param("truth", r"test\.csv is ground truth", id="its folder"),
        pytest.param("truth/test.csv", r"test\.csv is ground truth", id="itself"),
        pytest.param("bare", "there is no file in it", id="hidden files only"),
    ],
)
def test_what_would_give_the_ground_truth_away_or_is_empty_is_refused(
    path: str, message: str, tmp_path: Path
) -> None:
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare" / ".hidden").touch()
    shown = make(tmp_path, CONFIG.replace("examples/first", path))
    with pytest.raises(ChallengeError, match=rf"podium\.example_submission: .*{message}"):
        read(shown)


def test_a_link_to_the_ground_truth_is_refused(tmp_path: Path) -> None:
    shown = make(tmp_path)
    (tmp_path / "examples/first/answers.csv").symlink_to(tmp_path / "truth" / "test.csv")
    with pytest.raises(ChallengeError, match=r"answers\.csv is ground truth"):
        read(shown)


def test_an_example_that_is_too_large_is_refused(tmp_path: Path) -> None:
    shown = make(tmp_path)
    with (tmp_path / "examples/first/large.bin").open("wb") as large:
        large.truncate(example.MOST_BYTES)
    with pytest.raises(ChallengeError, match=r"25\.0 MiB; an example has at most 25 MiB"):
        read(shown)


# podium check


def test_check_warns_of_an_example_that_its_own_phase_would_refuse(tmp_path: Path) -> None:
    config = CONFIG.replace(
        "{codename: own, score_jsonpath: x,",
        "{codename: own, score_jsonpath: x, allowed_submission_file_types: .json,\n"
        "     submissions_close_at: 2001-01-01 00:00:00, is_submission_paused: true,\n"
        "     submission_meta_attributes: [{name: Model, description: Which, type: text,"
        " required: true}],\n    ",
    )
    report = inspection.check_challenge(write_challenge(tmp_path, config, FILES))
    found = [issue for issue in report.issues if "example_submission" in issue.path]
    assert report.exit_code == ExitCode.DONE
    assert {issue.path for issue in found} == {"challenge_phases[1].podium.example_submission"}
    assert {issue.where for issue in found} == {"challenge_config.yaml:9"}
    assert sorted(issue.message for issue in found) == [
        "phase own: lone.csv: this type of file is not accepted; the phase takes .json",
        "phase own: submission.yaml: this attribute is required: Which",
    ]
    assert not any(issue.is_error for issue in found)


def test_check_refuses_an_example_that_no_site_can_offer(tmp_path: Path) -> None:
    config = CONFIG.replace("examples/first", "truth")
    report = inspection.check_challenge(write_challenge(tmp_path, config, FILES))
    assert report.exit_code == ExitCode.CHALLENGE
    (message,) = {issue.message for issue in report.issues if "phase dev" in issue.message}
    assert "test.csv is ground truth" in message


def test_check_has_nothing_to_say_of_an_example_that_is_taken(tmp_path: Path) -> None:
    report = inspection.check_challenge(write_challenge(tmp_path, CONFIG, FILES))
    assert [issue for issue in report.issues if "example" in issue.path] == []
