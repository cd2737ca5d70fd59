"""Rules laid out by place, grade, remedy and problem, so that many questions are answered quickly.

The precedence is the one of `db/rules/authority.py`; only the search is shorter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from db.rules.authority import Limit, precedence, why_not_then
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


Ranked = tuple[tuple[int | bool, ...], Limit]
"""A rule behind its precedence, which is counted once however often the rule is compared."""


def _ranked(limits: Iterable[Limit], at: datetime) -> list[Ranked]:
    """The rules that hold at the moment, the strongest first."""
    holding = [(precedence(limit), limit) for limit in limits if why_not_then(limit, at) is None]
    return sorted(holding, key=itemgetter(0), reverse=True)


class Book:
    """Rules laid out so that the winner of a question is found without reading all of them."""

    def __init__(
        self, limits: Iterable[Limit], *, at: datetime, ranked: Sequence[Ranked] | None = None
    ) -> None:
        """`at` is the moment of every question; `ranked` are the same rules, where they were
        put in order already.
        """
        ranked = _ranked(limits, at) if ranked is None else ranked
        self.limits = tuple(limit for _, limit in ranked)
        self._found: dict[tuple[int, int | None, int | None], list[Ranked]] = {}
        self._of_grade: dict[int, list[Limit]] = {}
        self._problems: dict[tuple[int, int | None], set[int]] = {}
        for each in ranked:
            limit = each[1]
            self._of_grade.setdefault(limit.grade_rank, []).append(limit)
            matter = limit.grade_rank, limit.remedy_id
            self._found.setdefault((*matter, limit.problem_id), []).append(each)
            if limit.problem_id is not None:
                self._problems.setdefault(matter, set()).add(limit.problem_id)

    def winner(self, path: str, rank: int, remedy_id: int, problem_id: int | None) -> Limit | None:
        """The rule that decides at the place at `path`, by the one written precedence."""
        best: Ranked | None = None
        problems = (None,) if problem_id is None else (problem_id, None)
        for remedy in (remedy_id, None):
            for problem in problems:
                for each in self._found.get((rank, remedy, problem), ()):
                    if path.startswith(each[1].place_path):
                        if best is None or each[0] > best[0]:
                            best = each
                        break
        return None if best is None else best[1]

    def value(self, path: str, rank: int, row: Row) -> Value:
        """What the grade may give at the place at `path`."""
        return value_of(self.winner(path, rank, *row))

    def of_grade(self, rank: int) -> Sequence[Limit]:
        """The rules of one grade, the strongest first."""
        return self._of_grade.get(rank, ())

    def problems(self, rank: int, remedy_id: int) -> set[int]:
        """The problems for which some rule of the grade about the remedy, or any, is made."""
        of_any = self._problems.get((rank, None), set())
        return of_any | self._problems.get((rank, remedy_id), set())


class Books:
    """Rules by place, with one book for all places that lie below the same rules."""

    def __init__(self, limits: Iterable[Limit], *, at: datetime) -> None:
        """`at` is the moment of every question."""
        self.at = at
        self._by_place: dict[str, list[Ranked]] = {}
        self._made: dict[tuple[str, ...], Book] = {}
        for each in _ranked(limits, at):
            self._by_place.setdefault(each[1].place_path, []).append(each)

    def line(self, path: str) -> tuple[str, ...]:
        """The places from the root down to the one at `path` that have rules of their own."""
        return tuple(sorted(each for each in _above(path) if each in self._by_place))

    def on(self, path: str) -> Book:
        """The rules of the place at `path` and above it."""
        line = self.line(path)
        if line not in self._made:
            # The nearest place goes first in precedence, so these are in order.
            ranked = [each for place in reversed(line) for each in self._by_place[place]]
            self._made[line] = Book((), at=self.at, ranked=ranked)
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
