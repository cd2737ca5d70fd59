"""Which response holds for a problem at an office, and who was briefed on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, bindparam, func, select

from db.rules.words import ResponseState
from db.session import rows_of
from db.tables.people import Person
from db.tables.places import Place
from db.tables.responses import Briefing, Rehearsal, Response

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Answer:
    """The agreed version that holds at an office; `verified_until` None is never verified."""

    response_id: int
    number: int
    verified_until: date | None

    def is_fresh(self, on: date) -> bool:
        """Whether it may be relied on that day; its last day is included."""
        return self.verified_until is not None and self.verified_until >= on


ProblemAndPath = tuple[int, str]


def agreed_answers(session: Session, *, problem_ids: Sequence[int]) -> dict[ProblemAndPath, Answer]:
    """The agreed version of each problem at each place that has one; at most one each."""
    found = rows_of(session, _AGREED, {"problems": list(problem_ids)})
    return {
        (problem_id, path): Answer(response_id, number, until)
        for problem_id, path, response_id, number, until in found
    }


def nearest_answer(
    answers: Mapping[ProblemAndPath, Answer], *, problem_id: int, paths: Sequence[str]
) -> Answer | None:
    """The answer of the first of the paths that has one: give the nearest place first, so that
    a local variant goes before the text of a place above.
    """
    return next(
        (answers[problem_id, path] for path in paths if (problem_id, path) in answers), None
    )


def in_the_making(session: Session, *, problem_ids: Sequence[int]) -> set[ProblemAndPath]:
    """The problems and places at which a version is drafted or proposed, and not yet agreed."""
    found = rows_of(session, _IN_THE_MAKING, {"problems": list(problem_ids)})
    return {(problem_id, path) for problem_id, path in found}


def briefed_people(
    session: Session, *, offices: Mapping[int, int], now: datetime
) -> dict[tuple[int, int], int]:
    """How many active people of each office were briefed on each version: (office, response).

    Somebody briefed twice, or in two huddles, is one person: the key of a briefing holds that.
    """
    given = {"places": list(offices), "now": now}
    counts: dict[tuple[int, int], int] = {}
    for place_id, response_id, count in rows_of(session, _BRIEFED, given):
        key = (offices[place_id], response_id)
        counts[key] = counts.get(key, 0) + count
    return counts


def last_rehearsals(
    session: Session, *, offices: Mapping[int, int], since: datetime, now: datetime
) -> dict[tuple[int, int], datetime]:
    """When each office last rehearsed each problem, from `since`: (office, problem)."""
    given = {"places": list(offices), "since": since, "now": now}
    found: dict[tuple[int, int], datetime] = {}
    for place_id, problem_id, at in rows_of(session, _REHEARSED, given):
        key = (offices[place_id], problem_id)
        found[key] = max(found.get(key, at), at)
    return found


# Each is built once: building one costs several times what the database takes for it.
_ABOUT = Response.problem_id.in_(bindparam("problems", expanding=True))
_AGREED = (
    select(Response.problem_id, Place.path, Response.id, Response.number, Response.verified_until)
    .join(Place, Place.id == Response.place_id)
    .where(Response.state == ResponseState.AGREED, _ABOUT)
    .order_by(Response.id)
)
_IN_THE_MAKING = (
    select(Response.problem_id, Place.path)
    .join(Place, Place.id == Response.place_id)
    .where(Response.state.in_([ResponseState.DRAFT, ResponseState.PROPOSED]), _ABOUT)
)
_PLACES: BindParameter[int] = bindparam("places", expanding=True)
_BRIEFED = (
    select(Person.home_place_id, Briefing.response_id, func.count())
    .join(Person, Person.id == Briefing.person_id)
    .join(Response, Response.id == Briefing.response_id)
    .where(
        Person.deactivated_at.is_(None),
        Person.home_place_id.in_(_PLACES),
        Response.state == ResponseState.AGREED,
        Briefing.at <= bindparam("now"),
    )
    .group_by(Person.home_place_id, Briefing.response_id)
)
_REHEARSED = (
    select(Rehearsal.place_id, Rehearsal.problem_id, func.max(Rehearsal.at))
    .where(
        Rehearsal.place_id.in_(_PLACES),
        Rehearsal.at >= bindparam("since"),
        Rehearsal.at <= bindparam("now"),
    )
    .group_by(Rehearsal.place_id, Rehearsal.problem_id)
)
