"""Acts on design briefs: open, assign, fix, watch, close, open again (P28, P33)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import func, inspect, select

from db import access, audit
from db.access import Permission
from db.audit import Subject
from db.commands.scope import active_person, in_turn, place_where
from db.queries.deciders import problem_for
from db.queries.places import row as place_row
from db.queries.recurrence import recurring_at, since_the_fix
from db.rules.recurrence import evidence_line
from db.rules.refusals import Conflict, Refusal
from db.rules.words import BriefEventKind, BriefState, PlaceKind
from db.rules.writing import given_text, optional_text
from db.tables.design_briefs import DesignBrief, DesignBriefEvent
from db.tables.places import Place

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer

BY_HAND = "Opened by hand"


@dataclass(frozen=True, slots=True)
class Said:
    """What an event of a brief says beside who and when."""

    words: str = ""
    evidence: str = ""
    team: str = ""
    owner_id: int | None = None
    fixed_on: date | None = None


def open_for_signal(
    session: Session, viewer: Viewer, *, place_id: int, problem_id: int, at: datetime
) -> int | None:
    """Open a brief where the chart or the count says so; None where it does not, and where one is
    open already. One that was closed is opened again.
    """
    place = _office(session, viewer, place_id)
    in_turn(session, f"brief {place.id} {problem_id}")
    known = _known(session, place.id, problem_id)
    if known is not None and known.state is not BriefState.CLOSED:
        return None
    found = recurring_at(session, place_row(place), problem_id, now=at)
    if not found.verdict.is_so:
        return None
    said = Said(found.verdict.sentence, evidence_line(found.weeks))
    brief = known or DesignBrief(place_id=place.id, problem_id=problem_id)
    return _open(session, viewer, brief, said, at=at)


def open_by_hand(
    session: Session, viewer: Viewer, *, place_id: int, problem_id: int, why: str, at: datetime
) -> int:
    """Open a brief because somebody saw what no chart shows yet; one that is open stays the one."""
    place = _office(session, viewer, place_id)
    why = given_text(why, "reason")
    if problem_for(session, viewer, problem_id) is None:
        raise Refusal("There is no such problem here. Choose one from the playbook.")
    in_turn(session, f"brief {place.id} {problem_id}")
    known = _known(session, place.id, problem_id)
    if known is not None and known.state is not BriefState.CLOSED:
        return known.id
    found = recurring_at(session, place_row(place), problem_id, now=at)
    said = Said(f"{BY_HAND}: {why}", evidence_line(found.weeks))
    brief = known or DesignBrief(place_id=place.id, problem_id=problem_id)
    return _open(session, viewer, brief, said, at=at)


def assign(
    session: Session,
    viewer: Viewer,
    *,
    brief_id: int,
    owner_id: int,
    team: str,
    words: str,
    version: int,
    at: datetime,
) -> None:
    """Say who owns it, which team fixes it, and what is wanted, in words."""
    brief, _ = _locked(session, viewer, brief_id, version)
    if brief.state is BriefState.CLOSED:
        raise Refusal("This brief is closed. Open it again first.")
    owner = active_person(session, owner_id)
    brief.owner_id = owner.id
    brief.team, brief.words = given_text(team, "team"), given_text(words, "brief")
    said = Said(brief.words, team=brief.team, owner_id=owner.id)
    _tell(session, viewer, brief, BriefEventKind.ASSIGNED, said, at=at)


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
    brief, place = _locked(session, viewer, brief_id, version)
    words = given_text(words, "fix")
    if brief.state is BriefState.CLOSED:
        raise Refusal("This brief is closed. Open it again first.")
    if brief.owner_id is None:
        raise Refusal("Nobody owns this brief yet. Say who does, then what was fixed.")
    if fixed_on > at.astimezone(ZoneInfo(place.zone)).date():
        raise Refusal("That day lies ahead. Write the fix down once it is made.")
    brief.state, brief.fixed_on = BriefState.FIXED, fixed_on
    said = Said(words, fixed_on=fixed_on)
    _tell(session, viewer, brief, BriefEventKind.FIX_MADE, said, at=at)


def watch(session: Session, viewer: Viewer, *, brief_id: int, at: datetime) -> bool:
    """Note what the chart says since the fix, once for each whole week; whether it was noted."""
    brief, place = _locked(session, viewer, brief_id, None)
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
    _tell(session, viewer, brief, BriefEventKind.WATCHED, said, at=at)
    return True


def close(session: Session, viewer: Viewer, *, brief_id: int, version: int, at: datetime) -> None:
    """Close a brief; refused, with the sentence why, until the chart shows the drop."""
    brief, place = _locked(session, viewer, brief_id, version)
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
    _tell(session, viewer, brief, BriefEventKind.CLOSED, said, at=at)


def reopen(
    session: Session, viewer: Viewer, *, brief_id: int, why: str, version: int, at: datetime
) -> None:
    """Take back that it is fixed, or closed: the flaw is there after all."""
    brief, place = _locked(session, viewer, brief_id, version)
    why = given_text(why, "reason")
    if brief.state is BriefState.OPEN:
        raise Conflict("This brief is open already. Nothing was changed.")
    found = recurring_at(session, place_row(place), brief.problem_id, now=at)
    said = Said(why, evidence_line(found.weeks))
    _open(session, viewer, brief, said, at=at)


def _open(session: Session, viewer: Viewer, brief: DesignBrief, said: Said, *, at: datetime) -> int:
    """A new brief, or the one of this problem and office once more."""
    is_new = inspect(brief).transient
    kind = BriefEventKind.OPENED if is_new else BriefEventKind.REOPENED
    brief.state, brief.opened_at = BriefState.OPEN, at
    brief.reason, brief.evidence = said.words, said.evidence
    brief.fixed_on, brief.closed_at = None, None
    session.add(brief)
    session.flush()
    _tell(session, viewer, brief, kind, said, at=at)
    return brief.id


def _office(session: Session, viewer: Viewer, place_id: int) -> Place:
    place = place_where(session, viewer, Permission.BRIEF_LEAD, place_id=place_id)
    if place.kind is not PlaceKind.OFFICE:
        raise Refusal("A brief belongs to an office. Choose the office where it happens.")
    return place


def _known(session: Session, place_id: int, problem_id: int) -> DesignBrief | None:
    question = select(DesignBrief).where(
        DesignBrief.place_id == place_id, DesignBrief.problem_id == problem_id
    )
    return session.scalar(question.with_for_update())


def _locked(
    session: Session, viewer: Viewer, brief_id: int, version: int | None
) -> tuple[DesignBrief, Place]:
    question = select(DesignBrief).where(DesignBrief.id == brief_id).with_for_update()
    brief = session.scalar(question.execution_options(populate_existing=True))
    if brief is None:
        raise Refusal("There is no such brief. Choose one from the list.")
    place = session.get_one(Place, brief.place_id)
    access.require(viewer, Permission.BRIEF_LEAD, place.path)
    if version is not None and brief.version != version:
        raise Conflict("Somebody changed this brief meanwhile. Read it again, then decide.")
    return brief, place


def _tell(
    session: Session,
    viewer: Viewer,
    brief: DesignBrief,
    kind: BriefEventKind,
    said: Said,
    *,
    at: datetime,
) -> None:
    """Append the event, and write the audit trail."""
    last = select(func.max(DesignBriefEvent.sequence)).where(DesignBriefEvent.brief_id == brief.id)
    session.add(
        DesignBriefEvent(
            brief_id=brief.id,
            sequence=(session.scalar(last) or 0) + 1,
            kind=kind,
            at=at,
            person_id=viewer.person_id,
            owner_id=said.owner_id,
            team=said.team,
            fixed_on=said.fixed_on,
            words=optional_text(said.words, "words"),
            evidence=said.evidence,
        )
    )
    session.flush()
    subject = Subject("design brief", brief.id, brief.place_id)
    audit.record(session, viewer, f"brief {kind.label}", subject, at=at,
                 detail={"problem": brief.problem_id, "words": said.words})  # fmt: skip
