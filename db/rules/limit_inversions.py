"""Where a lower grade would get more than a higher one, row by row of what a set changes.

Effective values are compared, by precedence, wherever a grade has one: no rule is no authority.
Amounts in two currencies are compared at stated rates, or said to be not comparable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from db.rules.authority import Limit, value_in_words
from db.rules.limit_books import Book, Row, Value, value_of
from db.rules.rate_routes import Exchange


@dataclass(frozen=True, slots=True)
class Inversion:
    """A grade that may give more than the next higher one (None: no rule), for a remedy and a
    problem. `at_rates`: what the lower one is worth in the currency of the higher, and by which
    rates; `is_unknown`: no rates lead from one currency to the other.
    """

    lower: Limit
    higher_rank: int
    higher: Limit | None
    remedy_id: int
    problem_id: int | None
    at_rates: str = ""
    is_unknown: bool = False

    @property
    def key(self) -> tuple[int, int, int, int | None]:
        """What it is about: both grades by rank, remedy and problem."""
        return self.lower.grade_rank, self.higher_rank, self.remedy_id, self.problem_id

    @property
    def words(self) -> tuple[str, str]:
        """What the lower grade has, and what the higher one."""
        return value_in_words(self.lower), value_in_words(self.higher)


def changed_rows(
    before: Book, after: Book, *, path: str, ranks: Iterable[int], remedies: Iterable[int],
    every_rank: Sequence[int],
) -> list[Row]:  # fmt: skip
    """The remedies and problems (None: any) for which what one of `ranks` may give changes. A
    problem has a row where any grade of `every_rank` has a rule for it.
    """
    rows: set[Row] = set()
    for remedy in remedies:
        own = {
            problem
            for book in (before, after)
            for rank in every_rank
            for problem in book.problems(rank, remedy)
        }
        for rank in ranks:
            for problem in (None, *own):
                old = before.winner(path, rank, remedy, problem)
                new = after.winner(path, rank, remedy, problem)
                if old is not new and value_of(old) != value_of(new):
                    rows.add((remedy, problem))
    return sorted(rows, key=lambda row: (row[0], row[1] or 0))


def inversions(
    book: Book, *, path: str, ranks: Sequence[int], rows: Iterable[Row], exchange: Exchange
) -> list[Inversion]:
    """Where a grade may give more than the next higher one, and where that cannot be said."""
    found: list[Inversion] = []
    for remedy, problem in rows:
        winners = {rank: book.winner(path, rank, remedy, problem) for rank in sorted(ranks)}
        found += _in_row(winners, (remedy, problem), exchange)
    return found


def _in_row(winners: dict[int, Limit | None], row: Row, exchange: Exchange) -> Iterator[Inversion]:
    """From the lowest grade up; one without a rule is compared once with the last one that has
    one, and the next one that has one is compared with that too.
    """
    below: Limit | None = None
    is_gap_told = False
    for rank, limit in winners.items():
        is_own = row[1] in {None, *(each.problem_id for each in (below, limit) if each)}
        if below is not None and is_own and (limit is not None or not is_gap_told):
            told = _compared(below, limit, exchange)
            if told is not None:
                yield Inversion(below, rank, limit, *row, *told)
        is_gap_told = limit is None and below is not None
        below = limit or below


def _compared(below: Limit, above: Limit | None, exchange: Exchange) -> tuple[str, bool] | None:
    """None when in order; else what the lower is worth at which rates, and whether that cannot
    be said.
    """
    lower, higher = value_of(below), value_of(above)
    if lower.currency is None or higher.currency in {None, lower.currency}:
        return ("", False) if lower.worth > higher.worth else None
    return _across(lower, higher, exchange)


def _across(lower: Value, higher: Value, exchange: Exchange) -> tuple[str, bool] | None:
    amount, code, other = lower.amount, lower.currency, higher.currency
    if amount is None or code is None or other is None:
        return None
    worth, route = exchange.worth(amount, code, other), exchange.route(code, other)
    if worth is None or route is None:
        return "", True
    return (f"{worth} at {route.words}", False) if worth.amount > higher.worth else None
