"""The care after a matter of safety: what is planned, due and overdue, and who may own it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from db import access
from db.queries.safety import visible_safety_records
from db.rules.safety import is_overdue
from db.rules.words import AfterCareEventKind, AfterCareStep, Role
from db.session import rows_of
from db.tables.people import Grade, Person, RoleAssignment
from db.tables.places import Place
from db.tables.safety import AfterCare, AfterCareEvent, SafetyRecord

if TYPE_CHECKING:
    from sqlalchemy import Row, Select
    from sqlalchemy.orm import Session

    from db.access import Viewer

Reporter, Owner = aliased(Person), aliased(Person)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CareRow:
    """One time of after-care, for whom, whose it is, and what was told of it last."""

    id: int
    record_id: int
    place_name: str
    step: AfterCareStep
    due_on: date
    person: str
    owner_id: int | None
    owner: str
    last: AfterCareEventKind
    closed_at: datetime | None
    is_overdue: bool
    is_today: bool
    is_own: bool


def after_care_of(
    session: Session, viewer: Viewer, *, record_id: int, now: datetime
) -> list[CareRow]:
    """All after-care of one record that the viewer may read, in order."""
    found = rows_of(session, _cares(viewer).where(SafetyRecord.id == record_id))
    return [_row(viewer, each, now=now) for each in found]


def after_care_due(session: Session, viewer: Viewer, *, now: datetime) -> list[CareRow]:
    """Open after-care that is due today or overdue, of others than the viewer, oldest first: what
    they own, and what nobody owns at the places that they manage.
    """
    found = rows_of(session, due_soon(viewer), {"soon": soon(now)})
    rows = (_row(viewer, each, now=now) for each in found)
    return [row for row in rows if row.is_overdue or row.is_today]


def soon(now: datetime) -> date:
    """Until when after-care may be due: a calendar that is ahead of UTC may have begun its next
    day already.
    """
    return now.date() + DAY


# Asked at every run of Now: a statement that is built once is compiled once.
@lru_cache(maxsize=512)
def due_soon(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """The open after-care that the viewer should see to until the day `soon`."""
    nobody_or_mine = or_(AfterCare.owner_id.is_(None), AfterCare.owner_id == viewer.person_id)
    return _cares(viewer).where(
        AfterCare.closed_at.is_(None), AfterCare.due_on <= bindparam("soon"), nobody_or_mine,
        or_(SafetyRecord.reporter_id.is_(None), SafetyRecord.reporter_id != viewer.person_id),
    )  # fmt: skip


def overdue_owners(session: Session, *, path: str, on: date) -> list[str]:
    """Who owns the after-care of a place that is overdue on a day, by name; empty where nobody
    does. Neither for whom nor about what: an agenda is read by everybody.
    """
    question = (
        select(func.coalesce(Owner.name, ""))
        .select_from(AfterCare)
        .join(Place, Place.id == AfterCare.place_id)
        .outerjoin(Owner, Owner.id == AfterCare.owner_id)
        .where(
            access.below(Place.path, (path,)),
            AfterCare.closed_at.is_(None),
            AfterCare.due_on < on,
        )
        .order_by(AfterCare.due_on, AfterCare.id)
    )
    return list(session.scalars(question))


def care_owners(session: Session, viewer: Viewer, *, record_id: int) -> list[tuple[int, str]]:
    """To whom after-care can be handed: who manages the place of the record, or answers for it,
    and stands above its reporter.
    """
    record = session.scalar(visible_safety_records(viewer).where(SafetyRecord.id == record_id))
    if record is None:
        return []
    place = session.get_one(Place, record.place_id)
    return _readers(session, place, record)


def _readers(session: Session, place: Place, record: SafetyRecord) -> list[tuple[int, str]]:
    rank = select(Grade.rank).join(Person, Person.grade_id == Grade.id)
    reporter_rank = session.scalar(rank.where(Person.id == record.reporter_id)) or 0
    granting = aliased(Place)
    question = (
        select(Person.id, Person.name)
        .join(Grade, Grade.id == Person.grade_id)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .join(granting, granting.id == RoleAssignment.place_id)
        .where(
            Person.deactivated_at.is_(None),
            Person.id != (record.reporter_id or 0),
            granting.path.in_(access.ancestors(place.path)),
            or_(
                RoleAssignment.role == Role.REGIONAL,
                and_(RoleAssignment.role == Role.MANAGER, Grade.rank > reporter_rank),
            ),
        )
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return [(key, name) for key, name in session.execute(question)]


# What was told of it last, beside the row.
_LAST = (
    select(AfterCareEvent.kind)
    .where(
        AfterCareEvent.after_care_id == AfterCare.id,
        AfterCareEvent.kind != AfterCareEventKind.HANDED_OVER,
    )
    .order_by(AfterCareEvent.sequence.desc())
    .limit(1)
    .scalar_subquery()
)


def _cares(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return (
        visible_safety_records(viewer)
        .join(AfterCare, AfterCare.safety_record_id == SafetyRecord.id)
        .join(Place, Place.id == AfterCare.place_id)
        .outerjoin(Reporter, Reporter.id == SafetyRecord.reporter_id)
        .outerjoin(Owner, Owner.id == AfterCare.owner_id)
        .with_only_columns(
            AfterCare.id, AfterCare.safety_record_id, AfterCare.step, AfterCare.due_on,
            AfterCare.owner_id, AfterCare.closed_at, SafetyRecord.reporter_id, Place.zone,
            Place.name.label("place"), Reporter.name.label("reporter"), Owner.name.label("owner"),
            _LAST.label("last"), maintain_column_froms=True,
        )
        .order_by(AfterCare.due_on, AfterCare.id)
    )  # fmt: skip


def _row(viewer: Viewer, found: Row[*tuple[Any, ...]], *, now: datetime) -> CareRow:
    today = now.astimezone(ZoneInfo(found.zone)).date()
    is_open = found.closed_at is None
    reporter_id = found.reporter_id
    return CareRow(
        id=found.id,
        record_id=found.safety_record_id,
        place_name=found.place,
        step=found.step,
        due_on=found.due_on,
        person=found.reporter or "Readyroom",
        owner_id=found.owner_id,
        owner=found.owner or "",
        last=found.last,
        closed_at=found.closed_at,
        is_overdue=is_open and is_overdue(found.due_on, today),
        is_today=found.due_on == today,
        is_own=reporter_id is not None and reporter_id == viewer.person_id,
    )
