from __future__ import annotations

import os
from pathlib import Path

import pytest

from integration.evaluation.scripts import evaluating, make_job, write_script
from integration.evaluation.wheels import make_wheel
from podium.errors import ChallengeError, InfrastructureError
from podium.evaluation.process.environment import environment_key, prepare_environment
from podium.evaluation.process.runner import ProcessRunner
from podium.resources import cache_folder


def write(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "requirements.txt").write_text(text)
    return folder / "requirements.txt"


def test_requirements_are_installed_once_per_text(wheels: Path, tmp_path: Path) -> None:
    requirements = write(tmp_path / "script", make_wheel(wheels, "tinypackage", "ANSWER = 42\n"))
    folder = prepare_environment(requirements, cache=tmp_path / "cache")
    assert (folder / "tinypackage.py").is_file()
    before = folder.stat().st_mtime_ns
    (wheels / "tinypackage-1.0-py3-none-any.whl").unlink()
    assert prepare_environment(requirements, cache=tmp_path / "cache") == folder
    assert folder.stat().st_mtime_ns == before
    assert [path.name for path in (tmp_path / "cache" / "environments").iterdir()] == [folder.name]
    key = environment_key(requirements)
    requirements.write_text("# another\n")
    assert environment_key(requirements) != key


def test_script_has_the_packages_it_asked_for(wheels: Path, tmp_path: Path) -> None:
    line = make_wheel(wheels, "tinypackage", "ANSWER = 42\n")
    source = "import tinypackage\n" + evaluating("assert tinypackage.ANSWER == 42")
    script = write_script(tmp_path / "evaluation_script", source, {"requirements.txt": line})
    outcome = ProcessRunner(cache=tmp_path / "cache").run(make_job(tmp_path, script))
    assert outcome.failure is None, outcome


def test_requirement_that_does_not_exist_is_the_organizers(wheels: Path, tmp_path: Path) -> None:
    wheels.mkdir()
    requirements = write(tmp_path / "evaluation_script", "nosuchpackage==1\n")
    with pytest.raises(ChallengeError) as caught:
        prepare_environment(requirements, cache=tmp_path / "cache")
    first, *_, last = str(caught.value).splitlines()
    assert first == "evaluation_script/requirements.txt: pip could not install it"
    assert "No matching distribution found for nosuchpackage==1" in last
    assert list((tmp_path / "cache" / "environments").iterdir()) == [], "nothing half-made stays"


def test_index_that_does_not_answer_is_infrastructure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    with pytest.raises(InfrastructureError, match="no package index answers"):
        prepare_environment(write(tmp_path / "s", "tinypackage\n"), cache=tmp_path / "cache")


def test_cache_can_be_put_elsewhere() -> None:
    assert cache_folder({"PODIUM_CACHE": "/x"}) == Path("/x")
    assert cache_folder({"XDG_CACHE_HOME": "/y"}) == Path("/y/podium")
    assert cache_folder({}) == Path.home() / ".cache" / "podium"
