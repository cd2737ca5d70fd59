"""Acts on after-care: plan it, hand it over, tell what became of it (P75)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from db import audit
from db.audit import Subject
from db.commands.scope import active_person
from db.queries import cover
from db.queries.people import viewer_of
from db.queries.safety import may_read, visible_safety_records
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.rules.safety import CLOSING, TOLD, due_on
from db.rules.words import AfterCareEventKind, AfterCareStep, AvailabilityState
from db.rules.writing import optional_text
from db.tables.places import Place
from db.tables.safety import AfterCare, AfterCareEvent, SafetyRecord

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer


def plan(session: Session, viewer: Viewer, record: SafetyRecord, *, at: datetime) -> None:
    """Plan that somebody asks on the same day, the next day and after a week. Whoever is on duty
    and may read the record owns it; when nobody is, nobody does, and that is shown first.
    """
    place = session.get_one(Place, record.place_id)
    owner_id = _first_owner(session, record, place, at=at)
    today = at.astimezone(ZoneInfo(place.zone)).date()
    for step in AfterCareStep:
        care = AfterCare(
            safety_record_id=record.id,
            place_id=place.id,
            step=step,
            due_on=due_on(step, today),
            owner_id=owner_id,
        )
        session.add(care)
        session.flush()
        _append(session, viewer, care, AfterCareEventKind.PLANNED, at=at, owner_id=owner_id)


def tell(
    session: Session,
    viewer: Viewer,
    *,
    care_id: int,
    kind: AfterCareEventKind,
    words: str = "",
    at: datetime,
) -> None:
    """Tell that it was offered, that you talked, that it was declined or is done. Only whoever
    reported the matter, or reads its record as a manager, tells; declined and done close it.
    """
    care, record = _open(session, viewer, care_id)
    if kind not in TOLD:
        raise Refusal("Choose what became of it: offered, talked, declined or done.")
    if record.reporter_id == viewer.person_id and kind is not AfterCareEventKind.DECLINED:
        raise NotPermitted("Your manager tells this. You may decline it.")
    words = optional_text(words, "note")
    _append(session, viewer, care, kind, at=at, words=words)
    if kind in CLOSING:
        care.closed_at = at
        session.flush()
    _audit(session, viewer, f"after-care {kind.label}", care, at=at)


def hand_over(
    session: Session, viewer: Viewer, *, care_id: int, owner_id: int, at: datetime
) -> None:
    """Give it to another manager, who may read the record."""
    care, record = _open(session, viewer, care_id)
    if record.reporter_id == viewer.person_id:
        raise NotPermitted("Your manager hands this over. You may decline it.")
    owner = active_person(session, owner_id)
    seen = viewer_of(session, owner.id)
    if seen is None or not may_read(session, seen, record) or owner.id == record.reporter_id:
        raise Refusal(f"{owner.name} may not read this record. Choose a manager who may.")
    if care.owner_id == owner_id:
        return
    care.owner_id = owner_id
    _append(session, viewer, care, AfterCareEventKind.HANDED_OVER, at=at, owner_id=owner_id)
    _audit(session, viewer, "after-care handed over", care, at=at)


def _first_owner(
    session: Session, record: SafetyRecord, place: Place, *, at: datetime
) -> int | None:
    duty = [each for each in cover.on_duty(session, path=place.path, now=at) if each.may_take]
    # Who can come before who said that they cannot; the lowest grade that may read comes first.
    duty.sort(key=lambda each: (each.state is not AvailabilityState.AVAILABLE, each.grade_rank))
    for each in duty:
        seen = viewer_of(session, each.person_id)
        if each.person_id != record.reporter_id and seen and may_read(session, seen, record):
            return each.person_id
    return None


def _open(session: Session, viewer: Viewer, care_id: int) -> tuple[AfterCare, SafetyRecord]:
    care = session.get(AfterCare, care_id)
    question = visible_safety_records(viewer).where(
        SafetyRecord.id == (care.safety_record_id if care else 0)
    )
    record = session.scalar(question)
    if care is None or record is None:
        raise NotPermitted("This after-care is closed to you. Its managers keep it.")
    session.refresh(care, with_for_update=True)
    if care.closed_at is not None:
        raise Conflict("This after-care is closed already.")
    return care, record


def _append(
    session: Session,
    viewer: Viewer,
    care: AfterCare,
    kind: AfterCareEventKind,
    *,
    at: datetime,
    owner_id: int | None = None,
    words: str = "",
) -> None:
    last = select(func.max(AfterCareEvent.sequence)).where(AfterCareEvent.after_care_id == care.id)
    session.add(
        AfterCareEvent(
            after_care_id=care.id,
            sequence=(session.scalar(last) or 0) + 1,
            kind=kind,
            at=at,
            person_id=viewer.person_id,
            owner_id=owner_id,
            words=words,
        )
    )
    session.flush()


def _audit(session: Session, viewer: Viewer, act: str, care: AfterCare, *, at: datetime) -> None:
    audit.record(session, viewer, act, Subject("after-care", care.id, care.place_id), at=at)
