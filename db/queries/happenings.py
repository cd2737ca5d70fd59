"""What just happened to escalations, for the screens that wait for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from db import access
from db.access import Permission
from db.session import rows_of
from db.tables.escalations import Escalation, EscalationEvent
from db.tables.places import Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.access import Viewer


@dataclass(frozen=True, slots=True)
class Happening:
    """One event: its key, where it happened, and who asked for a manager there."""

    event_id: int
    path: str
    asker_id: int | None


_NEWEST = select(func.max(EscalationEvent.id))


def newest_happening(session: Session) -> int:
    """The key of the newest event anywhere, 0 before the first: asked several times a second."""
    return rows_of(session, _NEWEST).scalar() or 0


def happened_since(session: Session, viewer: Viewer, *, after: int) -> list[Happening]:
    """The events after this one that the viewer may see, in order."""
    visible = access.visible_escalations(viewer).with_only_columns(Escalation.id)
    question = (
        select(EscalationEvent.id, Place.path, Escalation.asker_id)
        .join(Escalation, Escalation.id == EscalationEvent.escalation_id)
        .join(Place, Place.id == Escalation.place_id)
        .where(EscalationEvent.id > after, Escalation.id.in_(visible))
        .order_by(EscalationEvent.id)
    )
    return [Happening(*found) for found in session.execute(question)]


def concerns(viewer: Viewer, happening: Happening) -> bool:
    """Whether the viewer has it on a screen: as a manager of the place, or as the asker."""
    managed = access.may(viewer, Permission.ESCALATION_TAKE, happening.path)
    return managed or happening.asker_id == viewer.person_id
