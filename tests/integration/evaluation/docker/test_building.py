"""Dockerfiles as BuildKit builds them, and whose fault it is when one does not build."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from docker import DockerClient
from docker.errors import APIError

from podium.errors import ChallengeError, InfrastructureError
from podium.evaluation.docker import building, images
from podium.evaluation.docker.archives import tar
from podium.evaluation.docker.building import Build
from podium.evaluation.docker.context import Context
from podium.evaluation.docker.images import ReadyImage

pytestmark = pytest.mark.docker

NO_REGISTRY = "127.0.0.1:1/nothing"


class Builder:
    """Builds from a folder that each test fills."""

    def __init__(self, client: DockerClient, python: str, root: Path) -> None:
        self._client, self._python, self.root, self.tags = client, python, root, list[str]()

    def build(self, dockerfile: str, *, at: str = "Dockerfile", context: str = "") -> ReadyImage:
        place = self.root / at
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"FROM {self._python}\n{dockerfile}\n")
        ready = images.built_image(
            self._client,
            place,
            self.root / context if context else None,
            stand_in=lambda requirements: None,
        )
        self.tags.append(ready.reference)
        return ready

    def say(self, image: ReadyImage, *command: str) -> str:
        said: bytes = self._client.containers.run(image.reference, list(command), remove=True)
        return said.decode()


@pytest.fixture
def builder(docker_client: DockerClient, python: str, tmp_path: Path) -> Iterator[Builder]:
    made = Builder(docker_client, python, tmp_path)
    (tmp_path / "evaluate.py").write_text("print('here')\n")
    yield made
    for tag in made.tags:
        with suppress(APIError):
            docker_client.images.remove(tag, force=True)


def test_what_only_buildkit_knows_is_built(builder: Builder) -> None:
    made = builder.build(
        "COPY --chmod=751 evaluate.py /opt/app/\n"
        "RUN --mount=type=cache,target=/root/.cache echo cached > /root/.cache/x\n"
        "RUN --mount=type=bind,source=evaluate.py,target=/e.py python3 /e.py > /said"
    )
    assert builder.say(made, "cat", "/said") == "here\n"
    found = builder.say(made, "python3", "-c", "import os; print(os.stat('/opt/app/evaluate.py'))")
    assert f"st_mode={stat.S_IFREG | 0o751}" in found


def test_a_working_folder_belongs_to_the_user_before_it(builder: Builder) -> None:
    made = builder.build("USER 1000:1000\nWORKDIR /opt/app\nRUN mkdir models")
    assert builder.say(made, "ls") == "models\n"


def test_a_context_that_is_not_the_dockerfiles_own_folder(builder: Builder) -> None:
    (builder.root / "docker").mkdir()
    (builder.root / "docker/requirements.txt").write_text("x\n")
    dockerfile = "COPY docker/requirements.txt evaluate.py /"
    made = builder.build(dockerfile, at="docker/Dockerfile", context=".")
    assert builder.say(made, "cat", "/requirements.txt") == "x\n"


def test_a_dockerfile_may_lie_outside_of_its_context(builder: Builder) -> None:
    (builder.root / "code").mkdir()
    (builder.root / "code/a.txt").write_text("a")
    made = builder.build("COPY . /code", at="docker/Dockerfile", context="code")
    assert builder.say(made, "cat", "/code/a.txt") == "a"


@pytest.mark.parametrize("name", [".dockerignore", "Dockerfile.dockerignore"])
def test_what_is_ignored_is_neither_copied_nor_part_of_the_digest(
    name: str, builder: Builder
) -> None:
    (builder.root / name).write_text("# data\ndata/**\n!data/keep\n")
    (builder.root / "data").mkdir()
    for file in ("keep", "drop"):
        (builder.root / "data" / file).write_text(file)
    made = builder.build("COPY . /here")
    assert builder.say(made, "ls", "/here/data") == "keep\n"
    (builder.root / "data/drop").write_text("changed")
    assert builder.build("COPY . /here").reference == made.reference


def test_links_and_modes_are_kept(builder: Builder) -> None:
    (builder.root / "run").write_text("#!/bin/sh\necho ran\n")
    (builder.root / "run").chmod(0o700)
    (builder.root / "link").symlink_to("run")
    made = builder.build("COPY run link /opt/\nUSER 1000")
    assert builder.say(made, "/opt/link") == "ran\n"


@pytest.mark.parametrize(
    ("dockerfile", "said"),
    [
        ("USR 1000", "line 2: unknown instruction: USR"),
        ("COPY evaluation.py /", "line 2: COPY evaluation.py /"),
        ("COPY evaluation.py /", "podium.evaluator.context names another folder"),
        ("RUN echo the very reason && exit 3", "the very reason"),
        ("RUN echo a && exit 3", "line 2: RUN echo a && exit 3"),
    ],
)  # fmt: skip
def test_a_dockerfile_that_does_not_build_is_the_organizers(
    dockerfile: str, said: str, builder: Builder
) -> None:
    with pytest.raises(ChallengeError) as caught:
        builder.build(dockerfile)
    place = builder.root / "Dockerfile"
    assert str(caught.value).startswith(f"{place}: the image does not build\n")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("log", "text"),
    [
        ("dockerfile parse error line 7: Unknown flag: link", "COPY --link a b"),
        ("dockerfile parse error line 7: Unknown flag: exclude", "COPY --exclude=*.md a b"),
        ("dockerfile parse error line 6: unknown instruction: SET", "RUN <<EOF\nset -e\nEOF"),
    ],
)
def test_a_syntax_that_is_newer_than_the_engine_is_not_the_organizers(log: str, text: str) -> None:
    error = building._explained(Build("x", "y", [], text=text), log)
    assert isinstance(error, InfrastructureError)
    assert "engine is older" in str(error)


@pytest.mark.parametrize("kind", ["secret,id=token", "ssh"])
def test_secrets_that_may_be_missing_hinder_no_build(kind: str, builder: Builder) -> None:
    made = builder.build(f"RUN --mount=type={kind} echo built > /said")
    assert builder.say(made, "cat", "/said") == "built\n"


def test_a_build_without_the_secret_that_it_needs_is_the_organizers(builder: Builder) -> None:
    with pytest.raises(ChallengeError, match="does not build"):
        builder.build("RUN --mount=type=secret,id=token,required=true cat /run/secrets/token")


def test_an_empty_dockerfile_is_the_organizers(docker_client: DockerClient, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("\n")
    with pytest.raises(ChallengeError, match="does not build"):
        images.built_image(docker_client, tmp_path / "Dockerfile", stand_in=lambda _: None)


def test_a_command_that_a_stand_in_lacks_is_not_the_organizers(
    docker_client: DockerClient, python: str, tmp_path: Path
) -> None:
    """With a registry, the image that is named would have it."""
    (tmp_path / "Dockerfile").write_text(
        f"ARG PYTHON_IMAGE={NO_REGISTRY}\nFROM $PYTHON_IMAGE\nRUN apt-get install -y java\n"
    )
    with pytest.raises(InfrastructureError, match=f"no registry gives {NO_REGISTRY}"):
        images.built_image(docker_client, tmp_path / "Dockerfile", stand_in=lambda _: python)


def test_the_users_of_grand_challenges_templates_can_be_made_without_a_registry(
    builder: Builder, docker_client: DockerClient, python: str
) -> None:
    """Neither is the image of the Dockerfile's own syntax asked for."""
    (builder.root / "Dockerfile").write_text(
        f"""# syntax={NO_REGISTRY}:1
ARG PYTHON_IMAGE={NO_REGISTRY}
FROM $PYTHON_IMAGE
RUN groupadd -r user && useradd -m --no-log-init -r -g user user
RUN mkdir -p /opt/app /input /output && chown user:user /opt/app
USER user
WORKDIR /opt/app
COPY --chown=user:user evaluate.py /opt/app/
"""
    )
    made = images.built_image(
        docker_client, builder.root / "Dockerfile", stand_in=lambda requirements: python
    )
    builder.tags.append(made.reference)
    assert made.note.startswith(f"no registry gives {NO_REGISTRY}: ")
    assert made.user == "user"
    assert builder.say(made, "python", "-c", "import os; print(os.environ['HOME'])") == (
        "/home/user\n"
    )


def commands() -> list[str]:
    """Each ``docker`` here that builds with BuildKit: by buildx, or of itself as before 23."""

    def said(*command: str) -> str:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout

    found = {path for path in (shutil.which("docker"), "/usr/bin/docker") if path}
    there = [path for path in sorted(found) if Path(path).exists()]
    old = re.compile(r"version (1[89]|2[0-2])\.")
    return [
        path
        for path in there
        if "buildx" in said(path, "buildx", "version") or old.search(said(path, "--version"))
    ]


def test_the_docker_command_builds_the_same(
    builder: Builder, docker_client: DockerClient, python: str
) -> None:
    if not commands():
        pytest.skip("no docker command here builds with BuildKit")
    text = f"FROM {python}\nARG WORD\nCOPY --chmod=751 evaluate.py /\nRUN echo $WORD > /said\n"
    (builder.root / "own").mkdir()
    (builder.root / "own/Dockerfile").write_text(text)
    source = Context(builder.root, builder.root / "own/Dockerfile")
    for number, command in enumerate(commands()):
        tag = f"podium/test:by-command-{os.getpid()}-{number}"
        builder.tags.append(tag)
        wanted = Build("x", tag, tar(source.members()), "own/Dockerfile", text, {"WORD": "given"})
        assert building._by_command(command, wanted) == ""
        made = images.named_image(docker_client, tag)
        assert builder.say(made, "cat", "/said") == "given\n"


@pytest.mark.parametrize(
    ("line", "said"),
    [("USR x", "unknown instruction: USR"), ("RUN echo the reason; exit 3", "the reason")],
)
def test_the_docker_command_says_why_it_does_not_build(
    line: str, said: str, builder: Builder, python: str
) -> None:
    if not commands():
        pytest.skip("no docker command here builds with BuildKit")
    (builder.root / "Dockerfile").write_text(f"FROM {python}\n{line}\n")
    source = Context(builder.root, builder.root / "Dockerfile")
    for command in commands():
        log = building._by_command(command, Build("x", "podium/test:no", tar(source.members())))
        assert said in log
        error = building._explained(Build("x", "y", []), log)
        assert isinstance(error, ChallengeError)
        assert said in str(error)


def test_buildkits_trace_is_read() -> None:
    """A vertex with an error, one that was cancelled, and a line of output, as protobuf."""

    def field(number: int, content: bytes) -> bytes:
        return bytes([number << 3 | 2, len(content)]) + content

    failed = field(3, b"[2/2] RUN false") + field(7, b"exit code: 1")
    cancelled = field(3, b"[1/2] COPY a b") + field(7, b"context canceled")
    log = field(1, b"sha256:0") + field(2, b"\x08\x80\x01") + b"\x18\x02" + field(4, b"out\n")
    trace = field(1, cancelled) + field(3, log) + field(1, failed) + b"\x21" + bytes(8)
    assert "".join(building._told(trace)).split("\n") == ["out", "", "RUN false", ""]
