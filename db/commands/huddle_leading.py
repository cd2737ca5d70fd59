"""Who leads a huddle: its chair, or whoever may prepare huddles at its place."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import access, audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.tables.huddles import AgendaItem, Huddle
from db.tables.people import Person
from db.tables.places import Place

NO_HUDDLE = "There is no such huddle for you. Choose one from the list."


def led_huddle(
    session: Session, viewer: Viewer, permission: Permission, *, huddle_id: int
) -> tuple[Huddle, Place]:
    """The huddle and its place, held until the work is kept, once it is certain that the viewer
    chairs it or has the permission there.
    """
    huddle, place = seen_huddle(session, viewer, huddle_id=huddle_id)
    chairs = viewer.person_id is not None and viewer.person_id == huddle.chair_id
    if not chairs:
        access.require(viewer, permission, place.path)
    return huddle, place


def seen_huddle(session: Session, viewer: Viewer, *, huddle_id: int) -> tuple[Huddle, Place]:
    """The huddle and its place, held until the work is kept, when the viewer may see it."""
    huddle = session.get(Huddle, huddle_id, with_for_update=True, populate_existing=True)
    if huddle is None:
        raise Refusal(NO_HUDDLE)
    place = session.get_one(Place, huddle.place_id)
    if not access.may(viewer, Permission.HUDDLE_SEE, place.path):
        raise NotPermitted(NO_HUDDLE)
    return huddle, place


def led_item(session: Session, viewer: Viewer, *, item_id: int) -> tuple[AgendaItem, Huddle, Place]:
    """An item with its huddle and place, all held, when the viewer leads the huddle.

    The huddle is held first: two people who act on one agenda queue here, and never deadlock.
    """
    huddle_id = session.scalar(select(AgendaItem.huddle_id).where(AgendaItem.id == item_id))
    if huddle_id is None:
        raise Refusal("There is no such item. Open the huddle again.")
    huddle, place = led_huddle(session, viewer, Permission.HUDDLE_PREPARE, huddle_id=huddle_id)
    item = session.get_one(AgendaItem, item_id, with_for_update=True, populate_existing=True)
    return item, huddle, place


def check_undecided(session: Session, item: AgendaItem, *, version: int) -> None:
    """Raise `Conflict` when the item is frozen, or not as the screen showed it."""
    if item.decided_at is not None and item.outcome is not None:
        name = session.scalar(select(Person.name).where(Person.id == item.decided_by_id))
        raise Conflict(
            f"“{item.title}” was already decided by {name or 'Readyroom'}: {item.outcome.label}."
        )
    if item.version != version:
        raise Conflict(f"“{item.title}” was changed meanwhile. Look at it again.")


def tell(
    session: Session,
    viewer: Viewer,
    act: str,
    huddle: Huddle,
    *,
    at: datetime,
    **detail: object,
) -> None:
    """Write an act on a huddle into the audit trail."""
    subject = Subject("huddle", huddle.id, huddle.place_id)
    audit.record(session, viewer, act, subject, at=at, detail=detail)
