from __future__ import annotations

from pathlib import Path

import pytest

from integration.evaluation.conftest import MakeImage
from integration.evaluation.docker.bench import Bench
from podium.evaluation.docker.runner import DockerRunner


@pytest.fixture
def bench(runner: DockerRunner, make_image: MakeImage, tmp_path: Path) -> Bench:
    return Bench(runner, make_image, tmp_path)
