"""Acts on design briefs: open, hand over, fix, watch, close, open again (P28, P33)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import inspect, select

from db import access
from db.access import Permission
from db.commands.brief_events import Said, locked, tell
from db.commands.scope import active_person, in_turn, place_where
from db.queries.backlogs import known_team
from db.queries.deciders import problem_for
from db.queries.places import row as place_row
from db.queries.recurrence import recurring_at, since_the_fix
from db.rules.recurrence import evidence_line
from db.rules.refusals import Conflict, Refusal
from db.rules.words import BriefEventKind, BriefState, Party, PlaceKind
from db.rules.writing import given_text
from db.tables.design_briefs import DesignBrief, DesignBriefEvent
from db.tables.places import Place

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.recurrence import Recurring

BY_HAND = "Opened by hand"


def open_for_signal(
    session: Session, viewer: Viewer, *, place_id: int, problem_id: int, at: datetime
) -> int | None:
    """Open a brief where the chart or the count says so; None where it does not, and where one is
    open already, there or above. One that was closed is opened again.
    """
    place = _place(session, viewer, place_id)
    if _open_at_or_above(session, place, problem_id) is not None:
        return None
    found = recurring_at(session, place_row(place), problem_id, now=at)
    if not found.verdict.is_so:
        return None
    return _open(session, viewer, _brief(session, place, problem_id), found.verdict.sentence,
                 found, at=at)  # fmt: skip


def open_by_hand(
    session: Session, viewer: Viewer, *, place_id: int, problem_id: int, why: str, at: datetime
) -> int:
    """Open a brief because somebody saw what no chart shows yet. One that is open stays the one;
    one of a place above is joined, with what was seen here.
    """
    place = _place(session, viewer, place_id)
    why = given_text(why, "reason")
    if problem_for(session, viewer, problem_id) is None:
        raise Refusal("There is no such problem here. Choose one from the playbook.")
    standing = _open_at_or_above(session, place, problem_id)
    if standing is not None:
        if standing.place_id != place.id:
            said = Said(f"{place.name}: {why}")
            tell(session, viewer, standing, BriefEventKind.JOINED, said, at=at)
        return standing.id
    found = recurring_at(session, place_row(place), problem_id, now=at)
    return _open(session, viewer, _brief(session, place, problem_id), f"{BY_HAND}: {why}", found,
                 at=at)  # fmt: skip


def assign(
    session: Session,
    viewer: Viewer,
    *,
    brief_id: int,
    party: Party,
    owner_id: int,
    team: str,
    words: str,
    due_on: date | None = None,
    version: int,
    at: datetime,
) -> None:
    """Hand it over: to those at the counter, to the fixers or to the design team, with the owner
    there, what is wanted, and the day by which it is promised, if any. From then on it lies there.
    """
    brief, place = locked(session, viewer, brief_id, version)
    if brief.state is BriefState.CLOSED:
        raise Refusal("This brief is closed. Open it again first.")
    if due_on is not None and due_on < _today(place, at):
        raise Refusal("That day is over. Choose the day by which it will be fixed.")
    owner, words = active_person(session, owner_id), given_text(words, "brief")
    team = known_team(session, given_text(team, "team"))
    if (brief.party, brief.team) != (party, team):
        brief.party, brief.handed_at = party, at
    brief.owner_id, brief.due_on = owner.id, due_on
    brief.team, brief.words = team, words
    said = Said(words, party=party, team=team, owner_id=owner.id, due_on=due_on)
    tell(session, viewer, brief, BriefEventKind.ASSIGNED, said, at=at)


def make_fix(
    session: Session,
    viewer: Viewer,
    *,
    brief_id: int,
    fixed_on: date,
    words: str,
    version: int,
    at: datetime,
) -> None:
    """Say what was changed and on which day; from then on the chart is watched."""
    brief, place = locked(session, viewer, brief_id, version)
    words = given_text(words, "fix")
    if brief.state is BriefState.CLOSED:
        raise Refusal("This brief is closed. Open it again first.")
    if brief.owner_id is None:
        raise Refusal("Nobody owns this brief yet. Say who does, then what was fixed.")
    if fixed_on > _today(place, at):
        raise Refusal("That day lies ahead. Write the fix down once it is made.")
    brief.state, brief.fixed_on = BriefState.FIXED, fixed_on
    said = Said(words, team=brief.team, fixed_on=fixed_on)
    tell(session, viewer, brief, BriefEventKind.FIX_MADE, said, at=at)


def watch(session: Session, viewer: Viewer, *, brief_id: int, at: datetime) -> bool:
    """Note what the chart says since the fix, once for each whole week; whether it was noted."""
    brief, place = locked(session, viewer, brief_id, None)
    if brief.state is not BriefState.FIXED or brief.fixed_on is None:
        return False
    verdict, weeks = since_the_fix(
        session, place_row(place), brief.problem_id, fixed_on=brief.fixed_on, now=at
    )
    evidence = evidence_line(weeks)
    last = select(DesignBriefEvent.evidence).where(
        DesignBriefEvent.brief_id == brief.id, DesignBriefEvent.kind == BriefEventKind.WATCHED
    )
    known = session.scalar(last.order_by(DesignBriefEvent.sequence.desc()).limit(1))
    if known == evidence:
        return False
    said = Said(verdict.sentence, evidence)
    tell(session, viewer, brief, BriefEventKind.WATCHED, said, at=at)
    return True


def close(session: Session, viewer: Viewer, *, brief_id: int, version: int, at: datetime) -> None:
    """Close a brief; refused, with the sentence why, until the chart shows the drop."""
    brief, place = locked(session, viewer, brief_id, version)
    if brief.state is BriefState.CLOSED:
        raise Conflict("This brief is closed already. Nothing was changed.")
    if brief.fixed_on is None or brief.state is not BriefState.FIXED:
        raise Refusal("No fix is written down yet. Say what was changed, and on which day.")
    verdict, weeks = since_the_fix(
        session, place_row(place), brief.problem_id, fixed_on=brief.fixed_on, now=at
    )
    if not verdict.is_so:
        raise Refusal(f"It cannot be closed yet. {verdict.sentence}")
    brief.state, brief.closed_at = BriefState.CLOSED, at
    said = Said(verdict.sentence, evidence_line(weeks))
    tell(session, viewer, brief, BriefEventKind.CLOSED, said, at=at)


def reopen(
    session: Session, viewer: Viewer, *, brief_id: int, why: str, version: int, at: datetime
) -> None:
    """Take back that it is fixed, or closed: the flaw is there after all."""
    brief, place = locked(session, viewer, brief_id, version)
    why = given_text(why, "reason")
    if brief.state is BriefState.OPEN:
        raise Conflict("This brief is open already. Nothing was changed.")
    found = recurring_at(session, place_row(place), brief.problem_id, now=at)
    _open(session, viewer, brief, why, found, at=at)


def _open(
    session: Session, viewer: Viewer, brief: DesignBrief, reason: str, found: Recurring, *,
    at: datetime,
) -> int:  # fmt: skip
    """A new brief, or the one of this problem and place once more: it lies with whom it lay."""
    is_new = inspect(brief).transient
    kind = BriefEventKind.OPENED if is_new else BriefEventKind.REOPENED
    said = Said(reason, evidence_line(found.weeks, found.shares))
    brief.state, brief.opened_at, brief.handed_at = BriefState.OPEN, at, at
    brief.reason, brief.evidence = said.words, said.evidence
    brief.fixed_on, brief.closed_at, brief.due_on = None, None, None
    session.add(brief)
    session.flush()
    tell(session, viewer, brief, kind, said, at=at)
    return brief.id


def _place(session: Session, viewer: Viewer, place_id: int) -> Place:
    place = place_where(session, viewer, Permission.BRIEF_LEAD, place_id=place_id)
    if place.kind is PlaceKind.TEAM:
        raise Refusal("A brief belongs to an office or a place above. Choose where it happens.")
    return place


def _open_at_or_above(session: Session, place: Place, problem_id: int) -> DesignBrief | None:
    """The brief about this problem that is not closed, the nearest one; those who would open one
    of a problem pass one by one.
    """
    in_turn(session, f"briefs about {problem_id}")
    question = (
        select(DesignBrief)
        .join(Place, Place.id == DesignBrief.place_id)
        .where(
            DesignBrief.problem_id == problem_id,
            DesignBrief.state != BriefState.CLOSED,
            Place.path.in_(access.ancestors(place.path)),
        )
        .order_by(Place.path.desc())
        .limit(1)
    )
    return session.scalar(question)


def _brief(session: Session, place: Place, problem_id: int) -> DesignBrief:
    """The one of this place, closed by now, or one that is yet to be written."""
    question = select(DesignBrief).where(
        DesignBrief.place_id == place.id, DesignBrief.problem_id == problem_id
    )
    known = session.scalar(question.with_for_update())
    return known or DesignBrief(place_id=place.id, problem_id=problem_id)


def _today(place: Place, at: datetime) -> date:
    return at.astimezone(ZoneInfo(place.zone)).date()
