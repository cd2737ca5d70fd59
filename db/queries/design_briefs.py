"""Design briefs as people follow them: open first, what was fixed, and what was closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from db import access
from db.queries.places import row as place_row
from db.rules.words import BriefEventKind, BriefState
from db.tables.design_briefs import DesignBrief, DesignBriefEvent
from db.tables.people import Person
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
    """One brief as the office and the fixers follow it."""

    id: int
    office: PlaceRow
    problem_id: int
    problem: str
    state: BriefState
    reason: str
    evidence: str
    words: str
    team: str
    owner_id: int | None
    owner: str
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
    owner: str
    team: str
    words: str


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
    question = (
        access.visible_design_briefs(viewer)
        .add_columns(Place, Problem.title, Person.name)
        .join(Problem, Problem.id == DesignBrief.problem_id)
        .outerjoin(Person, Person.id == DesignBrief.owner_id)
    )
    if state is not None:
        question = question.where(DesignBrief.state == state)
    for word in words.split():
        texts = (Problem.title, Place.name, DesignBrief.words, DesignBrief.team, Person.name)
        question = question.where(or_(*(each.icontains(word, autoescape=True) for each in texts)))
    total = session.scalar(select(func.count()).select_from(question.subquery())) or 0
    order = (DesignBrief.opened_at.desc(), DesignBrief.id.desc())
    found = session.execute(question.order_by(*order).limit(limit).offset(offset))
    return [_row(*each) for each in found], total


def brief_events(session: Session, viewer: Viewer, *, brief_id: int) -> list[BriefEventRow]:
    """What happened to a brief that the viewer may see, in order."""
    allowed = access.visible_design_briefs(viewer).with_only_columns(DesignBrief.id)
    owner = aliased(Person)
    question = (
        select(DesignBriefEvent, Person.name, owner.name)
        .outerjoin(Person, Person.id == DesignBriefEvent.person_id)
        .outerjoin(owner, owner.id == DesignBriefEvent.owner_id)
        .where(DesignBriefEvent.brief_id == brief_id, DesignBriefEvent.brief_id.in_(allowed))
        .order_by(DesignBriefEvent.sequence)
    )
    return [
        BriefEventRow(event.kind, event.at, by or "", to or "", event.team, event.words)
        for event, by, to in session.execute(question)
    ]


def watched(session: Session, viewer: Viewer) -> list[int]:
    """The keys of the briefs whose fix is watched."""
    question = access.visible_design_briefs(viewer).with_only_columns(DesignBrief.id)
    fixed = question.where(DesignBrief.state == BriefState.FIXED).order_by(DesignBrief.id)
    return list(session.scalars(fixed))


def waiting_at(session: Session, *, path: str) -> list[tuple[int, int, str, str, str]]:
    """Briefs of an office that wait for a fix: key, problem, its title, why, and who owns it."""
    question = (
        select(DesignBrief.id, DesignBrief.problem_id, Problem.title, DesignBrief.reason,
               Person.name)
        .join(Place, Place.id == DesignBrief.place_id)
        .join(Problem, Problem.id == DesignBrief.problem_id)
        .outerjoin(Person, Person.id == DesignBrief.owner_id)
        .where(
            DesignBrief.state == BriefState.OPEN, Place.path.startswith(path, autoescape=True)
        )
        .order_by(DesignBrief.opened_at, DesignBrief.id)
        .limit(ON_AN_AGENDA)
    )  # fmt: skip
    return [
        (key, problem_id, title, reason, owner or "")
        for key, problem_id, title, reason, owner in session.execute(question)
    ]


def _row(brief: DesignBrief, place: Place, problem: str, owner: str | None) -> BriefRow:
    return BriefRow(
        brief.id, place_row(place), brief.problem_id, problem, brief.state, brief.reason,
        brief.evidence, brief.words, brief.team, brief.owner_id, owner or "", brief.opened_at,
        brief.fixed_on, brief.closed_at, brief.version,
    )  # fmt: skip
