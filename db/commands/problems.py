"""Acts on the problems of the playbook."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import access, audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands.scope import place_where
from db.rules import writing
from db.rules.refusals import Refusal
from db.rules.words import CauseClass, Fault, Origin
from db.tables.places import Place
from db.tables.problems import Problem

UNRATED = 3


def record(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    title: str,
    origin: Origin,
    cause_class: CauseClass,
    fault: Fault,
    at: datetime,
    likelihood: int = UNRATED,
    impact: int = UNRATED,
    promise_broken: str = "",
    keywords: str = "",
) -> int:
    """Record a problem at a place and return its key.

    The same person recording the same title here again, as a double click does, gets the first
    one back. Raises `Refusal` for a title that this place or one above it knows already, and for
    a likelihood or an impact outside 1 to 5.
    """
    place = place_where(session, viewer, Permission.PROBLEM_RECORD, place_id=place_id)
    name = writing.given_name(title, "title of the problem")
    known = _known(session, place, name)
    if known is not None:
        if (known.place_id, known.created_by_id) == (place.id, viewer.person_id):
            return known.id
        raise Refusal(f"“{known.title}” is already in the playbook. Choose it there.")
    if not {likelihood, impact} <= set(range(1, 6)):
        raise Refusal("Likelihood and impact go from 1 to 5.")
    problem = Problem(
        place_id=place.id,
        title=name,
        keywords=writing.optional_text(keywords, "list of keywords"),
        origin=origin,
        promise_broken=writing.optional_text(promise_broken, "promise"),
        cause_class=cause_class,
        fault=fault,
        likelihood=likelihood,
        impact=impact,
        created_at=at,
        created_by_id=viewer.person_id,
    )
    session.add(problem)
    session.flush()
    subject = Subject("problem", problem.id, place.id)
    detail = {"title": name, "origin": origin.value}
    audit.record(session, viewer, "problem recorded", subject, at=at, detail=detail)
    return problem.id


def _known(session: Session, place: Place, title: str) -> Problem | None:
    """The active problem of this title, here or above."""
    question = (
        select(Problem)
        .join(Place, Place.id == Problem.place_id)
        .where(
            func.lower(Problem.title) == title.lower(),
            Place.path.in_(access.ancestors(place.path)),
            Problem.deactivated_at.is_(None),
        )
        .order_by(Problem.id)
        .limit(1)
    )
    return session.scalar(question)
