"""``asset:`` in ``submission.yaml``."""

from __future__ import annotations

import pytest

from podium import assets, submission
from podium.assets import Asset

GIVEN = {"repository": "octocat/models", "tag": "v1", "name": "p.zip", "sha256": "AB" * 32}


def document(**changes: str) -> bytes:
    lines = [f"  {key}: '{value}'" for key, value in {**GIVEN, **changes}.items()]
    return "\n".join(["method_name: knn", "asset:", *lines, "is_public: true"]).encode()


def test_the_asset_is_taken_out_and_the_rest_stays() -> None:
    split = assets.split_asset(document())
    assert split.asset == Asset("octocat/models", "v1", "p.zip", "ab" * 32)
    statement, issues = submission.parse_statement(split.rest)
    assert (statement.metadata.method_name, statement.is_public, issues) == ("knn", True, [])


@pytest.mark.parametrize("content", [b"", b"method_name: x", b"[1]", b"\xff", b"{", b"- asset"])
def test_without_an_asset_nothing_is_touched(content: bytes) -> None:
    assert assets.split_asset(content) == assets.Split(None, content)


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
    split = assets.split_asset(document(**changes).replace(b"\\n", b"\n"))
    assert split.asset is None
    (key,) = changes
    assert [issue.path for issue in split.issues] == [f"asset.{key}"]
    assert split.issues[0].where.startswith("submission.yaml:")


@pytest.mark.parametrize("value", [b"x", b"[]", b"{repository: a/b}", b"{url: x}"])
def test_other_shapes_are_refused(value: bytes) -> None:
    split = assets.split_asset(b"asset: " + value)
    assert split.asset is None and split.issues
