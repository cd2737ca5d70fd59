"""The funnel of offices."""

from __future__ import annotations

from pages.charts.funnel import Funnel, Limits, Office, alt_of_funnel, funnel_chart
from tests.pages.charts.specifications import drawn, layers, specification

OFFICES = [
    Office("Nairobi", 1284, 9.5, outlier=True),
    Office("Mombasa", 900, 9.1, outlier=True),
    Office("Bali", 420, 2.5, outlier=True),
    Office("London", 2100, 6.700000000000001),
]
LIMITS = [Limits(100, 2.0, 11.0, 0.0, 14.0), Limits(2200, 5.6, 7.7, 5.0, 8.3)]
FUNNEL = Funnel(OFFICES, mean=6.6, limits=LIMITS, period="90 days")


class TestFunnelChart:
    def test_an_outlier_has_another_shape(self) -> None:
        spec = specification(funnel_chart(FUNNEL, tone="light"))
        assert [layer["mark"]["shape"] for layer in layers(spec, "point")] == ["circle", "diamond"]

    def test_keeps_every_digit_of_a_rate(self) -> None:
        spec = specification(funnel_chart(FUNNEL, tone="light"))
        assert drawn(spec, layers(spec, "point")[0])[3]["rate"] == 6.700000000000001

    def test_names_only_the_outliers(self) -> None:
        spec = specification(funnel_chart(FUNNEL, tone="light"))
        assert layers(spec, "text")[0]["transform"] == [{"filter": "datum.outlier"}]

    def test_says_who_lies_outside(self) -> None:
        assert alt_of_funnel(FUNNEL) == (
            "4 offices, 90 days: mean 6.6 escalations per 100 contacts. Outside the outer band: "
            "Nairobi and Mombasa above; Bali below."
        )

    def test_says_that_nobody_lies_outside(self) -> None:
        calm = Funnel(OFFICES[3:], 6.6, LIMITS, "90 days")
        assert alt_of_funnel(calm).endswith("None is outside the outer band.")
