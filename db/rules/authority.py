"""Authority: which limit wins, and whether it covers what is asked.

One written precedence: the nearest place, then the specific problem over any, then the specific
remedy over any, then a temporary rule over the standing one. A limit includes its own value.
Finding no rule is an answer of its own and gives no authority.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.rules.money import Money, show_money
from db.rules.words import LimitKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Limit:
    """One version of one rule, for one grade. `place_path` is where it holds and below;
    `problem_id` and `remedy_id` are None for any; `unlimited_until` belongs to UNLIMITED.
    """

    id: int
    rule_number: int
    version_number: int
    place_path: str
    grade_rank: int
    problem_id: int | None
    remedy_id: int | None
    kind: LimitKind
    amount: Decimal | None
    currency: str | None
    unlimited_until: datetime | None
    in_force_from: datetime
    in_force_until: datetime | None
    is_temporary: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """May somebody give this remedy for this problem at this place at this moment?"""

    place_path: str
    problem_id: int | None
    remedy_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Loser:
    """A rule that did not decide, and the reason as a sentence's end."""

    limit: Limit
    why: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The rule that decides for one grade (None: no rule), and those that lost, the strongest
    first.
    """

    winner: Limit | None
    losers: tuple[Loser, ...]


def decide(limits: Iterable[Limit], question: Question, *, grade_rank: int) -> Decision:
    """The limit that decides for the grade, and every other rule of the grade with its reason."""
    of_grade = [limit for limit in limits if limit.grade_rank == grade_rank]
    of_grade.sort(key=precedence, reverse=True)
    winner: Limit | None = None
    losers: list[Loser] = []
    for limit in of_grade:
        why = why_not(limit, question)
        if why is None and winner is None:
            winner = limit
        elif winner is not None and why is None:
            losers.append(Loser(limit, why_weaker(limit, winner)))
        elif why is not None:
            losers.append(Loser(limit, why))
    return Decision(winner, tuple(losers))


def precedence(limit: Limit) -> tuple[int, bool, bool, bool, int, int, int]:
    """How a limit ranks: depth of its place, then specific problem, then specific remedy, then
    temporary over standing. The last members only make the order total; publishing refuses ties.
    """
    return (
        limit.place_path.count("/"),
        limit.problem_id is not None,
        limit.remedy_id is not None,
        limit.is_temporary,
        -limit.rule_number,
        limit.version_number,
        -limit.id,
    )


def why_not(limit: Limit, question: Question) -> str | None:
    """Why the limit does not apply to the question; None when it does."""
    if not question.place_path.startswith(limit.place_path):
        return "holds at another place"
    if limit.problem_id not in {None, question.problem_id}:
        return "is for another problem"
    if limit.remedy_id not in {None, question.remedy_id}:
        return "is for another remedy"
    return why_not_then(limit, question.at)


def why_not_then(limit: Limit, at: datetime) -> str | None:
    """Why the limit does not hold at the moment; each start is included and each end is not."""
    if at < limit.in_force_from:
        return "is not yet in force"
    if limit.in_force_until is not None and at >= limit.in_force_until:
        return "is no longer in force"
    if limit.unlimited_until is not None and at >= limit.unlimited_until:
        return "was unlimited until a date that has passed"
    return None


def why_weaker(limit: Limit, winner: Limit) -> str:
    """Why a rule that applies lost to the one that ranks above it."""
    if limit.place_path != winner.place_path:
        return "belongs to a place further up"
    if (limit.problem_id is None) != (winner.problem_id is None):
        return "is for any problem, and there is one for this problem"
    if (limit.remedy_id is None) != (winner.remedy_id is None):
        return "is for any remedy, and there is one for this remedy"
    if winner.is_temporary and not limit.is_temporary:
        return "gives way to a temporary rule while that lasts"
    return "says the same as a rule with a lower number"


def covers(limit: Limit | None, asked: Money | None) -> bool:
    """Whether the limit covers the amount; its own value is included. Without an amount the
    question is whether anything may be given. Another currency is never compared: not covered.
    """
    if limit is None or limit.kind is LimitKind.NONE:
        return False
    if limit.kind is LimitKind.UNLIMITED or asked is None:
        return True
    if limit.amount is None or limit.currency != asked.currency:
        return False
    return asked.amount <= limit.amount


def lowest_covering_rank(
    limits: Sequence[Limit], question: Question, asked: Money | None
) -> int | None:
    """The lowest grade whose deciding limit covers the amount; None when no grade may."""
    for rank in sorted({limit.grade_rank for limit in limits}):
        if covers(decide(limits, question, grade_rank=rank).winner, asked):
            return rank
    return None


def value_in_words(limit: Limit | None) -> str:
    """A limit's value as the card says it."""
    if limit is None:
        return "no rule"
    if limit.kind is LimitKind.NONE:
        return "nothing"
    if limit.kind is LimitKind.UNLIMITED and limit.unlimited_until is not None:
        return f"no upper limit until {limit.unlimited_until:%-d %b %Y}"
    if limit.amount is None or limit.currency is None:
        return "no rule"
    return f"up to {show_money(limit.amount, limit.currency)}"


def suggested_worths(own: Limit | None, currency: str) -> list[Money]:
    """Round amounts to pick: a quarter, half and all of the viewer's own limit, and twice it."""
    if own is None or own.amount is None or own.currency != currency:
        return []
    amounts = (own.amount * part / 4 for part in (1, 2, 4, 8))
    return [Money(each, currency) for each in amounts if each == each.to_integral_value()]
