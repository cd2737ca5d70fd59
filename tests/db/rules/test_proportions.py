"""Intervals of proportions and rates: published examples, exact sums, nothing out of nothing."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.gamma import gamma_p, gamma_quantile
from db.rules.proportions import exact_rate_interval, newcombe_difference, wilson
from db.rules.refusals import Refusal


class TestWilson:
    @pytest.mark.parametrize(
        ("happened", "of", "lower", "upper"),
        [
            # Newcombe 1998, table I, to more digits.
            (81, 263, 0.2552885198783, 0.3662095769828),
            (15, 148, 0.06238639953074, 0.1604872417233),
            (0, 20, 0, 0.1611251580528),
            (1, 29, 0.006113214292763, 0.1717552187932),
        ],
    )
    def test_agrees_with_the_published_examples(
        self, happened: int, of: int, lower: float, upper: float
    ) -> None:
        interval = wilson(happened, of)
        assert interval is not None
        assert interval.lower == pytest.approx(lower, abs=1e-9)
        assert interval.upper == pytest.approx(upper, abs=1e-9)

    def test_at_the_ends_it_is_exactly_none_or_all(self) -> None:
        none, everyone = wilson(0, 7), wilson(7, 7)
        assert none is not None
        assert everyone is not None
        assert (none.lower, everyone.upper) == (0.0, 1.0)

    def test_nothing_out_of_nothing_is_not_zero(self) -> None:
        assert wilson(0, 0) is None

    @pytest.mark.parametrize(("happened", "of"), [(3, 2), (-1, 2), (0, -1)])
    def test_more_than_all_is_refused(self, happened: int, of: int) -> None:
        with pytest.raises(Refusal, match="no proportion"):
            wilson(happened, of)

    @given(st.integers(0, 300), st.integers(0, 300))
    def test_it_holds_the_share_and_mirrors(self, happened: int, others: int) -> None:
        interval, mirrored = wilson(happened, happened + others), wilson(others, happened + others)
        if interval is None or mirrored is None:
            assert happened + others == 0
            return
        assert interval.lower is not None
        assert interval.upper is not None
        assert 0 <= interval.lower <= happened / (happened + others) <= interval.upper <= 1
        assert mirrored.upper == pytest.approx(1 - interval.lower)


class TestNewcombe:
    @pytest.mark.parametrize(
        ("counts", "lower", "upper"),
        [
            # Newcombe 1998, "Interval estimation for the difference", method 10.
            ((56, 70, 48, 80), 0.0524, 0.3339),
            ((9, 10, 3, 10), 0.1705, 0.8090),
        ],
    )
    def test_agrees_with_the_published_examples(
        self, counts: tuple[int, int, int, int], lower: float, upper: float
    ) -> None:
        got = newcombe_difference(*counts)
        assert got is not None
        assert (round(got.lower, 4), round(got.upper, 4)) == (lower, upper)
        assert got.is_told_apart

    def test_two_empty_shares_are_those_of_wilson(self) -> None:
        got = newcombe_difference(0, 10, 0, 20)
        assert got is not None
        assert got.upper == pytest.approx(getattr(wilson(0, 10), "upper", None))
        assert got.lower == pytest.approx(-getattr(wilson(0, 20), "upper", 0))
        assert not got.is_told_apart

    def test_nothing_to_compare_is_none(self) -> None:
        assert newcombe_difference(1, 2, 0, 0) is None


def exact_poisson_below(count: int, expected: Fraction) -> float:
    """P(fewer than `count`), from the sum itself."""
    terms = [expected**k / math.factorial(k) for k in range(count)]
    return float(sum(terms)) * math.exp(-float(expected))


class TestExactRate:
    @pytest.mark.parametrize(
        ("events", "lower", "upper"),
        [
            (0, 0, -math.log(0.025)),
            (1, -math.log(0.975), 5.571643390938901),
            # Garwood's limits as tables print them.
            (10, 4.795389, 18.390356),
            (100, 81.363991, 121.626794),
        ],
    )
    def test_agrees_with_the_tables(self, events: int, lower: float, upper: float) -> None:
        interval = exact_rate_interval(events, 1)
        assert interval is not None
        assert interval.lower == pytest.approx(lower, abs=1e-6)
        assert interval.upper == pytest.approx(upper, abs=1e-6)

    @given(st.integers(1, 60))
    def test_each_side_leaves_exactly_its_share_outside(self, events: int) -> None:
        interval = exact_rate_interval(events, 1)
        assert interval is not None
        assert interval.lower is not None
        assert interval.upper is not None
        above = 1 - exact_poisson_below(events, Fraction(interval.lower))
        below = exact_poisson_below(events + 1, Fraction(interval.upper))
        assert [above, below] == pytest.approx([0.025, 0.025], abs=1e-10)

    def test_it_is_scaled_to_the_exposure(self) -> None:
        interval = exact_rate_interval(10, 2000, per=100)
        assert interval is not None
        assert interval.lower == pytest.approx(4.795388696132431 / 20, rel=1e-12)

    def test_without_exposure_it_is_not_zero(self) -> None:
        assert exact_rate_interval(0, 0) is None
        with pytest.raises(Refusal, match="3 events happened without contacts"):
            exact_rate_interval(3, 0)

    def test_negative_numbers_are_refused(self) -> None:
        with pytest.raises(Refusal, match="from 0 up"):
            exact_rate_interval(-1, 5)


class TestGamma:
    @given(st.floats(0.5, 5e4), st.floats(1e-6, 1 - 1e-6))
    def test_the_inverse_is_the_inverse(self, a: float, p: float) -> None:
        assert gamma_p(a, gamma_quantile(a, p)) == pytest.approx(p, rel=1e-7, abs=1e-12)

    @given(st.floats(0.01, 50))
    def test_shape_one_is_the_exponential(self, x: float) -> None:
        assert gamma_p(1, x) == pytest.approx(-math.expm1(-x), rel=1e-13)

    @given(st.floats(0.01, 20))
    def test_shape_one_half_is_the_error_function(self, x: float) -> None:
        assert gamma_p(0.5, x) == pytest.approx(math.erf(math.sqrt(x)), rel=1e-12)

    def test_nothing_lies_below_zero(self) -> None:
        assert gamma_p(3, 0) == 0

    @pytest.mark.parametrize("p", [0, 1, math.nan])
    def test_a_probability_outside_is_a_mistake(self, p: float) -> None:
        with pytest.raises(ValueError, match="between 0 and 1"):
            gamma_quantile(2, p)
