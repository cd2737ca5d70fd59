"""The curve of those who still wait."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pages.charts.choosing import Choice, choosable
from pages.charts.waits import Step, Waits, alt_of_waits, median_in_words, waits_chart
from tests.pages.charts.specifications import drawn, layers, specification, words

WAITS = Waits(
    place="Singapore",
    done="answered",
    steps=[
        Step(0, 1.0, 1.0, 1.0),
        Step(61, 0.7000000000000001, 0.6, 0.8),
        Step(156, 0.5, 0.4, 0.6),
        Step(640, 0.05, None, None),
    ],
    median=156.0,
    asks=190,
    left=17,
    open=6,
)


class TestWaitsChart:
    def test_steps_stay_level_until_the_next_event(self) -> None:
        spec = specification(waits_chart(WAITS, tone="light"))
        assert layers(spec, "line")[0]["mark"]["interpolate"] == "step-after"
        assert layers(spec, "area")[0]["mark"]["interpolate"] == "step-after"

    def test_keeps_every_digit_of_a_share(self) -> None:
        spec = specification(waits_chart(WAITS, tone="light"))
        assert drawn(spec, layers(spec, "line")[0])[1]["waiting"] == 0.7000000000000001

    def test_names_the_median_on_the_chart(self) -> None:
        spec = specification(waits_chart(WAITS, tone="light"))
        assert words(spec) == {"half are answered within 2.6 min", "share not answered yet"}

    def test_a_median_not_reached_is_not_a_number(self) -> None:
        unknown = replace(WAITS, median=None)
        assert median_in_words(unknown) is None
        assert layers(specification(waits_chart(unknown, tone="light")), "rule") == []
        assert "is not yet known" in alt_of_waits(unknown)

    @pytest.mark.parametrize(
        ("longest", "name"),
        [(7200, "minutes"), (7201, "hours"), (259_200, "hours"), (259_201, "days")],
    )
    def test_its_unit_fits_the_longest_wait(self, longest: int, name: str) -> None:
        waits = replace(WAITS, steps=[Step(0, 1.0), Step(longest, 0.1)])
        spec = specification(waits_chart(waits, tone="light"))
        assert layers(spec, "line")[0]["encoding"]["x"]["title"] == f"{name} since the ask"

    def test_counts_who_left_and_who_waits(self) -> None:
        assert alt_of_waits(WAITS) == (
            "Singapore: of 190 asks, half are answered within 2.6 minutes. "
            "17 customers left and 6 are open or ended without it; all are counted in."
        )

    def test_has_a_place_to_click_at_on_every_step(self) -> None:
        spec = specification(waits_chart(WAITS, tone="light"))
        places = layers(spec, "point")[0]
        assert [row["seconds"] for row in drawn(spec, places)] == [0, 61, 156, 640]
        choice = Choice("point", ("seconds",), nearest=True)
        [click] = choosable(spec, choice, tone="light")["params"]
        assert click["select"]["nearest"] is True

    def test_marks_the_length_that_is_looked_at(self) -> None:
        looked = replace(WAITS, at=Step(300, 0.4))
        spec = specification(waits_chart(looked, tone="light"))
        [row] = drawn(spec, layers(spec, "point")[1])
        assert (row["seconds"], row["after"], row["waiting"]) == (300, 5.0, 0.4)

    def test_nobody_asked_is_an_empty_chart(self) -> None:
        nobody = Waits("Bali", "answered", [], None, asks=0, left=0, open=0)
        assert words(specification(waits_chart(nobody, tone="dark"))) == set()
