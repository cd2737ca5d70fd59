"""What waits with the teams that fix things: counts only, whatever place it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from db import access
from db.access import Permission
from db.rules.backlogs import LATELY, Backlog, promise_of
from db.rules.parties import lies_with
from db.rules.refusals import NotPermitted
from db.rules.words import BriefEventKind, BriefState, Party
from db.tables.design_briefs import DesignBrief, DesignBriefEvent
from db.tables.people import Person
from db.tables.places import Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.access import Viewer

WITH_A_TEAM = (Party.FIXERS, Party.DESIGN)
WITH_TEAMS = select(DesignBrief.id).where(
    DesignBrief.state == BriefState.OPEN, DesignBrief.party.in_(WITH_A_TEAM)
)


@dataclass(frozen=True, slots=True)
class Depends:
    """The brief that a promise about a problem depends on, and in words with whom it lies since
    when and what waits there before it.
    """

    brief_id: int
    backlog: Backlog
    sentence: str


def team_names(session: Session) -> list[str]:
    """The teams that briefs were handed to, by name."""
    question = select(DesignBrief.team).where(DesignBrief.team != "").distinct()
    return sorted(session.scalars(question), key=str.casefold)


def known_team(session: Session, name: str) -> str:
    """The name as it was written first: `belts` and `Belts` are one team."""
    plain = " ".join(name.split())
    spelt = {each.casefold(): each for each in team_names(session)}
    return spelt.get(plain.casefold(), plain)


def backlog(
    session: Session, viewer: Viewer, *, team: str, brief_id: int | None = None, now: datetime
) -> Backlog:
    """What waits with a team. Before a brief that lies there wait those handed over earlier;
    before any other one, all of them.

    Raises:
        NotPermitted: the viewer promises nothing anywhere.
    """
    if not access.may_somewhere(viewer, Permission.PROMISE_MAKE):
        raise NotPermitted("You may not see what waits with the teams. Ask your administrator.")
    waiting = session.execute(
        select(DesignBrief.id, DesignBrief.handed_at)
        .where(
            DesignBrief.state == BriefState.OPEN,
            DesignBrief.party.in_(WITH_A_TEAM),
            DesignBrief.team == team,
        )
        .order_by(DesignBrief.handed_at, DesignBrief.id)
    ).all()
    keys = [key for key, _ in waiting]
    longest = now - waiting[0][1] if waiting else timedelta()
    ahead = keys.index(brief_id) if brief_id in keys else len(keys)
    return Backlog(team, len(keys), longest, ahead, _fixed(session, team, now))


def _fixed(session: Session, team: str, now: datetime) -> int:
    """How many fixes the team made lately; events from before they named a team go by the brief."""
    by = case((DesignBriefEvent.team == "", DesignBrief.team), else_=DesignBriefEvent.team)
    question = (
        select(func.count(DesignBriefEvent.brief_id.distinct()))
        .join(DesignBrief, DesignBrief.id == DesignBriefEvent.brief_id)
        .where(
            DesignBriefEvent.kind == BriefEventKind.FIX_MADE,
            DesignBriefEvent.at > now - LATELY,
            DesignBriefEvent.at <= now,
            by == team,
        )
    )
    return session.scalar(question) or 0


def depends_on(
    session: Session, viewer: Viewer, *, problem_id: int | None, path: str, now: datetime
) -> Depends | None:
    """What a promise about the problem at a place depends on; None where it lies with no team."""
    if problem_id is None:
        return None
    question = (
        select(DesignBrief, Person.name)
        .join(Place, Place.id == DesignBrief.place_id)
        .outerjoin(Person, Person.id == DesignBrief.owner_id)
        .where(
            DesignBrief.problem_id == problem_id,
            DesignBrief.state == BriefState.OPEN,
            DesignBrief.party.in_(WITH_A_TEAM),
            Place.path.in_(access.ancestors(path)),
            DesignBrief.place_id.in_(access.known_places(viewer)),
        )
        .order_by(Place.path.desc())
        .limit(1)
    )
    found = session.execute(question).first()
    if found is None:
        return None
    brief, owner = found
    waits = backlog(session, viewer, team=brief.team, brief_id=brief.id, now=now)
    lies = lies_with(brief.party, owner or "", brief.team, since=brief.handed_at, now=now,
                     due_on=brief.due_on)  # fmt: skip
    promise = promise_of(waits, today=now.date(), due_on=None)
    return Depends(brief.id, waits, f"{lies} {promise.sentence}")
