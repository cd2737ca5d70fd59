"""A share by week, drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pages.charts.shares import Shares, WeekPoint, alt_of_shares, shares_chart
from tests.pages.charts.specifications import drawn, layers, specification, words

MONDAY = date(2026, 6, 1)
WEEKS = [
    WeekPoint(MONDAY, 50.0, "5 of 10", 20.0, 80.0),
    WeekPoint(MONDAY + timedelta(weeks=1), 90.0, "9 of 10", 20.0, 80.0, "outside"),
]
SHARES = Shares("Kept", WEEKS, 55.0)


class TestSharesChart:
    @pytest.mark.parametrize("tone", ["light", "dark"])
    def test_shows_each_week_with_its_counts(self, tone: str) -> None:
        spec = specification(shares_chart(SHARES, tone=tone))
        points = drawn(spec, layers(spec, "point")[0])
        assert [(each["share"], each["of"]) for each in points] == [
            ("50 %", "5 of 10"), ("90 %", "9 of 10"),
        ]  # fmt: skip
        assert words(spec) == {"mean 55 %", "now 90 %"}

    def test_never_reaches_far_above_a_hundred(self) -> None:
        full = Shares("Kept", [replace(WEEKS[0], value=100.0)], None)
        assert full.top == 105.0
        assert layers(specification(shares_chart(full, tone="light")), "rule") == []

    def test_draws_a_rate_and_the_day_of_a_fix(self) -> None:
        rate = replace(SHARES, unit=" a week", noted_on=MONDAY, note="fix")
        spec = specification(shares_chart(rate, tone="dark"))
        assert words(spec) == {"mean 55.0 a week", "now 90.0 a week", "fix"}
        assert rate.top == pytest.approx(99.0)

    def test_says_the_finding_in_words(self) -> None:
        assert alt_of_shares(SHARES) == (
            "Kept: 90 % in the week of 8 Jun 2026 (9 of 10), mean 55 % over 2 weeks with any. "
            "1 of them breaks a rule."
        )
