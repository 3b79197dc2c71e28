"""``podium limits``."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import factories
from podium.cli import main
from podium.records.model import Status
from unit.submission.limited import NOW, make_record, utc

CONFIG = """\
title: Small
podium: {evaluator: {image: "example:1"}, hosts: [grace]}
banned_email_ids: [mallory]
challenge_phases:
  - codename: dev
    score_jsonpath: accuracy
    max_submissions_per_day: 2
    end_date: 2026-07-31 00:00:00
"""


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A challenge, and results with two submissions of ada and a failed one."""
    records = (
        make_record("s1", Status.FINISHED, at="2026-07-01 09:00"),
        make_record("s2", Status.FAILED, at="2026-07-01 10:00"),
        make_record("s3", Status.FINISHED, at="2026-07-01 11:00"),
    )
    results = factories.write_records(tmp_path / "results", records)
    return factories.write_challenge(tmp_path / "small", CONFIG), results


def run(folders: tuple[Path, Path], *options: str, login: str = "ada") -> int:
    challenge, results = map(str, folders)
    fixed = ("--phase", "dev", "--participant", login, "--results", results)
    return main.run(["limits", challenge, *fixed, *options])


def read_json(capfd: pytest.CaptureFixture[str]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(capfd.readouterr().out)
    return document


def test_the_command_answers_in_json(
    folders: tuple[Path, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(folders, "--at", "2026-07-01T12:00:00Z", "--json", login="@ADA") == 0
    assert read_json(capfd) == {
        "open": True,
        "remaining": 0,
        "next_submission_at": "2026-07-02T00:00:00Z",
        "reasons": [
            "2 of 2 submissions of 2026-07-01 (UTC) are used; "
            "the next is possible from 2026-07-02 00:00 UTC"
        ],
    }


def test_the_command_looks_back(
    folders: tuple[Path, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(folders, "--at", "2026-07-01T09:30:00Z") == 0
    assert capfd.readouterr().out == (
        "open: 1 submission left\n- 1 of 2 submissions of 2026-07-01 (UTC) is used\n"
    )


def test_closed_is_an_answer(folders: tuple[Path, Path], capfd: pytest.CaptureFixture[str]) -> None:
    assert run(folders, "--at", "2026-07-31", "--json") == 0
    assert read_json(capfd) == {
        "open": False,
        "remaining": 0,
        "next_submission_at": None,
        "reasons": ["the phase closed on 2026-07-31 00:00 UTC"],
    }


def test_the_command_asks_the_clock(
    folders: tuple[Path, Path], capfd: pytest.CaptureFixture[str]
) -> None:
    (folders[0] / "challenge_config.yaml").write_text(CONFIG.replace("2026-07-31", "9999-01-01"))
    before = datetime.now(UTC).replace(microsecond=0)
    assert run(folders, "--json", login="nobody") == 0
    document = read_json(capfd)
    assert (document["open"], document["remaining"]) == (True, 2)
    assert before <= utc(document["next_submission_at"]) <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("login", "is_open", "reason"),
    [
        pytest.param("Grace", True, "hosts of the challenge are not limited", id="host"),
        pytest.param(
            "Mallory",
            False,
            "the hosts have excluded this participant from the challenge",
            id="banned",
        ),
    ],
)
def test_the_command_knows_hosts_and_the_excluded(
    folders: tuple[Path, Path],
    capfd: pytest.CaptureFixture[str],
    login: str,
    is_open: bool,
    reason: str,
) -> None:
    assert run(folders, "--at", NOW, "--json", login=login) == 0
    document = read_json(capfd)
    assert (document["open"], document["reasons"][0]) == (is_open, reason)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(["--phase", "final"], id="no such phase"),
        pytest.param(["--at", "yesterday"], id="no time"),
        pytest.param(["--results", "nowhere"], id="no results"),
        pytest.param(["--participant", " @"], id="nobody"),
    ],
)
def test_a_wrong_command_line_is_exit_code_2(
    folders: tuple[Path, Path], options: list[str]
) -> None:
    assert run(folders, *options) == 2
