"""Questions about what people bring to the table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from db import access
from db.access import Viewer
from db.rules.words import Origin
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
    places = access.worked_places(viewer).subquery()
    place = aliased(Place, places)
    question = (
        select(Topic, place.name, Person.name)
        .join(place, place.id == Topic.place_id)
        .join(Person, Person.id == Topic.raised_by_id)
        .where(Topic.huddle_id.is_(None))
        .order_by(Topic.raised_at, Topic.id)
    )
    return [
        TopicRow(topic.id, topic.place_id, where, topic.text, topic.origin, who, topic.raised_at)
        for topic, where, who in session.execute(question)
    ]
