"""``podium evaluate`` with the docker runner: at most 1.0 s over a bare ``docker run``.

On a busy machine the bare run is slower too, so the bound is also a ratio to it: at rest it takes
0.4 s.
"""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

import factories
from podium.evaluation.docker import python_image

ROUNDS = 9
CEILING_SECONDS = 1.0
CEILING_RATIO = 2.5  # 1.0 s to the 0.4 s of the bare run at rest
PODIUM = Path(sys.executable).with_name("podium")
TAG = "podium-test/speed:1"
PROGRAM = "open('/output/metrics.json', 'w').write('{\\\"accuracy\\\": 1}')"


@pytest.fixture
def image(docker_client: docker.DockerClient) -> Iterator[str]:
    base = python_image.ensure_image(docker_client, None)
    dockerfile = f'FROM {base}\nWORKDIR /output\nCMD ["python3", "-c", "{PROGRAM}"]\n'
    docker_client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=TAG, rm=True)
    yield TAG
    docker_client.images.remove(TAG)


@pytest.mark.docker
def test_costs_little_over_the_bare_container(image: str, tmp_path: Path) -> None:
    config = factories.SMALL_CONFIG.replace("example:1", image)
    challenge = factories.write_challenge(tmp_path / "small", config)
    submission = tmp_path / "predictions.csv"
    submission.write_text("id,label\n1,1\n")
    ours = [PODIUM, "evaluate", challenge, submission, "--phase", "dev", "--out", tmp_path / "out"]
    bare = ["docker", "run", "--rm", image]
    over, reference = [], []
    for _ in range(ROUNDS):  # in turn, so that a busy machine is busy for both
        reference.append(_seconds(bare))
        over.append(_seconds(ours) - reference[-1])
    assert (tmp_path / "out/metrics.json").read_text() == '{"accuracy": 1}'
    best, median = min(over), statistics.median(over)
    sys.stdout.write(f"\nover a bare docker run: best {best:.2f} s, median {median:.2f} s\n")
    # The best of several: what else the machine does can only add to it.
    assert best < max(CEILING_SECONDS, CEILING_RATIO * min(reference))


def _seconds(command: list[str | Path]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started
