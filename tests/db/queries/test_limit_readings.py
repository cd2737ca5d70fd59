"""Who has to read what a set changed, and what changed since a moment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from db import audit
from db.commands import limit_readers
from db.queries.limit_readings import changes_to_read, limits_changed_since, readers_of
from db.rules.refusals import NotPermitted
from db.tables.limit_drafts import LimitReader, LimitReading
from db.tables.people import Person
from tests.databases import Database
from tests.limit_cases import REGION, a_draft, approved
from tests.world import NOW, World, world

MEAL = ("Meal voucher", "agent", "12000")
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)


def _asked(session: Session) -> list[str]:
    question = select(Person.name).join(LimitReader, LimitReader.person_id == Person.id)
    return sorted(session.scalars(question))


class TestAReader:
    def test_is_whoever_has_the_grade_at_the_place_or_below(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            approved(session, made, a_draft(session, made, MEAL))
            assert _asked(session) == ["Mombasa staff", "Nairobi staff"]

    def test_is_nobody_whose_nearer_rule_decides(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            own = a_draft(session, made, ("Meal voucher", "agent", "10000"), place="Nairobi")
            approved(session, made, own)
            # The amount at Nairobi is what it was: nobody has to read that.
            assert _asked(session) == []
            approved(session, made, a_draft(session, made, MEAL, key="kenya"))
            assert _asked(session) == ["Mombasa staff"]

    def test_is_nobody_who_was_deactivated(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            session.get_one(Person, made.people["Mombasa staff"]).deactivated_at = BEFORE
            session.flush()
            approved(session, made, a_draft(session, made, MEAL))
            assert _asked(session) == ["Nairobi staff"]

    def test_is_whoever_falls_back_when_a_rule_ends(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            approved(session, made, a_draft(session, made, ("Refund", "agent", "500"),
                                            place="Nairobi"))  # fmt: skip
            limit_readers.confirm(
                session, made.viewers["Nairobi staff"], limit_set_ids=[_last(session)], at=NOW
            )
            assert changes_to_read(session, made.viewers["Nairobi staff"]) == []


def _last(session: Session) -> int:
    return max(session.scalars(select(LimitReader.limit_set_id)))


class TestReading:
    def test_shows_old_and_new_and_is_confirmed_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            set_id = approved(session, made, a_draft(session, made, MEAL))
            viewer = made.viewers["Nairobi staff"]
            (waiting,) = changes_to_read(session, viewer)
            assert [(each.remedy, each.old, each.new, each.gain) for each in waiting.changes] == [
                ("Meal voucher", "up to KES\u00a010,000", "up to KES\u00a012,000", 1)
            ]
            for _ in range(2):
                limit_readers.confirm(session, viewer, limit_set_ids=[set_id], at=NOW)
            assert changes_to_read(session, viewer) == []
            read = readers_of(session, made.viewers[REGION], limit_set_ids=[set_id])[set_id]
            assert (read.asked, read.not_yet) == (2, ("Mombasa staff",))
            own = readers_of(session, made.viewers["Mombasa manager"], limit_set_ids=[set_id])
            assert own[set_id].asked == 1
            assert audit.verify(session) == []

    def test_is_not_for_those_whom_it_does_not_concern(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            set_id = approved(session, made, a_draft(session, made, MEAL))
            for name in ("Nairobi senior", "Singapore staff"):
                assert changes_to_read(session, made.viewers[name]) == []
                with pytest.raises(NotPermitted):
                    limit_readers.confirm(
                        session, made.viewers[name], limit_set_ids=[set_id], at=NOW
                    )

    def test_stays_as_it_was_confirmed(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            set_id = approved(session, made, a_draft(session, made, MEAL))
            viewer = made.viewers["Nairobi staff"]
            limit_readers.confirm(session, viewer, limit_set_ids=[set_id], at=NOW)
        for statement in (
            delete(LimitReading), delete(LimitReader), update(LimitReading).values(read_at=AFTER),
        ):  # fmt: skip
            with pytest.raises(DatabaseError), database.doors.writing() as session:
                session.execute(statement)


class TestLimitsChangedSince:
    def _changed(self, session: Session, made: World, place: str, rank: int = 1) -> list[str]:
        found = limits_changed_since(
            session, place_path=made.paths[place], grade_rank=rank, at=BEFORE, now=AFTER
        )
        return [f"{each.remedy}, {each.problem}: {each.old} > {each.new}" for each in found]

    def test_says_what_was_and_what_is_for_one_office_and_grade(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert self._changed(session, made, "Nairobi") == []
            approved(session, made, a_draft(session, made, MEAL))
            said = "Meal voucher, any problem: up to KES\u00a010,000 > up to KES\u00a012,000"
            assert self._changed(session, made, "Nairobi") == [said]
            assert self._changed(session, made, "Nairobi", rank=2) == []
            assert self._changed(session, made, "Singapore") == []

    def test_names_a_problem_with_a_rule_of_its_own(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            approved(session, made, a_draft(session, made, ("Refund", "agent", "11000"),
                                            problem="Bag delayed"))  # fmt: skip
            said = "Refund, Bag delayed: up to KES\u00a010,000 > up to KES\u00a011,000"
            assert self._changed(session, made, "Nairobi") == [said]
