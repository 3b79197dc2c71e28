"""A script laid out for a runner, and what its digest says."""

from __future__ import annotations

from pathlib import Path

from podium.evaluation.evalai.package import unpack_script


def test_the_worker_s_packages_are_in_the_requirements_and_in_the_digest(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.mkdir()
    (script / "__init__.py").write_text("")
    (script / "requirements.txt").write_text("numpy<2\n")
    plain = unpack_script(script, tmp_path / "plain")
    with_worker = unpack_script(script, tmp_path / "with", has_worker_packages=True)
    assert with_worker.requirements is not None
    lines = with_worker.requirements.read_text().splitlines()
    assert lines[0] == "numpy<2"
    assert any(line.startswith("pandas==") for line in lines)
    assert not any(line.startswith("numpy==") for line in lines)
    assert with_worker.digest != plain.digest
    assert (script / "requirements.txt").read_text() == "numpy<2\n"


def test_without_requirements_there_are_none_but_the_worker_s(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.mkdir()
    (script / "__init__.py").write_text("")
    assert unpack_script(script, tmp_path / "plain").requirements is None
    assert unpack_script(script, tmp_path / "with", has_worker_packages=True).requirements
