"""Dates and limits in words."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from factories import SMALL_CONFIG, make_challenge
from podium.challenge.model import Phase
from podium.site.frame import schedule
from podium.site.frame.texts import IN_ENGLISH

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)


def make_phase(**settings: object) -> Phase:
    lines = "".join(f"    {key}: {value}\n" for key, value in settings.items())
    return make_challenge(SMALL_CONFIG + lines).phases[0]


@pytest.mark.parametrize(
    ("settings", "state"),
    [
        pytest.param({}, "Open", id="no bounds"),
        pytest.param({"start_date": "2026-07-01 11:59:59"}, "Open", id="begun"),
        pytest.param({"start_date": "2026-07-01 12:00:00"}, "Opening soon", id="at its start"),
        pytest.param({"end_date": "2026-07-01 12:00:00"}, "Closed", id="at its end"),
        pytest.param({"submissions_close_at": "2026-06-30 00:00:00"}, "Closed", id="over"),
        pytest.param({"is_submission_paused": "true"}, "Paused", id="paused"),
        pytest.param({"is_active": "false"}, "Not active", id="not active"),
        pytest.param({"is_active": "true"}, "Open", id="active"),
        pytest.param(
            {"is_active": "false", "end_date": "2026-07-01 12:00:00"}, "Closed", id="over, inactive"
        ),
        pytest.param({"submissions_limit_per_user_per_period": 0}, "Closed", id="limit of none"),
    ],
)
@pytest.mark.field(
    "start_date", "end_date", "submissions_close_at", "is_submission_paused", "is_active"
)
def test_state_of_a_phase(settings: dict[str, object], state: str) -> None:
    chip = schedule.of_phase(make_phase(**settings), NOW, IN_ENGLISH).chip
    assert chip is not None and chip.text == state


def test_no_state_where_the_time_is_not_known() -> None:
    assert schedule.of_phase(make_phase(), None, IN_ENGLISH).chip is None
    assert schedule.of_phases([make_phase()], None, IN_ENGLISH).chip is None


def test_challenge_is_as_lively_as_its_liveliest_phase() -> None:
    over = make_phase(end_date="2026-01-01 00:00:00")
    to_come = make_phase(start_date="2026-08-01 00:00:00")
    assert schedule.joint_state([over, to_come], NOW) is schedule.PhaseState.SOON
    assert schedule.joint_state([over, make_phase()], NOW) is schedule.PhaseState.OPEN
    inactive = make_phase(is_active="false")
    assert schedule.joint_state([over, inactive], NOW) is schedule.PhaseState.INACTIVE
    assert schedule.joint_state([over], NOW) is schedule.PhaseState.CLOSED
    assert schedule.joint_state([], NOW) is schedule.PhaseState.CLOSED


def test_challenge_runs_from_its_first_opening_to_its_last_closing() -> None:
    first = make_phase(start_date="2026-01-01 00:00:00", end_date="2026-02-01 00:00:00")
    second = make_phase(start_date="2026-03-01 00:00:00", end_date="2026-04-01 00:00:00")
    found = schedule.of_phases([second, first], NOW, IN_ENGLISH)
    assert [(bound.label, bound.moment.iso) for bound in found.bounds] == [
        ("Opened", "2026-01-01T00:00:00Z"),
        ("Closed", "2026-04-01T00:00:00Z"),
    ]
    assert schedule.of_phases([first, make_phase()], NOW, IN_ENGLISH).bounds == ()


@pytest.mark.parametrize(
    ("phases", "expected"),
    [
        pytest.param(
            [{"end_date": "2026-09-01 00:00:00"}, {"end_date": "2026-08-01 00:00:00"}, {}],
            ("Closes", "2026-08-01T00:00:00Z", True),
            id="the open phase that closes next",
        ),
        pytest.param(
            [{"end_date": "2026-01-01 00:00:00"}, {"start_date": "2026-08-01 00:00:00"}],
            ("Opens", "2026-08-01T00:00:00Z", True),
            id="the next to open",
        ),
        pytest.param(
            [{"end_date": "2026-01-01 00:00:00"}, {"end_date": "2026-02-01 00:00:00"}],
            ("Closed since", "2026-02-01T00:00:00Z", False),
            id="the last that closed",
        ),
        pytest.param(
            [{"end_date": "2026-08-01 00:00:00", "is_submission_paused": "true"}],
            ("Closes", "2026-08-01T00:00:00Z", False),
            id="nobody waits for a paused one",
        ),
        pytest.param([{}], None, id="no dates"),
        pytest.param(
            [{"end_date": "2026-08-01 00:00:00", "max_submissions": 0}],
            None,
            id="closed by a limit, not since a date",
        ),
    ],
)
def test_the_deadline_is_the_moment_that_matters_next(
    phases: list[dict[str, object]], expected: tuple[str, str, bool] | None
) -> None:
    made = [make_phase(**settings) for settings in phases]
    found = schedule.of_phases(made, NOW, IN_ENGLISH).deadline
    told = (found.label, found.moment.iso, found.counts_down) if found else None
    assert told == expected


def test_challenges_are_listed_by_what_is_most_urgent() -> None:
    def close(month: int) -> Phase:
        return make_phase(end_date=f"2026-{month:02}-01 00:00:00")

    def start(month: int) -> Phase:
        return make_phase(start_date=f"2026-{month:02}-01 00:00:00")

    ordered = [
        [close(8)],
        [close(9), start(8)],
        [make_phase()],
        [start(10)],
        [start(11), close(1)],
        [make_phase(is_submission_paused="true")],
        [make_phase(is_active="false")],
        [close(6), close(1)],
        [close(2)],
        [make_phase(max_submissions=0)],
    ]
    for seed in range(5):
        shuffled = random.Random(seed).sample(ordered, len(ordered))
        assert sorted(shuffled, key=lambda phases: schedule.urgency(phases, NOW)) == ordered
    assert schedule.urgency([close(8)], None) == schedule.urgency([close(2)], None)


WHO = "A team, or a participant without one, may submit"


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        pytest.param({}, f"{WHO} any number of times.", id="none"),
        pytest.param({"max_submissions_per_day": 1}, f"{WHO} once a day.", id="once"),
        pytest.param(
            {
                "max_submissions_per_day": 2,
                "max_submissions_per_month": 20,
                "max_submissions": 50,
            },
            f"{WHO} twice a day, 20 times a month and 50 times in all.",
            id="all of EvalAI's",
        ),
        pytest.param(
            {"submissions_limit_per_user_per_period": 3, "submission_limit_period": 7},
            f"{WHO} 3 times in any 7 days.",
            id="Grand Challenge's",
        ),
        pytest.param(
            {"submissions_limit_per_user_per_period": 3, "submission_limit_period": "null"},
            f"{WHO} 3 times in all.",
            id="over all time",
        ),
        pytest.param(
            {"max_submissions_per_day": 5, "submissions_limit_per_user_per_period": 4},
            f"{WHO} 4 times a day.",
            id="strictest wins",
        ),
        pytest.param({"max_submissions": 0}, "No submissions are taken.", id="none taken"),
    ],
)
def test_limits_in_words(settings: dict[str, object], sentence: str) -> None:
    assert schedule.limits(make_phase(**settings), IN_ENGLISH)[0] == sentence


def test_waiting_and_resources_are_said_too() -> None:
    assert schedule.limits(make_phase(max_concurrent_submissions_allowed=1), IN_ENGLISH)[1:] == (
        "At most 1 submission may wait or run at the same time.",
        "An evaluation may take 1 h and use 8.0 GiB of memory.",
    )
