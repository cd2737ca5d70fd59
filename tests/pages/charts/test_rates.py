"""The control chart of escalations per 100 contacts."""

from __future__ import annotations

from datetime import date, timedelta

from pages.charts.rates import Note, Rates, WeekRate, alt_of_rates, rates_chart
from tests.pages.charts.specifications import drawn, layers, specification, words

MONDAY = date(2026, 6, 1)


def week(
    number: int, rate: float, signal: str | None = None, direction: str | None = None
) -> WeekRate:
    return WeekRate(
        starts_on=MONDAY + timedelta(weeks=number),
        escalations=20,
        contacts=300,
        rate=rate,
        low=2.0,
        high=11.0,
        signal=signal,
        direction="up" if direction == "up" else "down" if direction else None,
    )


RATES = Rates(
    place="Singapore",
    weeks=[
        week(0, 6.666666666666667),
        week(1, 12.1, "outside", "up"),
        week(2, 4.3, "shift", "down"),
        week(3, 7.9, "trend", "up"),
    ],
    mean=6.9,
    notes=[Note(MONDAY + timedelta(days=9), "limits raised, 10 Jun")],
)


class TestRatesChart:
    def test_keeps_every_digit_of_a_rate(self) -> None:
        spec = specification(rates_chart(RATES, tone="light"))
        assert drawn(spec, layers(spec, "point")[0])[0]["rate"] == 6.666666666666667

    def test_a_signal_changes_its_shape_too(self) -> None:
        spec = specification(rates_chart(RATES, tone="light"))
        points = layers(spec, "point")[0]
        assert [row["shape"] for row in drawn(spec, points)] == ["none", "outside", "down", "up"]
        scale = points["encoding"]["shape"]["scale"]
        shapes = dict(zip(scale["domain"], scale["range"], strict=True))
        assert len(set(shapes.values())) == 4
        assert (shapes["outside"], shapes["down"]) == ("diamond", "triangle-down")

    def test_labels_stand_on_the_chart(self) -> None:
        spec = specification(rates_chart(RATES, tone="light"))
        assert {"usual\nrange", "mean 6.9", "now 7.9", "limits raised, 10 Jun"} <= words(spec)

    def test_weeks_are_midnights_in_utc(self) -> None:
        spec = specification(rates_chart(RATES, tone="light"))
        assert drawn(spec, layers(spec, "point")[0])[0]["week"] == 1780272000000

    def test_without_limits_it_draws_no_band_and_no_mean(self) -> None:
        bare = Rates("Bali", [WeekRate(MONDAY, 1, 30, 100 / 30)], mean=None)
        spec = specification(rates_chart(bare, tone="dark"))
        assert drawn(spec, layers(spec, "area")[0]) == []
        assert words(spec) == {"now 3.3"}

    def test_both_tones_draw_the_same_rows_in_other_colours(self) -> None:
        light, dark = (specification(rates_chart(RATES, tone=tone)) for tone in ("light", "dark"))
        assert light["config"]["axisY"]["gridColor"] != dark["config"]["axisY"]["gridColor"]
        assert drawn(light, layers(light, "point")[0]) == drawn(dark, layers(dark, "point")[0])

    def test_the_finding_is_its_description(self) -> None:
        spec = specification(rates_chart(RATES, tone="light"))
        assert (
            spec["description"]
            == alt_of_rates(RATES)
            == (
                "Singapore: 7.9 escalations per 100 contacts in the week of 22 Jun 2026, mean 6.9 "
                "over 4 weeks. 3 weeks break a rule, the latest by trend, upwards."
            )
        )

    def test_the_finding_says_that_nothing_stands_out(self) -> None:
        quiet = Rates("Bali", [week(0, 5.0)], mean=None)
        assert alt_of_rates(quiet).endswith("no mean yet over 1 week. No week breaks a rule.")
