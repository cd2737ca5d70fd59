"""Marks that can be chosen, in a specification that is drawn already."""

from __future__ import annotations

import altair as alt

from pages.charts.choosing import Choice, choosable
from pages.charts.hours import Hour, WeekOfHours, hours_chart

WEEK = WeekOfHours("Nairobi", "Africa/Nairobi", (Hour(0, 9, 4), Hour(0, 10, 2)), 3)
SPEC = hours_chart(WEEK, tone="light").to_dict()
CHOSEN = Choice("rect", ("day", "hour"), "datum.hour === 9")


class TestAChosenMark:
    def test_stands_out_and_leaves_the_chart_as_it_was(self) -> None:
        before = repr(SPEC)
        found = choosable(SPEC, CHOSEN, tone="dark")
        assert len(found["layer"]) == len(SPEC["layer"]) + 1
        assert {"filter": "datum.hour === 9"} in found["layer"][1]["transform"]
        assert repr(SPEC) == before

    def test_is_none_where_nothing_is_chosen(self) -> None:
        found = choosable(SPEC, Choice("rect", ("day", "hour")), tone="light")
        assert len(found["layer"]) == len(SPEC["layer"])

    def test_keeps_to_the_schema(self) -> None:
        for choice in (CHOSEN, Choice("rect", ("day",), by_drag=True)):
            alt.LayerChart.from_dict(choosable(SPEC, choice, tone="light"))
