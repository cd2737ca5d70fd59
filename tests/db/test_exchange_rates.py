"""Rates between currencies: appended with their day and source, and used only when asked for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.__main__ import main
from db.commands import exchange_rates as commands
from db.queries.exchange_rates import exchange_rates
from db.rules.exchange_rates import Rate, check_pair, converted, rate_on, read_rate
from db.rules.money import PIECES, Money
from db.rules.refusals import NotPermitted, Refusal
from tests.databases import Database
from tests.world import NOW, world

FIRST, SECOND = date(2026, 11, 1), date(2026, 11, 15)
ADD = ["rate", "add", "KES", "SGD", "0.0104", "--valid-from", "2026-11-01", "--source", "the bank"]
EXPLAIN = ["explain", "--place", "Nairobi", "--grade", "agent", "--remedy", "Refund"]
Printed = pytest.CaptureFixture[str]


def rate(number: int, value: str, day: date = FIRST, to: str = "KES") -> Rate:
    """A rate from SGD."""
    return Rate(number, "SGD", to, Decimal(value), day, "the bank")


class TestRateOn:
    RATES = (rate(1, "96"), rate(2, "97", SECOND), rate(3, "96.5"), rate(4, "1", to="USD"))

    @pytest.mark.parametrize(
        ("day", "number"),
        [(date(2026, 10, 31), None), (FIRST, 3), (date(2026, 11, 14), 3), (SECOND, 2)],
    )
    def test_is_the_last_that_was_said_for_the_day(self, day: date, number: int | None) -> None:
        found = rate_on(self.RATES, "SGD", "KES", day=day)
        assert (found.id if found else None) == number

    def test_is_never_turned_round(self) -> None:
        assert rate_on(self.RATES, "KES", "SGD", day=SECOND) is None


class TestConverted:
    def test_names_the_rate_its_day_and_its_source(self) -> None:
        found = converted(Money(Decimal(80), "SGD"), rate(1, "96"))
        assert found.words.replace("\u00a0", " ") == (
            "KES 7,680, at 96 KES for 1 SGD, the rate of 1 Nov 2026 (the bank)"
        )

    @pytest.mark.parametrize(
        ("amount", "to", "expected"),
        [("0.01", "KES", "0.96"), ("0.05", "IDR", "5"), ("1", "KWD", "96.500")],
    )
    def test_is_rounded_to_what_the_currency_has(self, amount: str, to: str, expected: str) -> None:
        found = converted(Money(Decimal(amount), "SGD"), rate(1, "96.5", to=to))
        assert str(found.worth.amount) == expected

    @pytest.mark.parametrize("currency", ["KES", PIECES])
    def test_refuses_what_the_rate_is_not_for(self, currency: str) -> None:
        with pytest.raises(Refusal, match="cannot be compared by a rate for SGD"):
            converted(Money(Decimal(1), currency), rate(1, "96"))


class TestReadRate:
    @pytest.mark.parametrize("typed", ["", "much", "0", "-1", "NaN", "1e30", "0.00000000001"])
    def test_refuses_what_cannot_be_meant(self, typed: str) -> None:
        with pytest.raises(Refusal):
            read_rate(typed)

    @pytest.mark.parametrize(("one", "other"), [("SGD", "SGD"), ("SGD", "XYZZ"), ("", "SGD")])
    def test_is_between_two_currencies(self, one: str, other: str) -> None:
        with pytest.raises(Refusal):
            check_pair(one, other)


class TestTheRecord:
    def test_keeps_every_rate_as_it_was_said(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            keys = [
                commands.record(
                    session, made.viewers["Administrator"], from_currency="SGD",
                    to_currency="KES", rate=value, valid_from_on=FIRST, source="the bank",
                    submit_key=value, at=NOW,
                )
                for value in ("96", "96.12345678", "96")
            ]  # fmt: skip
            assert keys[0] == keys[2]
            assert [each.rate for each in exchange_rates(session)] == [
                Decimal("96.12345678"), Decimal(96),
            ]  # fmt: skip
        with pytest.raises(DBAPIError, match="never edited"), database.doors.writing() as session:
            session.execute(text("UPDATE exchange_rates SET rate = '1'"))

    def test_is_for_those_who_publish_everywhere(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(NotPermitted):
                commands.record(
                    session, made.viewers["Africa regional"], from_currency="SGD",
                    to_currency="KES", rate="96", valid_from_on=FIRST, source="the bank",
                    submit_key="one", at=NOW,
                )  # fmt: skip


class TestTheCommandLine:
    def test_compares_only_when_asked_and_says_by_what(
        self, database: Database, capsys: Printed
    ) -> None:
        with database.doors.writing() as session:
            world(session)
        assert main(["rate", "list"], now=NOW) == 0
        assert "No rate was recorded" in capsys.readouterr().out
        assert main([*EXPLAIN, "--compare-in", "SGD"], now=NOW) == 1
        assert "No rate from KES to SGD holds on 18 Nov 2026" in capsys.readouterr().err
        assert main(ADD, now=NOW) == 0
        assert main(["rate", "list"], now=NOW) == 0
        assert "the bank" in capsys.readouterr().out
        assert main(EXPLAIN, now=NOW) == 0
        assert "SGD" not in capsys.readouterr().out
        assert main([*EXPLAIN, "--compare-in", "sgd"], now=NOW) == 0
        said = capsys.readouterr().out.replace("\u00a0", " ")
        assert "Compared: KES 10,000 is SGD 104, at 0.0104 SGD for 1 KES" in said
        assert "the rate of 1 Nov 2026 (the bank)" in said
