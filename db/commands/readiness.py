"""Keeping the readiness of an office as it stood at the end of one of its days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands.scope import place_where
from db.queries.readiness import losses_as_text, office_readiness
from db.rules.spans import day_ended
from db.tables.readiness import ReadinessSnapshot


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The score kept for a day of the office; `is_new` is False when it was there already."""

    taken_on: date
    score: float
    is_new: bool


def take_snapshot(session: Session, viewer: Viewer, *, place_id: int, at: datetime) -> Snapshot:
    """Keep the score of the office's day that ended last, with every lost point; once a day.

    Raises:
        Refusal: there is no such office, or the viewer may not see its readiness.
    """
    place = place_where(session, viewer, Permission.READINESS_SEE, place_id=place_id)
    taken_on = day_ended(at, ZoneInfo(place.zone))
    kept = session.get(ReadinessSnapshot, (place_id, taken_on))
    if kept is not None:
        return Snapshot(taken_on, kept.score, is_new=False)
    found = office_readiness(session, viewer, place_id=place_id, now=at)
    session.add(
        ReadinessSnapshot(
            place_id=place_id,
            taken_on=taken_on,
            score=found.score,
            contacts=found.contacts or 0,
            losses=losses_as_text(found),
            taken_at=at,
        )
    )
    subject = Subject("place", place_id, place_id)
    detail = {"day": taken_on.isoformat(), "score": round(found.score, 2)}
    audit.record(session, viewer, "readiness kept", subject, at=at, detail=detail)
    session.flush()
    return Snapshot(taken_on, found.score, is_new=True)
