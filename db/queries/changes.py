"""What was changed at an office and above it, to stand as a mark in a chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db import access
from db.access import Permission
from db.queries.offices import office_for
from db.tables.limits import LimitSet
from db.tables.places import Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.access import Viewer

MOST = 2


@dataclass(frozen=True, slots=True)
class Change:
    """Something that may explain a change of the numbers, on a day of the office's calendar."""

    on: date
    words: str


def limit_changes(
    session: Session, viewer: Viewer, *, place_id: int, since: datetime, until: datetime
) -> list[Change]:
    """The last two days on which limits that hold at the office were published, oldest first.

    Raises:
        Refusal: the viewer may not see the measures of such an office.
    """
    office = office_for(session, viewer, Permission.MEASURES_SEE, place_id=place_id)
    question = (
        select(LimitSet.published_at)
        .join(Place, Place.id == LimitSet.place_id)
        .where(
            Place.path.in_(access.ancestors(office.path)),
            LimitSet.published_at >= since,
            LimitSet.published_at <= until,
        )
        .order_by(LimitSet.published_at, LimitSet.id)
    )
    zone = ZoneInfo(office.zone)
    days = sorted({at.astimezone(zone).date() for at in session.scalars(question)})
    return [Change(day, f"limits changed, {day:%-d %b}") for day in days[-MOST:]]
