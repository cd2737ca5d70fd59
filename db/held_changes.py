"""What a flush changed, told to the holdings in the same transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect
from sqlalchemy.orm import attributes

from db import holdings
from db.holdings import MOMENTS, Asked, Served
from db.rules.holdings import Moments
from db.tables.contacts import ContactsServed
from db.tables.escalations import Escalation
from db.tables.places import Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def follow(session: Session, _context: object) -> None:
    """Count what a flush changed; a new clock of an office moves all that happened there."""
    asked: list[Asked] = []
    served: list[Served] = []
    moved: list[int] = []
    for row in (*session.new, *session.dirty):
        was_there = inspect(row).persistent
        if isinstance(row, Escalation):
            asked += _changed(row, was_there=was_there)
        elif isinstance(row, ContactsServed):
            before = _before(row, "contacts") if was_there else 0
            served.append(Served(row.place_id, row.served_on, row.contacts - before))
        elif isinstance(row, Place) and was_there and _before(row, "zone") != row.zone:
            moved.append(row.id)
    if asked or served:
        holdings.count(session.connection(), asked, served)
    for place_id in moved:
        holdings.make_again(session.connection(), place_id)


def _changed(row: Escalation, *, was_there: bool) -> list[Asked]:
    now = Asked(row.place_id, row.escalation_class, Moments(*(getattr(row, n) for n in MOMENTS)))
    if not was_there:
        return [now]
    moments = Moments(*(_before(row, name) for name in MOMENTS))
    before = Asked(_before(row, "place_id"), _before(row, "escalation_class"), moments, times=-1)
    return [] if replace(before, times=1) == now else [before, now]


def _before(row: object, name: str) -> Any:
    """What the column held when the transaction began to change it."""
    history = attributes.get_history(row, name)
    if history.deleted:
        return history.deleted[0]
    # Nothing that was there is nothing that was deleted.
    return None if history.added else getattr(row, name)
