"""A lower grade that would get more than a higher one, in the rows that a set changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from hypothesis import given

from db.rules.authority import Limit
from db.rules.exchange_rates import Rate
from db.rules.limit_books import Book
from db.rules.limit_inversions import Inversion, changed_rows, inversions
from db.rules.limit_sets import worth
from db.rules.rate_routes import Exchange
from db.rules.words import LimitKind
from tests.db.rules.test_authority import NOW, OFFICE, limit
from tests.db.rules.test_limit_differences import BAG, MEAL, REMEDIES, SEAT, bodies

DAY = date(2026, 11, 18)
ROWS = tuple((remedy, problem) for remedy in REMEDIES for problem in (None, BAG, SEAT))
RATE = Rate(1, "SGD", "KES", Decimal(96), DAY, "central bank")


def found(rules: Sequence[Limit], *rates: Rate, ranks: Sequence[int] = (1, 2)) -> list[Inversion]:
    """The inversions among the rules for a meal, with or without rates."""
    book, exchange = Book(rules, at=NOW), Exchange(rates, day=DAY)
    rows = [(MEAL, None), (MEAL, BAG)]
    return inversions(book, path=OFFICE, ranks=ranks, rows=rows, exchange=exchange)


class TestInversions:
    def test_are_found_across_special_and_general_rules(self) -> None:
        rules = [
            limit(1, grade_rank=1, problem_id=BAG, amount=Decimal(300)),
            limit(2, grade_rank=2, amount=Decimal(200)),
            limit(3, grade_rank=1, amount=Decimal(200)),
        ]
        (one,) = found(rules)
        assert one.higher is not None
        assert (one.lower.id, one.higher.id, one.problem_id) == (1, 2, BAG)

    def test_are_none_where_both_have_as_much(self) -> None:
        assert found([limit(1, grade_rank=1), limit(2, grade_rank=2)]) == []

    def test_name_the_first_higher_grade_that_has_no_rule(self) -> None:
        rules = [limit(1, grade_rank=1), limit(2, grade_rank=4, amount=Decimal(1))]
        gap, wrong = found(rules, ranks=(1, 2, 3, 4))
        assert (gap.higher, gap.higher_rank) == (None, 2)
        assert wrong.higher is not None
        assert (wrong.higher.id, wrong.higher_rank) == (2, 4)

    def test_are_none_where_a_grade_with_nothing_has_no_rule_above(self) -> None:
        nothing = limit(1, grade_rank=1, kind=LimitKind.NONE, amount=None, currency=None)
        assert found([nothing]) == []

    @given(bodies)
    def test_are_none_only_where_no_grade_has_more_than_the_next_with_a_rule(
        self, rules: list[Limit]
    ) -> None:
        book = Book(rules, at=NOW)
        told = inversions(book, path=OFFICE, ranks=(1, 2, 3), rows=ROWS, exchange=_NO_RATES)
        for remedy, problem in ROWS:
            if told:
                break
            held = [book.winner(OFFICE, rank, remedy, problem) for rank in (1, 2, 3)]
            amounts = [worth(each.kind, each.amount) if each else Decimal(0) for each in held]
            assert amounts == sorted(amounts)


class TestAcrossCurrencies:
    def _rules(self, shillings: str) -> list[Limit]:
        return [
            limit(1, grade_rank=1, amount=Decimal(10), currency="SGD", remedy_id=MEAL),
            limit(2, grade_rank=2, amount=Decimal(shillings), currency="KES", remedy_id=MEAL),
        ]

    def test_are_said_to_be_not_comparable_without_a_rate(self) -> None:
        (one,) = found(self._rules("960"))
        assert one.is_unknown

    def test_are_compared_at_a_rate_that_is_named_with_its_day(self) -> None:
        assert found(self._rules("960"), RATE) == []
        (one,) = found(self._rules("959.99"), RATE)
        assert one.at_rates == "KES\u00a0960 at 96 KES for 1 SGD on 18 Nov 2026 (central bank)"
        assert not one.is_unknown


class TestChangedRows:
    @given(bodies, bodies)
    def test_are_all_that_differ_in_value(self, one: list[Limit], two: list[Limit]) -> None:
        books, ranks = (Book(one, at=NOW), Book(two, at=NOW)), (1, 2, 3)
        rows = changed_rows(*books, path=OFFICE, ranks=ranks, remedies=REMEDIES, every_rank=ranks)
        for row in ROWS:
            values = [[book.value(OFFICE, rank, row) for rank in ranks] for book in books]
            own = any(row[1] in book.problems(rank, row[0]) for book in books for rank in ranks)
            if row[1] is None or own:
                assert (values[0] != values[1]) == (row in rows)


_NO_RATES = Exchange((), day=DAY)
