"""The pocket card of one grade at one office, and what changed since one was printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from db import access
from db.access import Permission
from db.queries import authority
from db.queries.catalogue import GradeRow
from db.queries.places import place as place_of
from db.queries.pocket_words import Desk, Legal, legal_words, nearest_desk
from db.rules import pocket_cards
from db.rules.authority import value_in_words
from db.rules.pocket_cards import Cell, Values, gives, gives_more
from db.rules.refusals import Refusal
from db.rules.words import ContactKind, Role
from db.tables.limits import AuthorityLimit
from db.tables.people import Grade, Person, RoleAssignment
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import Remedy

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.places import PlaceRow
    from db.rules.authority import Limit


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that may be given: what, for which problem ("" for any), and how much."""

    remedy: str
    problem: str
    value: str


@dataclass(frozen=True, slots=True)
class PocketCard:
    """What the paper says. `above` is what the higher grade at the office gives beyond it."""

    place: PlaceRow
    grade: GradeRow
    own: tuple[Line, ...]
    higher: GradeRow | None
    above: tuple[Line, ...]
    desk: Desk | None
    security: Desk | None
    legal: tuple[Legal, ...]
    set_number: int
    since: datetime | None
    until: datetime


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line that says something else now; `grade` is whose it is."""

    grade: str
    remedy: str
    problem: str
    before: str
    after: str


def pocket_card(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int | None,
    grade_id: int | None,
    now: datetime,
) -> PocketCard:
    """The card of a grade at an office, the viewer's own when none is named. Who does not see
    the limits of a place may have their own grade's card only.
    """
    place, grade = _asked_for(session, viewer, place_id, grade_id)
    higher = _higher(session, place, grade)
    own = _values(session, place, grade.rank, at=now)
    above = _values(session, place, higher.rank, at=now) if higher else {}
    beyond = {cell: limit for cell, limit in above.items() if gives_more(limit, _of(own, cell))}
    used = [limit for limit in (*own.values(), *above.values()) if limit is not None]
    return PocketCard(
        place=place,
        grade=grade,
        own=_lines(session, {cell: limit for cell, limit in own.items() if gives(limit)}),
        higher=higher,
        above=_lines(session, beyond),
        desk=nearest_desk(session, place, ContactKind.DUTY_DESK),
        security=nearest_desk(session, place, ContactKind.SECURITY),
        legal=legal_words(session, viewer, place),
        set_number=_set_number(session, [limit.id for limit in used]),
        since=max((limit.in_force_from for limit in used), default=None),
        until=pocket_cards.valid_until(used, _coming(session, place, now), now=now),
    )


def changed_since(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int | None,
    grade_id: int | None,
    then: datetime,
    now: datetime,
) -> list[ChangedLine]:
    """What the limits of this office and grade, and of the one above it, say now that they did
    not say when the card was printed; nothing when it still holds.
    """
    place, grade = _asked_for(session, viewer, place_id, grade_id)
    remedies, problems = _names(session)
    lines = []
    for each in (grade, _higher(session, place, grade)):
        if each is None:
            continue
        before = _values(session, place, each.rank, at=then)
        after = _values(session, place, each.rank, at=now)
        lines += [
            ChangedLine(
                each.name,
                remedies[changed.cell.remedy_id],
                problems.get(changed.cell.problem_id or 0, ""),
                changed.before,
                changed.after,
            )
            for changed in pocket_cards.changes(before, after)
        ]
    return lines


def _asked_for(
    session: Session, viewer: Viewer, place_id: int | None, grade_id: int | None
) -> tuple[PlaceRow, GradeRow]:
    place = place_of(session, viewer, place_id=place_id or viewer.office_id)
    access.require(viewer, Permission.COUNTER_ASK, place.path)
    grade = session.get(Grade, grade_id or viewer.grade_id)
    if grade is None:
        raise Refusal("There is no such grade. Open your own card.")
    if grade.id != viewer.grade_id:
        access.require(viewer, Permission.LIMITS_SEE, place.path)
    return place, GradeRow(grade.id, grade.name, grade.rank)


def _higher(session: Session, place: PlaceRow, grade: GradeRow) -> GradeRow | None:
    """The highest grade of those who manage this office from within; None when nobody above."""
    question = (
        select(Grade)
        .join(Person, Person.grade_id == Grade.id)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .join(Place, Place.id == RoleAssignment.place_id)
        .where(
            Person.deactivated_at.is_(None),
            RoleAssignment.role == Role.MANAGER,
            access.below(Place.path, (place.path,)),
            Grade.rank > grade.rank,
        )
        .order_by(Grade.rank.desc())
        .limit(1)
    )
    found = session.scalar(question)
    return GradeRow(found.id, found.name, found.rank) if found else None


def _values(session: Session, place: PlaceRow, rank: int, *, at: datetime) -> Values:
    limits = authority.limits_in_force(session, path=place.path, at=at)
    remedies = session.scalars(select(Remedy.id).order_by(Remedy.name, Remedy.id))
    return pocket_cards.values(
        limits, path=place.path, grade_rank=rank, at=at, remedies=list(remedies)
    )


def _of(found: Values, cell: Cell) -> Limit | None:
    return found.get(cell, found.get(Cell(cell.remedy_id, None)))


def _lines(session: Session, found: Values) -> tuple[Line, ...]:
    remedies, problems = _names(session, in_use=True)
    return tuple(
        Line(
            remedies[cell.remedy_id], problems.get(cell.problem_id or 0, ""), value_in_words(limit)
        )
        for cell, limit in found.items()
        if cell.remedy_id in remedies
    )


def _names(session: Session, *, in_use: bool = False) -> tuple[dict[int, str], dict[int, str]]:
    """The names of remedies and problems by key; what is out of use was once on a card."""
    remedies = select(Remedy.id, Remedy.name)
    if in_use:
        remedies = remedies.where(Remedy.deactivated_at.is_(None))
    special = select(AuthorityLimit.problem_id)
    problems = select(Problem.id, Problem.title).where(Problem.id.in_(special))
    return (
        {key: name for key, name in session.execute(remedies)},  # noqa: C416 - rows, not pairs.
        {key: title for key, title in session.execute(problems)},  # noqa: C416 - rows, not pairs.
    )


def _set_number(session: Session, limit_ids: Iterable[int]) -> int:
    question = select(func.max(AuthorityLimit.limit_set_id))
    return session.scalar(question.where(AuthorityLimit.id.in_(list(limit_ids)))) or 0


def _coming(session: Session, place: PlaceRow, now: datetime) -> list[datetime]:
    """The moments at which limits that are already published begin here."""
    question = (
        select(func.min(AuthorityLimit.in_force_from))
        .join(Place, Place.id == AuthorityLimit.place_id)
        .where(Place.path.in_(access.ancestors(place.path)), AuthorityLimit.in_force_from > now)
    )
    first = session.scalar(question)
    return [first] if first else []
