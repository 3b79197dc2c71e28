"""Who may submit now, how often still, and from when again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vector_cases
from podium import formats
from podium.challenge.model import Phase, Window
from podium.records.model import Participant, Status
from podium.submission import limits, uses
from podium.submission.limits import Allowance
from podium.submission.uses import Use
from unit.submission.limited import NOW, make_challenge, make_phase, make_record, utc

SECOND = timedelta(seconds=1)
STATUSES = {
    "SUCCESS": Status.FINISHED,
    "FAILURE": Status.FAILED,
    "CANCELLED": Status.CANCELLED,
}
# What stands instead of the peer's answer, for the cases that we depart from.
DEPARTURES = {"cancelled_counts": {"remaining_submissions": 2}}


def make_uses(*moments: str) -> tuple[Use, ...]:
    return tuple(Use(utc(moment)) for moment in moments)


def ask(keys: dict[str, Any], *moments: str, now: str = NOW, **options: Any) -> Allowance:
    return limits.allowance(make_phase(**keys), make_uses(*moments), now=utc(now), **options)


def answer(allowed: Allowance) -> tuple[int, str | None]:
    following = allowed.next_submission_at
    return allowed.remaining, None if following is None else formats.format_time(following)


def in_full(remaining: int, following: str | None) -> tuple[int, str | None]:
    """An answer as ``answer`` has it, whose time may be written short."""
    return remaining, following and formats.format_time(utc(following))


# Grand Challenge, case by case, as its own code answered


@pytest.mark.parametrize("case", vector_cases.cases("grand_challenge_rules", "submission_limits"))
@pytest.mark.field("submissions_limit_per_user_per_period", "submission_limit_period", "public")
@pytest.mark.field("submissions_open_at", "submissions_close_at")
@pytest.mark.field("get_next_submission", of="functions")
def test_grand_challenge_limits(case: dict[str, Any]) -> None:
    challenge = make_challenge(**case["phase"])
    found = [
        make_record(
            f"s{index}",
            *(STATUSES[status] for status in past["evaluation_statuses"]),
            at=past["created"],
            by=past["creator"],
        )
        for index, past in enumerate(case["submissions"])
    ]
    phase = challenge.phases[0]
    participant = Participant(case["user"])
    for order in permutations(found[:4]):
        used = uses.find_uses(challenge, [*order, *found[4:]], phase=phase, participant=participant)
        allowed = limits.allowance(phase, used, now=utc(case["now"]))
        expected = case["expected"] | DEPARTURES.get(case["name"], {})
        assert allowed.open == expected["open_for_submissions"] == (expected["status"] == "OPEN")
        assert answer(allowed) == (
            expected["remaining_submissions"],
            expected["next_submission_at"],
        )


def test_every_departure_is_spelled_out() -> None:
    listed = vector_cases.load("grand_challenge_rules")["submission_limits"]
    assert {case["name"] for case in listed if "depart" in case} == set(DEPARTURES)


WEEKLY = {"submissions_limit_per_user_per_period": 2, "submission_limit_period": 7}
DAILY = {"submissions_limit_per_user_per_period": 1}


PERIODS: dict[str, Any] = {
    "just before": (DAILY, [NOW], "2026-07-02 11:59:59", (0, "2026-07-02 12:00")),
    "exactly 24 h": (DAILY, [NOW], "2026-07-02 12:00:00", (0, "2026-07-02 12:00")),
    "just after": (DAILY, [NOW], "2026-07-02 12:00:01", (1, "2026-07-02 12:00:01")),
    "as many must leave as are too many": (
        WEEKLY,
        ["2026-06-26 01:02:03", "2026-06-27 00:00:00", "2026-06-28 00:00:00"],
        NOW,
        (0, "2026-07-04"),
    ),
    "a hundred years": (
        {"submissions_limit_per_user_per_period": 1, "submission_limit_period": 36_500},
        ["2026-06-01"],
        NOW,
        (0, "2126-05-08"),
    ),
}


@pytest.mark.parametrize(("keys", "past", "now", "expected"), PERIODS.values(), ids=PERIODS)
def test_a_period_rolls(
    keys: dict[str, Any], past: list[str], now: str, expected: tuple[int, str | None]
) -> None:
    assert answer(ask(keys, *past, now=now)) == in_full(*expected)


def test_without_the_key_there_is_no_period() -> None:
    assert ask({"submission_limit_period": 7}, *[NOW] * 50).remaining == limits.UNLIMITED - 50


# EvalAI: calendar days and months, the total, at the same time

DAY = "max_submissions_per_day"
MONTH = "max_submissions_per_month"
TOTAL = "max_submissions"
AT_ONCE = "max_concurrent_submissions_allowed"


CALENDAR: dict[str, Any] = {
    "nothing used": ({DAY: 3}, [], NOW, (3, NOW)),
    "one used": ({DAY: 3}, [NOW], NOW, (2, NOW)),
    "the day is used": ({DAY: 1}, [NOW], NOW, (0, "2026-07-02")),
    "days do not roll": ({DAY: 1}, ["2026-07-01 23:59:59"], "2026-07-02", (1, "2026-07-02")),
    "midnight belongs to the day that begins": (
        {DAY: 1},
        ["2026-07-01 00:00:00"],
        "2026-07-01 23:59:59",
        (0, "2026-07-02"),
    ),
    "days are days of UTC": ({DAY: 1}, ["2026-07-02T01:00:00+02:00"], NOW, (0, "2026-07-02")),
    "31 Dec": ({DAY: 1}, ["2026-12-31"], "2026-12-31 10:00", (0, "2027-01-01")),
    "leap day": ({DAY: 1}, ["2028-02-28"], "2028-02-28 10:00", (0, "2028-02-29")),
    "31 Jan": ({MONTH: 1}, ["2026-01-31"], "2026-01-31 10:00", (0, "2026-02-01")),
    "1 July": ({MONTH: 1}, ["2026-07-01"], "2026-07-01 10:00", (0, "2026-08-01")),
    "29 Feb": ({MONTH: 1}, ["2028-02-29"], "2028-02-29 10:00", (0, "2028-03-01")),
    "Dec": ({MONTH: 1}, ["2026-12-01"], "2026-12-31 10:00", (0, "2027-01-01")),
    "a new month": ({MONTH: 1}, ["2026-06-30 23:59:59"], NOW, (1, NOW)),
    "the month of another year": ({MONTH: 1}, ["2025-07-01"], NOW, (1, NOW)),
    "the total counts all": ({TOTAL: 2}, ["2020-01-01"], NOW, (1, NOW)),
    "the total is never given back": ({TOTAL: 1}, ["2020-01-01"], NOW, (0, None)),
    "the strictest is the total": ({DAY: 5, MONTH: 4, TOTAL: 3}, [NOW], NOW, (2, NOW)),
    "day and month are used: the later end holds": (
        {DAY: 2, MONTH: 3},
        ["2026-07-01", "2026-07-01", "2026-07-01"],
        NOW,
        (0, "2026-08-01"),
    ),
    "day and total are used: never again": ({DAY: 1, TOTAL: 1}, [NOW], NOW, (0, None)),
    "the last day of the calendar": ({DAY: 1}, ["9999-12-31 01:00"], "9999-12-31 10:00", (0, None)),
}


@pytest.mark.parametrize(("keys", "past", "now", "expected"), CALENDAR.values(), ids=CALENDAR)
@pytest.mark.field("max_submissions_per_day", "max_submissions_per_month", "max_submissions")
def test_evalai_limits(
    keys: dict[str, Any], past: list[str], now: str, expected: tuple[int, str | None]
) -> None:
    assert answer(ask(keys, *past, now=now)) == in_full(*expected)


@pytest.mark.parametrize("key", [DAY, MONTH, TOTAL, "submissions_limit_per_user_per_period"])
def test_a_limit_lowered_below_what_is_used_stays_a_limit(key: str) -> None:
    assert ask({key: 1}, NOW, NOW, NOW).remaining == 0


@pytest.mark.parametrize("key", [DAY, MONTH, TOTAL, AT_ONCE])
def test_0_closes(key: str) -> None:
    assert ask({key: 0}) == Allowance(
        False, 0, None, (f"the phase takes no submissions ({key} is 0)",)
    )


def test_a_phase_without_limits_has_the_defaults_of_evalai() -> None:
    assert answer(ask({})) == (100_000, NOW)
    assert ask({}).reasons == ()
    assert answer(ask({}, *["2020-01-01"] * 100_000)) == (0, None)


# At the same time


def in_progress(count: int, *, day: str = NOW) -> list[Use]:
    return [Use(utc(day), is_in_progress=True) for _ in range(count)]


@pytest.mark.parametrize(
    ("keys", "count", "expected"),
    [
        pytest.param({AT_ONCE: 2}, 0, (2, NOW), id="a place each"),
        pytest.param({AT_ONCE: 2}, 1, (1, NOW), id="one place left"),
        pytest.param({AT_ONCE: 2}, 2, (0, None), id="no place"),
        pytest.param({AT_ONCE: 1}, 2, (0, None), id="lowered below what is in progress"),
        pytest.param({DAY: 5}, 0, (5, NOW), id="the default does not make three of five"),
        pytest.param({DAY: 5}, 2, (3, NOW), id="the default leaves the third place"),
        pytest.param({DAY: 5}, 3, (0, None), id="the default stops the fourth"),
    ],
)
@pytest.mark.field("max_concurrent_submissions_allowed")
def test_submissions_at_the_same_time(
    keys: dict[str, Any], count: int, expected: tuple[int, str | None]
) -> None:
    allowed = limits.allowance(make_phase(**keys), in_progress(count), now=utc(NOW))
    assert answer(allowed) == expected
    assert allowed.open


def test_what_is_done_leaves_its_place_to_the_next() -> None:
    allowed = ask({AT_ONCE: 1}, NOW, NOW)
    assert (allowed.remaining, allowed.reasons) == (
        1,
        ("0 submissions are being evaluated, of at most 1 at the same time",),
    )


def test_nobody_knows_when_an_evaluation_is_done() -> None:
    allowed = limits.allowance(make_phase(**{AT_ONCE: 1, DAY: 1}), in_progress(1), now=utc(NOW))
    assert allowed == Allowance(
        True,
        0,
        None,
        (
            "1 of 1 submission of 2026-07-01 (UTC) is used",
            "1 submission is being evaluated, of at most 1 at the same time; "
            "the next is possible when one of them is done",
        ),
    )


def test_a_total_that_is_used_is_not_opened_by_an_evaluation_that_ends() -> None:
    allowed = limits.allowance(make_phase(**{AT_ONCE: 1, TOTAL: 1}), in_progress(1), now=utc(NOW))
    assert allowed.reasons == (
        "1 of 1 submission of this phase is used; no more are possible",
        "1 submission is being evaluated, of at most 1 at the same time",
    )


# Both vocabularies

BOTH = {DAY: 2, "submissions_limit_per_user_per_period": 3, "submission_limit_period": 7}


TOGETHER: dict[str, Any] = {
    "EvalAI's is the stricter": ([], (2, NOW)),
    "Grand Challenge's is": (["2026-06-29", "2026-06-30"], (1, NOW)),
    "the day is used": (["2026-07-01"] * 2, (0, "2026-07-02")),
    "day and period are used": (
        ["2026-06-29 08:00", "2026-07-01", "2026-07-01"],
        (0, "2026-07-06 08:00"),
    ),
}


@pytest.mark.parametrize(("past", "expected"), TOGETHER.values(), ids=TOGETHER)
def test_both_systems_together(past: list[str], expected: tuple[int, str | None]) -> None:
    assert answer(ask(BOTH, *past)) == in_full(*expected)


def test_evalai_limits_the_team_and_grand_challenge_the_person() -> None:
    used = [Use(utc(NOW), is_own=False), Use(utc(NOW), is_own=False), Use(utc(NOW))]
    person = make_phase(submissions_limit_per_user_per_period=3)
    assert limits.allowance(person, used, now=utc(NOW)).remaining == 2
    team = make_phase(**{DAY: 3})
    assert limits.allowance(team, used, now=utc(NOW)).remaining == 0


# Windows, pauses, people


@pytest.mark.field("start_date", "submissions_open_at")
def test_a_phase_that_opens_later_says_when() -> None:
    keys = {"start_date": "2026-07-05 00:00:00", "submissions_open_at": "2026-07-06 08:00:00"}
    assert ask(keys) == Allowance(
        False, 0, utc("2026-07-06 08:00"), ("the phase opens on 2026-07-06 08:00 UTC",)
    )


def test_limits_hold_at_the_opening() -> None:
    keys = {"submissions_open_at": "2026-07-01 18:00:00", DAY: 1}
    assert ask(keys, "2026-07-01 10:00").reasons == (
        "the phase opens on 2026-07-01 18:00 UTC",
        "1 of 1 submission of 2026-07-01 (UTC) is used; "
        "the next is possible from 2026-07-02 00:00 UTC",
    )
    assert answer(ask(keys, "2026-07-01 10:00")) == (0, "2026-07-02T00:00:00Z")
    assert answer(ask(keys, "2026-06-30 10:00")) == (0, "2026-07-01T18:00:00Z")


@pytest.mark.field("end_date")
def test_a_phase_that_is_over_is_over() -> None:
    assert ask({"end_date": NOW, DAY: 1}) == Allowance(
        False, 0, None, ("the phase closed on 2026-07-01 12:00 UTC",)
    )


def test_nothing_is_possible_again_once_the_phase_has_closed() -> None:
    keys = {"end_date": "2026-07-02 00:00:00", DAY: 1}
    assert ask(keys, NOW) == Allowance(
        True,
        0,
        None,
        (
            "1 of 1 submission of 2026-07-01 (UTC) is used; "
            "the phase closes on 2026-07-02 00:00 UTC, before the next is possible",
        ),
    )


@pytest.mark.field("start_date", "submissions_close_at")
def test_windows_without_a_common_moment_never_open() -> None:
    allowed = ask(
        {"start_date": "2026-08-02 00:00:00", "submissions_close_at": "2026-08-01 00:00:00"}
    )
    assert (allowed.open, *answer(allowed)) == (False, 0, None)
    assert allowed.reasons[0] == "the phase closes on 2026-08-01 00:00 UTC, before it opens"


@pytest.mark.parametrize(
    ("keys", "options", "reason"),
    [
        pytest.param(
            {"is_submission_paused": True}, {}, "the hosts have paused submissions", id="paused"
        ),
        pytest.param({"public": False}, {}, "the phase is not public", id="Grand Challenge's"),
        pytest.param({"is_public": False}, {}, "the phase is not public", id="EvalAI's"),
        pytest.param(
            {},
            {"is_banned": True},
            "the hosts have excluded this participant from the challenge",
            id="banned",
        ),
    ],
)
@pytest.mark.field("is_submission_paused", "public", "is_public")
def test_what_closes_a_phase_without_a_date(
    keys: dict[str, Any], options: dict[str, bool], reason: str
) -> None:
    assert ask(keys, **options) == Allowance(False, 0, None, (reason,))


def test_hosts_are_not_limited_but_told() -> None:
    assert ask({"end_date": "2026-06-01 00:00:00"}, is_host=True) == Allowance(
        True,
        limits.UNLIMITED,
        utc(NOW),
        (
            "hosts of the challenge are not limited",
            "for others: the phase closed on 2026-06-01 00:00 UTC",
        ),
    )


# In words


@pytest.mark.parametrize(
    ("keys", "past", "expected"),
    [
        pytest.param(
            {DAY: 3},
            [NOW] * 3,
            "3 of 3 submissions of 2026-07-01 (UTC) are used; "
            "the next is possible from 2026-07-02 00:00 UTC",
            id="day",
        ),
        pytest.param(
            {MONTH: 2},
            [NOW] * 3,
            "3 of 2 submissions of 2026-07 (UTC) are used; "
            "the next is possible from 2026-08-01 00:00 UTC",
            id="month, lowered",
        ),
        pytest.param(
            DAILY,
            ["2026-06-30 13:14:15"],
            "1 of 1 submission of the last 24 hours is used; "
            "the next is possible from 2026-07-01 13:14:15 UTC",
            id="rolling, to the second",
        ),
        pytest.param(WEEKLY, [NOW], "1 of 2 submissions of the last 7 days is used", id="left"),
        pytest.param(
            {
                TOTAL: 1,
                "submissions_limit_per_user_per_period": 1,
                "submission_limit_period": None,
            },
            [NOW],
            "1 of 1 submission of this phase is used; no more are possible",
            id="said once",
        ),
    ],
)
def test_one_sentence_says_it(keys: dict[str, Any], past: list[str], expected: str) -> None:
    assert ask(keys, *past).reasons == (expected,)


def test_only_the_rule_that_holds_longest_says_until_when() -> None:
    assert ask({DAY: 1, MONTH: 1}, NOW).reasons == (
        "1 of 1 submission of 2026-07 (UTC) is used; "
        "the next is possible from 2026-08-01 00:00 UTC",
        "1 of 1 submission of 2026-07-01 (UTC) is used",
    )


@pytest.mark.parametrize(
    ("allowed", "first"),
    [
        pytest.param(ask({DAY: 2}), "open: 2 submissions left", id="some"),
        pytest.param(ask({DAY: 2}, NOW), "open: 1 submission left", id="one"),
        pytest.param(ask({DAY: 1}, NOW), "open, but no submission is left now", id="none"),
        pytest.param(ask({DAY: 0}), "closed", id="closed"),
        pytest.param(ask({}), "open: any number of submissions", id="unlimited"),
    ],
)
def test_the_answer_is_one_line_and_then_why(allowed: Allowance, first: str) -> None:
    lines = limits.describe(allowed).splitlines()
    assert lines == [first, *(f"- {reason}" for reason in allowed.reasons)]


# Who fails over and over


@pytest.mark.field("per_day", of="podium.failures")
@pytest.mark.parametrize(
    ("failures", "expected"),
    [
        pytest.param([], (5, NOW), id="nothing failed"),
        pytest.param([1, 5, 24], (5, NOW), id="one of three is a day ago"),
        pytest.param([1, 5, 23.5], (0, "2026-07-01 12:30"), id="until the oldest is a day ago"),
        pytest.param([1, 2, 5, 9], (0, "2026-07-02 07:00"), id="until fewer than three are left"),
        pytest.param([-1, -1, -1], (0, "2026-07-02 13:00"), id="of what was handed in together"),
    ],
)
def test_who_fails_over_and_over_is_slowed(
    failures: list[float], expected: tuple[int, str | None]
) -> None:
    failed = [utc(NOW) - timedelta(hours=hours) for hours in failures]
    allowed = ask({"max_submissions_per_day": 5}, failures=failed, most_failures=3)
    assert answer(allowed) == in_full(*expected)
    if not allowed.remaining:
        assert f"{len(failures)} submissions failed within a day, and 3 may" in allowed.reasons[0]
    host = ask({}, failures=failed, most_failures=3, is_host=True)
    assert host.remaining == limits.UNLIMITED


# Whatever the limits

PHASE = make_phase()
MOMENTS = st.integers(0, 100 * 24).map(lambda hours: utc("2026-06-01") + timedelta(hours=hours))
LIMIT = st.integers(1, 4)
KEYS = st.fixed_dictionaries(
    {},
    optional={
        DAY: LIMIT,
        MONTH: LIMIT,
        TOTAL: st.integers(1, 20),
        "submissions_limit_per_user_per_period": LIMIT,
        "submission_limit_period": st.none() | st.integers(1, 40),
    },
)
USES = st.lists(MOMENTS.map(Use), max_size=12)
WINDOWS = st.builds(Window, st.none() | MOMENTS, st.none() | MOMENTS)


def with_keys(keys: dict[str, Any], window: Window = PHASE.window) -> Phase:
    return replace(PHASE, settings=PHASE.settings.model_copy(update=keys), window=window)


@settings(deadline=None)  # one example asks many times
@given(KEYS, USES, WINDOWS, MOMENTS)
def test_the_next_moment_is_the_first_that_is_allowed(
    keys: dict[str, Any], used: list[Use], window: Window, now: datetime
) -> None:
    phase = with_keys(keys, window)
    allowed = limits.allowance(phase, used, now=now)
    following = allowed.next_submission_at
    assert allowed.remaining >= 0
    assert allowed.open == window.is_open(now)
    assert (allowed.remaining > 0) == (
        following == now and window.is_open(now) and _is_now(allowed)
    )
    later = [now + timedelta(hours=hours, seconds=1) for hours in range(0, 150 * 24, 13)]
    if following is not None:
        assert limits.allowance(phase, used, now=following + SECOND).remaining > 0
        later = [moment for moment in (*later, following - SECOND) if now < moment < following]
    elif now == window.opens:
        return
    for moment in later:
        assert limits.allowance(phase, used, now=moment).remaining == 0, moment


def _is_now(allowed: Allowance) -> bool:
    return not any("next is possible" in reason for reason in allowed.reasons)


@given(KEYS, USES, MOMENTS, st.randoms())
def test_the_order_of_submissions_does_not_matter(
    keys: dict[str, Any], used: list[Use], now: datetime, random: Any
) -> None:
    shuffled = random.sample(used, len(used))
    phase = with_keys(keys)
    assert limits.allowance(phase, shuffled, now=now) == limits.allowance(phase, used, now=now)


@given(KEYS, USES, MOMENTS, st.data())
def test_a_lower_limit_or_one_more_submission_never_allows_more(
    keys: dict[str, Any], used: list[Use], now: datetime, data: st.DataObject
) -> None:
    before = limits.allowance(with_keys(keys), used, now=now)
    lowered = {
        key: data.draw(st.integers(0, value))
        if value and key != "submission_limit_period"
        else value
        for key, value in keys.items()
    }
    more = [*used, Use(data.draw(MOMENTS), is_in_progress=data.draw(st.booleans()))]
    for after in (
        limits.allowance(with_keys(lowered), used, now=now),
        limits.allowance(with_keys(keys), more, now=now),
    ):
        assert after.remaining <= before.remaining
        assert _end(after) >= _end(before)


def _end(allowed: Allowance) -> datetime:
    return allowed.next_submission_at or datetime.max.replace(tzinfo=UTC)
