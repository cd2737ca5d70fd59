"""The heat map of the hours of a week."""

from __future__ import annotations

import pytest

from pages.charts.hours import INKS, Hour, WeekOfHours, alt_of_hours, hours_chart
from pages.charts.theme import palette
from tests.pages.charts.colours import contrast, mixed
from tests.pages.charts.specifications import drawn, layers, specification, words

WEEK = WeekOfHours(
    place="Singapore",
    zone="Singapore time",
    hours=[Hour(4, 18, 12), Hour(6, 19, 15), Hour(0, 9, 7), Hour(1, 9, 0), Hour(2, 5, None)],
    digits_above=7,
)


class TestHoursChart:
    @pytest.mark.parametrize("tone", ["light", "dark"])
    def test_every_digit_can_be_read_on_its_fill(self, tone: str) -> None:
        ramp = palette(tone).ramp
        share, above, below = INKS[tone]
        for step in range(101):
            place = step / 100 * (len(ramp) - 1)
            first = min(int(place), len(ramp) - 2)
            fill = mixed(ramp[first], ramp[first + 1], place - first)
            ink = above if step / 100 >= share else below
            assert contrast(ink, fill) >= 4.5, (step, fill)

    def test_writes_digits_only_strictly_above_the_threshold(self) -> None:
        assert words(specification(hours_chart(WEEK, tone="light"))) == {"12", "15", ""}

    def test_a_closed_hour_is_not_a_zero(self) -> None:
        spec = specification(hours_chart(WEEK, tone="light"))
        quiet, closed = drawn(spec, layers(spec, "rect")[0])[3:]
        assert (quiet["asks"], quiet["asked"]) == (0, "0")
        assert (closed["asks"], closed["asked"]) == (None, "closed")

    def test_days_run_from_monday(self) -> None:
        spec = specification(hours_chart(WEEK, tone="dark"))
        assert layers(spec, "rect")[0]["encoding"]["y"]["sort"][0] == "Mon"

    def test_names_the_busiest_hours(self) -> None:
        assert alt_of_hours(WEEK) == (
            "Singapore, Singapore time: most asks come on "
            "Sunday 19:00, 15; Friday 18:00, 12; Monday 9:00, 7."
        )

    def test_says_when_nobody_asked(self) -> None:
        empty = WeekOfHours("Bali", "Bali time", [Hour(0, 9, None)], 5)
        assert alt_of_hours(empty) == "Bali: nobody asked for a manager."
        specification(hours_chart(empty, tone="light"))
