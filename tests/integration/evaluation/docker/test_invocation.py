"""Evaluators that are servers, as Grand Challenge's templates are since July 2026."""

from __future__ import annotations

import signal
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest
from docker import DockerClient

from integration.evaluation.conftest import MakeImage, left_behind
from integration.evaluation.docker.bench import SMALL, Bench, by_organizer, by_participant
from integration.evaluation.docker.test_runner import (
    INTERRUPTED,
    interrupt,
    run_started,
    wait_for,
)
from podium.errors import ChallengeError
from podium.jobs import Failure, Fault, Limits, Outcome
from podium.metrics import parse_metrics

pytestmark = pytest.mark.docker

LABEL = 'LABEL org.grand-challenge.api-method="invoke"'
LIMITS = replace(SMALL, memory=256 << 20)
UNANSWERED = "The evaluator ended before it answered POST /invoke on port 4743"
SERVER = """
import json, os, sys, time
from http.server import BaseHTTPRequestHandler, HTTPServer

class Handler(BaseHTTPRequestHandler):
    def answer(self, code):
        self.send_response(code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        self.answer(self.health())

    def health(self):
        return 200 if self.path == "/health" else 404

    def do_POST(self):
        if self.path != "/invoke":
            return self.answer(404)
        self.answer(self.invoke())

    def score(self, score=1):
        open("/output/metrics.json", "w").write(json.dumps({"score": score}))
        return 201

"""
SERVE = """
HTTPServer(("0.0.0.0", 4743), Handler).serve_forever()
"""


def run(
    bench: Bench,
    invoke: str,
    *lines: str,
    health: str = "",
    before: str = "",
    limits: Limits = LIMITS,
) -> Outcome:
    """A server whose ``/invoke`` has this body."""
    methods = {"invoke": invoke, "health": health}
    source = SERVER
    for name, body in methods.items():
        if body:
            text = textwrap.indent(textwrap.dedent(body).strip(), " " * 8)
            source += f"    def {name}(self):\n{text}\n"
    return bench.run(source + textwrap.dedent(before) + SERVE, *(lines or (LABEL,)), limits=limits)


def test_a_server_is_called_once_it_is_healthy(bench: Bench) -> None:
    outcome = run(
        bench,
        """
        print("invoked", self.headers.get("Content-Length"), flush=True)
        return self.score(len(os.listdir("/input")))
        """,
        health="""
        globals()["calls"] = globals().get("calls", 0) + 1
        return 200 if calls > 3 else 503
        """,
        before="time.sleep(0.5)",
    )
    assert outcome.metrics == parse_metrics(b'{"score": 1}'), outcome
    assert outcome.exit_code == 0
    assert outcome.stdout == b"invoked 0\n"
    assert outcome.stderr == b""  # its log of our calls is not the organizer's
    assert 0.5 < outcome.seconds < 10


@pytest.mark.parametrize("label", ["ORG.Grand-Challenge.API-method=\"'InVoKe'\"", "a=b"])
def test_the_label_is_read_as_grand_challenge_reads_it(label: str, bench: Bench) -> None:
    is_server = "=b" not in label
    limits = replace(LIMITS, seconds=10 if is_server else 1)  # one that nobody calls waits for ever
    outcome = run(bench, "return self.score()", f"LABEL {label}", limits=limits)
    assert (outcome.failure is None) == is_server


def test_another_value_is_the_organizers_at_once(bench: Bench) -> None:
    with pytest.raises(ChallengeError, match="api-method is 'serve'; Grand Challenge knows exec"):
        run(bench, "return 201", "LABEL org.grand-challenge.api-method=serve")


def test_an_image_that_says_exec_runs_to_its_end(bench: Bench) -> None:
    source = 'open("/output/metrics.json", "w").write("{}")'
    assert bench.run(source, "LABEL org.grand-challenge.api-method=exec").failure is None


def test_a_server_has_no_network_but_its_own(bench: Bench) -> None:
    outcome = run(
        bench,
        """
        import socket
        names = [name for _, name in socket.if_nameindex()]
        assert "eth0" not in names, names
        try:
            socket.create_connection(("192.0.2.1", 80), timeout=5)
        except OSError as error:
            return self.score(error.errno)
        """,
    )
    assert outcome.metrics == parse_metrics(b'{"score": 101}'), outcome


@pytest.mark.parametrize("status", [500, pytest.param(400, marks=pytest.mark.long)])
def test_another_answer_is_judged_by_what_the_server_says(status: int, bench: Bench) -> None:
    outcome = run(
        bench, f'sys.stderr.write("ValueError: row 7\\n"); sys.stderr.flush(); return {status}'
    )
    assert outcome.failure == by_participant("ValueError: row 7")
    assert outcome.exit_code == 1


@pytest.mark.parametrize(
    "status", [404, *(pytest.param(one, marks=pytest.mark.long) for one in (200, 302))]
)
def test_a_call_that_is_not_taken_or_not_as_agreed_is_the_organizers(
    status: int, bench: Bench
) -> None:
    outcome = run(bench, f'sys.stderr.write("all is well\\n"); return {status}')
    assert outcome.failure == by_organizer(
        f"POST /invoke on port 4743 was answered with {status}, expected 201"
    )


def test_metrics_that_are_missing_after_201_are_the_organizers(bench: Bench) -> None:
    assert run(bench, "return 201").failure == by_organizer(
        "Output file 'metrics.json' was not produced"
    )


def test_a_server_that_ends_before_it_is_healthy_is_the_organizers(bench: Bench) -> None:
    outcome = run(bench, "return 201", before="import nosuch")
    assert outcome.failure == Failure(
        Fault.ORGANIZER,
        "The evaluator ended (exit code 1) before GET /health on port 4743 was answered: "
        "ModuleNotFoundError: No module named 'nosuch'",
    )


def test_a_server_that_ends_at_once_without_a_word_is_too(bench: Bench) -> None:
    outcome = run(bench, "return 201", before="os._exit(0)")
    assert outcome.failure is not None
    assert outcome.failure.by is Fault.ORGANIZER
    assert "ended (exit code 0) before GET /health" in outcome.failure.message


@pytest.mark.parametrize(
    ("health", "before", "why"),
    [
        pytest.param("return 503", "", "the answer was 503", marks=pytest.mark.long),
        ("", "time.sleep(60)", "nothing listens there"),
    ],
)
def test_a_server_that_is_never_healthy_is_the_organizers(
    health: str, before: str, why: str, bench: Bench
) -> None:
    limits = replace(LIMITS, seconds=2)
    outcome = run(bench, "return 201", health=health, before=before, limits=limits)
    assert outcome.failure == by_organizer(
        f"GET /health on port 4743 was not answered with 200 in time: {why}"
    )


@pytest.mark.parametrize(
    ("invoke", "failure"),
    [
        ("os._exit(3)", by_participant("No errors were reported in the logs.")),
        ("os._exit(0)", by_organizer(UNANSWERED)),
        ('raise ValueError("row 7")', None),
        (
            "x = [bytearray(1 << 20) for _ in range(4096)]",
            by_participant("The container was killed as it exceeded its memory limit"),
        ),
    ],
)  # fmt: skip
def test_a_server_that_ends_while_it_is_called_is_judged_by_its_end(
    invoke: str, failure: Failure | None, bench: Bench
) -> None:
    outcome = run(bench, invoke)
    assert outcome.metrics is None
    assert failure is None or outcome.failure == failure


@pytest.mark.alone
def test_a_call_that_takes_too_long_is_out_of_time(bench: Bench) -> None:
    started = time.monotonic()
    outcome = run(bench, "time.sleep(60)", limits=replace(LIMITS, seconds=3))
    assert outcome.failure == by_participant("Time limit exceeded")
    assert time.monotonic() - started < 15


def test_a_hostile_server_cannot_touch_what_calls_it(bench: Bench) -> None:
    """It shares a process namespace with the caller, which another user runs."""
    outcome = run(
        bench,
        """
        import signal
        found = [int(p) for p in os.listdir("/proc") if p.isdigit() and int(p) != os.getpid()]
        others = [p for p in found if os.stat(f"/proc/{p}").st_uid not in (os.getuid(), 0)]
        assert others, found
        refused = 0
        for pid in others:
            try:
                os.kill(pid, signal.SIGKILL)
            except PermissionError:
                refused += 1
        return self.score(refused == len(others))
        """,
    )
    assert outcome.metrics == parse_metrics(b'{"score": true}'), outcome


def test_an_endless_answer_is_ended(bench: Bench, docker_client: DockerClient) -> None:
    outcome = run(
        bench,
        """
        while True:
            self.wfile.write(b"HTTP/1.1 100 Continue\\r\\n\\r\\n")
        """,
        limits=replace(LIMITS, seconds=2),
    )
    assert outcome.failure == by_participant("Time limit exceeded")


@pytest.mark.alone
@pytest.mark.parametrize("number", INTERRUPTED, ids=lambda number: number.name)
def test_an_interrupt_takes_the_server_and_its_caller_away(
    number: signal.Signals, make_image: MakeImage, docker_client: DockerClient, tmp_path: Path
) -> None:
    source = f"{SERVER}    def invoke(self):\n        time.sleep(3600)\n{SERVE}"
    with run_started(tmp_path, f"{{image: '{make_image(source, LABEL)}'}}") as process:
        # Server, caller, the holder of the volumes, and these: input and output.
        wait_for(
            process,
            lambda: len(left_behind(docker_client, pid=process.pid, status="running")) == 5,
        )
        interrupt(process, number)
    assert left_behind(docker_client, pid=process.pid) == []
