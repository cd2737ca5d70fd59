"""What acts on design briefs share: the brief, locked and checked, and the event that tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from db import access, audit
from db.access import Permission
from db.audit import Subject
from db.rules.refusals import Conflict, Refusal
from db.rules.writing import optional_text
from db.tables.design_briefs import DesignBrief, DesignBriefEvent
from db.tables.places import Place

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.rules.words import BriefEventKind, Party


@dataclass(frozen=True, slots=True)
class Said:
    """What an event of a brief says beside who and when."""

    words: str = ""
    evidence: str = ""
    party: Party | None = None
    team: str = ""
    owner_id: int | None = None
    due_on: date | None = None
    fixed_on: date | None = None


def locked(
    session: Session, viewer: Viewer, brief_id: int, version: int | None
) -> tuple[DesignBrief, Place]:
    """The brief and its place, once it is certain that the viewer leads it; a `Conflict` where
    somebody changed the version that they saw.
    """
    question = select(DesignBrief).where(DesignBrief.id == brief_id).with_for_update()
    brief = session.scalar(question.execution_options(populate_existing=True))
    if brief is None:
        raise Refusal("There is no such brief. Choose one from the list.")
    place = session.get_one(Place, brief.place_id)
    access.require(viewer, Permission.BRIEF_LEAD, place.path)
    if version is not None and brief.version != version:
        raise Conflict("Somebody changed this brief meanwhile. Read it again, then decide.")
    return brief, place


def tell(
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
            party=said.party,
            owner_id=said.owner_id,
            team=said.team,
            due_on=said.due_on,
            fixed_on=said.fixed_on,
            words=optional_text(said.words, "words"),
            evidence=said.evidence,
        )
    )
    session.flush()
    subject = Subject("design brief", brief.id, brief.place_id)
    audit.record(session, viewer, f"brief {kind.label}", subject, at=at,
                 detail={"problem": brief.problem_id, "words": said.words})  # fmt: skip
