"""What a Dockerfile says of itself, and what of it goes to a builder that cannot do all."""

from __future__ import annotations

from pathlib import Path

import pytest

from podium.evaluation.docker.context import Context


def context_of(folder: Path, text: str, **kinds: bool) -> Context:
    (folder / "Dockerfile").write_bytes(text.encode())
    return Context(folder, folder / "Dockerfile", **kinds)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ARG IMAGE=python:3.12", id="plain"),
        pytest.param("\ufeffARG IMAGE=python:3.12", id="a byte order mark"),
        pytest.param('ARG IMAGE="python:3.12"', id="quotes"),
        pytest.param("ARG OTHER=1 IMAGE=python:3.12", id="two in a line"),
        pytest.param("ARG V=3.12\nARG IMAGE=python:${V}", id="made of another"),
        pytest.param("ARG IMAGE=python:${V:-3.12}", id="a default in it"),
        pytest.param("arg \\\r\n IMAGE=python:3.12\r", id="continued"),
    ],
)
def test_an_argument_before_from_is_known_without_a_build(text: str, tmp_path: Path) -> None:
    made = context_of(tmp_path, f"{text}\nFROM $IMAGE AS Base\nARG IMAGE=other\nFROM base\n")
    assert made.argument("IMAGE") == "python:3.12"
    assert made.bases({}) == ["python:3.12"]
    assert made.bases({"IMAGE": "given"}) == ["given"]


def test_an_argument_that_only_a_build_knows_is_not(tmp_path: Path) -> None:
    made = context_of(tmp_path, "ARG IMAGE=python:$V\nFROM $IMAGE\n")
    assert made.argument("IMAGE") is None
    assert made.bases({}) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("RUN --mount=type=secret,id=a pip list", "RUN pip list"),
        ("RUN --mount=id=a,type=secret --mount=type=ssh make", "RUN make"),
        ("RUN --mount=type=secret,id=a,required=true x", None),
        ("RUN --mount=type=cache,target=/c --mount=type=bind,target=/b x", None),
    ],
)
def test_secrets_that_may_be_missing_are_not_asked_for_without_a_session(
    line: str, expected: str | None, tmp_path: Path
) -> None:
    made = context_of(tmp_path, f"FROM a\n{line}\n", has_session=False)
    sent = next(one.content for one in made.members() if one.path.name == "Dockerfile")
    whole = tmp_path / "Dockerfile" if expected is None else f"FROM a\n{expected}\n".encode()
    assert sent == whole
    asked = context_of(tmp_path, f"FROM a\n{line}\n")
    assert asked.digest() == asked.digest()
    assert [one.content for one in asked.members()][1:] == [tmp_path / "Dockerfile"]
