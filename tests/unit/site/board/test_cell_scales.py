"""Bars, dots and error bars behind a column's figures."""

from __future__ import annotations

import pytest

from podium.site.board.cell_scales import Scale, make_scale


def scale(*values: float, errors: tuple[float, ...] = (), may_be_bar: bool = True) -> Scale:
    padded = [*errors, *(None for _ in values[len(errors) :])]
    made = make_scale(zip(values, padded, strict=True), may_be_bar=may_be_bar)
    assert made is not None
    return made


def test_a_bar_starts_at_zero() -> None:
    made = scale(0.1, 0.25, 0.9)
    assert (made.is_bar, made.range) == (True, ("0", "0.9"))
    assert made.classes((0.45, None)) == "bar b50"


def test_values_too_close_for_bars_from_zero_are_dots() -> None:
    made = scale(0.95, 0.96, 0.99)
    assert (made.is_bar, made.range) == (False, ("0.95", "0.99"))
    assert made.classes((0.97, None)) == "dot b50"


@pytest.mark.parametrize("values", [(-3.0, -1.0), (-1.0, 2.0)], ids=["negative", "of both signs"])
def test_values_below_zero_are_dots(values: tuple[float, ...]) -> None:
    assert not scale(*values).is_bar


def test_columns_that_do_not_rank_have_dots() -> None:
    assert not scale(0.1, 0.9, may_be_bar=False).is_bar


def test_error_bars_lie_within_the_scale() -> None:
    made = scale(0.7, 0.8, errors=(0.1, 0.1))
    assert made.range == ("0.6", "0.9")
    assert made.classes((0.7, 0.1)) == "dot b33 e33"
    assert made.classes((0.7, 0.0001)) == "dot b33 e1"
    assert made.classes((0.7, 0)) == "dot b33"


def test_one_wild_outlier_does_not_flatten_the_others() -> None:
    made = scale(0.95, 0.96, 0.97, 0.98, 0.99, 0.1)
    assert (made.range, made.beyond) == (("0.95", "0.99"), 1)
    assert made.classes((0.1, None)) == "dot b0"


@pytest.mark.parametrize(
    "marks",
    [
        pytest.param([], id="nobody"),
        pytest.param([(0.5, None)], id="one"),
        pytest.param([(0.5, None), (0.5, None)], id="equal"),
        pytest.param([(0.5, None), (None, None)], id="one with a value"),
        pytest.param([(1e308, None), (-1e308, None)], id="too far apart for a float"),
    ],
)
def test_nothing_is_drawn_where_nothing_can_be_told_apart(
    marks: list[tuple[float | None, float | None]],
) -> None:
    assert make_scale(marks, may_be_bar=True) is None


def test_a_whole_number_too_large_for_a_float_is_not_drawn() -> None:
    made = make_scale([(10**400, None), (1, None), (2, None)], may_be_bar=True)
    assert made is not None
    assert made.classes((10**400, None)) == ""
    assert made.classes((2, None)) == "bar b100"


def test_tiny_values_have_a_range_of_their_own_size() -> None:
    assert scale(1e-12, 5e-12).range == ("0", "5e-12")


def test_edges_never_cut_a_value_off() -> None:
    for number in range(1, 500):
        values = [number / 7, number / 7 * 1.01, number / 7 * 1.3]
        made = scale(*values)
        assert made.beyond == 0
        assert made.low <= values[0] and values[-1] <= made.high, values
