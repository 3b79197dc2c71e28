from __future__ import annotations

import json
from pathlib import Path

import pytest

from podium.evaluation import messages

VECTORS = Path(__file__).parents[2] / "vectors" / "grand_challenge_rules.json"


@pytest.mark.parametrize("case", json.loads(VECTORS.read_text())["stderr_last_line"])
def test_last_line_is_what_grand_challenge_stores(case: dict[str, str]) -> None:
    assert messages.last_line(case["stderr"]) == case["stored_error_message"]


@pytest.mark.parametrize(
    ("stderr", "expected"),
    [
        pytest.param("a\r\nb\r\n", "b", id="windows line ends"),
        pytest.param("2025-06-15T12:00:00Zfoo\n", "foo", id="no space after the timestamp"),
        pytest.param("2025-06-15 is a date\n", "2025-06-15 is a date", id="only a date"),
        pytest.param("x\0y\n\0\0\n", "xy", id="NULs are not text"),
        pytest.param("no newline", "no newline", id="cut in the middle"),
    ],
)
def test_last_line_of_untidy_logs(stderr: str, expected: str) -> None:
    assert messages.last_line(stderr) == expected
