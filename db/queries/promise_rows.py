"""Promises behind a number: those that came to their end in some weeks, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, func, or_

from db import access
from db.queries.behind import Listed, listed
from db.queries.offices import places_inside
from db.rules.bases import Basis
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.promises import Promise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.behind import Behind, Page
    from db.queries.places import PlaceRow
    from db.rules.marks import Mark
    from db.rules.spans import Span


@dataclass(frozen=True, slots=True)
class PromiseBehind:
    """One promise as the list behind a number shows it; `decided_at` is the end of the window
    that decided.
    """

    id: int
    words: str
    problem: str
    place_name: str
    owner_name: str
    kept_at: datetime | None
    broke_at: datetime | None
    decided_at: datetime


# Where its fate was decided: at the end of the first window that broke, else of the last one.
_DECIDED_AT = func.coalesce(Promise.broke_at, Promise.ends_at)
_IN_TIME = and_(Promise.kept_at.is_not(None), Promise.broke_at.is_(None))
_ENDS: dict[Basis, ColumnElement[bool]] = {
    Basis.KEPT: _IN_TIME,
    Basis.KEPT_AGAIN: and_(_IN_TIME, Promise.times_promised > 1),
    Basis.LATE: and_(Promise.kept_at.is_not(None), Promise.broke_at.is_not(None)),
    Basis.MISSED: Promise.kept_at.is_(None),
}


def promises_behind(
    session: Session, viewer: Viewer, office: PlaceRow, mark: Mark, spans: Sequence[Span], *,
    now: datetime, page: Page,
) -> Behind[Any]:  # fmt: skip
    """The promises of an office and its teams whose fate was decided in some spans, and so."""
    question = (
        access.visible_promises(viewer)
        .outerjoin(Problem, Problem.id == Promise.problem_id)
        .outerjoin(Person, Person.id == Promise.owner_id)
        .with_only_columns(
            Promise.id, Promise.words, func.coalesce(Problem.title, ""), Place.name,
            func.coalesce(Person.name, ""), Promise.kept_at, Promise.broke_at, _DECIDED_AT,
        )
        .where(
            _ENDS[mark.basis],
            or_(Promise.closed_at.is_not(None), now > _DECIDED_AT),
            Promise.place_id.in_(places_inside(session, office.path)),
            or_(
                false(),
                *(
                    and_(span.starts_at <= _DECIDED_AT, span.ends_at > _DECIDED_AT)
                    for span in spans
                ),
            ),
        )
    )  # fmt: skip
    rows = Listed(
        question,
        order=(_DECIDED_AT.desc(), Promise.id.desc()),
        texts=(Promise.words, Problem.title, Person.name, Place.name),
        made=PromiseBehind,
    )
    return listed(session, office, rows, page)
