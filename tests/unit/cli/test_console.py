"""Text from anybody, on its way to a terminal or a log."""

from __future__ import annotations

import pytest

from podium.cli import console
from podium.codes import Code
from podium.errors import Issue


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("\x1b[31mred\x1b[0m", "\N{REPLACEMENT CHARACTER}[31mred\N{REPLACEMENT CHARACTER}[0m"),
        ("::set-output name=score::1", "> ::set-output name=score::1"),
        ("  ::add-mask::x", ">   ::add-mask::x"),
        ("ok\n::error::x", "ok\n> ::error::x"),
        ("x ##[group]y", "x ## [group]y"),
        ("a\rb", "a\N{REPLACEMENT CHARACTER}b"),
        ("\ud800", "\N{REPLACEMENT CHARACTER}"),
        ("plain\ttext", "plain\ttext"),
    ],
)
def test_control_characters_and_runner_commands_are_made_harmless(
    hostile: str, harmless: str
) -> None:
    assert console.printable(hostile) == harmless


def test_issues_go_to_stderr_and_documents_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    odd = Issue.warning("odd", code=Code.UNKNOWN_KEY, where="f:1", path="a.b")
    console.tell_issues([odd, Issue.error("bad")])
    console.print_json({"a": 1})
    captured = capsys.readouterr()
    assert captured.err == "warning: f:1: a.b: odd [PD401]\nbad\n"
    assert captured.out == '{\n  "a": 1\n}\n'


def test_a_document_has_the_code_of_each_issue() -> None:
    issue = Issue.error("bad", code=Code.FILE_MISSING, where="f:2", path="image")
    assert console.issues_document([issue]) == {
        "ok": False,
        "issues": [
            {
                "level": "error",
                "code": "PD301",
                "where": "f:2",
                "path": "image",
                "message": "bad",
            }
        ],
    }


def test_a_number_that_is_not_finite_is_never_printed() -> None:
    with pytest.raises(ValueError, match="Out of range"):
        console.print_json({"a": float("nan")})
