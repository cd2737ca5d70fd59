"""What a currency gained or lost since a review."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from db.rules.exchange_rates import Rate
from db.rules.limit_drift import drift_in_words
from db.rules.rate_routes import Leg, Route

SINCE = date(2026, 10, 1)


def _rate(rate: str, day: date = SINCE) -> Route:
    return Route((Leg(Rate(1, "KES", "SGD", Decimal(rate), day, "central bank")),))


class TestDrift:
    def test_is_said_with_both_rates(self) -> None:
        now = _rate("0.0095", date(2026, 11, 2))
        assert drift_in_words("KES", "SGD", _rate("0.0100"), now, SINCE) == (
            "Since the last review on 1 Oct 2026, KES lost 5.0 % against SGD (rates of 1 Oct 2026 "
            "and 2 Nov 2026): the same amounts are worth less."
        )
        assert "gained 5.3 %" in drift_in_words("KES", "SGD", now, _rate("0.0100"), SINCE)

    def test_is_none_where_nothing_moved(self) -> None:
        same = _rate("0.01")
        assert "is worth as much SGD" in drift_in_words("KES", "SGD", same, same, SINCE)
        assert not drift_in_words("SGD", "SGD", None, None, SINCE)

    def test_is_not_known_without_a_rate(self) -> None:
        assert drift_in_words("KES", "SGD", None, _rate("0.01"), SINCE) == (
            "Drift is not known: no rate from KES to SGD is recorded for 1 Oct 2026."
        )

    def test_names_every_rate_that_was_turned_round(self) -> None:
        then, now = (
            Route((Leg(Rate(1, "SGD", "KES", Decimal(rate), day, "bank"), is_turned=True),))
            for rate, day in (("100", SINCE), ("80", date(2026, 11, 2)))
        )
        assert drift_in_words("KES", "SGD", then, now, SINCE) == (
            "Since the last review on 1 Oct 2026, KES gained 25.0 % against SGD (then 100 KES for "
            "1 SGD on 1 Oct 2026 (bank); now 80 KES for 1 SGD on 2 Nov 2026 (bank)): the same "
            "amounts are worth more."
        )
