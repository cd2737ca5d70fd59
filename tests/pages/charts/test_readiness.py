"""The score by week and the ladder."""

from __future__ import annotations

from datetime import date, timedelta

from pages.charts.readiness import (
    Cell,
    Ladder,
    WeekScore,
    alt_of_ladder,
    alt_of_score,
    ladder_chart,
    score_chart,
)
from tests.pages.charts.specifications import drawn, layers, specification, words

MONDAY = date(2026, 6, 1)
WEEKS = [WeekScore(MONDAY + timedelta(weeks=n), 51.25 + 5 * n) for n in range(3)]
LADDER = Ladder(
    cells=[Cell("Bag lost", "SIN", 5), Cell("Bag lost", "JKT", 0), Cell("Strike", "SIN", 2)],
    problems=["Strike", "Bag lost"],
    offices=["SIN", "JKT"],
)


class TestScoreChart:
    def test_names_the_last_score(self) -> None:
        spec = specification(score_chart("Nairobi", WEEKS, tone="light"))
        assert words(spec) == {"61"}
        assert drawn(spec, layers(spec, "line")[0])[0]["score"] == 51.25

    def test_keeps_the_line_inside_the_chart(self) -> None:
        for score in (0.0, 100.0, 3.5):
            spec = specification(score_chart("N", [WeekScore(MONDAY, score)], tone="light"))
            low, high = layers(spec, "line")[0]["encoding"]["y"]["scale"]["domain"]
            assert 0 <= low <= score <= high <= 100
            assert low < high

    def test_says_how_far_it_moved(self) -> None:
        assert alt_of_score("Nairobi", WEEKS) == (
            "Nairobi: score 61 of 100 in the week of 15 Jun 2026, up 10 since the week of "
            "1 Jun 2026."
        )
        assert "unchanged" in alt_of_score("Nairobi", WEEKS[:1])


class TestLadderChart:
    def test_writes_a_digit_into_every_cell(self) -> None:
        spec = specification(ladder_chart(LADDER, tone="light"))
        assert len(drawn(spec, layers(spec, "text")[0])) == 3
        assert words(spec) == {"5", "0", "2"}

    def test_keeps_the_order_it_is_given(self) -> None:
        spec = specification(ladder_chart(LADDER, tone="light"))
        encoding = layers(spec, "rect")[0]["encoding"]
        assert encoding["y"]["sort"] == ["Strike", "Bag lost"]
        assert encoding["x"]["sort"] == ["SIN", "JKT"]

    def test_has_a_fixed_height_for_each_row(self) -> None:
        assert specification(ladder_chart(LADDER, tone="light"))["height"] == {"step": 17}

    def test_gives_every_rung_its_colour_by_tone(self) -> None:
        light, dark = (
            layers(specification(ladder_chart(LADDER, tone=tone)), "rect")[0]["encoding"]["color"]
            for tone in ("light", "dark")
        )
        assert light["scale"]["range"][0] == "#C2410C"
        assert dark["scale"]["range"][0] == "#E8692D"
        assert light["scale"]["domain"] == [0, 1, 2, 3, 4, 5]

    def test_counts_the_rungs_in_words(self) -> None:
        assert alt_of_ladder(LADDER) == (
            "2 problems in 2 offices: 1 not imagined, 0 imagined, 1 answered, 0 empowered, "
            "0 rehearsed, 1 proven."
        )
