"""What a set of limits would change, before it holds: who gains, who loses, what is left without
an answer, rules that can never win, and empty cells.

Two bodies of rules are compared, as they stand before and after; both are handed over whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from db.rules.authority import Limit, precedence
from db.rules.limit_books import Book, Books, Value, value_of
from db.rules.words import LimitKind


@dataclass(frozen=True, slots=True, order=True)
class ValueChange:
    """What one grade may give at one place, before and after; the grade by its rank."""

    grade_rank: int
    remedy_id: int
    problem_key: int
    old: Value
    new: Value

    @property
    def problem_id(self) -> int | None:
        """The problem, or None for any."""
        return self.problem_key or None

    @property
    def gain(self) -> int:
        """1: may give more, -1: less, 0: only the words or the date changed, or the currency."""
        if self.is_other_currency:
            return 0
        return (self.new.worth > self.old.worth) - (self.new.worth < self.old.worth)

    @property
    def is_other_currency(self) -> bool:
        """Whether the two values are counted in different currencies."""
        return None not in {self.old.currency, self.new.currency} and (
            self.old.currency != self.new.currency
        )

    @property
    def is_amount_changed(self) -> bool:
        """Whether the person may give more or less than before, and not only until another day."""
        return self.is_other_currency or self.gain != 0


def value_changes(
    before: Book, after: Book, *, path: str, ranks: Iterable[int], remedies: Sequence[int]
) -> list[ValueChange]:
    """What changes at the place at `path`, by grade, remedy and problem.

    A problem has a line of its own only where a rule for that problem decides, before or after.
    """
    found = []
    for rank in sorted(ranks):
        for remedy in remedies:
            own = before.problems(rank, remedy) | after.problems(rank, remedy)
            for problem in (None, *sorted(own)):
                old = before.winner(path, rank, remedy, problem)
                new = after.winner(path, rank, remedy, problem)
                is_own = any(each is not None and each.problem_id == problem for each in (old, new))
                if value_of(old) != value_of(new) and (problem is None or is_own):
                    pair = value_of(old), value_of(new)
                    found.append(ValueChange(rank, remedy, problem or 0, *pair))
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """A problem with the remedies that fit it, and the lowest grade that may deal with it."""

    problem_id: int
    remedies: tuple[int, ...]
    minimum_rank: int = 0


def unanswerable(
    before: Book, after: Book, *, path: str, ladder: Iterable[int], problems: Iterable[Asked]
) -> list[int]:
    """The problems that somebody on the ladder of the place may answer before and nobody after."""
    ranks = tuple(ladder)
    return [
        each.problem_id
        for each in problems
        if _is_answered(before, path, ranks, each) and not _is_answered(after, path, ranks, each)
    ]


def _is_answered(book: Book, path: str, ranks: Sequence[int], asked: Asked) -> bool:
    return any(
        book.value(path, rank, (remedy, asked.problem_id)).worth > 0
        for remedy in asked.remedies
        for rank in ranks
        if rank >= asked.minimum_rank
    )


def empty_cells(
    book: Book, *, path: str, ranks: Iterable[int], remedies: Sequence[int]
) -> list[tuple[int, int]]:
    """The grades, by rank, and remedies for which no rule holds at the place."""
    return [
        (rank, remedy)
        for remedy in remedies
        for rank in sorted(ranks)
        if book.winner(path, rank, remedy, None) is None
    ]


def shadowed(
    limits: Iterable[Limit],
    *,
    books: Books,
    workplaces: Sequence[str],
    remedies: Sequence[int],
) -> list[Limit]:
    """Those of the rules that can never win: wherever they reach, others of the books always come
    first.

    A rule without an end is beaten only by rules without an end. A rule that reaches no workplace
    is left out: it may be meant for one that comes.
    """
    found = []
    for limit in limits:
        if limit.in_force_until is not None and limit.in_force_until <= books.at:
            continue
        reached = [path for path in workplaces if path.startswith(limit.place_path)]
        if reached and all(_is_beaten(limit, books.on(path), remedies) for path in reached):
            found.append(limit)
    return found


def _is_beaten(limit: Limit, book: Book, remedies: Sequence[int]) -> bool:
    """Whether others of the line always come first; the book has only rules that hold."""
    rank, problem = precedence(limit)[:3], limit.problem_id
    here = [
        rival.remedy_id
        for rival in book.of_grade(limit.grade_rank)
        if rival.problem_id in {None, problem}
        and rival.in_force_until is None
        and rival.kind is not LimitKind.UNLIMITED
        and precedence(rival)[:3] > rank
    ]
    wanted = remedies if limit.remedy_id is None else (limit.remedy_id,)
    return bool(wanted) and all(None in here or remedy in here for remedy in wanted)
