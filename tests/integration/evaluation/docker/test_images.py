"""Where the docker runner's images come from, and EvalAI scripts run in them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from docker import DockerClient
from docker.errors import APIError

from integration.evaluation.conftest import MakeImage
from integration.evaluation.scripts import COUNT_MATCHES, SMALL, evaluating, make_job, write_script
from integration.evaluation.wheels import make_wheel
from podium.errors import ChallengeError, InfrastructureError
from podium.evaluation.docker import images, python_image
from podium.evaluation.docker.runner import DockerRunner
from podium.evaluation.evalai.package import unpack_script
from podium.jobs import Contract, Evaluator, Failure, Fault, Outcome
from podium.metrics import parse_metrics

pytestmark = pytest.mark.docker

SCORE = "RUN python3 -c \"import json; json.dump({'score': 1}, open('/score', 'w'))\""
NO_REGISTRY = "127.0.0.1:1/nothing"


@pytest.fixture
def built(docker_client: DockerClient) -> Iterator[list[str]]:
    """Tags to take away afterwards."""
    tags: list[str] = []
    yield tags
    for tag in tags:
        with suppress(APIError):
            docker_client.images.remove(tag, force=True)


def no_stand_in(requirements: Path | None) -> None:
    return None


def write_context(folder: Path, dockerfile: str, **files: str) -> Path:
    folder.mkdir()
    (folder / "Dockerfile").write_text(dockerfile)
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder / "Dockerfile"


# Named images


class RefusingRegistry(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = self.path == "/v2/"
        errors = [{"code": "MANIFEST_UNKNOWN", "message": "manifest unknown"}]
        body = b"{}" if found else json.dumps({"errors": errors}).encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def test_image_that_its_registry_does_not_have_is_the_organizers(
    docker_client: DockerClient,
) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), RefusingRegistry) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        name = f"127.0.0.1:{server.server_port}/org/evaluator:1"
        with pytest.raises(ChallengeError, match="does not have this image, or wants a login"):
            images.named_image(docker_client, name)
        server.shutdown()


def test_registry_that_does_not_answer_is_infrastructure(docker_client: DockerClient) -> None:
    with pytest.raises(InfrastructureError, match="could not be pulled"):
        images.named_image(docker_client, f"{NO_REGISTRY}:1")


def test_name_that_is_no_name_is_the_organizers(docker_client: DockerClient) -> None:
    with pytest.raises(ChallengeError, match="Not An Image"):
        images.named_image(docker_client, "Not An Image")


def test_local_image_is_used_and_named_by_its_id(docker_client: DockerClient, python: str) -> None:
    ready = images.named_image(docker_client, python)
    assert ready.digest == docker_client.images.get(python).id


# Dockerfiles


def test_dockerfile_is_built_once_for_its_content(
    docker_client: DockerClient, python: str, built: list[str], tmp_path: Path
) -> None:
    dockerfile = write_context(
        tmp_path / "evaluator",
        f"FROM {python}\nCOPY . /here",
        **{"a.txt": "a", ".dockerignore": "# comment\nignored\n", "ignored": "1"},
    )
    first = images.built_image(docker_client, dockerfile, stand_in=no_stand_in)
    built.append(first.reference)
    (dockerfile.parent / "ignored").write_text("2")
    again = images.built_image(docker_client, dockerfile, stand_in=no_stand_in)
    assert again == first
    (dockerfile.parent / "a.txt").write_text("b")
    changed = images.built_image(docker_client, dockerfile, stand_in=no_stand_in)
    built.append(changed.reference)
    assert changed.reference != first.reference
    assert docker_client.containers.run(
        changed.reference, ["ls", "/here"], remove=True
    ).split() == [b"Dockerfile", b"a.txt"]


def test_dockerfile_that_does_not_build_shows_its_last_lines(
    docker_client: DockerClient, python: str, tmp_path: Path
) -> None:
    dockerfile = write_context(
        tmp_path / "evaluator", f"FROM {python}\nRUN echo the very reason; exit 3"
    )
    with pytest.raises(ChallengeError) as caught:
        images.built_image(docker_client, dockerfile, stand_in=no_stand_in)
    assert str(caught.value).startswith(f"{dockerfile}: the image does not build\n")
    assert "the very reason" in str(caught.value)


def test_base_image_without_a_registry_is_infrastructure(
    docker_client: DockerClient, tmp_path: Path
) -> None:
    dockerfile = write_context(tmp_path / "evaluator", f"FROM {NO_REGISTRY}\n")
    with pytest.raises(InfrastructureError, match="could not be pulled"):
        images.built_image(docker_client, dockerfile, stand_in=no_stand_in)


def test_missing_dockerfile_is_the_organizers(docker_client: DockerClient, tmp_path: Path) -> None:
    with pytest.raises(ChallengeError, match="there is no such Dockerfile"):
        images.built_image(docker_client, tmp_path / "Dockerfile", stand_in=no_stand_in)


def test_dockerfile_with_a_python_argument_builds_without_a_registry(
    runner: DockerRunner,
    wheels: Path,
    built: list[str],
    tmp_path: Path,
    docker_client: DockerClient,
) -> None:
    line = make_wheel(wheels, "tinypackage", "ANSWER = 42\n")
    dockerfile = write_context(
        tmp_path / "evaluator",
        f"""ARG PYTHON_IMAGE={NO_REGISTRY}
FROM $PYTHON_IMAGE
COPY requirements.txt evaluate.py /opt/
RUN python3 -m pip install --no-cache-dir --require-hashes -r /opt/requirements.txt
USER 1000
ENTRYPOINT ["python3", "/opt/evaluate.py"]
""",
        **{
            "requirements.txt": line,
            "evaluate.py": (
                "import json, tinypackage\n"
                'json.dump({"score": tinypackage.ANSWER}, open("/output/metrics.json", "w"))\n'
            ),
        },
    )
    job = replace(
        make_job(tmp_path, tmp_path),
        evaluator=Evaluator(Contract.GRAND_CHALLENGE, dockerfile=dockerfile),
    )
    outcome = runner.run(job)
    assert outcome.metrics == parse_metrics(b'{"score": 42}'), outcome
    image = docker_client.images.get(outcome.digest)
    built += image.tags
    requirements = dockerfile.parent / "requirements.txt"
    built.append(python_image.ensure_image(docker_client, requirements, cache=tmp_path / "cache"))
    assert [tag.split(":")[0] for tag in image.tags] == ["podium/evaluator"]


def test_python_image_from_a_registry_gets_the_requirements_too(
    docker_client: DockerClient, python: str, wheels: Path, built: list[str], tmp_path: Path
) -> None:
    """On macOS; any image with pip stands for the official one here."""
    make_wheel(wheels, "tinypackage", "ANSWER = 42\n")
    (tmp_path / "requirements.txt").write_text("pip\n")
    tag = python_image.slim_image(docker_client, tmp_path / "requirements.txt", base=python)
    built.append(tag)
    assert tag != python
    assert tag == python_image.slim_image(docker_client, tmp_path / "requirements.txt", base=python)


# EvalAI scripts


def run(runner: DockerRunner, folder: Path, main: str, **files: str) -> Outcome:
    script = write_script(folder / "evaluation_script", main, files)
    return runner.run(make_job(folder, script, SMALL))


def test_script_scores_in_a_container(runner: DockerRunner, tmp_path: Path) -> None:
    outcome = run(runner, tmp_path, COUNT_MATCHES)
    assert outcome.metrics == parse_metrics(b'{"test_split": {"Right": 2, "Of": 3}}'), outcome
    assert outcome.digest == unpack_script(tmp_path / "evaluation_script", tmp_path / "copy").digest


def test_script_scores_in_the_image_its_organizer_names(
    runner: DockerRunner, make_image: MakeImage, tmp_path: Path
) -> None:
    image = make_image("raise SystemExit('not this')", 'ENTRYPOINT ["/nor/this"]', "ENV OWN=1")
    body = 'import os; assert os.environ["OWN"] == "1"'
    job = make_job(tmp_path, write_script(tmp_path / "evaluation_script", evaluating(body)))
    outcome = runner.run(replace(job, evaluator=replace(job.evaluator, image=image)))
    assert outcome.failure is None, outcome


def test_script_has_its_requirements_in_the_container(
    runner: DockerRunner,
    wheels: Path,
    built: list[str],
    tmp_path: Path,
    docker_client: DockerClient,
) -> None:
    line = make_wheel(wheels, "tinypackage", "ANSWER = 42\n")
    source = "import tinypackage\n" + evaluating("assert tinypackage.ANSWER == 42")
    outcome = run(runner, tmp_path, source, **{"requirements.txt": line})
    requirements = tmp_path / "evaluation_script" / "requirements.txt"
    built.append(python_image.ensure_image(docker_client, requirements, cache=tmp_path / "cache"))
    assert outcome.failure is None, outcome


@pytest.mark.parametrize(
    ("body", "by", "message"),
    [
        ('raise ValueError("row 7")', Fault.PARTICIPANT, "ValueError: row 7"),
        (
            "import nosuch",
            Fault.ORGANIZER,
            "The evaluation script needs the package 'nosuch': "
            "name it in evaluation_script/requirements.txt",
        ),
        ("return {}", Fault.ORGANIZER, "evaluate() returned a dict without 'result'"),
        (
            "x = [bytearray(1 << 20) for _ in range(4096)]",
            Fault.PARTICIPANT,
            "The container was killed as it exceeded its memory limit",
        ),
    ],
)
def test_failing_script_has_the_same_sentence_in_a_container(
    body: str, by: Fault, message: str, runner: DockerRunner, tmp_path: Path
) -> None:
    assert run(runner, tmp_path, evaluating(body)).failure == Failure(by, message)
