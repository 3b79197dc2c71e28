"""The file beside the predictions."""

from __future__ import annotations

from pathlib import Path

import pytest

import factories
from podium.challenge.folder import load_challenge
from podium.challenge.model import Phase
from podium.records.model import LocalSource, Participant
from podium.submission import accept, statement, supplement
from podium.submission.accept import Entrant

CONFIG = """\
title: Small
podium: {evaluator: {image: "example:1"}}
challenge_phases:
  - codename: dev
    score_jsonpath: accuracy
    supplementary_file_choice: CHOICE
    supplementary_file_label: Method
    supplementary_file_help_text: Two pages at most.
"""


def make_phase(choice: str) -> Phase:
    return factories.make_challenge(CONFIG.replace("CHOICE", choice)).phases[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7 ...")
    (tmp_path / "notes.txt").write_text("caf\N{LATIN SMALL LETTER E WITH ACUTE}")
    return tmp_path


def told(choice: str, name: str, folder: Path) -> list[str]:
    found = supplement.find_issues(make_phase(choice), name, folder, where=statement.NAME)
    return [str(issue) for issue in found]


@pytest.mark.field("supplementary_file_choice")
@pytest.mark.parametrize("name", ["paper.pdf", "notes.txt"])
@pytest.mark.parametrize("choice", ["req", "opt"])
def test_a_pdf_or_a_text_is_taken(choice: str, name: str, folder: Path) -> None:
    assert told(choice, name, folder) == []


@pytest.mark.field("supplementary_file_label", "supplementary_file_help_text")
def test_one_that_is_required_is_asked_for_by_its_label(folder: Path) -> None:
    assert told("opt", "", folder) == told("off", "", folder) == []
    assert told("req", "", folder) == [
        "submission.yaml: supplementary_file: this file is required (Method). Two pages at most."
    ]


def test_one_that_nobody_asked_for_is_not_shown(folder: Path) -> None:
    (warning,) = supplement.find_issues(make_phase("off"), "paper.pdf", folder, where="")
    assert not warning.is_error and "not shown" in warning.message


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("absent.pdf", None, "there is no plain file 'absent.pdf'"),
        ("page.html", b"<html>", "expected a PDF or a text"),
        ("fake.pdf", b"<html>", "fake.pdf is not a PDF"),
        ("bytes.txt", b"\xff\xfe\x00", "bytes.txt is not UTF-8 text"),
        ("large.pdf", b"%PDF-" + bytes(10 * 1024 * 1024), "larger than 10 MiB"),
    ],
)
def test_anything_else_is_refused(
    name: str, content: bytes | None, said: str, folder: Path
) -> None:
    if content is not None:
        (folder / name).write_bytes(content)
    (issue,) = told("opt", name, folder)
    assert said in issue


def test_a_link_is_no_file(folder: Path) -> None:
    (folder / "link.pdf").symlink_to(folder / "paper.pdf")
    assert "there is no plain file" in told("opt", "link.pdf", folder)[0]


@pytest.mark.parametrize("name", ["../paper.pdf", "a/paper.pdf", "/etc/passwd", ".hidden.pdf"])
def test_it_lies_in_the_submitted_folder_itself(name: str) -> None:
    _, issues = statement.parse_statement(f"supplementary_file: {name}\n".encode())
    assert [issue.path for issue in issues] == ["supplementary_file"]


def test_it_is_not_given_to_the_evaluator_and_has_an_address(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (folder / "notes.txt").unlink()
    (folder / "predictions.csv").write_text("1\n")
    (folder / statement.NAME).write_text("supplementary_file: paper.pdf\n")
    root = tmp_path_factory.mktemp("other")
    config = CONFIG.replace("CHOICE", "req")
    loaded = load_challenge(factories.write_challenge(root / "challenge", config))
    accepted = accept.accept(
        loaded,
        loaded.challenge.phases[0],
        folder,
        scratch=root,
        entrant=Entrant("s1", Participant("ada"), factories.NOON, LocalSource()),
        now=factories.NOON,
        files_url="https://github.com/org/small/blob/abc/submissions",
    )
    assert [file.path for file in accepted.submission.files] == ["predictions.csv"]
    assert accepted.submission.metadata.supplementary_file == (
        "https://github.com/org/small/blob/abc/submissions/paper.pdf"
    )
