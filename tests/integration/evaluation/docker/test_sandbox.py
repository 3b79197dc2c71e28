"""What an image that was made for Grand Challenge finds, and where each bound ends it."""

from __future__ import annotations

import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest
from docker import DockerClient

from integration.evaluation.conftest import MakeImage
from integration.evaluation.docker.bench import (
    SCORE,
    SMALL,
    Bench,
    by_organizer,
    by_participant,
    make_job,
)
from podium.evaluation.docker.runner import DockerRunner
from podium.jobs import GIB, MIB, Limits

pytestmark = pytest.mark.docker

USER = ("RUN mkdir -p /home/user /opt/app && chmod 777 /home/user /opt/app", "ENV HOME=/home/user")
TOO_MUCH = "The evaluator wrote more than 16.0 MiB to its disk; podium.evaluator.scratch_mb"


# As docker run --network none gives it


@pytest.mark.parametrize("place", ["/opt/app", "/home/user/.cache/numba", "/tmp/deep", "/dev/shm"])
def test_what_the_images_user_may_write_can_be_written(place: str, bench: Bench) -> None:
    source = f"""
        import os
        os.makedirs({place!r}, exist_ok=True)
        open({place!r} + "/new", "w").write("x")
    """
    outcome = bench.score(source, *USER, "USER 1000:1000", "WORKDIR /opt/app")
    assert outcome.failure is None, outcome


@pytest.mark.parametrize(
    ("lines", "home"),
    [
        pytest.param(["USER 1234:5678"], "/tmp", id="a number"),
        pytest.param(["RUN rm /etc/passwd", "USER 1234"], "/tmp", id="no accounts"),
        pytest.param(
            ["RUN echo joe:x:1234:1::/home/joe:/bin/sh >> /etc/passwd", "USER 1234"],
            "/home/joe",
            id="an account of its own",
        ),
    ],
)
def test_a_user_who_is_only_a_number_has_a_home(lines: list[str], home: str, bench: Bench) -> None:
    assert bench.answer('os.path.expanduser("~")', *lines) == home


def test_its_own_host_has_an_address(bench: Bench) -> None:
    address = "socket.gethostbyname(socket.gethostname())"
    assert bench.answer(address, setup="import socket") == "127.0.0.1"


def test_links_in_ground_truth_stay_links(
    make_image: MakeImage, docker_client: DockerClient, tmp_path: Path
) -> None:
    source = """
        import os
        os.chdir("/opt/ml/input/data/ground_truth")
        assert open("latest/truth.csv").read() == "1" and os.readlink("gone") == "nothing"
    """
    image = make_image(f"{textwrap.dedent(source)}\n{SCORE}")
    job = make_job(tmp_path, image, truth={"v1/truth.csv": "1"})
    (tmp_path / "truth/latest").symlink_to("v1")
    (tmp_path / "truth/gone").symlink_to("nothing")
    outcome = DockerRunner(docker_client).run(job)
    assert outcome.failure is None, outcome


def test_a_program_in_tmp_may_be_run(bench: Bench) -> None:
    source = """
        import os, shutil, subprocess
        assert os.environ["HOME"] == "/tmp"
        shutil.copy("/bin/sh", "/tmp/sh")
        subprocess.run(["/tmp/sh", "-c", "true"], check=True)
    """
    outcome = bench.score(source)
    assert outcome.failure is None, outcome


def test_an_image_without_tmp_gets_one(bench: Bench) -> None:
    assert bench.answer('oct(os.stat("/tmp").st_mode)', "RUN rm -r /tmp") == "0o41777"


def test_files_of_the_input_can_go_into_a_zip(bench: Bench) -> None:
    source = """
        import os, time, zipfile
        for zone in ("UTC+12", "UTC-14"):
            os.environ["TZ"] = zone
            time.tzset()
            with zipfile.ZipFile(f"/tmp/{zone}.zip", "w") as z:
                z.write("/input/predictions.csv")
    """
    assert bench.score(source).failure is None


def test_limits_are_the_engines_or_a_share_of_the_memory(bench: Bench) -> None:
    found = bench.answer(
        '[os.statvfs("/dev/shm").f_blocks * os.statvfs("/dev/shm").f_frsize,'
        " resource.getrlimit(resource.RLIMIT_NOFILE)[0]]",
        setup="import resource",
    )
    assert isinstance(found, list)
    assert found[0] == 64 * MIB
    assert found[1] > 1024


def test_thousands_of_small_files_and_large_details_are_usual(bench: Bench) -> None:
    source = """
        import os
        os.makedirs("/output/per_case")
        for i in range(5000): open(f"/output/per_case/{i}.json", "w").write("{}")
        open("/output/details.bin", "wb").write(bytes(70 << 20))
    """
    outcome = bench.score(source, limits=Limits(seconds=60, memory=512 * MIB))
    assert outcome.failure is None, outcome


def test_hundreds_of_threads_are_usual(bench: Bench) -> None:
    source = """
        import threading
        done = threading.Event()
        ts = [threading.Thread(target=done.wait) for _ in range(1000)]
        [t.start() for t in ts]; done.set(); [t.join() for t in ts]
    """
    outcome = bench.score(source, limits=Limits(seconds=60, memory=512 * MIB))
    assert outcome.failure is None, outcome


def test_more_than_the_memory_fits_in_tmp(bench: Bench) -> None:
    """It is on disk, as it is there."""
    source = 'f = open("/tmp/x", "wb")\nfor _ in range(300): f.write(bytes(1 << 20))\n'
    outcome = bench.score(source, limits=replace(SMALL, scratch=GIB))
    assert outcome.failure is None, outcome


def test_a_volume_of_the_image_keeps_its_content_and_can_be_written(bench: Bench) -> None:
    found = bench.answer(
        'open("/data/own").read() + open("/data/new", "w+").name',
        "RUN mkdir /data && echo -n inside > /data/own && chmod 777 /data",
        'VOLUME ["/data", "/output"]',
    )
    assert found == "inside/data/new"


# Bounds


def test_large_file_over_the_image_is_refused(bench: Bench) -> None:
    source = 'f = open("/tmp/big", "wb")\nfor _ in range(64): f.write(bytes(1 << 20)); f.flush()'
    assert bench.run(source).failure == by_participant("OSError: [Errno 27] File too large")


@pytest.mark.parametrize("place", ["/tmp", "/opt/app"])
def test_filler_of_the_disk_is_ended(place: str, bench: Bench) -> None:
    """It would go on for ever. What it wrote until it was noticed is not much."""
    source = f"""
        import itertools
        for n in itertools.count():
            open(f"{place}/{{n}}", "wb").write(bytes(1 << 20))
            if n % 100 == 0: print(n, flush=True)
    """
    outcome = bench.run(source, *USER, "USER 1000")
    assert outcome.failure == by_organizer(f"{TOO_MUCH} allows more")
    assert outcome.seconds < 10
    assert int(outcome.stdout.split()[-1]) < 8000  # MiB


def test_what_was_written_too_fast_to_be_noticed_counts_afterwards(bench: Bench) -> None:
    source = 'for n in range(20): open(f"/tmp/{n}", "wb").write(bytes(1 << 20))\n'
    assert bench.score(source).failure == by_organizer(f"{TOO_MUCH} allows more")


def test_files_without_content_are_counted(bench: Bench) -> None:
    source = """
        import itertools
        for n in itertools.count(): open(f"/tmp/{n}", "w").close()
    """
    outcome = bench.run(source)
    assert outcome.failure == by_organizer(
        "The evaluator wrote more than 1,000 files to its disk; "
        "podium.evaluator.scratch_files allows more"
    )
    assert outcome.seconds < 25


def test_a_volume_of_the_image_is_bounded(bench: Bench) -> None:
    source = 'for n in range(9): open(f"/data/{n}", "wb").write(bytes(1 << 20))'
    outcome = bench.run(source, "RUN mkdir /data && chmod 777 /data", "VOLUME /data")
    assert outcome.failure == by_organizer("OSError: [Errno 28] No space left on device")


def test_the_image_itself_stays_as_it_was(
    runner: DockerRunner, make_image: MakeImage, docker_client: DockerClient, tmp_path: Path
) -> None:
    """What one submission leaves must not be there for the next."""
    source = f'import os\nassert not os.path.exists("/tmp/mark")\nopen("/tmp/mark", "w")\n{SCORE}'
    image = make_image(source)
    for number in range(2):
        (tmp_path / str(number)).mkdir()
        assert runner.run(make_job(tmp_path / str(number), image)).failure is None


def test_a_gpu_that_is_not_there_is_noted(
    runner: DockerRunner, make_image: MakeImage, docker_client: DockerClient, tmp_path: Path
) -> None:
    if "nvidia" in docker_client.info()["Runtimes"]:
        pytest.skip("this engine has GPUs")
    job = make_job(tmp_path, make_image(SCORE, "USER 1000"), limits=replace(SMALL, gpu="T4"))
    outcome = runner.run(job)
    assert outcome.failure is None
    assert outcome.notes == (
        "the phase asks for a GPU (T4), and this machine's engine has none to give",
    )


def test_who_ran_as_nobody_is_told_so_when_it_fails(bench: Bench) -> None:
    started = time.monotonic()
    (note,) = bench.run('open("/etc/new", "w")').notes
    assert "ran as nobody (65534:65534)" in note
    assert time.monotonic() - started < 20
