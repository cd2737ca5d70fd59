"""Questions about findings: what the region found in minutes, and what the offices answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from db import access
from db.access import Permission, Viewer
from db.rules.minutes_text import read_canonical
from db.rules.words import Role
from db.tables.minutes import Finding, Minutes
from db.tables.people import Person, RoleAssignment
from db.tables.places import Place


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding as the office and the region follow it; `due_on` is the office's date."""

    id: int
    minutes_id: int
    huddle_id: int
    huddle_name: str
    held_on: date
    item_title: str
    place_id: int
    place_name: str
    place_path: str
    zone: str
    text: str
    raised_at: datetime
    raised_by: str
    owner_id: int
    owner: str
    due_on: date
    answer: str
    answered_at: datetime | None
    answered_by: str
    closed_at: datetime | None
    is_overdue: bool


def findings(
    session: Session,
    viewer: Viewer,
    *,
    is_closed: bool = False,
    place_id: int | None = None,
    words: str = "",
    limit: int = 25,
    offset: int = 0,
    now: datetime,
) -> tuple[list[FindingRow], int]:
    """One page of the open (or closed) findings about the viewer's places, those due first on
    top, and how many there are.
    """
    question = access.visible_findings(viewer).where(
        Finding.closed_at.is_not(None) if is_closed else Finding.closed_at.is_(None)
    )
    if place_id is not None:
        question = question.where(Finding.place_id == place_id)
    for word in words.lower().split():
        pattern = f"%{word.replace('%', '').replace('_', ' ')}%"
        said = (Finding.text, Finding.answer, Place.name)
        question = question.where(or_(*(func.lower(each).like(pattern) for each in said)))
    total = session.scalar(select(func.count()).select_from(question.subquery())) or 0
    return _page(session, question, limit=limit, offset=offset, now=now), total


def findings_of(session: Session, viewer: Viewer, *, minutes_id: int) -> list[str]:
    """What was found in these minutes already, oldest first, as far as the viewer may see."""
    question = (
        access.visible_findings(viewer)
        .where(Finding.minutes_id == minutes_id)
        .order_by(Finding.raised_at, Finding.id)
    )
    return [finding.text for finding in session.scalars(question)]


def owners_for(session: Session, viewer: Viewer, *, place_id: int) -> list[tuple[int, str]]:
    """The people who can answer for a place, by name: its managers, here or above."""
    place = session.get(Place, place_id)
    if place is None or not access.may(viewer, Permission.FINDING_ANSWER, place.path):
        return []
    question = _owners(place.path).order_by(Person.name, Person.id)
    return [(key, name) for key, name in session.execute(question)]


def owner_query(path: str, person_id: int) -> Select[int, str]:
    """The person with this key, if they manage the place at `path`."""
    return _owners(path).where(Person.id == person_id)


def _owners(path: str) -> Select[int, str]:
    held = (
        select(RoleAssignment.person_id)
        .join(Place, Place.id == RoleAssignment.place_id)
        .where(RoleAssignment.role == Role.MANAGER, Place.path.in_(access.ancestors(path)))
    )
    return select(Person.id, Person.name).where(
        Person.id.in_(held), Person.deactivated_at.is_(None)
    )


def _page(
    session: Session, question: Select[Finding], *, limit: int, offset: int, now: datetime
) -> list[FindingRow]:
    raiser, owner, answerer = aliased(Person), aliased(Person), aliased(Person)
    wide = (
        question.add_columns(Minutes, Place, raiser.name, owner.name, answerer.name)
        .join(Minutes, Minutes.id == Finding.minutes_id)
        .join(raiser, raiser.id == Finding.raised_by_id)
        .join(owner, owner.id == Finding.owner_id)
        .outerjoin(answerer, answerer.id == Finding.answered_by_id)
        .order_by(Finding.closed_at.desc(), Finding.due_on, Finding.id)
        .limit(limit)
        .offset(offset)
    )
    return [_row(*row, now=now) for row in session.execute(wide)]


def _row(
    finding: Finding, minutes: Minutes, place: Place, *names: str | None, now: datetime
) -> FindingRow:
    content = read_canonical(minutes.canonical_text)
    titles = {item.position: item.title for item in content.items}
    today = now.astimezone(ZoneInfo(place.zone)).date()
    raised_by, owner, answered_by = (name or "" for name in names)
    return FindingRow(
        id=finding.id,
        minutes_id=minutes.id,
        huddle_id=minutes.huddle_id,
        huddle_name=content.name,
        held_on=content.held_on,
        item_title=titles.get(finding.item_position or 0, ""),
        place_id=place.id,
        place_name=place.name,
        place_path=place.path,
        zone=place.zone,
        text=finding.text,
        raised_at=finding.raised_at,
        raised_by=raised_by,
        owner_id=finding.owner_id,
        owner=owner,
        due_on=finding.due_on,
        answer=finding.answer,
        answered_at=finding.answered_at,
        answered_by=answered_by,
        closed_at=finding.closed_at,
        is_overdue=finding.answered_at is None and finding.due_on < today,
    )
