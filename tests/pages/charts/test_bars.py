"""Counts as bars."""

from __future__ import annotations

import altair as alt
import pytest

from pages.charts.bars import Bar, Bars, alt_of_bars, bars_chart
from pages.charts.choosing import Choice, choosable
from tests.pages.charts.specifications import drawn, layers, specification, words

BARS = Bars(
    "Who answered", "asks",
    (Bar("1", "by the first person offered", 1_200, 2_000), Bar("0", "by nobody", 0, 2_000)),
)  # fmt: skip


class TestBarsChart:
    @pytest.mark.parametrize("tone", ["light", "dark"])
    def test_draws_each_count_in_the_order_given(self, tone: str) -> None:
        spec = specification(bars_chart(BARS, tone=tone))
        [bars] = layers(spec, "bar")
        assert [row["number"] for row in drawn(spec, bars)] == [1_200, 0]
        assert bars["encoding"]["y"]["scale"]["domain"] == ["1", "0"]
        assert {"by the first person offered", "by nobody"} <= words(spec)

    def test_begins_at_nothing_and_keeps_room_for_the_numbers(self) -> None:
        spec = specification(bars_chart(BARS, tone="light"))
        assert layers(spec, "bar")[0]["encoding"]["x"]["scale"]["domain"] == [0, 1_500]
        empty = Bars("Nothing", "asks", (Bar("0", "none", 0, 0),))
        spec = specification(bars_chart(empty, tone="light"))
        assert layers(spec, "bar")[0]["encoding"]["x"]["scale"]["domain"] == [0, 1.25]

    def test_can_be_clicked(self) -> None:
        spec = choosable(bars_chart(BARS, tone="light").to_dict(), Choice("bar", ("key",)),
                         tone="light")  # fmt: skip
        alt.LayerChart.from_dict(spec)
        assert spec["params"][0]["select"]["fields"] == ["key"]

    def test_says_every_count(self) -> None:
        assert alt_of_bars(BARS) == (
            "Who answered, asks: by the first person offered, 1,200 of 2,000; by nobody, 0 of "
            "2,000."
        )
