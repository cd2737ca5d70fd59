"""Design briefs as people follow them: open first, what was fixed, and what was closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from db import access
from db.queries.places import row as place_row
from db.rules.parties import HandedOver, PartyLine, party_lines
from db.rules.words import BriefEventKind, BriefState, Party, Role
from db.tables.design_briefs import DesignBrief, DesignBriefEvent
from db.tables.people import Person, RoleAssignment
from db.tables.places import Place
from db.tables.problems import Problem

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.places import PlaceRow

# On an agenda stand so many that wait for a fix.
ON_AN_AGENDA = 2


@dataclass(frozen=True, slots=True)
class BriefRow:
    """One brief as the offices and the fixers follow it."""

    id: int
    place: PlaceRow
    problem_id: int
    problem: str
    state: BriefState
    reason: str
    evidence: str
    words: str
    party: Party
    handed_at: datetime
    team: str
    owner_id: int | None
    owner: str
    due_on: date | None
    opened_at: datetime
    fixed_on: date | None
    closed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class BriefEventRow:
    """Something that happened to a brief."""

    kind: BriefEventKind
    at: datetime
    by: str
    party: Party | None
    owner: str
    team: str
    due_on: date | None
    words: str


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A brief that waits for a fix, in what an agenda says of it."""

    id: int
    problem_id: int
    title: str
    reason: str
    party: Party
    owner: str
    team: str
    handed_at: datetime
    due_on: date | None


def briefs(
    session: Session,
    viewer: Viewer,
    *,
    state: BriefState | None = None,
    words: str = "",
    limit: int = 25,
    offset: int = 0,
) -> tuple[list[BriefRow], int]:
    """One page of the briefs about the viewer's places, the latest opened on top, and how many
    there are.
    """
    question = _joined(access.visible_design_briefs(viewer))
    if state is not None:
        question = question.where(DesignBrief.state == state)
    for word in words.split():
        texts = (Problem.title, Place.name, DesignBrief.words, DesignBrief.team, Person.name)
        question = question.where(or_(*(each.icontains(word, autoescape=True) for each in texts)))
    total = session.scalar(select(func.count()).select_from(question.subquery())) or 0
    order = (DesignBrief.opened_at.desc(), DesignBrief.id.desc())
    found = session.execute(question.order_by(*order).limit(limit).offset(offset))
    return [_row(*each) for each in found], total


def briefs_about(
    session: Session, viewer: Viewer, *, problem_id: int, path: str = ""
) -> list[BriefRow]:
    """The briefs about a problem that people at the viewer's places are told of: whoever serves
    customers says with whom it lies. Those that wait come first, then the widest place; with a
    `path` only those at or above the place there.
    """
    known = access.known_places(viewer)
    question = _joined(select(DesignBrief).join(Place, Place.id == DesignBrief.place_id)).where(
        DesignBrief.problem_id == problem_id, DesignBrief.place_id.in_(known)
    )
    if path:
        question = question.where(Place.path.in_(access.ancestors(path)))
    found = [_row(*each) for each in session.execute(question)]
    order = list(BriefState)
    return sorted(found, key=lambda each: (order.index(each.state), each.place.path))


def linked(session: Session, viewer: Viewer, row: BriefRow) -> list[BriefRow]:
    """The other briefs about the same problem, above and below the place of this one."""
    return [
        each
        for each in briefs_about(session, viewer, problem_id=row.problem_id)
        if each.id != row.id
        and (
            each.place.path.startswith(row.place.path) or row.place.path.startswith(each.place.path)
        )
    ]


def brief_events(session: Session, viewer: Viewer, *, brief_id: int) -> list[BriefEventRow]:
    """What happened to a brief that the viewer is told of, in order."""
    allowed = select(DesignBrief.id).where(DesignBrief.place_id.in_(access.known_places(viewer)))
    owner = aliased(Person)
    question = (
        select(DesignBriefEvent, Person.name, owner.name)
        .outerjoin(Person, Person.id == DesignBriefEvent.person_id)
        .outerjoin(owner, owner.id == DesignBriefEvent.owner_id)
        .where(DesignBriefEvent.brief_id == brief_id, DesignBriefEvent.brief_id.in_(allowed))
        .order_by(DesignBriefEvent.sequence)
    )
    return [
        BriefEventRow(event.kind, event.at, by or "", event.party, to or "", event.team,
                      event.due_on, event.words)
        for event, by, to in session.execute(question)
    ]  # fmt: skip


def parties_of(
    session: Session, viewer: Viewer, *, brief_id: int, now: datetime
) -> tuple[PartyLine, ...]:
    """The three parties of a brief, each with its owner and its clock (P28)."""
    told = brief_events(session, viewer, brief_id=brief_id)
    return party_lines(
        (HandedOver(e.kind, e.at, e.party, e.owner or e.by, e.team, e.due_on) for e in told),
        now=now,
    )


def owners_of_briefs(session: Session, viewer: Viewer, *, place_id: int) -> list[tuple[int, str]]:
    """Who can own a brief of a place, by name: those who manage there, above, or below."""
    place = session.get(Place, place_id)
    if place is None or not access.may(viewer, access.Permission.BRIEF_LEAD, place.path):
        return []
    near = or_(
        Place.path.in_(access.ancestors(place.path)),
        Place.path.startswith(place.path, autoescape=True),
    )
    held = (
        select(RoleAssignment.person_id)
        .join(Place, Place.id == RoleAssignment.place_id)
        .where(RoleAssignment.role.in_([Role.MANAGER, Role.REGIONAL]), near)
    )
    question = (
        select(Person.id, Person.name)
        .where(Person.id.in_(held), Person.deactivated_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    return [(key, name) for key, name in session.execute(question)]


def watched(session: Session, viewer: Viewer) -> list[int]:
    """The keys of the briefs whose fix is watched."""
    question = access.visible_design_briefs(viewer).with_only_columns(DesignBrief.id)
    fixed = question.where(DesignBrief.state == BriefState.FIXED).order_by(DesignBrief.id)
    return list(session.scalars(fixed))


def waiting_at(session: Session, *, path: str) -> list[WaitingRow]:
    """Briefs that wait for a fix, of an office and of the places above it, its own first."""
    question = (
        select(
            DesignBrief.id, DesignBrief.problem_id, Problem.title, DesignBrief.reason,
            DesignBrief.party, func.coalesce(Person.name, ""), DesignBrief.team,
            DesignBrief.handed_at, DesignBrief.due_on,
        )
        .join(Place, Place.id == DesignBrief.place_id)
        .join(Problem, Problem.id == DesignBrief.problem_id)
        .outerjoin(Person, Person.id == DesignBrief.owner_id)
        .where(
            DesignBrief.state == BriefState.OPEN,
            or_(
                Place.path.startswith(path, autoescape=True),
                Place.path.in_(access.ancestors(path)),
            ),
        )
        .order_by(Place.path.desc(), DesignBrief.opened_at, DesignBrief.id)
        .limit(ON_AN_AGENDA)
    )  # fmt: skip
    return [WaitingRow(*each) for each in session.execute(question)]


def _joined(question: Select[DesignBrief]) -> Select[DesignBrief, Place, str, str | None]:
    return (
        question.add_columns(Place, Problem.title, Person.name)
        .join(Problem, Problem.id == DesignBrief.problem_id)
        .outerjoin(Person, Person.id == DesignBrief.owner_id)
    )


def _row(brief: DesignBrief, place: Place, problem: str, owner: str | None) -> BriefRow:
    return BriefRow(
        brief.id, place_row(place), brief.problem_id, problem, brief.state, brief.reason,
        brief.evidence, brief.words, brief.party, brief.handed_at, brief.team, brief.owner_id,
        owner or "", brief.due_on, brief.opened_at, brief.fixed_on, brief.closed_at, brief.version,
    )  # fmt: skip
