"""``asset:`` in ``submission.yaml``, and the file that it names."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from podium.submission import assets, statement
from podium.submission.assets import Asset

GIVEN = {"repository": "octocat/models", "tag": "v1", "name": "p.zip", "sha256": "AB" * 32}


def document(**changes: str) -> bytes:
    lines = [f"  {key}: '{value}'" for key, value in {**GIVEN, **changes}.items()]
    return "\n".join(["method_name: knn", "asset:", *lines, "is_public: true"]).encode()


def test_an_asset_is_read_with_the_rest() -> None:
    said, issues = statement.parse_statement(document())
    assert issues == []
    assert said.asset == Asset(
        repository="octocat/models", tag="v1", name="p.zip", sha256="ab" * 32
    )
    assert (said.metadata.method_name, said.is_public) == ("knn", True)


def test_an_error_after_an_asset_has_the_line_that_the_participant_wrote() -> None:
    _, issues = statement.parse_statement(document() + b"\nmethd: x\n")
    assert [str(issue).partition(": ")[0] for issue in issues] == ["submission.yaml:8"]


@pytest.mark.parametrize(
    "changes",
    [
        {"repository": "https://example.org/a/b"},
        {"repository": "a/b/c"},
        {"repository": "a/.."},
        {"repository": "../b"},
        {"tag": ""},
        {"tag": "a b"},
        {"tag": "../../x"},
        {"tag": "x\\n"},
        {"name": "../p.zip"},
        {"name": ".hidden"},
        {"name": "a/b"},
        {"sha256": "ab"},
        {"sha256": "sha256:" + "ab" * 32},
    ],
)
def test_an_asset_that_could_be_anything_else_is_refused(changes: dict[str, str]) -> None:
    content = document(**changes).replace(b"\\n", b"\n")
    said, issues = statement.parse_statement(content)
    assert said.asset is None
    (key,) = changes
    assert [issue.path for issue in issues] == [f"asset.{key}"]
    assert issues[0].where.startswith("submission.yaml:")
    assert issues[0].message == assets.EXPECTED[key]


@pytest.mark.parametrize("value", [b"x", b"[]", b"{repository: a/b}", b"{url: x}"])
def test_other_shapes_are_refused(value: bytes) -> None:
    said, issues = statement.parse_statement(b"asset: " + value)
    assert said.asset is None
    assert all("expected" in str(issue) or "there are" in str(issue) for issue in issues)
    assert issues


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / statement.NAME).write_text("asset: …")
    return tmp_path


def make_asset(content: bytes) -> Asset:
    return Asset(
        repository="octocat/models",
        tag="v1",
        name="p.csv",
        sha256=hashlib.sha256(content).hexdigest(),
    )


def find(folder: Path, content: bytes = b"1") -> str:
    return " ".join(
        issue.message
        for issue in assets.find_issues(make_asset(content), folder, where=statement.NAME)
    )


def test_an_asset_that_lies_beside_its_statement_is_the_submission(folder: Path) -> None:
    (folder / "p.csv").write_bytes(b"1")
    assert find(folder) == ""


def test_an_asset_that_is_not_there_can_be_fetched_by_a_command(folder: Path) -> None:
    assert f"gh release download v1 -R octocat/models -p p.csv -D {folder}" in find(folder)


def test_another_file_under_the_name_of_the_asset_is_told_by_its_digest(folder: Path) -> None:
    (folder / "p.csv").write_bytes(b"2")
    assert hashlib.sha256(b"2").hexdigest() in find(folder)


def test_an_asset_beside_files_is_one_of_two_things(folder: Path) -> None:
    (folder / "p.csv").write_bytes(b"1")
    (folder / "q.csv").write_bytes(b"1")
    assert "there are files too (q.csv)" in find(folder)


def test_a_link_is_no_asset(folder: Path) -> None:
    (folder / "p.csv").symlink_to("/etc/hostname")
    assert "not beside submission.yaml" in find(folder)
