"""The way from one currency to another through recorded rates."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from db.rules.exchange_rates import Rate
from db.rules.money import PIECES
from db.rules.rate_routes import Exchange, Route, route_on

DAY, LONG_AGO = date(2026, 11, 18), date(2026, 6, 1)


def rate(pair: str, value: str, day: date = LONG_AGO, number: int = 1) -> Rate:
    """A rate such as `SGD KES`."""
    one, other = pair.split()
    return Rate(number, one, other, Decimal(value), day, "bank")


def way(*rates: Rate, day: date = DAY) -> Route | None:
    """From Kenyan shillings to Singapore dollars."""
    return route_on(rates, "KES", "SGD", day=day)


class TestARoute:
    def test_is_the_recorded_rate_before_the_one_turned_round(self) -> None:
        found = way(rate("SGD KES", "100", DAY), rate("KES SGD", "0.01"))
        assert found is not None
        assert found.is_plain
        assert found.words == "0.01 SGD for 1 KES on 1 Jun 2026 (bank)"

    def test_turns_a_rate_round(self) -> None:
        found = way(rate("SGD KES", "80"))
        assert found is not None
        assert (found.factor, found.is_plain) == (Decimal("0.0125"), False)
        assert found.words == "80 KES for 1 SGD on 1 Jun 2026 (bank)"

    def test_goes_through_one_currency_in_between_and_names_both_days(self) -> None:
        found = way(rate("USD KES", "125"), rate("USD SGD", "1.25", DAY))
        assert found is not None
        assert found.factor == Decimal("0.01")
        assert found.words == (
            "125 KES for 1 USD on 1 Jun 2026 (bank) and 1.25 SGD for 1 USD on 18 Nov 2026 (bank)"
        )

    def test_takes_the_way_whose_older_rate_is_the_newest(self) -> None:
        old = (rate("USD KES", "125"), rate("USD SGD", "1.25", DAY))
        yesterday = DAY - timedelta(days=1)
        new = (rate("EUR KES", "150", yesterday), rate("EUR SGD", "1.5", yesterday))
        found = way(*old, *new)
        assert found is not None
        assert "EUR" in found.words

    def test_is_none_before_its_day_and_through_two_in_between(self) -> None:
        assert way(rate("KES SGD", "0.01", DAY), day=DAY - timedelta(days=1)) is None
        assert way(rate("KES USD", "1"), rate("USD EUR", "1"), rate("EUR SGD", "1")) is None


class TestAnExchange:
    def test_rounds_to_what_the_currency_has(self) -> None:
        exchange = Exchange([rate("SGD KES", "96.5")], day=DAY)
        assert str(exchange.worth(Decimal("0.333"), "SGD", "KES")) == "KES\u00a032.13"

    def test_never_compares_pieces(self) -> None:
        assert Exchange([rate("SGD KES", "96.5")], day=DAY).worth(Decimal(1), "SGD", PIECES) is None
