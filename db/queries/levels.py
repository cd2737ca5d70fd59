"""Who answers what is asked: the first person that it was offered to, or somebody further up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, select

from db.queries.narrowing import among
from db.queries.offices import measured_office, places_inside
from db.rules.proportions import wilson
from db.rules.selections import EVERYTHING, spans_of
from db.rules.spans import whole_weeks
from db.rules.words import EscalationState, EventKind, Outcome
from db.tables.escalations import Escalation, EscalationEvent

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.rules.intervals import Interval
    from db.rules.selections import Selection


@dataclass(frozen=True, slots=True)
class Levels:
    """Of the asks of an office in whole weeks: how many were resolved, how many of those by the
    first person to whom they were offered, how many were handed on, and how often one person
    handed them to another. `imported` ones were offered to nobody here and are in no other number,
    nor are those of customers who could not be satisfied: they rate nobody (P70).
    """

    weeks: int
    asks: int
    resolved: int
    by_the_first: int
    handed_on: int
    hand_offs: int
    imported: int
    not_satisfiable: int = 0

    @property
    def share(self) -> float | None:
        """The share that was answered at this level; None when nothing was resolved."""
        return self.by_the_first / self.resolved if self.resolved else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's interval of the share; None when nothing was resolved."""
        return wilson(self.by_the_first, self.resolved)

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
RESOLVED = Escalation.state == EscalationState.RESOLVED
# Of a customer who cannot be satisfied nobody is rated (P70).
RATED = Escalation.outcome.is_distinct_from(Outcome.NOT_SATISFIABLE)
BY_THE_FIRST = and_(RESOLVED, Escalation.hand_offs == 0, Escalation.holder_id == _FIRST)


def levels(
    session: Session, viewer: Viewer, *, place_id: int, weeks: int, now: datetime,
    selection: Selection = EVERYTHING,
) -> Levels:  # fmt: skip
    """The asks of one office and its teams in its last whole weeks, those of the selection alone;
    imported ones were offered to nobody here and are left out.
    """
    office = measured_office(session, viewer, place_id=place_id)
    zone = ZoneInfo(office.zone)
    mondays = whole_weeks(now, zone, weeks)
    chosen = selection.mondays_of(mondays)
    inside = (
        # By their keys, so that place and moment find the rows: a path would be looked for among
        # all asks of these weeks.
        Escalation.place_id.in_(places_inside(session, office.path)),
        among(spans_of(selection, mondays, zone, days=None), selection),
    )
    question = select(
        func.count(Escalation.id),
        func.coalesce(func.sum(case((RESOLVED, 1), else_=0)), 0),
        func.coalesce(func.sum(case((BY_THE_FIRST, 1), else_=0)), 0),
        func.coalesce(func.sum(case((Escalation.hand_offs > 0, 1), else_=0)), 0),
        func.coalesce(func.sum(Escalation.hand_offs), 0),
    ).where(*inside, Escalation.import_run_id.is_(None), RATED)
    is_imported = Escalation.import_run_id.is_not(None)
    left_out = select(
        func.coalesce(func.sum(case((is_imported, 1), else_=0)), 0),
        func.coalesce(func.sum(case((is_imported, 0), else_=1)), 0),
    ).where(*inside, is_imported | (Escalation.outcome == Outcome.NOT_SATISFIABLE))
    asks, *counts = session.execute(question).one()
    resolved, by_the_first, handed_on, hand_offs = (int(each) for each in counts)
    imported, not_satisfiable = (int(each) for each in session.execute(left_out).one())
    return Levels(
        len(chosen), asks, resolved, by_the_first, handed_on, hand_offs, imported, not_satisfiable
    )
