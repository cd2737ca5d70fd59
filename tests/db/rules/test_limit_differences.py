"""What two bodies of rules differ in, and what is odd in one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from db.rules.authority import Limit, Question, decide
from db.rules.limit_books import Book, Books, value_of
from db.rules.limit_differences import (
    Asked,
    empty_cells,
    shadowed,
    unanswerable,
    value_changes,
)
from db.rules.words import LimitKind
from tests.db.rules.test_authority import COUNTRY, NOW, OFFICE, TOP, limit

BAG, SEAT = 5, 6
MEAL, HOTEL = 7, 8
PATHS = (TOP, COUNTRY, OFFICE, "/1/4/10/")
REMEDIES = (MEAL, HOTEL)


def _rule() -> some.SearchStrategy[Limit]:
    return some.builds(
        lambda path, rank, problem, remedy, amount: limit(
            place_path=path, grade_rank=rank, problem_id=problem, remedy_id=remedy,
            amount=Decimal(amount),
        ),
        some.sampled_from(PATHS), some.integers(1, 3), some.sampled_from((None, BAG, SEAT)),
        some.sampled_from((None, MEAL, HOTEL)), some.integers(1, 9),
    )  # fmt: skip


def _numbered(rules: list[Limit]) -> list[Limit]:
    return [replace(rule, id=number, rule_number=number) for number, rule in enumerate(rules, 1)]


bodies = some.lists(
    _rule(), max_size=8,
    unique_by=lambda rule: (rule.place_path, rule.grade_rank, rule.problem_id, rule.remedy_id),
).map(_numbered)  # fmt: skip


class TestABook:
    @given(bodies, some.sampled_from(PATHS), some.integers(1, 3),
           some.sampled_from((None, BAG, SEAT)), some.sampled_from(REMEDIES))  # fmt: skip
    def test_answers_as_the_written_precedence_does(
        self, rules: list[Limit], path: str, rank: int, problem: int | None, remedy: int
    ) -> None:
        told = decide(rules, Question(path, problem, remedy, NOW), grade_rank=rank).winner
        assert Book(rules, at=NOW).winner(path, rank, remedy, problem) == told
        assert Books(rules, at=NOW).on(path).winner(path, rank, remedy, problem) == told


class TestValueChanges:
    @given(bodies)
    def test_are_none_where_nothing_changes(self, rules: list[Limit]) -> None:
        book = Book(rules, at=NOW)
        assert value_changes(book, book, path=OFFICE, ranks=(1, 2, 3), remedies=REMEDIES) == []

    @given(bodies, bodies)
    def test_undo_each_other(self, one: list[Limit], two: list[Limit]) -> None:
        books = Book(one, at=NOW), Book(two, at=NOW)
        there = value_changes(*books, path=OFFICE, ranks=(1, 2, 3), remedies=REMEDIES)
        back = value_changes(*books[::-1], path=OFFICE, ranks=(1, 2, 3), remedies=REMEDIES)
        assert [(each.old, each.new, each.gain) for each in there] == [
            (each.new, each.old, -each.gain) for each in back
        ]

    def test_are_no_change_of_amount_when_only_the_date_moves(self) -> None:
        until = [
            limit(kind=LimitKind.UNLIMITED, amount=None, currency=None,
                  unlimited_until=NOW + timedelta(days=days))
            for days in (5, 9)
        ]  # fmt: skip
        books = [Book([each], at=NOW) for each in until]
        (found, _) = value_changes(*books, path=OFFICE, ranks=(1,), remedies=REMEDIES)
        assert (found.gain, found.is_amount_changed) == (0, False)
        # When it has ended, no rule is left.
        late = Book([until[0]], at=NOW + timedelta(days=5))
        (found, _) = value_changes(books[0], late, path=OFFICE, ranks=(1,), remedies=REMEDIES)
        assert (found.gain, found.new.words) == (-1, "no rule")

    def test_never_compare_currencies(self) -> None:
        books = [Book([limit(currency=code, remedy_id=MEAL)], at=NOW) for code in ("SGD", "KES")]
        (found,) = value_changes(*books, path=OFFICE, ranks=(1,), remedies=REMEDIES)
        assert (found.gain, found.is_amount_changed) == (0, True)


class TestUnanswerable:
    ASKED = (Asked(BAG, (MEAL, HOTEL), minimum_rank=2),)

    def _found(self, *after: Limit, ladder: tuple[int, ...] = (2, 3)) -> list[int]:
        before = Book([limit(grade_rank=rank) for rank in (1, 2, 3)], at=NOW)
        return unanswerable(
            before, Book(after, at=NOW), path=OFFICE, ladder=ladder, problems=self.ASKED
        )

    def test_is_what_nobody_on_the_ladder_may_answer(self) -> None:
        assert self._found(limit(grade_rank=2)) == []
        assert self._found(limit(grade_rank=3, remedy_id=HOTEL)) == []
        assert self._found(limit(grade_rank=3), ladder=(2,)) == [BAG]
        assert self._found(limit(grade_rank=1)) == [BAG]
        nothing = limit(grade_rank=3, kind=LimitKind.NONE, amount=None, currency=None)
        assert self._found(nothing) == [BAG]


class TestShadowed:
    def _found(self, *rules: Limit, workplaces: tuple[str, ...] = (OFFICE,)) -> list[int]:
        books = Books(rules, at=NOW)
        found = shadowed(rules, books=books, workplaces=workplaces, remedies=REMEDIES)
        return [each.id for each in found]

    def test_are_rules_that_a_nearer_one_always_beats(self) -> None:
        above, here = limit(1, place_path=COUNTRY, problem_id=BAG), limit(2, place_path=OFFICE)
        assert self._found(above, here) == [1]
        # Another office below the country has no rule of its own: there it wins.
        assert self._found(above, here, workplaces=(OFFICE, "/1/4/10/")) == []
        special = limit(3, place_path=OFFICE, problem_id=BAG, remedy_id=MEAL)
        assert self._found(above, special) == []

    def test_are_rules_for_any_remedy_where_each_has_its_own(self) -> None:
        each = [limit(number, remedy_id=remedy) for number, remedy in enumerate(REMEDIES, 2)]
        assert self._found(limit(1), *each) == [1]
        assert self._found(limit(1), each[0]) == []

    def test_are_not_those_that_outlast_the_other(self) -> None:
        ends = limit(2, place_path=OFFICE, kind=LimitKind.UNLIMITED, amount=None, currency=None,
                     unlimited_until=NOW + timedelta(days=9))  # fmt: skip
        assert self._found(limit(1), ends) == []

    @given(bodies, some.sampled_from(PATHS), some.integers(1, 3),
           some.sampled_from((None, BAG, SEAT)), some.sampled_from(REMEDIES))  # fmt: skip
    def test_never_win_anywhere(
        self, rules: list[Limit], path: str, rank: int, problem: int | None, remedy: int
    ) -> None:
        lost = shadowed(rules, books=Books(rules, at=NOW), workplaces=PATHS, remedies=REMEDIES)
        winner = Book(rules, at=NOW).winner(path, rank, remedy, problem)
        assert winner is None or winner not in lost


class TestEmptyCells:
    def test_are_those_without_any_rule(self) -> None:
        book = Book([limit(remedy_id=MEAL), limit(grade_rank=2)], at=NOW)
        assert empty_cells(book, path=OFFICE, ranks=(1, 2), remedies=REMEDIES) == [(1, HOTEL)]
        assert value_of(None).words == "no rule"
