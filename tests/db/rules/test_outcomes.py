"""Shares of how it ended: counted by hand, with open ones, and with nothing at all."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from db.rules.outcomes import WeekShare, departures, outcome, share_chart
from db.rules.proportions import wilson, wilson_of_share
from db.rules.tallies import tally

MONDAY = date(2026, 5, 4)
OPEN, REACHED, LEFT = 0, 1, 2


def _weeks(*counts: tuple[int, int]) -> list[WeekShare]:
    return [WeekShare(MONDAY + timedelta(weeks=n), *each) for n, each in enumerate(counts)]


class TestOutcome:
    def test_is_what_happened_out_of_what_could(self) -> None:
        found = outcome(_weeks((3, 4), (0, 0), (0, 6)))
        assert (found.happened, found.of, found.share) == (3, 10, 0.3)
        assert found.interval == wilson(3, 10)

    def test_of_nothing_is_no_share(self) -> None:
        found = outcome(_weeks((0, 0), (0, 0)))
        assert (found.share, found.interval) == (None, None)


class TestDepartures:
    def test_without_open_waits_are_a_plain_share(self) -> None:
        found = departures(tally([10, 20, 20, 30], [LEFT, REACHED, REACHED, LEFT]))
        assert (found.share, found.left, found.came, found.open) == (0.5, 2, 2, 0)
        assert found.interval == wilson(2, 4)

    def test_take_open_waits_neither_for_gone_nor_for_served(self) -> None:
        # By hand: at 10 one of four leaves (1/4); at 15 one is still waiting; at 20 one of two
        # leaves: 3/4 x 1/2; at 30 the last one is met.
        found = departures(tally([10, 15, 20, 30], [LEFT, OPEN, LEFT, REACHED]))
        assert found.share is not None
        assert found.share == pytest.approx(1 / 4 + 3 / 8, abs=1e-12)
        assert found.interval == wilson_of_share(found.share, 3)
        assert found.share > 2 / 4

    def test_of_nobody_and_of_open_waits_alone_are_not_known(self) -> None:
        assert departures(tally([], [])).share is None
        found = departures(tally([5, 7], [OPEN, OPEN]))
        assert (found.asks, found.share, found.interval) == (2, None, None)


class TestShareChart:
    def test_rests_on_the_first_half_of_half_a_year(self) -> None:
        counts = [(5 + n % 3, 10) for n in range(26)]
        assert share_chart(_weeks(*counts)).groups[-1].baseline == 13
        assert share_chart(_weeks(*counts[:25])).groups[-1].baseline == 25

    def test_gives_a_proportion_the_same_limits_by_either_law(self) -> None:
        counts = [(5 + n % 3, 10 + n % 4) for n in range(20)]
        chart = share_chart(_weeks(*counts))
        total, of = (sum(column) for column in zip(*counts, strict=True))
        share = total / of
        sigma = [(share * (1 - share) / n) ** 0.5 for _, n in counts]
        z = [(x / n - share) / s for (x, n), s in zip(counts, sigma, strict=True)]
        spread = sum(abs(b - a) for a, b in pairwise(z)) / 19 / 1.128
        assert chart.points[0].upper == pytest.approx(100 * (share + 3 * sigma[0] * spread))

    def test_passes_over_weeks_in_which_nothing_could_happen(self) -> None:
        points = share_chart(_weeks((1, 2), (0, 0), (2, 3))).points
        assert [point.value is None for point in points] == [False, True, False]
