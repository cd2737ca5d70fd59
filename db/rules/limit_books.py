"""Rules laid out by place, grade, remedy and problem, so that many questions are answered quickly.

The precedence is the one of `db/rules/authority.py`; only the search is shorter.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from db.rules.authority import Limit, Question, precedence, why_not
from db.rules.limit_sets import LimitLine, RuleKey, worth
from db.rules.money import show_money
from db.rules.words import LimitKind

Row = tuple[int, int | None]
"""A remedy and a problem (None: any, and whatever nobody thought of)."""


class Value(NamedTuple):
    """What somebody may give; all empty where no rule holds."""

    kind: LimitKind | None
    amount: Decimal | None = None
    currency: str | None = None
    until: datetime | None = None

    @property
    def worth(self) -> Decimal:
        """The value as a number to compare; no rule is no authority."""
        return Decimal(0) if self.kind is None else worth(self.kind, self.amount)

    @property
    def words(self) -> str:
        """The value as the card says it."""
        if self.kind is None:
            return "no rule"
        if self.kind is LimitKind.UP_TO and self.amount is not None and self.currency:
            return f"up to {show_money(self.amount, self.currency)}"
        if self.kind is LimitKind.UNLIMITED and self.until is not None:
            return f"no upper limit until {self.until:%-d %b %Y}"
        return "nothing"


class Book:
    """Rules laid out so that the winner of a question is found without reading all of them."""

    def __init__(self, limits: Iterable[Limit], *, at: datetime) -> None:
        """`at` is the moment of every question."""
        self.at = at
        self.limits = tuple(limits)
        self._found: dict[tuple[int, int | None, int | None], list[Limit]] = {}
        for limit in self.limits:
            key = limit.grade_rank, limit.remedy_id, limit.problem_id
            self._found.setdefault(key, []).append(limit)

    def winner(self, path: str, rank: int, remedy_id: int, problem_id: int | None) -> Limit | None:
        """The rule that decides at the place at `path`, by the one written precedence."""
        question = Question(path, problem_id, remedy_id, self.at)
        best: Limit | None = None
        for remedy in (remedy_id, None):
            for problem in {problem_id, None}:
                for limit in self._found.get((rank, remedy, problem), ()):
                    stands = why_not(limit, question) is None
                    if stands and (best is None or precedence(limit) > precedence(best)):
                        best = limit
        return best

    def value(self, path: str, rank: int, row: Row) -> Value:
        """What the grade may give at the place at `path`."""
        return value_of(self.winner(path, rank, *row))

    def problems(self, path: str) -> set[int]:
        """The problems that some rule of the place or above it speaks about."""
        return {
            limit.problem_id
            for limit in self.limits
            if limit.problem_id is not None and path.startswith(limit.place_path)
        }


class Books:
    """Rules by place, with one book for all places that lie below the same rules."""

    def __init__(self, limits: Iterable[Limit], *, at: datetime) -> None:
        """`at` is the moment of every question."""
        self.at = at
        self._by_place: dict[str, list[Limit]] = {}
        self._made: dict[tuple[str, ...], Book] = {}
        for limit in limits:
            self._by_place.setdefault(limit.place_path, []).append(limit)

    def line(self, path: str) -> tuple[str, ...]:
        """The places from the root down to the one at `path` that have rules of their own."""
        return tuple(sorted(each for each in _above(path) if each in self._by_place))

    def on(self, path: str) -> Book:
        """The rules of the place at `path` and above it."""
        line = self.line(path)
        if line not in self._made:
            rules = [limit for each in line for limit in self._by_place[each]]
            self._made[line] = Book(rules, at=self.at)
        return self._made[line]


def _above(path: str) -> Iterable[str]:
    keys = path.strip("/").split("/")
    return ("/" + "/".join(keys[: depth + 1]) + "/" for depth in range(len(keys)))


def value_of(limit: Limit | None) -> Value:
    """The value of a rule; empty where there is none."""
    if limit is None:
        return Value(None)
    return Value(limit.kind, limit.amount, limit.currency, limit.unlimited_until)


def lines_above(
    ended: Iterable[tuple[RuleKey, int]], left: Book, *, path: str, remedies: Iterable[int]
) -> list[LimitLine]:
    """What holds from above at the place at `path` once rules, each with the rank of its grade,
    have ended there: whoever ends them gives that much.
    """
    lines = []
    for (grade_id, remedy_id, problem_id), rank in ended:
        for remedy in (remedy_id,) if remedy_id else tuple(remedies):
            winner = left.winner(path, rank, remedy, problem_id)
            if winner is not None:
                lines.append(
                    LimitLine(
                        grade_id, winner.kind, remedy, problem_id, winner.amount,
                        winner.currency, winner.unlimited_until,
                    )
                )  # fmt: skip
    return lines
