"""A build tells of what is recorded and on no board."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from integration.cli import rejudged
from integration.cli.rejudged import Phase
from podium.cli import main


@pytest.fixture
def phase(tmp_path: Path) -> Phase:
    return rejudged.make(tmp_path, 2)


def build(phase: Phase, capfd: Any, *more: Path) -> str:
    site = str(phase.challenge.parent / "site")
    challenges = [str(phase.challenge), *map(str, more)]
    assert main.run(["build", *challenges, "--results", str(phase.results), "--out", site]) == 0
    said: str = capfd.readouterr().err
    return said


def change(phase: Phase, old: str, new: str) -> None:
    config = phase.challenge / "challenge_config.yaml"
    config.write_text(config.read_text().replace(old, new))


def test_a_renamed_phase_is_told(phase: Phase, capfd: Any) -> None:
    assert "PD485" not in build(phase, capfd)
    change(phase, "codename: dev", "codename: development")
    for _ in range(2):  # also where the site is there already
        assert "2 submissions of a phase 'dev' are recorded" in build(phase, capfd)


def test_a_renamed_challenge_is_told(phase: Phase, capfd: Any) -> None:
    change(phase, "title: Small", "title: Small\npodium: {slug: smaller}")
    said = build(phase, capfd)
    assert "no results of smaller are recorded there; there are some of: small" in said
    assert "did you mean small?" in said


def test_of_challenges_that_are_built_together_none_is_another(
    phase: Phase, tmp_path: Path, capfd: Any
) -> None:
    other = rejudged.make(tmp_path / "other", 0).challenge
    other.rename(tmp_path / "second")
    assert "PD498" not in build(phase, capfd, tmp_path / "second")
