"""What just happened to escalations, for the screens that wait for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from db import access
from db.access import Permission
from db.rules.money import show_money
from db.session import rows_of
from db.tables.escalations import Escalation, EscalationEvent
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import Remedy

if TYPE_CHECKING:
    from decimal import Decimal

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.rules.words import EventKind


@dataclass(frozen=True, slots=True)
class Happening:
    """One event: its key and kind, where it happened, who asked for a manager there, to whom it
    was offered; and of what was asked the facts that fit on one line.
    """

    event_id: int
    kind: EventKind
    path: str
    asker_id: int | None
    offered_to_id: int | None
    title: str
    asks: str
    who: str


_NEWEST = select(func.max(EscalationEvent.id))


def newest_happening(session: Session) -> int:
    """The key of the newest event anywhere, 0 before the first: asked several times a second."""
    return rows_of(session, _NEWEST).scalar() or 0


def happened_since(session: Session, viewer: Viewer, *, after: int) -> list[Happening]:
    """The events after this one that the viewer may see, in order."""
    return [_happening(*found) for found in rows_of(session, _since(viewer), {"after": after})]


def _happening(  # noqa: PLR0917 - the columns of one row, in their order.
    event_id: int,
    kind: EventKind,
    path: str,
    place: str,
    asker_id: int | None,
    asker: str | None,
    offered_to_id: int | None,
    title: str,
    remedy: str | None,
    amount: Decimal | None,
    currency: str | None,
) -> Happening:
    worth = f" {show_money(amount, currency)}" if amount is not None and currency else ""
    who = ", ".join(each for each in (asker, place) if each)
    return Happening(
        event_id, kind, path, asker_id, offered_to_id, title, f"{remedy or 'Help'}{worth}", who
    )


# A statement that is built once is compiled once.
@lru_cache(maxsize=512)
def _since(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    visible = access.visible_escalations(viewer).with_only_columns(Escalation.id)
    return (
        select(
            EscalationEvent.id, EscalationEvent.kind, Place.path, Place.name,
            Escalation.asker_id, Person.name, Escalation.offered_to_id,
            func.coalesce(Problem.title, Escalation.unanticipated_words),
            Remedy.name, Escalation.amount_asked, Escalation.asked_currency,
        )
        .join(Escalation, Escalation.id == EscalationEvent.escalation_id)
        .join(Place, Place.id == Escalation.place_id)
        .outerjoin(Person, Person.id == Escalation.asker_id)
        .outerjoin(Problem, Problem.id == Escalation.problem_id)
        .outerjoin(Remedy, Remedy.id == Escalation.remedy_id)
        .where(EscalationEvent.id > bindparam("after"), Escalation.id.in_(visible))
        .order_by(EscalationEvent.id)
    )  # fmt: skip


def concerns(viewer: Viewer, happening: Happening) -> bool:
    """Whether the viewer has it on a screen: as a manager of the place, or as the asker."""
    managed = access.may(viewer, Permission.ESCALATION_TAKE, happening.path)
    return managed or happening.asker_id == viewer.person_id
