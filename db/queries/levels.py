"""Who answers what is asked: the first person that it was offered to, or somebody further up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, select

from db.queries.offices import measured_office
from db.rules.spans import midnight, whole_weeks
from db.rules.words import EscalationState, EventKind, Outcome
from db.tables.escalations import Escalation, EscalationEvent
from db.tables.places import Place

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer


@dataclass(frozen=True, slots=True)
class Levels:
    """Of the asks of an office in whole weeks: how many were resolved, how many of those by the
    first person to whom they were offered, and how often one person handed them to another.
    `imported` ones were offered to nobody here and are in no other number, nor are those of
    customers who could not be satisfied: they rate nobody (P70).
    """

    weeks: int
    asks: int
    resolved: int
    by_the_first: int
    hand_offs: int
    imported: int
    not_satisfiable: int = 0

    @property
    def share(self) -> float | None:
        """The share that was answered at this level; None when nothing was resolved."""
        return self.by_the_first / self.resolved if self.resolved else None

    @property
    def hand_offs_each(self) -> float | None:
        """Hand-offs of one ask on average; None without an ask."""
        return self.hand_offs / self.asks if self.asks else None


# Whom the ladder called first, of the escalation beside it.
_FIRST = (
    select(EscalationEvent.to_person_id)
    .where(
        EscalationEvent.escalation_id == Escalation.id,
        EscalationEvent.kind == EventKind.OFFERED,
    )
    .order_by(EscalationEvent.sequence)
    .limit(1)
    .scalar_subquery()
)
_RESOLVED = Escalation.state == EscalationState.RESOLVED
_BY_THE_FIRST = and_(_RESOLVED, Escalation.hand_offs == 0, Escalation.holder_id == _FIRST)


def levels(session: Session, viewer: Viewer, *, place_id: int, weeks: int, now: datetime) -> Levels:
    """The asks of one office and its teams in its last whole weeks; imported ones were offered
    to nobody here and are left out.
    """
    office = measured_office(session, viewer, place_id=place_id)
    zone = ZoneInfo(office.zone)
    mondays = whole_weeks(now, zone, weeks)
    inside = (
        Place.path.startswith(office.path, autoescape=True),
        Escalation.asked_at >= midnight(mondays[0], zone),
        Escalation.asked_at < midnight(mondays[-1] + timedelta(days=7), zone),
    )
    question = (
        select(
            func.count(Escalation.id),
            func.coalesce(func.sum(case((_RESOLVED, 1), else_=0)), 0),
            func.coalesce(func.sum(case((_BY_THE_FIRST, 1), else_=0)), 0),
            func.coalesce(func.sum(Escalation.hand_offs), 0),
        )
        .join(Place, Place.id == Escalation.place_id)
        .where(
            *inside,
            Escalation.import_run_id.is_(None),
            Escalation.outcome.is_distinct_from(Outcome.NOT_SATISFIABLE),
        )
    )
    is_imported = Escalation.import_run_id.is_not(None)
    left_out = (
        select(
            func.coalesce(func.sum(case((is_imported, 1), else_=0)), 0),
            func.coalesce(func.sum(case((is_imported, 0), else_=1)), 0),
        )
        .join(Place, Place.id == Escalation.place_id)
        .where(*inside, is_imported | (Escalation.outcome == Outcome.NOT_SATISFIABLE))
    )
    asks, resolved, by_the_first, hand_offs = session.execute(question).one()
    imported, not_satisfiable = session.execute(left_out).one()
    return Levels(
        weeks, asks, int(resolved), int(by_the_first), int(hand_offs), int(imported),
        int(not_satisfiable),
    )  # fmt: skip
