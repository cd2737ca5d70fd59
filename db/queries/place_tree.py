"""The tree of places as administrators see it, and what is set at each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import access
from db.access import Viewer
from db.queries.places import PlaceRow, row
from db.rules.ladders import Closed
from db.rules.places import Stretch
from db.tables.escalations import LadderStep
from db.tables.people import Grade, Person
from db.tables.places import Closure, OpeningHours, Place


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One place of the tree: how deep it lies below the first one shown, how many people have
    their home there, and the version that a change has to name.
    """

    place: PlaceRow
    version: int
    depth: int
    people: int
    is_open_ever: bool


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """A day on which a place is closed on purpose."""

    id: int
    closed_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of a ladder, first is 1: a person, everybody from a grade upwards, whoever has a
    skill, or hours at which nobody is meant to come.
    """

    number: int
    person_id: int | None
    grade_id: int | None
    who: str
    time_out_seconds: int
    skill: str | None = None
    closed: Closed | None = None


def tree(session: Session, viewer: Viewer) -> list[TreeRow]:
    """Every active place that the viewer's roles reach, each below its own."""
    places = list(session.scalars(access.visible_places(viewer)))
    homes = _counts(session, Person.home_place_id)
    hours = _counts(session, OpeningHours.place_id)
    names = {each.id: each.name for each in places}
    places.sort(key=lambda each: [names.get(int(key), "") for key in each.path.split("/") if key])
    top = min((each.path.count("/") for each in places), default=0)
    return [
        TreeRow(
            place=row(each),
            version=each.version,
            depth=each.path.count("/") - top,
            people=homes.get(each.id, 0),
            is_open_ever=each.id in hours,
        )
        for each in places
    ]


def _counts(session: Session, column: object) -> dict[int, int]:
    found = session.execute(select(column, func.count()).group_by(column))  # type: ignore[call-overload]  # one of two columns of whole numbers
    return {key: count for key, count in found}  # noqa: C416 - rows are not pairs for the type checker.


def opening_hours(session: Session, viewer: Viewer, *, place_id: int) -> list[Stretch]:
    """The opening hours of a place of the viewer, Monday first."""
    question = (
        select(OpeningHours)
        .where(OpeningHours.place_id == place_id, OpeningHours.place_id.in_(_seen(viewer)))
        .order_by(OpeningHours.weekday, OpeningHours.opens_at)
    )
    return [
        Stretch(each.weekday, each.opens_at, each.closes_at) for each in session.scalars(question)
    ]


def closures(session: Session, viewer: Viewer, *, place_id: int, since: date) -> list[ClosureRow]:
    """The days from `since` on at which a place of the viewer is closed on purpose, in order."""
    question = (
        select(Closure)
        .where(
            Closure.place_id == place_id,
            Closure.place_id.in_(_seen(viewer)),
            Closure.closed_on >= since,
        )
        .order_by(Closure.closed_on)
    )
    return [ClosureRow(each.id, each.closed_on, each.reason) for each in session.scalars(question)]


def ladder(session: Session, viewer: Viewer, *, place_id: int) -> list[StepRow]:
    """The ladder of a place of the viewer, first step first."""
    question = (
        select(LadderStep, Person.name, Grade.name)
        .outerjoin(Person, Person.id == LadderStep.person_id)
        .outerjoin(Grade, Grade.id == LadderStep.grade_id)
        .where(LadderStep.place_id == place_id, LadderStep.place_id.in_(_seen(viewer)))
        .order_by(LadderStep.position)
    )
    return [
        StepRow(
            number=number,
            person_id=step.person_id,
            grade_id=step.grade_id,
            who=person or (f"Whoever has: {step.skill}" if step.skill else f"{grade} and above"),
            time_out_seconds=step.time_out_seconds,
            skill=step.skill,
            closed=None
            if step.closed_reason is None
            else Closed(step.closed_reason, step.closed_from, step.closed_until),
        )
        for number, (step, person, grade) in enumerate(session.execute(question), start=1)
    ]


def ladder_repeats(session: Session, viewer: Viewer, *, place_id: int) -> int:
    """How often the ladder of a place of the viewer begins again; 0 for a place out of sight."""
    question = select(Place.ladder_repeats).where(Place.id == place_id, Place.id.in_(_seen(viewer)))
    return session.scalar(question) or 0


def _seen(viewer: Viewer) -> Select[int]:
    return access.visible_places(viewer).with_only_columns(Place.id)
