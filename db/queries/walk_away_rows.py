"""Notes behind a number: customers who left before anybody asked for a manager, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, false, or_, select, true

from db.queries.behind import Listed, listed
from db.queries.offices import places_inside
from db.queries.walk_aways import stands
from db.rules.words import LeftReason
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.walk_aways import WalkAway

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from db.queries.behind import Behind, Page
    from db.queries.places import PlaceRow
    from db.rules.marks import Mark
    from db.rules.spans import Span

_ABOUT = case((Problem.id.is_not(None), Problem.title), else_=WalkAway.unanticipated_words)


@dataclass(frozen=True, slots=True)
class NoteBehind:
    """One note as the list behind a number shows it."""

    id: int
    problem: str
    reason: LeftReason
    place_name: str
    noted_by: str
    noted_at: datetime


def notes_behind(
    session: Session, office: PlaceRow, mark: Mark, spans: Sequence[Span], page: Page
) -> Behind[Any]:
    """The notes of an office and its teams in some spans that stand, newest first. Whoever asks has
    checked that the viewer may see the measures there.
    """
    in_time = (
        and_(WalkAway.noted_at >= span.starts_at, WalkAway.noted_at < span.ends_at)
        for span in spans
    )
    question = (
        select(WalkAway.id, _ABOUT, WalkAway.reason, Place.name, Person.name, WalkAway.noted_at)
        .join(Place, Place.id == WalkAway.place_id)
        .join(Person, Person.id == WalkAway.noted_by_id)
        .outerjoin(Problem, Problem.id == WalkAway.problem_id)
        .where(
            WalkAway.place_id.in_(places_inside(session, office.path)),
            or_(false(), *in_time),
            WalkAway.reason == mark.left if mark.left else true(),
            stands(),
        )
    )
    rows = Listed(
        question,
        order=(WalkAway.noted_at.desc(), WalkAway.id.desc()),
        texts=(_ABOUT, Person.name, Place.name),
        made=NoteBehind,
    )
    return listed(session, office, rows, page)
