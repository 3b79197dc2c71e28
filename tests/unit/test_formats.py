"""Numbers as Grand Challenge shows them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vector_cases
from podium import formats
from podium.challenge.text import caps

RULES = "grand_challenge_rules"


@pytest.mark.parametrize("case", vector_cases.cases(RULES, "display_floatformat_4"))
def test_decimals(case: dict[str, Any]) -> None:
    assert formats.format_number(case["value"], case["decimals"]) == case["text"]


@pytest.mark.parametrize("case", vector_cases.cases(RULES, "display_rank_score_floatformat"))
def test_rank_scores(case: dict[str, Any]) -> None:
    assert formats.format_rank_score(case["rank_score"]) == case["text"]


@pytest.mark.parametrize(
    "login",
    ["octocat", "a", "0", "octo-cat", "octo_corp", "2abvd19d_admin", "old-", "o--d", "a" * 39],
)
def test_logins_that_github_has(login: str) -> None:
    assert formats.is_login(login)
    assert formats.is_repository(f"{login}/results")


@pytest.mark.parametrize(
    "login",
    ["", "-octo", "_corp", "octo_", "octo_my-corp", "octo_corp_x", "dependabot[bot]", "a" * 40,
     "@octocat", "octo.cat", "octo cat", "octocat\n", "öcto", "octo/cat"],
)  # fmt: skip
def test_logins_that_github_has_not(login: str) -> None:
    assert not formats.is_login(login)
    assert not formats.is_repository(f"{login}/results")


@pytest.mark.parametrize("name", [".github", "a", "Results_2026.v1", "-", "a" * 100])
def test_names_of_repositories(name: str) -> None:
    assert formats.is_repository(f"octo_corp/{name}")


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a b", "a" * 101, "r\n", "ä", "a?b", "a#b"])
def test_names_that_no_repository_has(name: str) -> None:
    assert not formats.is_repository(f"octocat/{name}")


@pytest.mark.parametrize("case", vector_cases.cases(RULES, "display_ordinal"))
def test_ordinals(case: dict[str, Any]) -> None:
    assert formats.format_ordinal(case["rank"]) == case["text"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1e-300, "0.00"),
        (10**400, "1" + "0" * 400 + ".00"),
        (float("nan"), ""),
        (-0.004, "0.00"),
        (1.005, "1.01"),
    ],
    ids=["tiny", "huge", "NaN", "negative zero", "half up"],
)
def test_extremes(value: float, text: str) -> None:
    assert formats.format_number(value, 2) == text


# Written with few decimals, so that there are ties.
short = st.tuples(st.integers(-(10**9), 10**9), st.integers(0, 9)).map(
    lambda drawn: float(f"{drawn[0]}e-{drawn[1]}")
)


@given(st.one_of(short, st.floats(-1e8, 1e8)), st.integers(0, 8))
def test_any_number_is_rounded_half_up_as_it_is_written(value: float, decimals: int) -> None:
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    assert formats.format_number(value, decimals) == f"{rounded or abs(rounded):f}"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1 / 3, "0.33333333333333330000"),
        (1e308, "1" + "0" * 308 + "." + "0" * 20),
        (5e-324, "0." + "0" * 20),
        (10**4_000, "1" + "0" * 4_000 + "." + "0" * 20),
    ],
    ids=["a third", "largest", "smallest", "huge"],
)
def test_any_number_has_as_many_decimals_as_a_challenge_may_ask_for(
    value: float, text: str
) -> None:
    assert formats.format_number(value, caps.DECIMALS) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, ""), (0.0, "0.00 s"), (9.999, "10.00 s"), (59.6, "1 min"), (3840, "1 h 4 min")],
)
def test_durations(seconds: float | None, text: str) -> None:
    assert formats.format_duration(seconds) == text


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2026-02-30", "February 2026 has no day 30"),
        ("2028-2-30 9:00", "February 2028 has no day 30"),
        ("2026-04-31T00:00:00Z", "April 2026 has no day 31"),
        ("2026-01-00 00:00:00", "January 2026 has no day 0"),
        ("2026-13-01 00:00:00", "a year has no month 13"),
        ("0000-01-01 00:00:00", "there is no year 0"),
        ("2026-01-01 25:00:00", "a day has no hour 25"),
        ("2026-01-01 12:60", "an hour has no minute 60"),
        ("2026-01-01 12:00:61.5", "a minute has no second 61"),
        ("2026-01-01T12:00:00+25:00", "no zone is 25:00 h from UTC"),
        ("2028-02-29 23:59:59+14:00", ""),
        ("30-02-2026", ""),
        ("tomorrow", ""),
    ],
)
def test_which_part_of_a_date_is_out_of_range(written: str, reason: str) -> None:
    assert formats.impossible_part(written) == reason
