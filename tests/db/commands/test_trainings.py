"""P49: trainings are recorded once, by whom and until when; what is needed is a list of its own."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.commands import trainings
from db.queries.places import place as place_of
from db.queries.trainings import (
    ManagerRow,
    managers_one_by_one,
    subjects,
    trained_cover,
    trainings_of,
)
from db.rules.must_haves import Standing
from db.rules.refusals import NotPermitted, Refusal
from db.rules.trainings import must_have
from db.tables.cover import Cover
from db.tables.people import PersonSkill
from db.tables.trainings import Training, TrainingSubject, TrainingWithdrawal
from tests.databases import Database
from tests.db.queries.cases import drilled
from tests.world import NOW, World, world

MANAGER, DUTY, TOP = "Nairobi manager", "Nairobi duty", "Administrator"
TODAY = NOW.date()
A_YEAR = timedelta(days=365)
BEGINNING = ["handling a difficult customer", "de-escalation", "admitting a mistake"]


def trained(
    session: Session,
    made: World,
    who: str = DUTY,
    *,
    subject: int = 1,
    on: date = TODAY,
    until: date = TODAY + A_YEAR,
    by: str = MANAGER,
    key: str = "",
) -> int:
    return trainings.record(
        session, made.viewers[by], person_id=made.people[who], subject_id=subject, trained_on=on,
        valid_until=until, submit_key=key or f"{who} {subject} {on}", at=NOW,
    )  # fmt: skip


def wholly(session: Session, made: World, who: str, by: str = MANAGER) -> None:
    for each in subjects(session):
        trained(session, made, who, subject=each.id, by=by)


def rows(session: Session, made: World, place: str = "Nairobi") -> dict[str, ManagerRow]:
    viewer = made.viewers[TOP]
    office = place_of(session, viewer, place_id=made.places[place])
    found = managers_one_by_one(session, viewer, office=office, now=NOW)
    return {each.name: each for each in found}


class TestSubjects:
    def test_begin_with_what_every_manager_needs(self, database: Database) -> None:
        with database.doors.writing() as session:
            world(session)
            assert [(each.name, each.is_needed) for each in subjects(session)] == [
                (name, True) for name in BEGINNING
            ]

    def test_are_added_and_taken_out_of_use_by_an_administrator_of_all(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            top = made.viewers[TOP]
            for who in (MANAGER, "Africa regional"):
                with pytest.raises(NotPermitted):
                    trainings.add_subject(
                        session, made.viewers[who], name="First aid", is_needed=False, at=NOW
                    )
            added = trainings.add_subject(session, top, name="First  aid", is_needed=False, at=NOW)
            with pytest.raises(Refusal, match="“First aid” is in the list already"):
                trainings.add_subject(session, top, name="first aid", is_needed=True, at=NOW)
            trainings.retire_subject(session, top, subject_id=added, at=NOW)
            assert [each.name for each in subjects(session)] == BEGINNING
            # It comes back as the same one, with what was recorded of it.
            assert added == trainings.add_subject(
                session, top, name="first aid", is_needed=True, at=NOW
            )
            assert [each.name for each in subjects(session)] == [*BEGINNING, "First aid"]


class TestTraining:
    def test_is_recorded_once_with_by_whom_and_until_when(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            keys = {trained(session, made, key="one") for _ in range(2)}
            assert len(keys) == 1
            [row] = trainings_of(
                session, made.viewers[MANAGER], person_id=made.people[DUTY], today=TODAY
            )
            assert (row.subject, row.recorded_by, row.holds) == (BEGINNING[0], MANAGER, True)
            assert (row.trained_on, row.valid_until) == (TODAY, TODAY + A_YEAR)

    def test_that_was_a_mistake_counts_no_more_and_stays_in_the_record(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager, key = made.viewers[MANAGER], trained(session, made)
            with pytest.raises(Refusal, match="reason is empty"):
                trainings.take_back(session, manager, training_id=key, why=" ", at=NOW)
            for _ in range(2):
                trainings.take_back(session, manager, training_id=key, why="Not she.", at=NOW)
            assert rows(session, made)[DUTY].needed[0] == (BEGINNING[0], None)
            assert session.get(Training, key) is not None
        for change in (
            update(Training).values(valid_until=TODAY), delete(Training),
            update(TrainingWithdrawal).values(why="x"), delete(TrainingWithdrawal),
            delete(TrainingSubject),
        ):  # fmt: skip
            with pytest.raises(DBAPIError), database.doors.writing() as session:
                session.execute(change)

    @pytest.mark.parametrize(
        ("on", "until", "sentence"),
        [
            (TODAY + timedelta(days=1), TODAY + A_YEAR, "lies ahead"),
            (TODAY, TODAY - timedelta(days=1), "ends before it was held"),
            (TODAY, TODAY + 7 * A_YEAR, "at most 5 years"),
        ],
    )
    def test_has_days_that_can_be_meant(
        self, embedded: Database, on: date, until: date, sentence: str
    ) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match=sentence):
                trained(session, made, on=on, until=until)

    def test_is_recorded_and_read_by_managers_of_the_person(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for who in ("Nairobi staff", "Mombasa manager"):
                with pytest.raises(NotPermitted):
                    trained(session, made, by=who)
                with pytest.raises(NotPermitted):
                    trainings_of(session, made.viewers[who], person_id=made.people[DUTY],
                                 today=TODAY)  # fmt: skip

    def test_in_something_out_of_use_is_refused(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            trainings.retire_subject(session, made.viewers[TOP], subject_id=1, at=NOW)
            with pytest.raises(Refusal, match="any more"):
                trained(session, made)


class TestManagersOneByOne:
    def test_show_training_skills_and_drills_of_each(self, database: Database) -> None:
        """P48, P49: knowledge, skills and what was rehearsed, in the same words for everybody."""
        with database.doors.writing() as session:
            made = world(session)
            trained(session, made, subject=2)
            trained(session, made, subject=2, until=TODAY + 2 * A_YEAR, on=TODAY - A_YEAR)
            session.add(PersonSkill(person_id=made.people[DUTY], skill="stays calm"))
            drilled(session, made, "Nairobi", present=(DUTY, "Nairobi staff"), at=NOW)
            drilled(session, made, "Nairobi", present=(DUTY,), at=NOW - timedelta(days=181))
            found = rows(session, made)
            assert list(found) == [DUTY, MANAGER]
            assert found[DUTY].needed == (
                (BEGINNING[0], None), (BEGINNING[1], TODAY + 2 * A_YEAR), (BEGINNING[2], None),
            )  # fmt: skip
            assert (found[DUTY].skills, found[DUTY].drills) == (("stays calm",), 1)
            assert found[DUTY].last_drill_on == TODAY
            assert (found[MANAGER].drills, found[MANAGER].last_drill_on) == (0, None)


class TestTheLineBesideReadiness:
    def line(self, session: Session, made: World) -> tuple[Standing, str]:
        office = place_of(session, made.viewers[TOP], place_id=made.places["Nairobi"])
        found = trained_cover(session, office, now=NOW)
        told = must_have(found, zone=ZoneInfo(office.zone), today=TODAY)
        return told.standing, told.sentence

    def test_says_that_nobody_at_all_is_trained(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            wholly(session, made, "Mombasa duty", by="Mombasa manager")
            standing, sentence = self.line(session, made)
            assert standing is Standing.MISSING
            assert sentence.startswith("Nobody here is trained in")
            assert sentence.endswith("none of 2 managers")

    def test_names_the_evening_on_which_nobody_trained_is_on_duty(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            wholly(session, made, DUTY)
            session.execute(delete(Cover))
            # Open from 6 to 22 in Nairobi; in the two weeks ahead all but Sunday evenings.
            for day in range(15):
                on = NOW.replace(hour=3, minute=0) + timedelta(days=day)
                is_sunday = on.weekday() == 6
                session.add(
                    Cover(person_id=made.people[DUTY], place_id=made.places["Nairobi"],
                          starts_at=on, ends_at=on + timedelta(hours=12 if is_sunday else 16))
                )  # fmt: skip
            session.flush()
            standing, sentence = self.line(session, made)
            assert standing is Standing.MISSING
            # Two Sundays of the fourteen days, from 18 to 22 on the office's clock.
            assert sentence == (
                "Nobody on duty on Sunday evening has been trained: 8 of 224 opening hours of the "
                "coming 14 days; 1 of 2 managers trained"
            )
