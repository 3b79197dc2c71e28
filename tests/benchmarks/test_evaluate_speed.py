"""``podium evaluate`` by each of its three ways: at most 1.0 s over the bare evaluator, which is
what a shell would run in its place.

On a busy machine the bare run is slower too, so the bound is also a ratio to it: at rest a bare
``docker run`` takes 0.4 s.
"""

from __future__ import annotations

import io
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import docker
import pytest

import factories
from podium.evaluation.docker import python_image

ROUNDS = 9
CEILING_SECONDS = 1.0
CEILING_RATIO = 2.5  # 1.0 s to the 0.4 s of the bare run at rest
PODIUM = Path(sys.executable).with_name("podium")
TAG = "podium-test/speed"
PROGRAM = "open('/output/metrics.json', 'w').write('{\\\"accuracy\\\": 1}')"
SERVER = f"""
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def answer(self, code):
        self.send_response(code)
        self.send_header("Content-Length", "0")
        self.end_headers()
    def do_GET(self):
        self.answer(200)
    def do_POST(self):
        {PROGRAM.replace(chr(92), "")}
        self.answer(201)
HTTPServer(("0.0.0.0", 4743), Handler).serve_forever()
"""
# What a shell does: start both, ask until there is an answer, call, take both away.
CALL = """
import http.client, sys, time
def ask(method, path):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", 4743)
        connection.request(method, path)
        return connection.getresponse().status
    except OSError:
        return 0
while ask("GET", "/health") != 200:
    time.sleep(0.05)
sys.exit(ask("POST", "/invoke") != 201)
"""
SCRIPT = """
def evaluate(annotation, submission, phase, **kwargs):
    return {"result": [{"overall": {"accuracy": 1}}]}
"""
EVALAI = """\
title: Small
evaluation_script: evaluation_script
leaderboard: [{id: 1, schema: {labels: [accuracy], default_order_by: accuracy}}]
challenge_phases: [{id: 1, codename: dev, name: Dev}]
"""

Run = Callable[[], object]


@pytest.fixture
def image(docker_client: docker.DockerClient) -> Iterator[Callable[..., str]]:
    base = python_image.ensure_image(docker_client, None)
    made = []

    def make(name: str, *lines: str) -> str:
        dockerfile = "\n".join([f"FROM {base}", "RUN mkdir /output && chmod 777 /output", *lines])
        tag = f"{TAG}:{name}"
        docker_client.images.build(fileobj=io.BytesIO(dockerfile.encode()), tag=tag, rm=True)
        made.append(tag)
        return tag

    yield make
    for tag in made:
        docker_client.images.remove(tag)


def run(command: list[str | Path]) -> None:
    subprocess.run(command, check=True, capture_output=True)


def evaluation(folder: Path, config: str, runner: str, files: dict[str, str] | None = None) -> Run:
    challenge = factories.write_challenge(folder / "small", config, files)
    (folder / "predictions.csv").write_text("id,label\n1,1\n")
    command: list[str | Path] = [PODIUM, "evaluate", challenge, folder / "predictions.csv"]
    command += ["--phase", "dev", "--out", folder / "out", "--runner", runner]
    return lambda: run(command)


def compare(what: str, ours: Run, bare: Run) -> None:
    """In turn, so that a busy machine is busy for both."""
    ours()  # what is made once: images, compiled files
    over, reference = [], []
    for _ in range(ROUNDS):
        reference.append(_seconds(bare))
        over.append(_seconds(ours) - reference[-1])
    best, median = min(over), statistics.median(over)
    sys.stdout.write(
        f"\n{what}: over the bare run's {min(reference):.2f} s "
        f"best {best:.2f} s, median {median:.2f} s\n"
    )
    # The best of several: what else the machine does can only add to it.
    assert best < max(CEILING_SECONDS, CEILING_RATIO * min(reference))


@pytest.mark.docker
def test_costs_little_over_the_bare_container(image: Callable[..., str], tmp_path: Path) -> None:
    tag = image("exec", f'CMD ["python3", "-c", "{PROGRAM}"]')
    ours = evaluation(tmp_path, factories.SMALL_CONFIG.replace("example:1", tag), "docker")
    compare("docker", ours, lambda: run(["docker", "run", "--rm", "--network", "none", tag]))
    assert (tmp_path / "out/metrics.json").read_text() == '{"accuracy": 1}'


@pytest.mark.docker
def test_costs_little_over_a_bare_server_and_its_call(
    image: Callable[..., str], docker_client: docker.DockerClient, tmp_path: Path
) -> None:
    encoded = SERVER.encode().hex()
    start = f"exec(bytes.fromhex('{encoded}').decode())"
    tag = image(
        "invoke",
        f'CMD ["python3", "-c", "{start}"]',
        "LABEL org.grand-challenge.api-method=invoke",
    )
    base, name = python_image.ensure_image(docker_client, None), f"podium-speed-{os.getpid()}"

    def bare() -> None:
        run(["docker", "run", "--detach", "--network", "none", "--name", name, tag])
        try:
            network = f"container:{name}"
            run(["docker", "run", "--rm", "--network", network, base, "python3", "-c", CALL])
            run(["docker", "cp", f"{name}:/output/metrics.json", str(tmp_path)])
        finally:
            run(["docker", "rm", "--force", name])

    ours = evaluation(tmp_path, factories.SMALL_CONFIG.replace("example:1", tag), "docker")
    compare("invoke", ours, bare)
    assert (tmp_path / "out/metrics.json").read_text() == '{"accuracy": 1}'


def test_costs_little_over_the_bare_script(tmp_path: Path) -> None:
    files = {"evaluation_script/__init__.py": SCRIPT}
    ours = evaluation(tmp_path, EVALAI, "process", files)
    call = "import evaluation_script, json; json.dumps(evaluation_script.evaluate(None, None, 'd'))"

    def bare() -> None:
        place = tmp_path / "small"
        subprocess.run([sys.executable, "-c", call], cwd=place, check=True, capture_output=True)

    compare("process", ours, bare)


def _seconds(do: Run) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started
