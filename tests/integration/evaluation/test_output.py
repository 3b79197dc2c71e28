"""Images and other files that an evaluator leaves, in a folder and in a container."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from docker import DockerClient

from integration.evaluation.conftest import MakeImage
from integration.evaluation.scripts import make_job, write_script
from podium.evaluation import images as output_images
from podium.evaluation.docker.runner import DockerRunner
from podium.evaluation.process.runner import ProcessRunner
from podium.jobs import GIB, MIB, Contract, Evaluator, Job, Limits, Outcome, Runner

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)
WEBP = b"RIFF\0\0\0\0WEBP" + bytes(20)
DRAWING = f"""
    import os
    from pathlib import Path

    def evaluate(annotation, submission, phase, **kwargs):
        folder = Path(os.environ["PODIUM_OUTPUT"], "images", "overlay")
        folder.mkdir(parents=True)
        (folder / "case-1.png").write_bytes({PNG!r})
        return {{"result": [{{"test_split": {{"Right": 1}}}}]}}
"""
FILES = """
    import os
    from pathlib import Path

    def evaluate(annotation, submission, phase, **kwargs):
        root = Path(os.environ["PODIUM_OUTPUT"])
        (root / "small.json").write_text("{}")
        (root / "large.csv").write_text("x" * (6 << 20))
        os.truncate(os.open(root / "sparse.zip", os.O_CREAT | os.O_WRONLY), 1 << 30)
        os.symlink("/etc/passwd", root / "link.txt")
        for name in "abcde":
            (root / f"{name}.txt").write_text("x" * (9 << 19))
        return {"result": [{"test_split": {"Right": 1}}]}
"""
NAMED = ("small.json", "large.csv", "sparse.zip", "link.txt", "none.txt")
NAMED += tuple(f"{name}.txt" for name in "abcde")
LEFT_OUT = (
    "large.csv is not kept: it has 6.0 MiB, and a file of podium.outputs has at most 5 MiB",
    "sparse.zip is not kept: it has 1.0 GiB, and a file of podium.outputs has at most 5 MiB",
    "link.txt is not kept: it is not a plain file",
    "e.txt is not kept: with its 4.5 MiB it is too much, those of podium.outputs have at most "
    "20 MiB in all",
)
HOSTILE = f"""
import os
from pathlib import Path
root = Path("/output/images")
for name in ("overlay", "secret"):
    (root / name).mkdir(parents=True)
    (root / name / "case-1.png").write_bytes({PNG!r})
(root / "overlay" / "page.svg").write_text("<svg onload='alert(1)'/>")
(root / "overlay" / "page.png").write_text("<html>")
(root / "overlay" / "large.png").write_bytes({PNG!r} + bytes({2 * MIB}))
(root / "overlay" / "deep").mkdir()
(root / "overlay" / "deep" / "x.png").write_bytes({PNG!r})
os.symlink("/etc/passwd", root / "overlay" / "link.png")
os.symlink("/etc", root / "linked")
os.mkfifo(root / "overlay" / "pipe.png")
Path("/output/metrics.json").write_text("{{}}")
"""


def find(root: Path, *names: str) -> dict[str, bytes]:
    return dict(output_images.read_images(root, names).files)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    (tmp_path / "images" / "overlay").mkdir(parents=True)
    return tmp_path


def test_the_three_formats_are_taken_under_the_ending_that_they_have(output: Path) -> None:
    folder = output / "images" / "overlay"
    (folder / "a.png").write_bytes(PNG)
    (folder / "b.jpeg").write_bytes(JPEG)
    (folder / "c.png").write_bytes(WEBP)
    assert find(output, "overlay") == {
        "overlay/a.png": PNG,
        "overlay/b.jpg": JPEG,
        "overlay/c.webp": WEBP,
    }


def test_only_what_the_phase_shows_is_taken(output: Path) -> None:
    (output / "images" / "overlay" / "a.png").write_bytes(PNG)
    assert find(output, "image") == {}
    assert find(output) == {}


def test_what_is_no_plain_image_is_left_out(output: Path) -> None:
    folder = output / "images" / "overlay"
    (folder / "page.svg").write_text("<svg/>")
    (folder / "page.png").write_text("<html>")
    (folder / "..png").write_bytes(PNG)
    (folder / "a b.png").write_bytes(PNG)
    (folder / "large.png").write_bytes(PNG + bytes(2 * MIB))
    (folder / "link.png").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe.png")
    (output / "images" / "linked").symlink_to(folder)
    (folder / "a.png").write_bytes(PNG)
    assert list(find(output, "overlay", "linked", "../..")) == ["overlay/a.png"]


def test_too_many_are_cut_off_by_name(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output_images, "MOST_FILES", 2)
    for name in "cab":
        (output / "images" / "overlay" / f"{name}.png").write_bytes(PNG)
    assert list(find(output, "overlay")) == ["overlay/a.png", "overlay/b.png"]


def test_a_script_may_leave_images_beside_what_it_returns(tmp_path: Path) -> None:
    job = make_job(tmp_path, write_script(tmp_path / "evaluation_script", DRAWING))
    outcome = ProcessRunner().run(replace(job, images=("overlay",)))
    assert outcome.images == {"overlay/case-1.png": PNG}


@pytest.mark.docker
def test_a_script_in_a_container_too(docker_client: DockerClient, tmp_path: Path) -> None:
    job = make_job(tmp_path, write_script(tmp_path / "evaluation_script", DRAWING))
    runner = DockerRunner(docker_client, cache=tmp_path / "cache")
    assert runner.run(replace(job, images=("overlay",))).images == {"overlay/case-1.png": PNG}


@pytest.mark.parametrize("kind", ["process", pytest.param("docker", marks=pytest.mark.docker)])
def test_what_is_asked_for_and_not_kept_is_told(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    runner: Runner = ProcessRunner()
    if kind == "docker":
        client = request.getfixturevalue("docker_client")
        runner = DockerRunner(client, cache=tmp_path / "cache")
    job = make_job(tmp_path, write_script(tmp_path / "evaluation_script", FILES))
    limits = replace(job.limits, output=64 * MIB, scratch=2 * GIB)
    outcome = runner.run(replace(job, outputs=NAMED, limits=limits))
    assert outcome.failure is None, outcome.stderr.decode()
    assert list(outcome.files) == ["small.json", "a.txt", "b.txt", "c.txt", "d.txt"]
    assert outcome.left_out == LEFT_OUT


def in_container(
    source: str, docker_client: DockerClient, make_image: MakeImage, folder: Path, *names: str
) -> Outcome:
    submission = folder / "submission"
    submission.mkdir()
    (submission / "predictions.csv").write_text("1\n")
    job = Job(
        evaluator=Evaluator(Contract.GRAND_CHALLENGE, image=make_image(source)),
        submission=submission,
        ground_truth=None,
        phase="dev",
        splits=("overall",),
        limits=Limits(seconds=30),
        images=names,
    )
    return DockerRunner(docker_client, cache=folder / "cache").run(job)


@pytest.mark.docker
def test_a_hostile_container_leaves_nothing_but_images(
    docker_client: DockerClient, make_image: MakeImage, tmp_path: Path
) -> None:
    names = ("overlay", "linked", "absent")
    outcome = in_container(HOSTILE, docker_client, make_image, tmp_path, *names)
    assert outcome.failure is None
    assert outcome.images == {"overlay/case-1.png": PNG}
    assert sorted(outcome.left_out) == [
        "images/overlay/large.png is not kept: it has 2.0 MiB, and an image has at most 2 MiB",
        "images/overlay/page.png is not kept: it is no PNG, JPEG or WebP",
    ]


SPARSE = f"""
import os
open("/output/metrics.json", "w").write("{{}}")
for name, count, size in (("sparse", 200, 1 << 30), ("many", 900, {2 * MIB})):
    os.makedirs(f"/output/images/{{name}}")
    for number in range(count):
        with open(f"/output/images/{{name}}/c{{number}}.png", "wb") as file:
            file.write({PNG!r})
            file.truncate(size)
"""


@pytest.mark.docker
def test_sparse_images_are_not_read(
    docker_client: DockerClient, make_image: MakeImage, tmp_path: Path
) -> None:
    """They cost an evaluator nothing, and 200 GiB to whoever reads them."""
    started = time.monotonic()
    outcome = in_container(SPARSE, docker_client, make_image, tmp_path, "many", "sparse")
    assert outcome.failure is None and outcome.images == {}
    assert outcome.left_out == tuple(
        f"images/{name} is not kept: it has more than 100 MiB" for name in ("many", "sparse")
    )
    assert time.monotonic() - started < 20


def test_sparse_images_in_a_folder_are_not_read(output: Path) -> None:
    for name, size in (("a", 1 << 40), ("b", len(PNG))):
        file = output / "images" / "overlay" / f"{name}.png"
        file.write_bytes(PNG)
        os.truncate(file, size)
    bomb = output / "images" / "overlay" / "c.png"
    bomb.write_bytes(PNG[:16] + (100_000).to_bytes(4) * 2 + PNG)
    found = output_images.read_images(output, ["overlay"])
    assert list(found.files) == ["overlay/b.png"]
    assert found.left_out == (
        "images/overlay/a.png is not kept: it has 1024.0 GiB, and an image has at most 2 MiB",
        "images/overlay/c.png is not kept: it has more than 100,000,000 pixels",
    )
