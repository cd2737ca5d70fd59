"""Acts on safety records: open one with the ask, add words, read one. Reading is an act, too: the
trail says who read what and when. Words leave the record by `read` and by nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from db import audit
from db.audit import Subject
from db.commands import after_care
from db.commands.scope import in_turn
from db.queries.safety import visible_safety_records
from db.rules.refusals import NotPermitted
from db.rules.words import SafetyEventKind
from db.rules.writing import given_text, optional_text
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.safety import SafetyEvent, SafetyRecord

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.tables.escalations import Escalation


@dataclass(frozen=True, slots=True)
class SafetyWords:
    """What was said of a safety matter, by whom, when."""

    at: datetime
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class SafetyReading:
    """One safety record as its few readers see it."""

    id: int
    place: str
    zone: str
    problem: str
    reporter: str
    reported_at: datetime
    said: tuple[SafetyWords, ...]


def open_record(
    session: Session, viewer: Viewer, escalation: Escalation, *, words: str, at: datetime
) -> int:
    """Open the record of an ask that is a matter of safety, and plan the care afterwards. What
    was typed with the ask stands here only.
    """
    record = SafetyRecord(
        place_id=escalation.place_id,
        reporter_id=viewer.person_id,
        escalation_id=escalation.id,
        problem_id=escalation.problem_id,
        reported_at=at,
    )
    session.add(record)
    session.flush()
    words = optional_text(words, "part about what happened")
    _append(session, viewer, record, SafetyEventKind.REPORTED, words=words, at=at)
    _tell(session, viewer, "safety matter reported", record, at=at)
    after_care.plan(session, viewer, record, at=at)
    return record.id


def describe(
    session: Session, viewer: Viewer, *, record_id: int, words: str, submit_key: str, at: datetime
) -> None:
    """Add what happened, later or by somebody else. One `submit_key` adds once."""
    record = _record(session, viewer, record_id)
    in_turn(session, submit_key)
    known = select(SafetyEvent.id).where(SafetyEvent.submit_key == submit_key)
    if session.scalar(known) is not None:
        return
    words = given_text(words, "part about what happened")
    kind = SafetyEventKind.DESCRIBED
    _append(session, viewer, record, kind, words=words, at=at, submit_key=submit_key)
    _tell(session, viewer, "safety record added to", record, at=at)


def read(session: Session, viewer: Viewer, *, record_id: int, at: datetime) -> SafetyReading:
    """Read one record; that it was read stays in the trail."""
    record = _record(session, viewer, record_id)
    _tell(session, viewer, "safety record read", record, at=at)
    place = session.get_one(Place, record.place_id)
    problem = session.get(Problem, record.problem_id) if record.problem_id else None
    reporter = session.get(Person, record.reporter_id) if record.reporter_id else None
    question = (
        select(SafetyEvent.at, func.coalesce(Person.name, "Readyroom"), SafetyEvent.words)
        .outerjoin(Person, Person.id == SafetyEvent.person_id)
        .where(SafetyEvent.safety_record_id == record.id, SafetyEvent.words != "")
        .order_by(SafetyEvent.sequence)
    )
    return SafetyReading(
        id=record.id,
        place=place.name,
        zone=place.zone,
        problem=problem.title if problem else "",
        reporter=reporter.name if reporter else "Readyroom",
        reported_at=record.reported_at,
        said=tuple(SafetyWords(*each) for each in session.execute(question)),
    )


def _record(session: Session, viewer: Viewer, record_id: int) -> SafetyRecord:
    question = visible_safety_records(viewer).where(SafetyRecord.id == record_id)
    record = session.scalar(question)
    if record is None:
        sentence = "This safety record is closed to you. Its managers and its reporter read it."
        raise NotPermitted(sentence)
    return record


def _append(
    session: Session,
    viewer: Viewer,
    record: SafetyRecord,
    kind: SafetyEventKind,
    *,
    words: str,
    at: datetime,
    submit_key: str | None = None,
) -> None:
    # Two who add at once write one after the other: the row is locked where rows can be.
    session.execute(select(SafetyRecord.id).where(SafetyRecord.id == record.id).with_for_update())
    last = select(func.max(SafetyEvent.sequence)).where(SafetyEvent.safety_record_id == record.id)
    session.add(
        SafetyEvent(
            safety_record_id=record.id,
            sequence=(session.scalar(last) or 0) + 1,
            kind=kind,
            at=at,
            person_id=viewer.person_id,
            words=words,
            submit_key=submit_key,
        )
    )
    session.flush()


def _tell(
    session: Session, viewer: Viewer, act: str, record: SafetyRecord, *, at: datetime
) -> None:
    audit.record(session, viewer, act, Subject("safety record", record.id, record.place_id), at=at)
