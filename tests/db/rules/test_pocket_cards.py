"""What a pocket card says, until when it may be believed, and what it says no longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from db.rules.authority import Limit
from db.rules.pocket_cards import (
    LONGEST,
    Cell,
    Changed,
    changes,
    gives,
    gives_more,
    valid_until,
    values,
)
from db.rules.words import LimitKind

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
A_DAY, A_MOMENT = timedelta(days=1), timedelta(microseconds=1)
OFFICE, AGENT, BAG, MEAL, REFUND = "/1/4/9/", 1, 5, 7, 8


def limit(number: int = 1, **changed: object) -> Limit:
    """For agents everywhere: any remedy for any problem, up to SGD 100."""
    plain = Limit(
        id=number, rule_number=number, version_number=1, place_path="/1/", grade_rank=AGENT,
        problem_id=None, remedy_id=None, kind=LimitKind.UP_TO, amount=Decimal(100),
        currency="SGD", unlimited_until=None, in_force_from=NOW - A_DAY, in_force_until=None,
    )  # fmt: skip
    return replace(plain, **changed)  # type: ignore[arg-type]  # any field of the record


def nothing() -> Limit:
    return replace(limit(), kind=LimitKind.NONE, amount=None, currency=None)


def of(*limits: Limit) -> dict[Cell, Limit | None]:
    return values(limits, path=OFFICE, grade_rank=AGENT, at=NOW, remedies=[MEAL, REFUND])


class TestValues:
    def test_name_a_problem_only_where_it_has_a_rule_of_its_own(self) -> None:
        special = limit(2, problem_id=BAG, remedy_id=MEAL, amount=Decimal(200))
        found = of(limit(), special, limit(3, grade_rank=2, problem_id=6))
        assert set(found) == {Cell(MEAL, None), Cell(REFUND, None), Cell(MEAL, BAG)}
        assert found[Cell(MEAL, BAG)] == special

    def test_say_where_there_is_no_rule(self) -> None:
        assert of() == {Cell(MEAL, None): None, Cell(REFUND, None): None}


class TestGives:
    def test_is_not_so_for_none_and_for_no_rule(self) -> None:
        assert gives(limit())
        assert not gives(nothing())
        assert not gives(None)

    @pytest.mark.parametrize(
        ("above", "own", "more"),
        [
            (limit(amount=Decimal("100.01")), limit(), True),
            (limit(), limit(), False),
            (limit(), None, True),
            (None, None, False),
            (nothing(), None, False),
            (limit(), nothing(), True),
            (limit(kind=LimitKind.UNLIMITED, amount=None), limit(), True),
            (limit(), limit(kind=LimitKind.UNLIMITED, amount=None), False),
        ],
    )
    def test_more_is_above_the_amount_itself(
        self, above: Limit | None, own: Limit | None, *, more: bool
    ) -> None:
        assert gives_more(above, own) is more


class TestChanges:
    def test_are_none_while_the_values_are_the_same(self) -> None:
        # Another version of the same value is no news for whoever holds the card.
        assert changes(of(limit()), of(limit(9, version_number=2))) == []

    def test_name_each_cell_with_both_values(self) -> None:
        after = of(limit(), limit(2, remedy_id=MEAL, amount=Decimal(60)))
        assert changes(of(limit()), after) == [
            Changed(Cell(MEAL, None), "up to SGD\u00a0100", "up to SGD\u00a060")
        ]

    def test_compare_a_lost_exception_with_what_holds_for_any_problem(self) -> None:
        before = of(limit(), limit(2, problem_id=BAG, remedy_id=MEAL, amount=Decimal(200)))
        assert changes(before, of(limit())) == [
            Changed(Cell(MEAL, BAG), "up to SGD\u00a0200", "up to SGD\u00a0100")
        ]
        assert changes(of(limit()), of()) == [
            Changed(Cell(remedy, None), "up to SGD\u00a0100", "no rule")
            for remedy in (MEAL, REFUND)
        ]


class TestValidUntil:
    def test_is_a_month_when_nothing_ends(self) -> None:
        assert valid_until([limit(), None], [], now=NOW) == NOW + LONGEST

    def test_is_the_first_end_of_a_rule_on_it(self) -> None:
        ends = limit(in_force_until=NOW + A_DAY)
        later = limit(kind=LimitKind.UNLIMITED, unlimited_until=NOW + 2 * A_DAY)
        assert valid_until([later, ends], [], now=NOW) == NOW + A_DAY

    def test_is_the_first_change_that_is_published_already(self) -> None:
        assert valid_until([limit()], [NOW + A_MOMENT], now=NOW) == NOW + A_MOMENT
