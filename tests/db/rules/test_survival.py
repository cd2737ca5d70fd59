"""Kaplan-Meier against published cases, a slow exact computation, and the edges."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.intervals import Interval
from db.rules.refusals import Refusal
from db.rules.survival import (
    kaplan_meier,
    quantile,
    quantile_interval,
    restricted_mean,
    restricted_mean_error,
)
from tests.db.rules.survival_cases import CURVES, QUANTILES, CurveCase, numbers

waits = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=60)


def exact_curve(rows: list[tuple[int, bool]]) -> dict[int, Fraction]:
    """S(t) by its definition, in fractions: at each length, one minus reached over at risk."""
    curve, standing = {}, Fraction(1)
    for time in sorted({seconds for seconds, _ in rows}):
        at_risk = sum(1 for seconds, _ in rows if seconds >= time)
        events = sum(1 for seconds, reached in rows if seconds == time and reached)
        standing *= 1 - Fraction(events, at_risk)
        curve[time] = standing
    return curve


@pytest.mark.parametrize("case", CURVES, ids=lambda case: case.name)
class TestPublishedCurves:
    def test_every_column_agrees(self, case: CurveCase) -> None:
        curve = kaplan_meier(case.durations, case.reached)
        got = [
            curve.times,
            curve.at_risk,
            curve.events,
            curve.censored,
            curve.survival,
            curve.standard_error,
            curve.lower,
            curve.upper,
        ]
        for column, expected in zip(got, case.columns, strict=True):
            np.testing.assert_allclose(column, expected, rtol=0, atol=1e-9)

    def test_quantiles_agree(self, case: CurveCase) -> None:
        curve = kaplan_meier(case.durations, case.reached)
        assert [quantile(curve, q) for q in QUANTILES] == numbers(case.quantiles)

    def test_limits_of_quantiles_agree(self, case: CurveCase) -> None:
        curve = kaplan_meier(case.durations, case.reached)
        limits = [quantile_interval(curve, q) for q in QUANTILES]
        assert [limit.lower for limit in limits] == numbers(case.lower)
        assert [limit.upper for limit in limits] == numbers(case.upper)

    def test_mean_up_to_the_longest_wait_agrees(self, case: CurveCase) -> None:
        curve = kaplan_meier(case.durations, case.reached)
        mean = restricted_mean(curve, max(case.durations))
        assert mean == pytest.approx(case.mean_to_the_end, abs=1e-9)

    def test_error_of_that_mean_agrees(self, case: CurveCase) -> None:
        curve = kaplan_meier(case.durations, case.reached)
        error = restricted_mean_error(curve, max(case.durations))
        assert error == pytest.approx(case.error_of_the_mean, abs=1e-9)


class TestAgainstFractions:
    @given(waits)
    def test_the_curve_is_the_product_of_fractions(self, rows: list[tuple[int, bool]]) -> None:
        curve = kaplan_meier([row[0] for row in rows], [row[1] for row in rows])
        expected = exact_curve(rows)
        assert curve.times.tolist() == list(expected)
        np.testing.assert_allclose(
            curve.survival, [float(s) for s in expected.values()], atol=1e-15
        )

    @given(
        waits, st.sampled_from([Fraction(1, 2), Fraction(9, 10), Fraction(1, 3), Fraction(1, 7)])
    )
    def test_the_quantile_is_exact_where_the_curve_is_flat(
        self, rows: list[tuple[int, bool]], q: Fraction
    ) -> None:
        curve = kaplan_meier([row[0] for row in rows], [row[1] for row in rows])
        expected = [time for time, share in exact_curve(rows).items() if share <= 1 - q]
        assert quantile(curve, float(q)) == (min(expected) if expected else None)

    @given(waits)
    def test_limits_enclose_the_curve(self, rows: list[tuple[int, bool]]) -> None:
        curve = kaplan_meier([row[0] for row in rows], [row[1] for row in rows])
        known = curve.survival > 0
        assert (curve.lower[known] <= curve.survival[known] + 1e-12).all()
        assert (curve.survival[known] <= curve.upper[known] + 1e-12).all()

    def test_long_lengths_and_short_ones_are_counted_alike(self) -> None:
        short = kaplan_meier([1, 2, 2, 5], [1, 1, 0, 1])
        long = kaplan_meier([10**9, 2 * 10**9, 2 * 10**9, 5 * 10**9], [1, 1, 0, 1])
        assert long.times.tolist() == [time * 10**9 for time in short.times.tolist()]
        assert long.survival.tolist() == short.survival.tolist()

    def test_ten_tenths_are_one_half_after_five(self) -> None:
        curve = kaplan_meier(range(1, 11), [1] * 10)
        assert [quantile(curve, q / 10) for q in range(1, 10)] == list(range(1, 10))


class TestEdges:
    def test_nothing_at_all_is_not_yet_known(self) -> None:
        curve = kaplan_meier([], [])
        assert curve.times.size == 0
        assert quantile(curve, 0.5) is None
        assert quantile_interval(curve, 0.5) == Interval(None, None)
        assert restricted_mean(curve, 60) is None

    def test_all_still_open_is_not_yet_known(self) -> None:
        curve = kaplan_meier([5, 7, 7], [0, 0, 0])
        assert curve.survival.tolist() == [1.0, 1.0]
        assert quantile(curve, 0.5) is None
        assert (curve.lower == 1).all()

    def test_one_case_reached(self) -> None:
        curve = kaplan_meier([42], [1])
        assert (quantile(curve, 0.5), quantile(curve, 0.9)) == (42, 42)
        assert np.isnan(curve.standard_error).all()

    def test_all_at_one_length(self) -> None:
        curve = kaplan_meier([9, 9, 9], [1, 1, 1])
        assert curve.survival.tolist() == [0.0]
        assert quantile_interval(curve, 0.5) == Interval(None, None)

    def test_reached_at_once_is_a_wait_of_zero(self) -> None:
        curve = kaplan_meier([0, 0, 30], [1, 1, 0])
        assert quantile(curve, 0.5) == 0
        assert restricted_mean(curve, 30) == pytest.approx(10)

    def test_the_mean_beyond_what_was_observed_is_not_yet_known(self) -> None:
        curve = kaplan_meier([10, 20], [1, 0])
        assert restricted_mean(curve, 20) == pytest.approx(15)
        assert restricted_mean(curve, 21) is None
        assert restricted_mean_error(curve, 21) is None

    def test_the_mean_within_a_shorter_horizon(self) -> None:
        assert restricted_mean(kaplan_meier([10, 20], [1, 1]), 15) == pytest.approx(12.5)
        assert restricted_mean(kaplan_meier([10, 20], [1, 1]), 100) == pytest.approx(15)

    def test_a_negative_wait_is_refused(self) -> None:
        with pytest.raises(Refusal, match="-3 seconds ends before it starts"):
            kaplan_meier([5, -3], [1, 1])

    def test_a_fraction_of_a_second_is_refused(self) -> None:
        with pytest.raises(Refusal, match="whole numbers"):
            kaplan_meier([5.5], [1])

    def test_unequal_lengths_are_refused(self) -> None:
        with pytest.raises(Refusal, match="2 waits came with 1 endings"):
            kaplan_meier([5, 6], [1])

    def test_someone_who_left_is_refused(self) -> None:
        with pytest.raises(Refusal, match="someone who left"):
            kaplan_meier([5], [2])

    @pytest.mark.parametrize("q", [0, 1, -0.5, float("nan")])
    def test_a_quantile_outside_is_a_mistake(self, q: float) -> None:
        with pytest.raises(ValueError, match="between 0 and 1"):
            quantile(kaplan_meier([5], [1]), q)

    def test_a_negative_horizon_is_a_mistake(self) -> None:
        with pytest.raises(ValueError, match="not negative"):
            restricted_mean(kaplan_meier([5], [1]), -1)
