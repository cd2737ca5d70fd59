"""From which weeks on the usual range of an office's escalations is counted anew, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import or_

from db import access
from db.access import Permission
from db.queries.offices import office_for
from db.tables.people import Person
from db.tables.places import Place
from db.tables.rebases import Rebase, RebaseEnd

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from db.access import Viewer


@dataclass(frozen=True, slots=True)
class RebaseRow:
    """One rebase that stands: from which Monday on, why, and who set it when."""

    id: int
    starts_on: date
    reason: str
    set_by: str
    set_at: datetime


def rebases(
    session: Session, viewer: Viewer, *, place_id: int, as_of: datetime
) -> tuple[RebaseRow, ...]:
    """The rebases of an office that stood at a moment, by week.

    Raises:
        Refusal: the viewer may not see the measures of such an office.
    """
    office = office_for(session, viewer, Permission.MEASURES_SEE, place_id=place_id)
    return rebases_of(session, viewer, place_ids=[office.id], as_of=as_of).get(office.id, ())


def rebases_of(
    session: Session, viewer: Viewer, *, place_ids: Collection[int], as_of: datetime
) -> dict[int, tuple[RebaseRow, ...]]:
    """The same of several places, of those that the viewer manages, by place."""
    question = (
        access.managed_places(viewer)
        .join(Rebase, Rebase.place_id == Place.id)
        .outerjoin(RebaseEnd, RebaseEnd.rebase_id == Rebase.id)
        .outerjoin(Person, Person.id == Rebase.set_by_id)
        .with_only_columns(
            Rebase.place_id, Rebase.id, Rebase.starts_on, Rebase.reason, Person.name, Rebase.set_at
        )
        .where(
            Rebase.place_id.in_(place_ids),
            Rebase.set_at <= as_of,
            or_(RebaseEnd.ended_at.is_(None), RebaseEnd.ended_at > as_of),
        )
        .order_by(Rebase.place_id, Rebase.starts_on, Rebase.id)
    )
    found: dict[int, tuple[RebaseRow, ...]] = {}
    for place_id, key, starts_on, reason, who, at in session.execute(question):
        row = RebaseRow(key, starts_on, reason, who or "", at)
        found[place_id] = (*found.get(place_id, ()), row)
    return found
