"""``submission.yaml``, as hostile as a participant likes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from podium import errors
from podium.challenge.text import caps
from podium.cli import main
from podium.submission import statement

DIGITS = Path(__file__).parents[3] / "challenges/digits"

# What PyYAML answers with an exception of its own, a value that nothing can hold, or not at all.
HOSTILE = {
    "a NUL": "method_name: a\x00b",
    "a control character": "method_name: a\x07b",
    "an escaped NUL": r'method_name: "a\0b"',
    "a lone surrogate": r'method_name: "\ud800"',
    "a lone surrogate as a key": r'"\ud800": x',
    "a character past the last one": r'method_name: "\U00110000"',
    "a character past all numbers": r'method_name: "\Uffffffff"',
    "a whole number that is none": "method_name: !!int x",
    "an empty whole number": "method_name: !!int ''",
    "a whole number of 5,000 digits": "method_name: " + "9" * 5_000,
    "a whole number of 5,000 digits in base 16": "method_name: 0x" + "f" * 5_000,
    "a whole number of 5,000 digits in base 60": "method_name: 1" + ":59" * 5_000,
    "a whole number of 5,000 digits in an attribute": "attributes: {x: " + "9" * 5_000 + "}",
    "a number that is none": "method_name: !!float x",
    "an empty number": "method_name: !!float ''",
    "a number past all numbers": "method_name: 1" + ":59" * 500 + ".5",
    "a boolean that is none": "method_name: !!bool x",
    "a time that is none": "method_name: !!timestamp x",
    "a set": "attributes: !!set {a, b}",
    "an ordered mapping": "attributes: !!omap [a: 1]",
    "pairs": "attributes: !!pairs [a: 1]",
    "bytes": "method_name: !!binary aGVsbG8=",
    "bytes that are none": "method_name: !!binary a",
    "a text that is a mapping": "attributes: !!str {=: x}",
    "a mapping that is a list": "attributes: !!map [a]",
    "a mapping that is a text": "attributes: !!map a",
    "a list that is a mapping": "attributes: !!seq {a: 1}",
    "a tag of Python's": "attributes: !!python/object/apply:os.system [id]",
    "a list as a key": "? [a]\n: b",
    "an alias of itself": "attributes: &a {a: *a}",
    "a merge of itself": "attributes: &a {<<: *a}",
    "a merge of a text": "attributes: {<<: x}",
    "an anchor given twice": "method_name: &a x\ncomment: &a x",
    "an alias of nothing": "method_name: *a",
    "100 levels of flow": "method_name: " + "[" * 60_000,
    "100 levels of blocks": "- " * 30_000,
    "100 levels of keys": "? " * 30_000,
    "a version of YAML past all numbers": "%YAML " + "9" * 5_000 + ".1\n---\na: b",
    "two documents": "a: b\n---\na: b",
    "20,000 values": "attributes: {" + "a," * 30_000 + "}",
}


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
        pytest.param(
            "!!python/object:os.system {}", "the tag !!python/object:os.system", id="python"
        ),
    ],
)
def test_a_bad_statement_is_an_issue_with_its_place(text: str, said: str) -> None:
    _, issues = statement.parse_statement(text.encode())
    assert any(said in str(issue) for issue in issues), [str(issue) for issue in issues]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_nothing_in_a_statement_is_more_than_an_issue_with_its_line(text: str) -> None:
    begun = time.process_time()
    said, found = statement.parse_statement(f"\n{text}\n".encode())
    took = time.process_time() - begun
    assert said == statement.Statement()
    (issue,) = found
    assert issue.is_error
    assert issue.where in ("submission.yaml:2", "submission.yaml:3"), str(issue)
    assert took < 2


def test_a_hostile_statement_is_the_participants_mistake_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "predictions.csv").write_text("id,label\n")
    (tmp_path / "submission.yaml").write_text("comment: fine\nmethod_name: !!int x\n")
    arguments = ["check", str(DIGITS), "--submission", str(tmp_path), "--phase", "dev"]
    assert main.run(arguments) == 1
    said = capsys.readouterr().err
    assert "submission.yaml:2: 'x' is no whole number" in said
    assert "Traceback" not in said


def test_a_statement_that_is_not_text_is_an_issue_with_its_line() -> None:
    _, found = statement.parse_statement(b"comment: x\n\xff\xfe\x00")
    assert [str(issue) for issue in found] == ["submission.yaml:2: not UTF-8 text (byte 11)"]


def test_a_hundred_issues_are_told_and_the_rest_is_counted() -> None:
    text = "\n".join(f"key{number}: x" for number in range(500))
    _, found = statement.parse_statement(text.encode())
    assert len(found) == errors.MOST == 100
    assert str(found[0]).startswith("submission.yaml:1: key0: unknown key")
    assert str(found[-1]) == "submission.yaml:100: and 401 more errors; mend these first"


def test_what_is_said_of_a_long_name_stays_short() -> None:
    _, found = statement.parse_statement(b"x" * 60_000 + b": y")
    assert len(str(found[0])) < 2_000


def test_as_many_values_as_the_cap_allows_are_read_and_no_more() -> None:
    # The file, attributes, what it holds, options and its list are five of them.
    def parse(options: int) -> tuple[statement.Statement, list[errors.Issue]]:
        text = "attributes: {options: [" + "x," * options + "]}"
        return statement.parse_statement(text.encode())

    said, found = parse(caps.VALUES - 5)
    assert said.metadata.attributes["options"] == ("x",) * (caps.VALUES - 5)
    assert found == []
    _, found = parse(caps.VALUES - 4)
    assert str(found[0]) == "submission.yaml:1: the file has more than 20000 values"


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
