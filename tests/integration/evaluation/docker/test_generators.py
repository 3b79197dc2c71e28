"""What Grand Challenge's own generators write runs here unchanged: forge's Dockerfile, evaluation,
and ground truth as the tarball that organizers upload; evalutils' evaluators of its last version
with templates."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from docker import DockerClient

import factories
from podium.cli import main
from podium.errors import InfrastructureError
from podium.evaluation.docker import images, python_image
from podium.ranking import cases

pytestmark = [pytest.mark.docker, pytest.mark.long]

FORGE = "grand-challenge-forge==0.7.5"
EVALUTILS = "evalutils==0.4.2"
OF_FORGE = "docker.io/library/python:3.11-slim"
OF_EVALUTILS = f"python:{sys.version_info.major}.{sys.version_info.minor}-slim"
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


Base = Callable[[str, str], None]


def installed(requirement: str, place: Path) -> Path:
    """The folder of a generator's programs, in an environment of its own."""
    subprocess.run([sys.executable, "-m", "venv", place], check=True, capture_output=True)
    pip = [place / "bin/python", "-m", "pip", "install", "--quiet", requirement]
    if subprocess.run(pip, capture_output=True, check=False).returncode:
        pytest.skip("no package index has the generator")
    return place / "bin"


@pytest.fixture
def base(docker_client: DockerClient, tmp_path: Path) -> Iterator[Base]:
    """Has the image that a generated Dockerfile begins with; where no registry answers, one of
    this machine's Python under its name, with what the generated requirements ask for."""
    with ExitStack() as afterwards:

        def have(name: str, requirements: str) -> None:
            try:
                images.named_image(docker_client, name)
            except InfrastructureError:
                (tmp_path / "base.txt").write_text(requirements)
                own = python_image.ensure_image(docker_client, tmp_path / "base.txt")
                docker_client.images.get(own).tag(name)
                afterwards.callback(docker_client.images.remove, name)

        yield have


def evaluated(challenge: Path, submission: Path) -> Any:
    """The ``metrics.json`` of a submission to a challenge that has nothing to be warned of."""
    assert main.run(["check", str(challenge)]) == 0
    out = challenge.with_name("evaluated")
    evaluate = ["evaluate", challenge, submission, "--phase", "one", "--runner", "docker"]
    assert main.run([str(part) for part in [*evaluate, "--out", out]]) == 0
    return json.loads((out / "metrics.json").read_text())


def test_forge_s_evaluation_runs_unchanged(base: Base, tmp_path: Path) -> None:
    forge = installed(FORGE, tmp_path / "forge") / "grand-challenge-forge"
    base(OF_FORGE, "psutil\n")
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
    found = evaluated(challenge, method / "test/input")
    assert 0 <= found["aggregates"]["my_metric"] <= 1
    assert len(found["results"]) == 3


def test_evalutils_s_evaluations_run_unchanged(base: Base, tmp_path: Path) -> None:
    """As ``evalutils init`` leaves them: a Dockerfile whose user is its own and whose packages are
    synchronised with a lock made this moment, ground truth in the image, cases in pandas' form."""
    programs = installed(EVALUTILS, tmp_path / "evalutils")
    found = {}
    for kind, score in (("Classification", "accuracy_score"), ("Segmentation", "MeanOverlap.mean")):
        generate = [programs / "evalutils", "init", "evaluation", kind + "s", "--kind", kind]
        made = tmp_path / kind
        made.mkdir()
        on_path = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}  # for pip-compile
        subprocess.run(generate, cwd=made, check=True, capture_output=True, env=on_path)
        lock = (made / f"{kind}s/requirements.txt").read_text()
        # Where pip looks on this machine is none of the image's business.
        base(OF_EVALUTILS, re.sub(r"^--.*\n", "", lock, flags=re.MULTILINE))
        config = CONFIG.replace(", ground_truth: ground_truth.tar.gz", "")
        config = config.replace("aggregates.my_metric", f"aggregates.{score}")
        challenge = factories.write_challenge(made / "challenge", config)
        shutil.copytree(made / f"{kind}s", challenge / "evaluator")
        found[kind] = evaluated(challenge, challenge / "evaluator/test")
    assert found["Classification"]["aggregates"] == {"accuracy_score": 0.5}
    overlap = found["Segmentation"]["case"]["MeanOverlap"]
    assert sum(overlap.values()) / 2 == found["Segmentation"]["aggregates"]["MeanOverlap"]["mean"]
    read = cases.reader_for([found["Segmentation"]]).read(found["Segmentation"])
    assert read is not None and read.is_named
    names = found["Segmentation"]["case"]["pred_fname"]
    assert read.columns["MeanOverlap"] == {names[at]: one for at, one in overlap.items()}
