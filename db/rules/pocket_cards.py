"""The pocket card: what one grade may give at one office, in words, and what changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from db.rules.authority import Limit, Question, decide, value_in_words
from db.rules.words import LimitKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

# A card in a pocket is believed; after a month somebody should have looked at the phone.
LONGEST = timedelta(days=30)
FIRST_WORDS = "I am sorry this happened. Here is what I can do for you now."
SAFETY_WORDS = "I am getting someone to help us both."


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing a grade may give: a remedy, for one problem (None: for any)."""

    remedy_id: int
    problem_id: int | None


Values = dict[Cell, Limit | None]


@dataclass(frozen=True, slots=True)
class Changed:
    """A cell whose value is another one now, both in words."""

    cell: Cell
    before: str
    after: str


def values(
    limits: Sequence[Limit], *, path: str, grade_rank: int, at: datetime, remedies: Iterable[int]
) -> Values:
    """What decides for the grade at the place: for any problem, and where a problem has a rule
    of its own.
    """
    own = [limit for limit in limits if limit.grade_rank == grade_rank]
    special = {limit.problem_id for limit in own if limit.problem_id is not None}
    found: Values = {}
    for remedy_id in remedies:
        plain = Question(path, None, remedy_id, at)
        found[Cell(remedy_id, None)] = decide(own, plain, grade_rank=grade_rank).winner
        for problem_id in special:
            asked = Question(path, problem_id, remedy_id, at)
            winner = decide(own, asked, grade_rank=grade_rank).winner
            if winner is not None and winner.problem_id is not None:
                found[Cell(remedy_id, problem_id)] = winner
    return found


def gives(limit: Limit | None) -> bool:
    """Whether the rule gives anything at all."""
    return limit is not None and limit.kind is not LimitKind.NONE


def gives_more(above: Limit | None, own: Limit | None) -> bool:
    """Whether the rule of a higher grade gives more than one's own; other currencies count."""
    if above is None or not gives(above):
        return False
    if own is None or not gives(own):
        return True
    if LimitKind.UNLIMITED in {above.kind, own.kind}:
        return own.kind is not LimitKind.UNLIMITED
    if above.amount is None or own.amount is None or above.currency != own.currency:
        return above.currency != own.currency
    return above.amount > own.amount


def changes(before: Values, after: Values) -> list[Changed]:
    """Every cell that says something else now; a problem that lost its own rule is compared with
    what holds for any problem.
    """
    cells = sorted({*before, *after}, key=lambda cell: (cell.remedy_id, cell.problem_id or 0))
    told = ((cell, _said(before, cell), _said(after, cell)) for cell in cells)
    return [Changed(cell, was, now) for cell, was, now in told if was != now]


def _said(found: Values, cell: Cell) -> str:
    return value_in_words(found.get(cell, found.get(Cell(cell.remedy_id, None))))


def valid_until(
    used: Iterable[Limit | None], coming: Iterable[datetime], *, now: datetime
) -> datetime:
    """Until when the card may be believed: the first end of a rule on it, the first change that
    is already published, or a month.
    """
    ends = [now + LONGEST, *coming]
    for limit in used:
        if limit is not None:
            ends += [end for end in (limit.in_force_until, limit.unlimited_until) if end]
    return min(end for end in ends if end > now)
