"""``podium explain``: the entry of a code, all of them, or the nearest."""

from __future__ import annotations

import json

import pytest
import yaml

from podium.cli import main
from podium.codes import Code


@pytest.mark.parametrize("code", ["PD206", "pd206", " Pd206 "])
def test_explain_tells_title_meaning_example_and_cure(
    code: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["explain", code]) == 0
    captured = capfd.readouterr()
    assert captured.out == (
        "PD206: It ends before it starts\n\n"
        "The challenge, a phase, or its time for submissions closes before it opens.\n\n"
        "    challenge_phases:\n"
        "      - start_date: 2026-02-01 00:00:00\n"
        "        end_date: 2026-01-01 00:00:00\n\n"
        "Cure: correct the moment that is wrong.\n"
    )
    assert captured.err == ""


def test_explain_lists_all_codes_with_their_titles(capfd: pytest.CaptureFixture[str]) -> None:
    assert main.run(["explain"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert len(lines) == len(Code)
    assert "PD206  It ends before it starts" in lines


def test_explain_prints_json(capfd: pytest.CaptureFixture[str]) -> None:
    assert main.run(["explain", "PD401", "--json"]) == 0
    one = json.loads(capfd.readouterr().out)
    assert one.keys() == {"code", "title", "meaning", "example", "cure", "can_be_ignored"}
    assert (one["code"], one["can_be_ignored"]) == ("PD401", True)
    assert yaml.safe_load(one["example"]) == {"challenge_phases": [{"scor_title": "Accuracy"}]}
    assert main.run(["explain", "--json"]) == 0
    listed = json.loads(capfd.readouterr().out)
    assert [entry["code"] for entry in listed] == list(Code)
    assert one in listed
    assert not [entry["code"] for entry in listed if "](" in entry["meaning"] + entry["cure"]]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("PD2O6", "there is no code 'PD2O6'; did you mean PD2"),
        ("206", "there is no code '206'; did you mean PD206"),
        ("E501", "there is no code 'E501'; did you mean PD501"),
        ("codename", "there is no code 'codename'; podium explain lists all"),
    ],
)
def test_explain_tells_the_nearest_of_an_unknown_code(
    code: str, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["explain", code]) == 2
    captured = capfd.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(said), captured.err
