"""What managers know, can and have rehearsed, one by one; and when nobody on duty is trained."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from db import access
from db.access import REACH, Permission
from db.queries import duty_hours
from db.queries.demand import TRIED_DAYS
from db.queries.skills import skills_of
from db.rules.spans import Span
from db.rules.trainings import Manager, ManagersShift, TrainedCover, Training
from db.rules.words import Role
from db.tables import trainings as tables
from db.tables.huddles import Attendance
from db.tables.people import Grade, Person, RoleAssignment
from db.tables.places import Place
from db.tables.responses import Rehearsal
from db.tables.trainings import TrainingSubject, TrainingWithdrawal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.places import PlaceRow


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """Something that people are trained in; `is_needed` of every manager."""

    id: int
    name: str
    is_needed: bool


@dataclass(frozen=True, slots=True)
class TrainingRow:
    """One training as it was recorded, by whom, and whether it holds today."""

    id: int
    subject: str
    trained_on: date
    valid_until: date
    recorded_by: str
    holds: bool


@dataclass(frozen=True, slots=True)
class ManagerRow:
    """One manager: of everything that is needed the last day on which it holds (None: never
    trained); the other trainings that hold; skills; and the drills of half a year.
    """

    name: str
    grade: str
    needed: tuple[tuple[str, date | None], ...]
    others: tuple[str, ...]
    skills: tuple[str, ...]
    drills: int
    last_drill_on: date | None


@dataclass(frozen=True, slots=True)
class _Person:
    id: int
    name: str
    grade: str
    path: str
    trainings: tuple[Training, ...]


def subjects(session: Session) -> list[SubjectRow]:
    """Everything that people are trained in, what is needed of managers first."""
    question = (
        select(TrainingSubject.id, TrainingSubject.name, TrainingSubject.is_needed)
        .where(TrainingSubject.deactivated_at.is_(None))
        .order_by(TrainingSubject.is_needed.desc(), TrainingSubject.id)
    )
    return [SubjectRow(*each) for each in session.execute(question)]


def trainings_of(
    session: Session, viewer: Viewer, *, person_id: int, today: date
) -> list[TrainingRow]:
    """What is recorded of somebody whose manager the viewer is, the newest first; what was taken
    back is not in it.
    """
    home = session.scalar(
        select(Place.path)
        .join(Person, Person.home_place_id == Place.id)
        .where(Person.id == person_id)
    )
    access.require(viewer, Permission.COVER_CHANGE, home or "")
    recorder = Person.__table__.alias("recorder")
    question = (
        select(
            tables.Training.id, TrainingSubject.name, tables.Training.trained_on,
            tables.Training.valid_until, func.coalesce(recorder.c.name, "Readyroom"),
        )
        .join(TrainingSubject, TrainingSubject.id == tables.Training.subject_id)
        .outerjoin(recorder, recorder.c.id == tables.Training.recorded_by_id)
        .where(tables.Training.person_id == person_id, ~_taken_back())
        .order_by(tables.Training.trained_on.desc(), tables.Training.id.desc())
    )  # fmt: skip
    return [
        TrainingRow(key, subject, on, until, who, on <= today <= until)
        for key, subject, on, until, who in session.execute(question)
    ]


def managers_one_by_one(
    session: Session, viewer: Viewer, *, office: PlaceRow, now: datetime
) -> list[ManagerRow]:
    """The managers of an office by name, each with what they were trained in and rehearsed."""
    access.require(viewer, Permission.READINESS_SEE, office.path)
    today = now.astimezone(ZoneInfo(office.zone)).date()
    known, people = subjects(session), _managers(session, office)
    keys = [each.id for each in people]
    skills, drills = skills_of(session, keys), _drills(session, keys, office, now)
    return [
        ManagerRow(
            name=each.name,
            grade=each.grade,
            needed=tuple(
                (subject.name, _until(each, subject.id)) for subject in known if subject.is_needed
            ),
            others=tuple(
                subject.name
                for subject in known
                if not subject.is_needed and (_until(each, subject.id) or date.min) >= today
            ),
            skills=tuple(sorted(skills.get(each.id, ()))),
            drills=len(drills.get(each.id, ())),
            last_drill_on=max(drills.get(each.id, ()), default=None),
        )
        for each in people
    ]


def trained_cover(session: Session, office: PlaceRow, *, now: datetime) -> TrainedCover:
    """What the line beside readiness stands on: the coming 14 days of the office."""
    ahead = Span(now, now + timedelta(days=duty_hours.DAYS_AHEAD))
    rota = duty_hours.rota(session, [office], ahead)[office.id]
    reaching = {each.id: each for each in _who_may_take(session, office)}
    return TrainedCover(
        needed={each.id: each.name for each in subjects(session) if each.is_needed},
        managers=[
            Manager(each.name, each.trainings)
            for each in reaching.values()
            if each.path.startswith(office.path)
        ],
        shifts=[
            ManagersShift(span, reaching[person_id].trainings)
            for person_id, span in rota.shifts
            if person_id in reaching
        ],
        opening=rota.hours.meant(ZoneInfo(office.zone), ahead),
        days=duty_hours.DAYS_AHEAD,
    )


def _managers(session: Session, office: PlaceRow) -> list[_Person]:
    """Those whose home lies in the office and who may take what is asked there."""
    found = _who_may_take(session, office)
    return [each for each in found if each.path.startswith(office.path)]


def _who_may_take(session: Session, office: PlaceRow) -> list[_Person]:
    """Everybody whose role reaches the office, or a team of it, as a manager or above; by name."""
    held = (
        select(RoleAssignment.person_id)
        .join(Place, Place.id == RoleAssignment.place_id)
        .where(
            RoleAssignment.role.in_(REACH[Role.MANAGER]),
            Place.path.in_(access.ancestors(office.path))
            | Place.path.startswith(office.path, autoescape=True),
        )
    )
    question = (
        select(Person.id, Person.name, Grade.name, Place.path)
        .join(Grade, Grade.id == Person.grade_id)
        .join(Place, Place.id == Person.home_place_id)
        .where(Person.id.in_(held), Person.deactivated_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    rows = session.execute(question).all()
    trained = _trainings(session, [row[0] for row in rows])
    return [_Person(*row, tuple(trained.get(row[0], ()))) for row in rows]


def _trainings(session: Session, people: Collection[int]) -> Mapping[int, Sequence[Training]]:
    question = select(
        tables.Training.person_id, tables.Training.subject_id, tables.Training.trained_on,
        tables.Training.valid_until,
    ).where(tables.Training.person_id.in_(people), ~_taken_back())  # fmt: skip
    found: defaultdict[int, list[Training]] = defaultdict(list)
    for row in session.execute(question):
        found[row[0]].append(Training(*row[1:]))
    return found


def _drills(
    session: Session, people: Collection[int], office: PlaceRow, now: datetime
) -> Mapping[int, Sequence[date]]:
    """The days of the drills of half a year that these people were there for."""
    zone = ZoneInfo(office.zone)
    question = (
        select(Attendance.person_id, Rehearsal.at)
        .join(Rehearsal, Rehearsal.huddle_id == Attendance.huddle_id)
        .where(
            Attendance.person_id.in_(people),
            Attendance.is_present,
            Rehearsal.at >= now - timedelta(days=TRIED_DAYS),
            Rehearsal.at <= now,
        )
    )
    found: defaultdict[int, list[date]] = defaultdict(list)
    for person_id, at in session.execute(question):
        found[person_id].append(at.astimezone(zone).date())
    return found


def _until(person: _Person, subject_id: int) -> date | None:
    own = (each.valid_until for each in person.trainings if each.subject_id == subject_id)
    return max(own, default=None)


def _taken_back() -> ColumnElement[bool]:
    back = select(TrainingWithdrawal.training_id)
    return back.where(TrainingWithdrawal.training_id == tables.Training.id).exists()
