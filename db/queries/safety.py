"""Safety records in lists, which never show their words.

Who sees a record is decided by `visible_safety_records`: its reporter, and those who manage the
place and stand above the reporter. Its words are handed out by `db.commands.safety.read` only,
because reading them is an act that the trail keeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from db import access
from db.queries.deciders import above
from db.rules.escalations import OPEN_STATES
from db.tables.escalations import Escalation
from db.tables.people import Grade, Person
from db.tables.places import Place
from db.tables.safety import AfterCare, SafetyRecord

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.deciders import MayRow

Reporter = aliased(Person)


@dataclass(frozen=True, slots=True)
class SafetyRow:
    """One record in a list: where, when, by whom; how much care is still open. No words."""

    id: int
    place_name: str
    zone: str
    reporter: str
    reported_at: datetime
    open_cares: int


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """The viewer's own matter of safety while somebody is being waited for; Security's number."""

    record_id: int
    escalation_id: int
    place_id: int
    security: MayRow | None


def visible_safety_records(viewer: Viewer) -> Select[SafetyRecord]:
    """The viewer's own records, and those of the places that they manage whose reporter stands
    below them; whoever answers from above sees them all. Peers see none.
    """
    worked, managed, audited = (
        scope(viewer).with_only_columns(Place.id)
        for scope in (access.worked_places, access.managed_places, access.audited_places)
    )
    rank = (
        select(Grade.rank)
        .join(Person, Person.grade_id == Grade.id)
        .where(Person.id == SafetyRecord.reporter_id)
        .scalar_subquery()
    )
    nobody = SafetyRecord.reporter_id.is_(None)
    here, above_here = SafetyRecord.place_id.in_(managed), SafetyRecord.place_id.in_(audited)
    own = and_(SafetyRecord.reporter_id == viewer.person_id, SafetyRecord.place_id.in_(worked))
    return select(SafetyRecord).where(
        or_(own, and_(here, or_(nobody, rank < viewer.grade_rank, above_here)))
    )


def may_read(session: Session, viewer: Viewer, record: SafetyRecord) -> bool:
    """Whether the viewer reads this record."""
    question = visible_safety_records(viewer).where(SafetyRecord.id == record.id)
    return session.scalar(question.with_only_columns(SafetyRecord.id)) is not None


def safety_records(
    session: Session, viewer: Viewer, *, words: str = "", limit: int = 20, offset: int = 0
) -> tuple[list[SafetyRow], int]:
    """One page of the records that the viewer may read, newest first, and the number of all.
    `words` are looked for in place and reporter, never in what happened.
    """
    still = (
        select(func.count())
        .where(AfterCare.safety_record_id == SafetyRecord.id, AfterCare.closed_at.is_(None))
        .scalar_subquery()
    )
    question = (
        visible_safety_records(viewer)
        .join(Place, Place.id == SafetyRecord.place_id)
        .outerjoin(Reporter, Reporter.id == SafetyRecord.reporter_id)
    )
    for word in words.lower().split():
        pattern = f"%{word.replace('%', '').replace('_', ' ')}%"
        said = Place.name + " " + func.coalesce(Reporter.name, "")
        question = question.where(func.lower(said).like(pattern))
    counted = question.with_only_columns(SafetyRecord.id).subquery()
    total = session.scalar(select(func.count()).select_from(counted)) or 0
    page = question.with_only_columns(
        SafetyRecord.id, Place.name, Place.zone, func.coalesce(Reporter.name, "Readyroom"),
        SafetyRecord.reported_at, still, maintain_column_froms=True,
    ).order_by(SafetyRecord.reported_at.desc(), SafetyRecord.id.desc())  # fmt: skip
    rows = session.execute(page.limit(limit).offset(offset))
    return [SafetyRow(*each) for each in rows], total


def open_matter(session: Session, viewer: Viewer) -> OpenMatter | None:
    """The viewer's own matter of safety as long as its ask is open, newest first."""
    if viewer.person_id is None:
        return None
    question = (
        select(SafetyRecord, Place.path)
        .join(Escalation, Escalation.id == SafetyRecord.escalation_id)
        .join(Place, Place.id == SafetyRecord.place_id)
        .where(
            SafetyRecord.reporter_id == viewer.person_id,
            Escalation.state.in_(OPEN_STATES),
        )
        .order_by(SafetyRecord.id.desc())
        .limit(1)
    )
    found = session.execute(question).one_or_none()
    if found is None:
        return None
    record, path = found
    security = above(session, path).security
    return OpenMatter(record.id, record.escalation_id, record.place_id, security)
