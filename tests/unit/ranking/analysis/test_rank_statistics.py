"""The same numbers as scipy's, which stays a tool of the tests."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from podium.ranking.analysis.rank_statistics import average_ranks, kendall_tau_b, wilcoxon_normal
from properties import examples

RANDOM = np.random.default_rng(0)
# With ties and zeros, as differences of metrics have them.
TIED = RANDOM.integers(-6, 9, (40, 80)).astype(float)
SMOOTH = RANDOM.normal(0.2, 1, (40, 60))


@pytest.mark.parametrize("values", [TIED, SMOOTH, np.zeros((2, 5))], ids=["tied", "smooth", "zero"])
def test_ranks_are_scipys_and_ties_are_counted(values: np.ndarray) -> None:
    ranks, ties = average_ranks(values)
    assert (ranks == stats.rankdata(values, axis=1)).all()
    assert (ties == (values[:, :, None] == values[:, None, :]).sum(axis=2)).all()


@pytest.mark.parametrize("values", [TIED, SMOOTH, -TIED], ids=["tied", "smooth", "reversed"])
@pytest.mark.parametrize("is_one_sided", [True, False])
def test_p_is_scipys(values: np.ndarray, is_one_sided: bool) -> None:
    expected = stats.wilcoxon(
        values,
        zero_method="wilcox",
        correction=True,
        alternative="greater" if is_one_sided else "two-sided",
        method="asymptotic",
        axis=1,
    ).pvalue
    assert wilcoxon_normal(values, is_one_sided=is_one_sided) == pytest.approx(expected, abs=1e-12)


@examples(200)
@given(st.lists(st.tuples(*[st.integers(1, 9)] * 4), min_size=2, max_size=60))
def test_tau_is_scipys(items: list[tuple[int, ...]]) -> None:
    one, *others = [row for row in np.array(items).T if len(set(row.tolist())) > 1] or [None]
    if others:
        expected = [stats.kendalltau(one, other).statistic for other in others]
        assert kendall_tau_b(one, np.array(others)) == pytest.approx(expected, abs=1e-12)


def test_tau_of_thousands_is_scipys() -> None:
    one, other = RANDOM.permutation(5_000) + 1, RANDOM.integers(1, 3_000, 5_000)
    expected = stats.kendalltau(one, other).statistic
    assert kendall_tau_b(one, other[None, :]) == pytest.approx([expected], abs=1e-12)
