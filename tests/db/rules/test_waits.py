"""Waits with customers who leave, intervals from whole days, and the summary of a cohort."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.refusals import Refusal
from db.rules.waits import (
    Ending,
    Interval,
    ShareWithin,
    Tally,
    Wait,
    aalen_johansen,
    arrays_of,
    cluster_bootstrap,
    finished_only_median,
    kaplan_meier,
    quantile,
    reach_quantile,
    share_reached_within,
    summarise,
)

OPEN, REACHED, LEFT = Ending.OPEN, Ending.REACHED, Ending.LEFT

rows = st.lists(st.tuples(st.integers(0, 12), st.sampled_from([0, 1, 2])), min_size=1, max_size=60)


def share_reached(counted: Tally) -> float | None:
    return float(counted.reached.sum() / counted.total)


class TestAalenJohansen:
    def test_agrees_with_the_published_case(self) -> None:
        # Six waits computed with R's survival and etm, and with SAS; the lifelines package
        # tests itself against the same case.
        curve = aalen_johansen([1, 2, 3, 4, 5, 6], [0, 1, 1, 2, 2, 0])
        assert curve.reached.tolist() == pytest.approx([0, 0.2, 0.4, 0.4, 0.4, 0.4])
        assert curve.left.tolist() == pytest.approx([0, 0, 0, 0.2, 0.4, 0.4])
        assert curve.waiting.tolist() == pytest.approx([1, 0.8, 0.6, 0.4, 0.2, 0.2])
        once, twice = 0.1788854382, 0.2190890230021
        np.testing.assert_allclose(
            curve.reached_error, [0, once, twice, twice, twice, twice], atol=1e-9
        )
        np.testing.assert_allclose(curve.left_error, [0, 0, 0, once, twice, twice], atol=1e-9)

    @given(rows)
    def test_three_shares_make_one(self, waits: list[tuple[int, int]]) -> None:
        curve = aalen_johansen(*zip(*waits, strict=True))
        np.testing.assert_allclose(curve.reached + curve.left + curve.waiting, 1, atol=1e-12)

    @given(rows)
    def test_no_figure_is_missing_and_shares_only_grow(self, waits: list[tuple[int, int]]) -> None:
        curve = aalen_johansen(*zip(*waits, strict=True))
        errors = (curve.reached_error, curve.left_error, curve.waiting_error)
        assert all(np.isfinite(error).all() for error in errors)
        assert (np.diff(curve.reached) >= 0).all()
        assert (np.diff(curve.left) >= 0).all()

    @given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from([1, 2])), min_size=1))
    def test_with_nobody_open_the_error_is_that_of_a_proportion(
        self, waits: list[tuple[int, int]]
    ) -> None:
        curve = aalen_johansen(*zip(*waits, strict=True))
        expected = np.sqrt(curve.reached * (1 - curve.reached) / len(waits))
        np.testing.assert_allclose(curve.reached_error, expected, atol=1e-7)

    @given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from([0, 1])), min_size=1))
    def test_with_nobody_leaving_it_is_kaplan_meier(self, waits: list[tuple[int, int]]) -> None:
        durations, codes = zip(*waits, strict=True)
        ours, other = aalen_johansen(durations, codes), kaplan_meier(durations, codes)
        np.testing.assert_allclose(1 - ours.reached, other.survival, atol=1e-12)
        for q in (0.1, 0.25, 0.5, 0.75, 0.9):
            assert reach_quantile(ours, q) == quantile(other, q)

    def test_leaving_is_not_a_longer_wait(self) -> None:
        # Of four, two are reached at 10 and two leave at 5: half are ever reached, no more.
        curve = aalen_johansen([5, 5, 10, 10], [2, 2, 1, 1])
        assert reach_quantile(curve, 0.5) == 10
        assert reach_quantile(curve, 0.51) is None

    def test_reaching_and_leaving_in_one_second_share_the_same_risk(self) -> None:
        curve = aalen_johansen([5, 5, 5, 5], [1, 1, 2, 0])
        assert (curve.reached[0], curve.left[0], curve.waiting[0]) == (0.5, 0.25, 0.25)

    def test_nothing_at_all_gives_an_empty_curve(self) -> None:
        curve = aalen_johansen([], [])
        assert curve.reached.size == curve.reached_error.size == curve.waiting_error.size == 0

    def test_an_unknown_ending_is_refused(self) -> None:
        with pytest.raises(Refusal, match="0 for still open"):
            aalen_johansen([5], [3])


class TestShareReachedWithin:
    def test_the_second_itself_is_included(self) -> None:
        assert share_reached_within([60, 61], [1, 1], 60) == 0.5
        assert share_reached_within([60, 61], [1, 1], 59) == 0

    def test_whoever_left_stays_in_the_denominator(self) -> None:
        assert share_reached_within([3, 60, 60, 60], [2, 1, 1, 1], 60) == pytest.approx(0.75)

    def test_beyond_what_was_observed_it_is_not_yet_known(self) -> None:
        assert share_reached_within([30, 40], [0, 0], 60) is None
        assert share_reached_within([30, 40], [1, 0], 60) is None

    def test_when_nobody_waits_any_more_it_stays(self) -> None:
        assert share_reached_within([30, 40], [1, 2], 60) == 0.5

    def test_no_waits_are_not_zero(self) -> None:
        assert share_reached_within([], [], 60) is None


class TestFinishedOnlyMedian:
    def test_leaves_out_the_open_and_the_left(self) -> None:
        assert finished_only_median([10, 20, 500, 900], [1, 1, 0, 2]) == 15

    def test_none_when_none_finished(self) -> None:
        assert finished_only_median([10], [0]) is None


class TestClusterBootstrap:
    def test_fewer_than_eight_days_give_no_interval(self) -> None:
        days = [day % 7 for day in range(70)]
        assert cluster_bootstrap([5] * 70, [1] * 70, days, share_reached, seed=1) is None

    def test_eight_days_give_one(self) -> None:
        days = [day % 8 for day in range(80)]
        got = cluster_bootstrap([5] * 80, [1] * 80, days, share_reached, seed=1)
        assert got == Interval(1.0, 1.0)

    def test_the_same_seed_gives_the_same_interval(self) -> None:
        generator = np.random.default_rng(7)
        durations, codes = generator.integers(0, 900, 400), generator.integers(0, 3, 400)
        days = generator.integers(0, 20, 400)
        first = cluster_bootstrap(durations, codes, days, share_reached, seed=3)
        assert first == cluster_bootstrap(durations, codes, days, share_reached, seed=3)
        assert first != cluster_bootstrap(durations, codes, days, share_reached, seed=4)

    def test_days_that_share_fate_make_it_wider(self) -> None:
        codes = np.repeat([1, 0], 500)
        shared, mixed = np.repeat(np.arange(10), 100), np.tile(np.arange(10), 100)
        wide = cluster_bootstrap(np.full(1000, 9), codes, shared, share_reached, seed=1)
        narrow = cluster_bootstrap(np.full(1000, 9), codes, mixed, share_reached, seed=1)
        assert wide is not None
        assert (wide.lower, wide.upper) != (0.5, 0.5)
        assert narrow == Interval(0.5, 0.5)

    def test_the_share_of_days_drawn_is_that_of_a_binomial(self) -> None:
        # 100 days, half of them all reached: the share of a draw has a deviation of 0.05.
        codes, days = np.repeat([0, 1], 50), np.arange(100)
        got = cluster_bootstrap(np.full(100, 9), codes, days, share_reached, seed=1, resamples=2000)
        assert got is not None
        assert got.lower == pytest.approx(0.40, abs=0.015)
        assert got.upper == pytest.approx(0.60, abs=0.015)

    def test_a_figure_not_yet_known_lies_above_every_number(self) -> None:
        def sometimes(counted: Tally) -> float | None:
            return None if counted.total > 10 else 1.0

        days = [0, 0, *range(1, 9)]
        got = cluster_bootstrap([5] * 10, [1] * 10, days, sometimes, seed=1)
        assert got == Interval(1.0, None)

    def test_a_label_for_each_wait_or_refused(self) -> None:
        with pytest.raises(Refusal, match="2 waits came with 1 days or weeks"):
            cluster_bootstrap([5, 6], [1, 1], [0], share_reached, seed=1)


class TestSummarise:
    def test_counts_and_figures_of_one_cohort(self) -> None:
        durations, codes = arrays_of(
            [Wait(30, REACHED), Wait(90, REACHED), Wait(45, LEFT), Wait(700, REACHED)] * 10
            + [Wait(800, OPEN)] * 10
        )
        summary = summarise(durations, codes, np.arange(50) % 10, within=(60, 600, 900))
        assert (summary.n, summary.open, summary.left, summary.reached) == (50, 10, 10, 30)
        assert summary.clusters == 10
        assert summary.median == 700
        assert summary.p90 is None
        assert summary.finished_only_median == 90
        assert [share.share for share in summary.shares] == [
            pytest.approx(0.2),
            pytest.approx(0.4),
            None,
        ]
        assert summary.shares[2] == ShareWithin(900, None, None)

    def test_intervals_hold_the_figures_when_days_vary(self) -> None:
        generator = np.random.default_rng(11)
        days = generator.integers(0, 30, 3000)
        durations = (generator.exponential(120, 3000) * (1 + days / 30)).astype(np.int64)
        summary = summarise(durations, np.ones(3000, np.int64), days)
        for figure, interval in (
            (summary.median, summary.median_interval),
            (summary.p90, summary.p90_interval),
            (summary.shares[0].share, summary.shares[0].interval),
        ):
            assert figure is not None
            assert interval is not None
            assert interval.lower is not None
            assert interval.upper is not None
            assert interval.lower < figure < interval.upper

    def test_nothing_at_all_is_not_zero(self) -> None:
        summary = summarise([], [], [])
        assert summary.n == 0
        assert (summary.median, summary.p90, summary.finished_only_median) == (None, None, None)
        assert {share.share for share in summary.shares} == {None}

    def test_all_still_open(self) -> None:
        summary = summarise([5] * 9, [0] * 9, range(9))
        assert (summary.open, summary.median) == (9, None)
        assert summary.median_interval == Interval(None, None)

    def test_few_days_give_figures_without_intervals(self) -> None:
        summary = summarise([5, 6], [1, 1], ["Monday", "Tuesday"])
        assert summary.median == 5
        assert (summary.median_interval, summary.p90_interval) == (None, None)
        assert summary.shares[0] == ShareWithin(60, 1.0, None)

    def test_a_negative_wait_is_refused(self) -> None:
        with pytest.raises(Refusal, match="before it starts"):
            summarise([-1], [1], [0])

    def test_no_waits_make_two_empty_arrays(self) -> None:
        durations, codes = arrays_of([])
        assert durations.shape == codes.shape == (0,)
