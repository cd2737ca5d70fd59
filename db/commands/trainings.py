"""Who was trained in what and when, as their manager records it; and what there is to train (P49).

An administrator of the organisation keeps the list of what people are trained in. A training is
recorded once and never edited; one that was recorded by mistake is taken back, with the reason.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from db import audit
from db.access import Permission, Viewer, require
from db.audit import Subject
from db.commands.scope import active_person, in_turn, root
from db.rules.refusals import Refusal
from db.rules.trainings import LONGEST_YEARS
from db.rules.writing import given_name, given_text
from db.tables.people import Person
from db.tables.places import Place
from db.tables.trainings import Training, TrainingSubject, TrainingWithdrawal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def record(
    session: Session,
    viewer: Viewer,
    *,
    person_id: int,
    subject_id: int,
    trained_on: date,
    valid_until: date,
    submit_key: str,
    at: datetime,
) -> int:
    """Record that a person was trained, and the last day on which that holds. One `submit_key`
    records once. Raises `Refusal` for a day ahead, or an end that cannot be meant.
    """
    person = active_person(session, person_id)
    home = session.get_one(Place, person.home_place_id)
    require(viewer, Permission.COVER_CHANGE, home.path)
    in_turn(session, submit_key)
    known = session.scalar(select(Training.id).where(Training.submit_key == submit_key))
    if known is not None:
        return known
    subject = _subject(session, subject_id)
    _check_days(trained_on, valid_until, today=at.astimezone(ZoneInfo(home.zone)).date())
    row = Training(
        person_id=person.id, subject_id=subject.id, trained_on=trained_on,
        valid_until=valid_until, recorded_at=at, recorded_by_id=viewer.person_id,
        submit_key=submit_key,
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit.record(session, viewer, "training recorded", Subject("training", row.id, home.id), at=at,
                 detail={"person_id": person.id, "in": subject.name, "on": trained_on,
                         "until": valid_until})  # fmt: skip
    return row.id


def take_back(
    session: Session, viewer: Viewer, *, training_id: int, why: str, at: datetime
) -> None:
    """Take back what was recorded by mistake; it counts no more. Again changes nothing."""
    row = session.get(Training, training_id, with_for_update=True)
    if row is None:
        raise Refusal("There is no such training. Choose one from the list.")
    home = session.get_one(Place, session.get_one(Person, row.person_id).home_place_id)
    require(viewer, Permission.COVER_CHANGE, home.path)
    if session.get(TrainingWithdrawal, row.id) is not None:
        return
    session.add(
        TrainingWithdrawal(training_id=row.id, withdrawn_at=at, withdrawn_by_id=viewer.person_id,
                           why=given_text(why, "reason"))
    )  # fmt: skip
    session.flush()
    audit.record(session, viewer, "training taken back", Subject("training", row.id, home.id),
                 at=at, detail={"why": why})  # fmt: skip


def add_subject(
    session: Session, viewer: Viewer, *, name: str, is_needed: bool, at: datetime
) -> int:
    """Add something that people are trained in, needed of every manager or good to have. One that
    was taken out of use comes back.
    """
    top = root(session)
    require(viewer, Permission.PEOPLE_CHANGE, top.path)
    named = given_name(name, "name of the training")
    known = session.scalar(
        select(TrainingSubject).where(func.lower(TrainingSubject.name) == named.lower())
    )
    if known is not None and known.deactivated_at is None:
        raise Refusal(f"“{known.name}” is in the list already.")
    row = known or TrainingSubject(name=named)
    row.is_needed, row.deactivated_at = is_needed, None
    session.add(row)
    session.flush()
    audit.record(session, viewer, "training named", Subject("training subject", row.id, top.id),
                 at=at, detail={"name": row.name, "is_needed": is_needed})  # fmt: skip
    return row.id


def retire_subject(session: Session, viewer: Viewer, *, subject_id: int, at: datetime) -> None:
    """Take something that people were trained in out of use; what was recorded stays."""
    top = root(session)
    require(viewer, Permission.PEOPLE_CHANGE, top.path)
    row = _subject(session, subject_id)
    row.deactivated_at = at
    session.flush()
    audit.record(session, viewer, "training out of use",
                 Subject("training subject", row.id, top.id), at=at)  # fmt: skip


def _subject(session: Session, subject_id: int) -> TrainingSubject:
    row = session.get(TrainingSubject, subject_id)
    if row is None or row.deactivated_at is not None:
        raise Refusal("Nobody is trained in this any more. Choose from the list.")
    return row


def _check_days(trained_on: date, valid_until: date, *, today: date) -> None:
    if trained_on > today:
        raise Refusal("This day lies ahead. Record a training once it was held.")
    if valid_until < trained_on:
        raise Refusal("The training ends before it was held. Change one of the two days.")
    if valid_until.year - trained_on.year > LONGEST_YEARS:
        raise Refusal(f"A training holds at most {LONGEST_YEARS} years. Train again before that.")
