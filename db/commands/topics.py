"""Acts on what people bring to the table."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands.scope import place_where
from db.rules import writing
from db.rules.refusals import Refusal
from db.rules.words import Origin
from db.tables.huddles import Topic

LONGEST = 500


def raise_topic(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    text: str,
    origin: Origin,
    at: datetime,
) -> int:
    """Bring a topic to the next huddle of a place and return its key.

    The same words of the same person that still wait, as a double click makes them, are one topic.
    """
    place = place_where(session, viewer, Permission.TOPIC_RAISE, place_id=place_id)
    if viewer.person_id is None:
        raise Refusal("A topic is raised by a person.")
    words = writing.given_text(text, "topic")
    if len(words) > LONGEST:
        raise Refusal(f"The topic has {len(words):,} characters. Use at most {LONGEST}.")
    question = select(Topic.id).where(
        Topic.place_id == place.id,
        Topic.raised_by_id == viewer.person_id,
        Topic.text == words,
        Topic.huddle_id.is_(None),
    )
    known = session.scalar(question.limit(1))
    if known is not None:
        return known
    topic = Topic(
        place_id=place.id,
        text=words,
        origin=origin,
        raised_by_id=viewer.person_id,
        raised_at=at,
    )
    session.add(topic)
    session.flush()
    subject = Subject("topic", topic.id, place.id)
    audit.record(session, viewer, "topic raised", subject, at=at, detail={"text": words})
    return topic.id
