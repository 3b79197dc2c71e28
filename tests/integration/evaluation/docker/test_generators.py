"""What Grand Challenge's own generator writes runs here unchanged: Dockerfile, evaluation, and the
ground truth as the tarball that organizers upload."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docker import DockerClient

import factories
from podium.cli import main
from podium.errors import InfrastructureError
from podium.evaluation.docker import images, python_image

pytestmark = [pytest.mark.docker, pytest.mark.long]

FORGE = "grand-challenge-forge==0.7.5"
BASE = "docker.io/library/python:3.11-slim"
CONFIG = """\
title: Forged
podium: {evaluator: {dockerfile: evaluator/Dockerfile}, ground_truth: ground_truth.tar.gz}
challenge_phases:
  - codename: one
    score_jsonpath: aggregates.my_metric
"""


def socket(slug: str) -> dict[str, object]:
    kind = {"kind": "Anything", "super_kind": "Value", "example_value": None}
    return {"slug": slug, "relative_path": f"{slug}.json", **kind}


@pytest.fixture
def forge(tmp_path: Path) -> Path:
    """The generator, in an environment of its own."""
    place = tmp_path / "forge"
    subprocess.run([sys.executable, "-m", "venv", place], check=True, capture_output=True)
    pip = [place / "bin/python", "-m", "pip", "install", "--quiet", FORGE]
    if subprocess.run(pip, capture_output=True, check=False).returncode:
        pytest.skip("no package index has the generator")
    return place / "bin/grand-challenge-forge"


@pytest.fixture
def base(docker_client: DockerClient, tmp_path: Path) -> Iterator[None]:
    """The image that the generated Dockerfile begins with; where no registry answers, one of this
    machine's Python under its name, with what ``requirements.txt`` asks for."""
    try:
        images.named_image(docker_client, BASE)
        yield
    except InfrastructureError:
        (tmp_path / "psutil.txt").write_text("psutil\n")
        own = python_image.ensure_image(docker_client, tmp_path / "psutil.txt")
        docker_client.images.get(own).tag(BASE)
        yield
        docker_client.images.remove(BASE)


@pytest.mark.usefixtures("base")
def test_a_generated_evaluation_runs_unchanged(forge: Path, tmp_path: Path) -> None:
    interface = {"inputs": [socket("age")], "outputs": [socket("verdict")]}
    phase = {
        "slug": "one",
        "algorithm_interfaces": [interface],
        "evaluation_additional_inputs": [],
        "evaluation_additional_outputs": [],
        "archive": {"slug": "a", "url": "https://a.example"},
    }
    context = {"slug": "f", "url": "https://f.example", "phases": [phase], "archives": []}
    command = [forge, "pack", "-o", tmp_path / "out", json.dumps({"challenge": context})]
    subprocess.run(command, check=True, capture_output=True)
    (method,) = (tmp_path / "out").glob("*/one/example-evaluation-method")
    challenge = factories.write_challenge(tmp_path / "challenge", CONFIG)
    shutil.copytree(method, challenge / "evaluator")
    with tarfile.open(challenge / "ground_truth.tar.gz", "w:gz") as archive:
        archive.add(method / "ground_truth", ".")
    assert main.run(["check", str(challenge)]) == 0
    evaluate = ["evaluate", challenge, method / "test/input", "--phase", "one"]
    evaluate += ["--runner", "docker", "--out", tmp_path / "evaluated"]
    assert main.run([str(part) for part in evaluate]) == 0
    found = json.loads((tmp_path / "evaluated/metrics.json").read_text())
    assert 0 <= found["aggregates"]["my_metric"] <= 1
    assert len(found["results"]) == 3
