"""Questions about what people bring to the table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from db import access
from db.access import Viewer
from db.rules.words import Origin
from db.session import rows_of
from db.tables.huddles import Topic
from db.tables.people import Person
from db.tables.places import Place


@dataclass(frozen=True, slots=True)
class TopicRow:
    """A topic in the backlog."""

    id: int
    place_id: int
    place_name: str
    text: str
    origin: Origin
    raised_by: str
    raised_at: datetime


def backlog(session: Session, viewer: Viewer) -> list[TopicRow]:
    """The topics that wait for a huddle at the viewer's places, the oldest first."""
    return [TopicRow(*found) for found in rows_of(session, _waiting(viewer))]


# Built once for each viewer: the list is opened all day.
@lru_cache(maxsize=512)
def _waiting(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    place = aliased(Place, access.worked_places(viewer).subquery())
    return (
        select(
            Topic.id, Topic.place_id, place.name, Topic.text, Topic.origin, Person.name,
            Topic.raised_at,
        )
        .join(place, place.id == Topic.place_id)
        .join(Person, Person.id == Topic.raised_by_id)
        .where(Topic.huddle_id.is_(None))
        .order_by(Topic.raised_at, Topic.id)
    )  # fmt: skip
