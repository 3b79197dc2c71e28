"""``submission.yaml``, as hostile as a participant likes."""

from __future__ import annotations

import pytest

from podium import statement


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "method_name: [1]", "submission.yaml:1: method_name: expected text", id="type"
        ),
        pytest.param("methd: x", "submission.yaml:1: methd: unknown key", id="unknown"),
        pytest.param("a: b: c", "submission.yaml:1: not valid YAML", id="syntax"),
        pytest.param("- x", "expected a mapping", id="list"),
        pytest.param("attributes: {a: {b: 1}}", "attributes.a: expected text", id="nested"),
        pytest.param("comment: " + "x" * 129, "128", id="long"),
        pytest.param("x: " + "[" * 10_000, "nested too deeply", id="deep"),
        pytest.param("x" * 70_000, "too many", id="large"),
        pytest.param("is_public: 3", "expected true or false", id="boolean"),
        pytest.param("!!python/object:os.system {}", "not valid YAML", id="python object"),
    ],
)
def test_a_bad_statement_is_an_issue_with_its_place(text: str, said: str) -> None:
    _, issues = statement.parse_statement(text.encode())
    assert any(said in str(issue) for issue in issues), [str(issue) for issue in issues]


def test_a_statement_that_is_not_text_is_an_issue() -> None:
    _, issues = statement.parse_statement(b"\xff\xfe\x00")
    assert "not UTF-8 text" in issues[0].message


def test_a_statement_is_read_with_its_types() -> None:
    said, issues = statement.parse_statement(
        b"method_name: kNN\nis_public: false\nattributes: {k: 5, Open: true, Data: [own]}\n"
    )
    assert issues == []
    assert said.is_public is False
    assert said.metadata.attributes == {"k": "5", "Open": True, "Data": ("own",)}


def test_an_alias_bomb_in_a_statement_is_refused_at_once() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x]"] + [
        f"{name}: &{name} [{', '.join([f'*{before}'] * 8)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    _, issues = statement.parse_statement("\n".join(lines).encode())
    assert issues


def test_merge_keys_in_a_statement_do_not_multiply() -> None:
    lines = ["a: &a {x: y}"] + [
        f"{name}: &{name}\n  <<: [{', '.join([f'*{before}'] * 9)}]"
        for before, name in zip("abcdefghijkl", "bcdefghijklm", strict=True)
    ]
    _, issues = statement.parse_statement("\n".join(lines).encode())
    assert issues
