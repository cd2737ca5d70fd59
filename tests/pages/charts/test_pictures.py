"""Pictures of charts, with their words, drawn without a network."""

from __future__ import annotations

from datetime import date, timedelta

import altair as alt
import pytest

from pages.charts.funnel import Funnel, Limits, Office, funnel_chart
from pages.charts.hours import Hour, WeekOfHours, hours_chart
from pages.charts.pictures import Picture, as_png, as_svg, sheet
from pages.charts.rates import Rates, WeekRate, rates_chart
from pages.charts.waits import Step, Waits, waits_chart

MONDAY = date(2026, 5, 4)
WEEKS = tuple(WeekRate(MONDAY + timedelta(weeks=each), 5, 100, 5.0 + each) for each in range(9))
CHARTS = {
    "rates": rates_chart(Rates("Nairobi", WEEKS, 6.0), tone="light"),
    "hours": hours_chart(
        WeekOfHours("Nairobi", "Africa/Nairobi", (Hour(0, 9, 4),), 3), tone="light"
    ),
    "funnel": funnel_chart(
        Funnel((Office("Nairobi", 40, 5.0, outlier=True), Office("Mombasa", 60, 2.0)), 3.0,
               (Limits(20, 1, 5, 0, 7), Limits(70, 2, 4, 1, 5)), "26 weeks"),
        tone="light",
    ),
    "waits": waits_chart(
        Waits("Nairobi", "answered", (Step(0, 1.0), Step(60, 0.4)), 50, 10, 1, 0), tone="light"
    ),
}  # fmt: skip
LONG = "Nairobi, 26 weeks to 15 Nov 2026. " * 6


def _picture(name: str) -> Picture:
    return Picture(CHARTS[name].to_dict(), "No hour stands out", (LONG, "Source: Readyroom."))


class TestPicture:
    @pytest.mark.parametrize("name", CHARTS)
    def test_carries_its_finding_and_its_source(self, name: str) -> None:
        drawn = as_svg([_picture(name)])
        assert drawn.startswith("<svg")
        assert "No hour stands out" in drawn
        assert "Source: Readyroom." in drawn
        assert "NaN" not in drawn

    def test_may_be_words_alone(self) -> None:
        told = Picture(
            {}, "What it would have cost", ("KES 900 was granted.", "Source: Readyroom.")
        )
        drawn = as_svg([told])
        assert "What it would have cost" in drawn
        assert "KES 900 was granted." in drawn
        alt.VConcatChart.from_dict(sheet([told, _picture("rates")]))

    def test_asks_for_no_address(self) -> None:
        drawn = as_svg([_picture("rates")])
        assert drawn.count("http") == drawn.count("http://www.w3.org")

    def test_of_a_whole_screen_holds_each_chart(self) -> None:
        drawn = as_png([_picture(name) for name in CHARTS], title="Escalations are as usual")
        assert drawn.startswith(b"\x89PNG")

    def test_keeps_to_the_schema(self) -> None:
        whole = sheet([_picture(name) for name in CHARTS], title="Escalations are as usual")
        alt.VConcatChart.from_dict(whole)
        assert sum("layer" in part for part in whole["vconcat"]) == len(CHARTS)

    def test_wraps_long_lines(self) -> None:
        words = sheet([_picture("rates")])["vconcat"][1]["data"]["values"]
        assert len(words) > 2
        assert max(len(each["words"]) for each in words) < 120
