"""Grand Challenge evaluators in real containers: each end by its sentence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from docker import DockerClient

from integration.evaluation.conftest import MakeImage, left_behind
from integration.evaluation.docker.bench import (
    SCORE,
    SMALL,
    WRITE,
    Bench,
    by_organizer,
    by_participant,
    make_job,
)
from podium.errors import ChallengeError
from podium.evaluation.docker import engine
from podium.evaluation.docker.runner import DockerRunner
from podium.jobs import MIB, Fault
from podium.metrics import parse_metrics

pytestmark = pytest.mark.docker

# Scoring


def test_evaluator_reads_both_sides_and_its_very_bytes_come_back(bench: Bench) -> None:
    outcome = bench.run(
        """
        import os
        truth = "/opt/ml/input/data/ground_truth"
        assert open("/input/predictions.csv").read() == "a,b\\n"
        assert open(truth + "/deep/er.csv").read() == "deep"
        assert os.listdir("/input") == ["predictions.csv"]
        assert sorted(os.listdir(truth)) == ["a.csv", "deep"]
        print("scored")
        open("/output/metrics.json", "wb").write(b'\\t{"a":  1e0,\\r\\n"b": NaN}\\n')
        """,
        truth={"a.csv": "a", "deep/er.csv": "deep"},
    )
    assert outcome.failure is None, outcome
    assert outcome.metrics == parse_metrics(b'\t{"a":  1e0,\r\n"b": NaN}\n')
    assert (outcome.exit_code, outcome.stdout, outcome.stderr) == (0, b"scored\n", b"")
    assert outcome.digest.startswith("sha256:")
    assert 0 <= outcome.seconds < 10  # by the engine's clock, which may be coarse


def test_ground_truth_that_is_one_file_keeps_its_name(
    runner: DockerRunner, make_image: MakeImage, tmp_path: Path
) -> None:
    source = f'assert open("/opt/ml/input/data/ground_truth/t.csv").read() == "t"\n{SCORE}'
    job = make_job(tmp_path, make_image(source), truth={"t.csv": "t"})
    outcome = runner.run(replace(job, ground_truth=tmp_path / "truth" / "t.csv"))
    assert outcome.metrics == parse_metrics(b'{"score": 1}'), outcome


def test_ground_truth_in_the_image_stays_if_there_is_no_other(bench: Bench) -> None:
    truth = "/opt/ml/input/data/ground_truth"
    found = bench.answer(
        f'open("{truth}/own").read()', f"RUN mkdir -p {truth} && echo inside > {truth}/own"
    )
    assert found == "inside\n"


def test_files_that_an_image_has_at_the_mount_points_do_not_mix_in(bench: Bench) -> None:
    found = bench.answer(
        'os.listdir("/input") + os.listdir("/output")',
        "RUN mkdir /input /output && echo x > /input/old && echo x > /output/metrics.json",
    )
    assert found == ["predictions.csv", "metrics.json"][:1]


# Isolation


def test_evaluator_is_nobody_without_rights(bench: Bench) -> None:
    status = bench.answer(
        'dict(line.rstrip().split(":\\t") for line in open("/proc/self/status") if ":\\t" in line)'
    )
    assert isinstance(status, dict)
    assert set(status["Uid"].split()) == {"65534"}
    assert int(status["CapEff"], 16) == int(status["CapBnd"], 16) == 0
    assert status["NoNewPrivs"] == "1"
    assert status["Seccomp"] == "2"


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("1234:99", [1234, 99]),
        *((user, [65534, 65534]) for user in ("root", "0:0", "+0", "-0", "00", "+0:+0", "root:5")),
        *((f"1234:{group}", [1234, 65534]) for group in ("0", "+0", "root")),
    ],
)
def test_only_a_user_that_is_not_root_stays(
    declared: str, expected: list[int], bench: Bench
) -> None:
    assert bench.answer("[os.getuid(), os.getgid()]", f"USER {declared}") == expected


def test_root_by_another_name_is_refused(bench: Bench) -> None:
    account = "RUN echo 'toor:x:0:0::/:/bin/sh' >> /etc/passwd"
    with pytest.raises(ChallengeError, match="its user toor is root by another name"):
        bench.answer("os.getuid()", f"{account}\nUSER toor")


def test_network_attempt_finds_no_network(bench: Bench) -> None:
    source = """
        import socket
        print([name for _, name in socket.if_nameindex()])
        socket.create_connection(("192.0.2.1", 80), timeout=5)
    """
    outcome = bench.run(source)
    assert outcome.failure == by_organizer("OSError: [Errno 101] Network is unreachable")
    assert b"eth0" not in outcome.stdout


@pytest.mark.parametrize("place", ["/input", "/opt/ml/input/data/ground_truth"])
def test_write_to_what_it_is_given_is_refused(place: str, bench: Bench) -> None:
    outcome = bench.run(f'open("{place}/new", "w")', truth={"a": "a"})
    assert outcome.failure == by_organizer(
        f"OSError: [Errno 30] Read-only file system: '{place}/new'"
    )


@pytest.mark.parametrize("place", ["/", "/etc", "/usr/local/bin", "/proc/sys/kernel"])
def test_write_to_what_is_roots_is_refused(place: str, bench: Bench) -> None:
    failure = bench.run(f'open("{place}/new", "w")').failure
    assert failure is not None
    assert failure.message.endswith(f": '{place}/new'")
    assert "Permission denied" in failure.message or "No such file" in failure.message


def test_nothing_of_this_machine_is_seen(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    seen = bench.answer('[dict(os.environ), open("/proc/mounts").read(), os.uname().nodename]')
    assert isinstance(seen, list)
    assert "GITHUB_TOKEN" not in seen[0]
    assert "docker.sock" not in seen[1]
    assert seen[2] == "evaluation"


# How it can end


def test_crash_shows_its_last_line(bench: Bench) -> None:
    outcome = bench.run('print("before"); raise ValueError("row 7 has no label")')
    assert outcome.failure == by_participant("ValueError: row 7 has no label")
    assert (outcome.exit_code, outcome.stdout) == (1, b"before\n")


def test_silent_crash_says_that_nothing_was_reported(bench: Bench) -> None:
    outcome = bench.run("import os; os.abort()")
    assert outcome.failure == by_participant(
        "No errors were reported in the logs. The evaluator was ended by the signal SIGABRT."
    )


@pytest.mark.alone
def test_endless_run_is_stopped(bench: Bench) -> None:
    started = time.monotonic()
    outcome = bench.run("while True: pass", limits=replace(SMALL, seconds=1.5))
    assert outcome.failure == by_participant("Time limit exceeded")
    assert time.monotonic() - started < 10


def test_sleep_that_ignores_signals_is_stopped(bench: Bench) -> None:
    source = """
        import signal, time
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        time.sleep(3600)
    """
    outcome = bench.run(source, limits=replace(SMALL, seconds=1))
    assert outcome.failure == by_participant("Time limit exceeded")


def test_memory_hog_is_killed(bench: Bench) -> None:
    outcome = bench.run("x = [bytearray(1 << 20) for _ in range(4096)]")
    assert outcome.failure == by_participant(
        "The container was killed as it exceeded its memory limit"
    )
    assert outcome.exit_code == 137
    assert outcome.peak_memory == SMALL.memory


def test_peak_of_memory_is_seen(bench: Bench) -> None:
    holds = "import time\nheld = b'1' * (60 << 20)\ntime.sleep(1.5)\n"
    outcome = bench.run(holds + SCORE)
    assert outcome.failure is None and outcome.peak_memory is not None
    assert 60 * MIB <= outcome.peak_memory < 100 * MIB


def test_memory_hog_in_a_child_is_told_as_such(bench: Bench) -> None:
    source = """
        import subprocess, sys
        hog = "x = [bytearray(1 << 20) for _ in range(4096)]"
        sys.exit(3 if subprocess.run([sys.executable, "-c", hog]).returncode else 0)
    """
    outcome = bench.run(source)
    assert outcome.failure == by_participant(
        "The container was killed as it exceeded its memory limit"
    )
    assert outcome.exit_code == 3


def test_memory_cannot_be_had_through_tmp(bench: Bench) -> None:
    source = 'f = open("/tmp/big", "wb")\nfor _ in range(64): f.write(bytes(1 << 20)); f.flush()'
    outcome = bench.run(source)
    assert outcome.failure is not None
    assert outcome.failure.message in {
        "OSError: [Errno 28] No space left on device",
        "OSError: [Errno 27] File too large",
    }


def test_fork_bomb_runs_into_its_limit(bench: Bench) -> None:
    source = """
        import os, time
        for _ in range(1000):
            if os.fork() == 0:
                time.sleep(60)
    """
    outcome = bench.run(source)
    assert outcome.failure == by_organizer(
        "BlockingIOError: [Errno 11] Resource temporarily unavailable"
    )


def test_log_flood_is_bounded_and_keeps_its_end(bench: Bench) -> None:
    source = """
        import sys
        for number in range(20_000):
            sys.stdout.write("x" * 99 + "\\n"); sys.stderr.write("y" * 99 + "\\n")
        sys.exit("the end")
    """
    outcome = bench.run(source)
    assert outcome.failure == by_participant("the end")
    assert 0 < len(outcome.stdout) <= SMALL.log
    assert 0 < len(outcome.stderr) <= SMALL.log


def test_endless_line_is_bounded(bench: Bench) -> None:
    outcome = bench.run(
        'import sys\nfor _ in range(40): sys.stderr.write("x" * (1 << 20))\nexit(1)'
    )
    assert outcome.failure is not None
    assert outcome.failure.message == "x" * 1024
    assert len(outcome.stderr) <= SMALL.log


def test_no_metrics(bench: Bench) -> None:
    outcome = bench.run("pass")
    assert outcome.failure == by_organizer("Output file 'metrics.json' was not produced")
    assert outcome.exit_code == 0


@pytest.mark.parametrize("text", ["", "{", '{"a": 1,}', "[" * 100_000], ids=len)
def test_broken_metrics(text: str, bench: Bench) -> None:
    outcome = bench.run(f'open("/output/metrics.json", "w").write({text[:1]!r} * {len(text)})'
                        if len(text) > 99 else WRITE.format(text))  # fmt: skip
    assert outcome.failure == by_organizer("The output file 'metrics.json' is not valid json")


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param('os.symlink("/etc/passwd", place)', id="symlinked metrics"),
        pytest.param('os.symlink("/opt/ml/input/data/ground_truth/a", place)', id="to the truth"),
        pytest.param("os.mkfifo(place)", id="fifo"),
        pytest.param("os.mkdir(place)", id="folder"),
        pytest.param(
            "import socket; socket.socket(socket.AF_UNIX).bind(place)", id="socket"
        ),
    ],
)  # fmt: skip
def test_metrics_that_are_no_plain_file_are_not_read(attack: str, bench: Bench) -> None:
    source = f'import os\nplace = "/output/metrics.json"\n{attack}'
    outcome = bench.run(source, truth={"a": "secret"})
    assert outcome.failure == by_organizer("The output file 'metrics.json' is not a plain file")


@pytest.mark.alone
def test_sparse_metrics_are_too_large_and_never_sent(bench: Bench) -> None:
    started = time.monotonic()
    outcome = bench.run(
        'open("/output/metrics.json", "w").truncate(3 << 30)',
        limits=replace(SMALL, scratch=4096 * MIB),
    )
    assert outcome.failure == by_organizer("The output file 'metrics.json' is too large")
    assert time.monotonic() - started < 10


def test_sparse_file_beyond_the_largest_is_refused(bench: Bench) -> None:
    outcome = bench.run('open("/output/metrics.json", "w").truncate(3 << 30)')
    assert outcome.failure == by_participant("OSError: [Errno 27] File too large")


def test_endless_output_fills_only_its_own_volume(bench: Bench) -> None:
    source = """
        for number in range(100):
            with open(f"/output/{number}", "wb") as f: f.write(bytes(1 << 20))
    """
    outcome = bench.run(source)
    assert outcome.failure == by_organizer("OSError: [Errno 28] No space left on device")


def test_endless_files_run_out_of_names(bench: Bench) -> None:
    outcome = bench.run('for n in range(9999): open(f"/output/{n}", "w").close()')
    assert outcome.failure is not None
    assert outcome.failure.message.startswith("OSError: [Errno 28] No space left on device")


def test_command_that_does_not_exist_is_the_organizers(bench: Bench) -> None:
    outcome = bench.run("", 'CMD ["/no/such/command"]')
    assert outcome.failure is not None
    assert outcome.failure.by is Fault.ORGANIZER
    assert outcome.failure.message.startswith("The evaluator could not be started (exit code 127)")


# What is left behind


def test_nothing_is_left_behind_when_it_cannot_start(
    runner: DockerRunner, make_image: MakeImage, tmp_path: Path
) -> None:
    job = make_job(tmp_path, make_image(SCORE, "USER ghost"))
    with pytest.raises(ChallengeError, match="ghost"):
        runner.run(job)


PODIUM = Path(sys.executable).with_name("podium")
FOR_EVER = "import time; time.sleep(3600)"
INTERRUPTED = {signal.SIGINT: 130, signal.SIGTERM: 143}


@contextmanager
def run_started(folder: Path, evaluator: str) -> Iterator[subprocess.Popen[str]]:
    """``podium evaluate``, as a terminal or an Actions runner starts and interrupts it."""
    (folder / "challenge_config.yaml").write_text(
        f"title: Endless\npodium: {{evaluator: {evaluator}}}\n"
        "challenge_phases: [{codename: dev, score_jsonpath: score}]\n"
    )
    (folder / "submission.csv").write_text("a,b\n")
    command = [PODIUM, "evaluate", folder, folder / "submission.csv", "--phase", "dev"]
    command += ["--runner", "docker", "--out", folder / "out"]
    # What is started in the background of a script ignores SIGINT, and so would all that it starts.
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=heed) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(process: subprocess.Popen[str], is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.005)


def wait_until_running(process: subprocess.Popen[str], client: DockerClient) -> None:
    """The evaluator and the holder of its volumes."""
    wait_for(process, lambda: len(left_behind(client, pid=process.pid, status="running")) == 4)


def interrupt(process: subprocess.Popen[str], number: signal.Signals) -> None:
    """It takes no time, and nobody needs to be told of it."""
    started = time.monotonic()
    process.send_signal(number)
    _, said = process.communicate(timeout=20)
    assert time.monotonic() - started < 3
    assert process.returncode == INTERRUPTED[number]
    assert "Traceback" not in said


@pytest.mark.alone
@pytest.mark.parametrize("number", INTERRUPTED, ids=lambda number: number.name)
@pytest.mark.parametrize("later", [0, 0.3], ids=["as it starts", "while it runs"])
def test_interrupted_run_takes_its_containers_away(
    later: float,
    number: signal.Signals,
    make_image: MakeImage,
    docker_client: DockerClient,
    tmp_path: Path,
) -> None:
    with run_started(tmp_path, f"{{image: '{make_image(FOR_EVER)}'}}") as process:
        wait_until_running(process, docker_client)
        time.sleep(later)
        interrupt(process, number)
    assert left_behind(docker_client, pid=process.pid) == []


@pytest.mark.alone
@pytest.mark.parametrize("number", INTERRUPTED, ids=lambda number: number.name)
def test_interrupt_before_the_evaluator_starts_leaves_nothing(
    number: signal.Signals, make_image: MakeImage, docker_client: DockerClient, tmp_path: Path
) -> None:
    with run_started(tmp_path, f"{{image: '{make_image(FOR_EVER)}'}}") as process:
        wait_for(process, lambda: left_behind(docker_client, pid=process.pid) != [])
        interrupt(process, number)
    assert left_behind(docker_client, pid=process.pid) == []


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has just ended
        return b""


@pytest.mark.alone
@pytest.mark.parametrize("number", INTERRUPTED, ids=lambda number: number.name)
def test_interrupt_ends_the_build_of_an_image(
    number: signal.Signals, python: str, docker_client: DockerClient, tmp_path: Path
) -> None:
    mark = f"{os.getpid()}-{number.name}"
    (tmp_path / "Dockerfile").write_text(f"FROM {python}\nRUN : {mark}; sleep 3600\n")

    def building() -> bool:
        """BuildKit's steps are no containers of the engine's, but processes of its machine."""
        commands = Path("/proc").glob("[0-9]*/cmdline")
        return any(f": {mark}; sleep".encode() in read(path) for path in commands)

    with run_started(tmp_path, "{dockerfile: Dockerfile}") as process:
        wait_for(process, building)
        interrupt(process, number)
    assert left_behind(docker_client, pid=process.pid) == []
    # The engine ends the step of a build that nobody waits for, in its own time.
    deadline = time.monotonic() + 3
    while building():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.alone
def test_orphans_of_a_killed_run_are_taken_away_by_the_next(
    runner: DockerRunner, make_image: MakeImage, docker_client: DockerClient, tmp_path: Path
) -> None:
    (tmp_path / "first").mkdir()
    image = f"{{image: '{make_image(FOR_EVER)}'}}"
    with run_started(tmp_path / "first", image) as process:
        wait_until_running(process, docker_client)
        process.kill()
        process.communicate(timeout=20)
    # The evaluator, the holder, and their volumes for input and output.
    assert len(left_behind(docker_client, pid=process.pid)) == 4
    assert runner.run(make_job(tmp_path, make_image(SCORE))).failure is None
    assert left_behind(docker_client, pid=process.pid) == []


@pytest.mark.alone
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP], ids=lambda number: number.name)
def test_the_limit_is_kept_where_podium_is_not(
    number: signal.Signals, make_image: MakeImage, docker_client: DockerClient, tmp_path: Path
) -> None:
    """The holder ends what is in its process namespace, five seconds after Podium would have."""
    image = make_image(f"import subprocess, sys; subprocess.Popen(['sleep', '3600']); {FOR_EVER}")
    with run_started(tmp_path, f"{{image: '{image}', time_limit: 2}}") as process:
        wait_until_running(process, docker_client)
        process.send_signal(number)
        deadline = time.monotonic() + 12
        while len(left_behind(docker_client, pid=process.pid, status="running")) == 4:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        process.send_signal(signal.SIGCONT)
        _, said = process.communicate(timeout=20)
    if number == signal.SIGSTOP:
        assert "Time limit exceeded" in said
        assert left_behind(docker_client, pid=process.pid) == []
    engine.remove_orphans(docker_client)
    assert left_behind(docker_client, pid=process.pid) == []


def test_only_the_living_keep_what_they_made(docker_client: DockerClient) -> None:
    mine = engine.new_labels(seconds=60)
    gone = mine | {engine.OWNER: f"{engine.this_place()}:999999999"}
    labels = {
        "mine": mine,
        "elsewhere": mine | {engine.OWNER: f"other:{os.getpid()}"},
        "gone": gone,
        "reused": mine | {engine.BORN: "1"},
    }
    names = {engine.name(mine, what): what for what in labels} | {f"not-{mine[engine.RUN]}": "gone"}
    try:
        for name, what in names.items():
            docker_client.volumes.create(name, labels=labels[what])
        engine.remove_orphans(docker_client)
        found = docker_client.api.volumes(filters={"label": f"{engine.RUN}={mine[engine.RUN]}"})
        left = {each["Name"] for each in found["Volumes"]}
        assert left == {
            engine.name(mine, "mine"),
            engine.name(mine, "elsewhere"),
            f"not-{mine[engine.RUN]}",
        }, "a name of ours is what a label alone is not"
    finally:
        engine.remove_run(docker_client, mine)
        docker_client.volumes.get(f"not-{mine[engine.RUN]}").remove()


def test_a_container_whose_image_has_our_label_is_not_ours(
    docker_client: DockerClient, make_image: MakeImage
) -> None:
    image = make_image(FOR_EVER, f"LABEL {engine.RUN}=x {engine.OWNER}=x:1")
    bystander = docker_client.containers.run(image, detach=True, network_mode="none")
    try:
        engine.remove_orphans(docker_client)
        bystander.reload()
        assert bystander.status == "running"
    finally:
        bystander.remove(force=True)
