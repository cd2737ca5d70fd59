"""The curve of limits against escalations that would not have been needed."""

from __future__ import annotations

from pages.charts.trade_offs import Amount, TradeOffs, alt_of_trade_offs, trade_off_chart
from tests.pages.charts.specifications import drawn, layers, specification, words

POINTS = (Amount(150, 20, 900.0), Amount(200, 45, 2_500.0), Amount(300, 60, 5_000.0))
FOUND = TradeOffs(POINTS, POINTS[1], "SGD")


class TestTradeOffChart:
    def test_draws_each_limit_once_and_marks_the_chosen_one(self) -> None:
        spec = specification(trade_off_chart(FOUND, tone="light"))
        every, chosen = layers(spec, "point")
        assert [row["removed"] for row in drawn(spec, every)] == [20, 45, 60]
        assert [row["removed"] for row in drawn(spec, chosen)] == [45]
        assert words(spec) == {"45 fewer"}

    def test_draws_a_band_where_weeks_give_one(self) -> None:
        banded = TradeOffs((Amount(150, 20, 9.0, (15.0, 26.0)), POINTS[1]), POINTS[1], "SGD")
        spec = specification(trade_off_chart(banded, tone="light"))
        (band,) = layers(spec, "area")
        assert [(row["low"], row["high"]) for row in drawn(spec, band)] == [
            (15.0, 26.0),
            (None, None),
        ]

    def test_says_the_finding(self) -> None:
        assert alt_of_trade_offs(FOUND) == (
            "A limit of SGD 200 would have made 45 escalations unnecessary, for at most SGD 2,500 "
            "more; 3 limits are drawn."
        )
