"""Customers who left with their matter unresolved, and why: while a manager was asked for, and
without anybody having asked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from db.queries.offices import measured_office, places_inside
from db.rules.near_escalations import WITHDRAW_WITHIN
from db.rules.spans import midnight, whole_weeks
from db.rules.words import EscalationState, EventKind, LeftReason
from db.tables.escalations import Escalation, EscalationEvent
from db.tables.walk_aways import WalkAway, WalkAwayWithdrawal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from db.access import Viewer


@dataclass(frozen=True, slots=True)
class LeftBecause:
    """How many left for one reason: while a manager was asked for, and before anybody asked."""

    reason: LeftReason
    waiting: int
    unasked: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.waiting + self.unasked


@dataclass(frozen=True, slots=True)
class UnresolvedEnds:
    """Why customers of an office left in its last whole weeks, the commonest reason first; of
    `not_said` asks nobody said why. `waiting` left while a manager was asked for, `unasked` before.
    """

    weeks: int
    last_day: date
    waiting: int
    unasked: int
    reasons: tuple[LeftBecause, ...]
    not_said: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.waiting + self.unasked


def unresolved_ends(
    session: Session, viewer: Viewer, *, place_id: int, weeks: int, now: datetime,
    chosen: Sequence[date] | None = None,
) -> UnresolvedEnds:  # fmt: skip
    """Those of one office and its teams; asks count in the week in which they were made, others
    in that in which they were noted. Only the weeks from these Mondays on, which follow each
    other, where some are `chosen`.
    """
    office = measured_office(session, viewer, place_id=place_id)
    zone = ZoneInfo(office.zone)
    mondays = chosen or whole_weeks(now, zone, weeks)
    inside = places_inside(session, office.path)
    last_day = mondays[-1] + timedelta(days=6)
    since, until = midnight(mondays[0], zone), midnight(last_day + timedelta(days=1), zone)
    asked = (
        select(EscalationEvent.left_reason, func.count())
        .join(Escalation, Escalation.id == EscalationEvent.escalation_id)
        .where(
            Escalation.place_id.in_(inside),
            Escalation.state == EscalationState.LEFT,
            Escalation.asked_at >= since,
            Escalation.asked_at < until,
            EscalationEvent.kind == EventKind.CUSTOMER_LEFT,
        )
        .group_by(EscalationEvent.left_reason)
    )
    unasked = (
        select(WalkAway.reason, func.count())
        .where(
            WalkAway.place_id.in_(inside),
            WalkAway.noted_at >= since,
            WalkAway.noted_at < until,
            stands(),
        )
        .group_by(WalkAway.reason)
    )
    waiting, others = _counted(session, asked), _counted(session, unasked)
    said = [LeftBecause(reason, waiting[reason], others[reason]) for reason in LeftReason]
    # The commonest first; as many of two stay in their usual order.
    said.sort(key=lambda each: -each.total)
    return UnresolvedEnds(
        len(mondays), last_day, waiting.total(), others.total(),
        tuple(each for each in said if each.total), waiting[None],
    )  # fmt: skip


def _counted(
    session: Session, question: Select[LeftReason | None, int]
) -> Counter[LeftReason | None]:
    found: Counter[LeftReason | None] = Counter()
    for reason, count in session.execute(question):
        found[reason] += count
    return found


def can_be_taken_back(
    session: Session, viewer: Viewer, *, walk_away_id: int, now: datetime
) -> bool:
    """Whether the viewer noted it, so shortly ago that a slip can still be taken back."""
    question = select(WalkAway.id).where(
        WalkAway.id == walk_away_id,
        WalkAway.noted_by_id == viewer.person_id,
        WalkAway.noted_at >= now - WITHDRAW_WITHIN,
        stands(),
    )
    return session.scalar(question) is not None


def stands() -> ColumnElement[bool]:
    """Nobody took the note back."""
    taken_back = select(WalkAwayWithdrawal.walk_away_id)
    return ~taken_back.where(WalkAwayWithdrawal.walk_away_id == WalkAway.id).exists()
