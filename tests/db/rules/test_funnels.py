"""Funnels against exact binomial sums, over-dispersion by hand, and shrinkage at its maximum."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import accumulate
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.rules.funnels import Band, FunnelLimits, funnel, funnel_limits, over_dispersion
from db.rules.refusals import Refusal
from db.rules.shrinkage import beta_binomial_shrinkage


def exact_limit(n: int, centre: Fraction, p: Fraction) -> float:
    """Spiegelhalter's interpolated limit in fractions: (r - alpha) / n."""
    weights = [comb(n, r) * centre**r * (1 - centre) ** (n - r) for r in range(n + 1)]
    below = list(accumulate(weights))
    r = next(place for place, so_far in enumerate(below) if so_far >= p)
    return float(max((r - (below[r] - p) / weights[r]) / n, Fraction(0)))


class TestLimits:
    def test_ten_tosses_by_hand(self) -> None:
        # Of 1024 ways, 11 show at most one head and 56 at most two; 0.025 are 25.6 of them.
        limits = funnel_limits(10, 0.5, level=0.95)
        assert limits.lower == pytest.approx((2 - 30.4 / 45) / 10)

    @given(st.integers(1, 80), st.integers(1, 19))
    def test_they_are_the_exact_binomial_ones(self, n: int, twentieths: int) -> None:
        limits = funnel_limits(n, twentieths / 20, level=0.95)
        centre = Fraction(twentieths, 20)
        expected = [exact_limit(n, centre, p) for p in (Fraction(1, 40), Fraction(39, 40))]
        assert [limits.lower, limits.upper] == pytest.approx(expected, abs=1e-9)

    def test_large_offices_come_close_to_the_normal_law(self) -> None:
        limits = funnel_limits(1_000_000, 0.03, level=0.95)
        half = 1.959964 * math.sqrt(0.03 * 0.97 / 1e6)
        assert limits.upper == pytest.approx(0.03 + half, abs=2e-6)

    def test_nobody_or_everybody_has_no_width(self) -> None:
        assert funnel_limits(9, 0) == FunnelLimits(0, 0)
        assert funnel_limits(9, 1) == FunnelLimits(1, 1)

    def test_more_variance_is_wider_and_stays_a_share(self) -> None:
        narrow, wide = funnel_limits(50, 0.1), funnel_limits(50, 0.1, tau_squared=0.01)
        assert wide.upper > narrow.upper
        assert wide.lower == 0

    def test_no_contacts_are_a_mistake(self) -> None:
        with pytest.raises(ValueError, match="no funnel for 0 contacts"):
            funnel_limits(0, 0.5)


class TestOverDispersion:
    def test_four_equal_offices_by_hand(self) -> None:
        # s = 0.05, z = -2, -2, 2, 2: winsorising changes nothing, phi = 4; each weight is 400,
        # so tau^2 = (16 - 3) / (1600 - 400).
        got = over_dispersion([(40, 100), (40, 100), (60, 100), (60, 100)], 0.5)
        assert got.phi == pytest.approx(4)
        assert got.tau_squared == pytest.approx(13 / 1200)

    def test_one_far_office_is_reined_in(self) -> None:
        steady = [(50, 100)] * 19
        assert over_dispersion([*steady, (100, 100)], 0.5).phi < 1

    def test_one_office_says_nothing_about_differences(self) -> None:
        assert over_dispersion([(3, 10)], 0.3).tau_squared == 0
        assert over_dispersion([(0, 10), (0, 5)], 0.0).tau_squared == 0


class TestFunnel:
    def test_puts_each_office_in_one_of_three_bands(self) -> None:
        offices = {f"office {number}": (50, 500) for number in range(18)}
        got = funnel({**offices, "Nairobi": (110, 500), "Oslo": (9, 500)})
        bands = {row.office: row.band for row in got.rows}
        assert bands["Nairobi"] is Band.ABOVE
        assert bands["Oslo"] is Band.BELOW
        assert {bands[name] for name in offices} == {Band.USUAL}

    def test_an_office_without_contacts_stands_there_without_a_band(self) -> None:
        row = funnel({"Lima": (0, 0), "Oslo": (5, 50)}).rows[0]
        assert (row.office, row.share, row.limits, row.band) == ("Lima", None, None, None)

    def test_no_office_at_all(self) -> None:
        assert (funnel({}).centre, funnel({}).rows) == (None, ())

    def test_more_events_than_contacts_are_refused(self) -> None:
        with pytest.raises(Refusal, match="Oslo: 6 out of 5"):
            funnel({"Oslo": (6, 5)})


def log_likelihood(events: list[int], contacts: list[int], mean: float, strength: float) -> float:
    """Of the beta-binomial, from its definition with beta functions."""

    def log_beta(a: float, b: float) -> float:
        return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)

    a, b = mean * strength, (1 - mean) * strength
    return sum(
        log_beta(a + x, b + n - x) - log_beta(a, b) for x, n in zip(events, contacts, strict=True)
    )


class TestShrinkage:
    def test_finds_what_the_offices_were_drawn_from(self) -> None:
        generator = np.random.default_rng(5)
        contacts = generator.integers(50, 500, 300)
        events = generator.binomial(contacts, generator.beta(4, 36, 300))
        got = beta_binomial_shrinkage(events.tolist(), contacts.tolist())
        assert got.mean == pytest.approx(0.1, abs=0.01)
        assert got.strength == pytest.approx(40, rel=0.3)

    @settings(max_examples=8, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), min_size=3, max_size=8))
    def test_nothing_close_by_is_likelier(self, offices: list[tuple[int, int]]) -> None:
        events, contacts = [x for x, _ in offices], [x + y for x, y in offices]
        got = beta_binomial_shrinkage(events, contacts)
        if math.isinf(got.strength) or got.strength < 0.06 or got.mean is None:
            return
        best = log_likelihood(events, contacts, got.mean, got.strength)
        for factor in (0.99, 1.01):
            assert log_likelihood(events, contacts, got.mean * factor, got.strength) < best
            assert log_likelihood(events, contacts, got.mean, got.strength * factor) < best

    def test_a_small_office_is_drawn_further_than_a_large_one(self) -> None:
        events, contacts = [2, 200, 10, 150, 30], [3, 300, 100, 1000, 500]
        got = beta_binomial_shrinkage(events, contacts)
        small, large = got.shares[0], got.shares[1]
        assert got.mean is not None
        assert small is not None
        assert large is not None
        assert got.mean < small < large < 2 / 3

    def test_offices_that_differ_by_chance_alone_share_one_figure(self) -> None:
        got = beta_binomial_shrinkage([10, 11, 9, 10], [100, 100, 100, 100])
        assert math.isinf(got.strength)
        assert got.shares == (0.1, 0.1, 0.1, 0.1)

    def test_no_events_at_all_stay_none(self) -> None:
        assert beta_binomial_shrinkage([0, 0], [5, 3]).shares == (0, 0)

    def test_an_office_without_contacts_is_shown_the_mean(self) -> None:
        got = beta_binomial_shrinkage([5, 90, 0], [100, 100, 0])
        assert got.shares[2] == pytest.approx(got.mean)

    def test_no_contacts_anywhere_are_not_zero(self) -> None:
        assert beta_binomial_shrinkage([0, 0], [0, 0]).shares == (None, None)
        assert beta_binomial_shrinkage([], []).mean is None

    def test_wrong_numbers_are_refused(self) -> None:
        with pytest.raises(Refusal, match="more events than contacts"):
            beta_binomial_shrinkage([6], [5])
        with pytest.raises(Refusal, match="1 counts came with 2"):
            beta_binomial_shrinkage([1], [5, 5])
