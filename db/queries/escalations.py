"""Questions about escalations: who waits, what happened, what ended."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased

from db import access
from db.queries.problem_titles import TITLE
from db.rules.escalations import OPEN_STATES
from db.rules.money import Money
from db.rules.words import Role
from db.session import rows_of
from db.tables.escalations import Escalation, EscalationEvent
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import Remedy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.rules.words import (
        EscalationClass,
        EscalationReason,
        EscalationState,
        EventKind,
        LimitKind,
        Outcome,
    )

Asker = aliased(Person)
Holder = aliased(Person)


@dataclass(frozen=True, slots=True)
class EscalationRow:
    """One escalation as lists show it. Amounts are None where none was asked or granted."""

    id: int
    place_id: int
    place_name: str
    zone: str
    problem_id: int | None
    title: str
    asker_id: int | None
    asker_name: str
    desk: str
    reason: EscalationReason
    escalation_class: EscalationClass
    remedy_id: int | None
    remedy_name: str
    amount_asked: Decimal | None
    currency: str | None
    limit_kind: LimitKind | None
    limit_amount: Decimal | None
    offered_already: str
    customer_hash: str | None
    state: EscalationState
    asked_at: datetime
    acknowledged_at: datetime | None
    with_customer_at: datetime | None
    resolved_at: datetime | None
    left_at: datetime | None
    offered_to_id: int | None
    holder_id: int | None
    holder_name: str
    outcome: Outcome | None
    amount_granted: Decimal | None
    granted_currency: str | None
    limit_id: int | None
    place_path: str

    @property
    def worth(self) -> Money | None:
        """The amount that is asked for."""
        if self.amount_asked is None or self.currency is None:
            return None
        return Money(self.amount_asked, self.currency)

    @property
    def asks_for(self) -> str:
        """What is asked for, in words: an amount, a remedy, or help."""
        if self.worth is not None:
            return f"{self.remedy_name}, {self.worth}" if self.remedy_name else str(self.worth)
        return self.remedy_name or "for help"


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event in the life of an escalation."""

    kind: EventKind
    at: datetime
    who: str
    to_whom: str
    note: str


# The columns of an `EscalationRow`, in its own order.
_COLUMNS = (
    Escalation.id,
    Escalation.place_id,
    Place.name,
    Place.zone,
    Escalation.problem_id,
    TITLE,
    Escalation.asker_id,
    func.coalesce(Asker.name, ""),
    func.coalesce(Asker.desk, ""),
    Escalation.reason,
    Escalation.escalation_class,
    Escalation.remedy_id,
    func.coalesce(Remedy.name, ""),
    Escalation.amount_asked,
    Escalation.asked_currency,
    Escalation.limit_kind,
    Escalation.limit_amount,
    Escalation.offered_already,
    Escalation.customer_hash,
    Escalation.state,
    Escalation.asked_at,
    Escalation.acknowledged_at,
    Escalation.with_customer_at,
    Escalation.resolved_at,
    Escalation.left_at,
    Escalation.offered_to_id,
    Escalation.holder_id,
    func.coalesce(Holder.name, ""),
    Escalation.outcome,
    Escalation.amount_granted,
    Escalation.granted_currency,
    Escalation.limit_id,
    Place.path,
)


def _joined(question: Select[Escalation]) -> Select[*tuple[Any, ...]]:
    return (
        question.outerjoin(Problem, Problem.id == Escalation.problem_id)
        .outerjoin(Asker, Asker.id == Escalation.asker_id)
        .outerjoin(Holder, Holder.id == Escalation.holder_id)
        .outerjoin(Remedy, Remedy.id == Escalation.remedy_id)
        .with_only_columns(*_COLUMNS)
    )


def open_escalations(session: Session, viewer: Viewer) -> list[EscalationRow]:
    """What has not ended where the viewer manages, longest first; imported ones end elsewhere."""
    return _rows(session, open_to(viewer))


def has_open_asks(session: Session, viewer: Viewer) -> bool:
    """Whether an ask of the viewer's own has not ended."""
    return rows_of(session, OWN_OPEN, {"person_id": viewer.person_id}).first() is not None


OWN_OPEN = (
    select(Escalation.id)
    .where(Escalation.state.in_(OPEN_STATES), Escalation.asker_id == bindparam("person_id"))
    .limit(1)
)


def own_open_asks(session: Session, viewer: Viewer) -> list[EscalationRow]:
    """The viewer's own asks that have not ended, newest first."""
    return _rows(session, _own_open(viewer))


# Both lists stand on screens that run again and again: built once for each viewer.
@lru_cache(maxsize=512)
def _own_open(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    question = _joined(access.visible_escalations(viewer)).where(
        Escalation.state.in_(OPEN_STATES), Escalation.asker_id == viewer.person_id
    )
    return question.order_by(Escalation.asked_at.desc(), Escalation.id.desc())


@lru_cache(maxsize=512)
def open_to(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """What has not ended where the viewer manages, in the columns of an `EscalationRow`."""
    question = _joined(access.visible_escalations(viewer)).where(
        Escalation.state.in_(OPEN_STATES),
        Escalation.import_run_id.is_(None),
        access.below(Place.path, viewer.paths(*access.REACH[Role.MANAGER])),
    )
    return question.order_by(Escalation.asked_at, Escalation.id)


def escalation(session: Session, viewer: Viewer, *, escalation_id: int) -> EscalationRow | None:
    """One escalation, if the viewer may see it."""
    question = _joined(access.visible_escalations(viewer)).where(Escalation.id == escalation_id)
    found = _rows(session, question)
    return found[0] if found else None


def search_escalations(
    session: Session,
    viewer: Viewer,
    *,
    words: str,
    states: Sequence[EscalationState],
    limit: int,
    offset: int,
) -> tuple[list[EscalationRow], int]:
    """One page of the escalations that the viewer may see, newest first, and the number of all."""
    question = _joined(access.visible_escalations(viewer))
    if states:
        question = question.where(Escalation.state.in_(states))
    if looked_for := words.strip().lower():
        texts = (func.lower(each) for each in (TITLE, Asker.name, Place.name))
        question = question.where(or_(*(text.like(f"%{looked_for}%") for text in texts)))
    counted = question.with_only_columns(Escalation.id).subquery()
    total = session.scalar(select(func.count()).select_from(counted)) or 0
    page = question.order_by(Escalation.asked_at.desc(), Escalation.id.desc())
    return _rows(session, page.limit(limit).offset(offset)), total


def events(session: Session, viewer: Viewer, *, escalation_id: int) -> list[EventRow]:
    """What happened to one escalation that the viewer may see, in order."""
    allowed = access.visible_escalations(viewer).with_only_columns(Escalation.id)
    by, to = aliased(Person), aliased(Person)
    question = (
        select(EscalationEvent, by.name, to.name)
        .outerjoin(by, by.id == EscalationEvent.person_id)
        .outerjoin(to, to.id == EscalationEvent.to_person_id)
        .where(
            EscalationEvent.escalation_id == escalation_id,
            EscalationEvent.escalation_id.in_(allowed),
        )
        .order_by(EscalationEvent.sequence)
    )
    return [
        EventRow(event.kind, event.at, who or "", to_whom or "", event.note)
        for event, who, to_whom in session.execute(question)
    ]


def _rows(session: Session, question: Select[*tuple[Any, ...]]) -> list[EscalationRow]:
    return [EscalationRow(*found) for found in rows_of(session, question)]
