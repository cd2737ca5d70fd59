"""The care after a matter of safety: planned at once, owned, told, and shown when it is overdue."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.commands import after_care
from db.commands.availability import set_availability
from db.queries.after_care import (
    CareRow,
    after_care_due,
    after_care_of,
    care_owners,
    overdue_owners,
)
from db.rules.proposals import about_after_care
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.rules.words import AfterCareEventKind, AfterCareStep, AvailabilityState
from db.tables.safety import AfterCare, AfterCareEvent
from tests.databases import Database
from tests.db.commands.test_safety import CLOSED, DUTY, MANAGER, REGION, STAFF, TOP, reported
from tests.world import NOW, World, world

K = AfterCareEventKind
TODAY = date(2026, 11, 18)
DAY = timedelta(days=1)


def cares(session: Session, made: World, record_id: int) -> list[CareRow]:
    session.flush()
    return after_care_of(session, made.viewers[TOP], record_id=record_id, now=NOW)


def due(session: Session, made: World, who: str, days: int = 0) -> list[AfterCareStep]:
    session.flush()
    return [each.step for each in after_care_due(session, made.viewers[who], now=NOW + days * DAY)]


class TestPlanning:
    def test_is_for_the_same_day_the_next_and_a_week_later(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            rows = cares(session, made, reported(session, made))
            assert [(each.step, each.due_on) for each in rows] == [
                (AfterCareStep.SAME_DAY, TODAY),
                (AfterCareStep.NEXT_DAY, TODAY + DAY),
                (AfterCareStep.AFTER_A_WEEK, TODAY + 7 * DAY),
            ]
            # The lowest grade on duty that may read it.
            assert {each.owner for each in rows} == {MANAGER}
            assert {each.last for each in rows} == {K.PLANNED}

    def test_goes_to_whoever_can_come_and_is_above_the_reporter(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            set_availability(session, made.viewers[MANAGER], state=AvailabilityState.BUSY, at=NOW)
            session.flush()
            assert {e.owner for e in cares(session, made, reported(session, made))} == {DUTY}
            alone = reported(session, made, who=DUTY, key="of a manager")
            assert {each.owner for each in cares(session, made, alone)} == {""}
            assert due(session, made, MANAGER) == []
            assert due(session, made, REGION) == [AfterCareStep.SAME_DAY]


class TestTelling:
    def test_closes_by_done_or_declined_and_is_never_edited(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            first, second, third = cares(session, made, reported(session, made))
            manager = made.viewers[MANAGER]
            for kind in (K.OFFERED, K.TALKED, K.DONE):
                after_care.tell(session, manager, care_id=first.id, kind=kind, at=NOW)
            after_care.tell(
                session, made.viewers[STAFF], care_id=second.id, kind=K.DECLINED, at=NOW
            )
            rows = cares(session, made, first.record_id)
            assert [each.last for each in rows] == [K.DONE, K.DECLINED, K.PLANNED]
            assert [each.closed_at for each in rows] == [NOW, NOW, None]
            for kind in (K.DONE, K.OFFERED):
                with pytest.raises(Conflict, match="closed already"):
                    after_care.tell(session, manager, care_id=first.id, kind=kind, at=NOW)
            with pytest.raises(Refusal, match="Choose what became of it"):
                after_care.tell(session, manager, care_id=third.id, kind=K.PLANNED, at=NOW)
        for change in (
            update(AfterCareEvent).values(words="Fine."), delete(AfterCareEvent), delete(AfterCare),
            update(AfterCare).values(due_on=TODAY),
            update(AfterCare).where(AfterCare.id == first.id).values(owner_id=None),
        ):  # fmt: skip
            with pytest.raises(DBAPIError), database.doors.writing() as session:
                session.execute(change)

    def test_is_the_managers_and_the_reporter_may_only_decline(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            first, *_ = cares(session, made, reported(session, made))
            for who in (STAFF, *CLOSED):
                with pytest.raises(NotPermitted):
                    after_care.tell(
                        session, made.viewers[who], care_id=first.id, kind=K.DONE, at=NOW
                    )
                with pytest.raises(NotPermitted):
                    after_care.hand_over(session, made.viewers[who], care_id=first.id,
                                         owner_id=made.people[DUTY], at=NOW)  # fmt: skip

    def test_is_handed_over_to_whoever_may_read_the_record(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            first, *_ = cares(session, made, reported(session, made))
            manager = made.viewers[MANAGER]
            for who in (STAFF, *CLOSED):
                with pytest.raises(Refusal):
                    after_care.hand_over(session, manager, care_id=first.id,
                                         owner_id=made.people[who], at=NOW)  # fmt: skip
            for _ in range(2):
                after_care.hand_over(session, manager, care_id=first.id,
                                     owner_id=made.people[DUTY], at=NOW)  # fmt: skip
            assert cares(session, made, first.record_id)[0].owner == DUTY
            names = {name for _, name in care_owners(session, manager, record_id=first.record_id)}
            assert names == {MANAGER, DUTY, REGION, TOP}
            assert care_owners(session, made.viewers[CLOSED[0]], record_id=first.record_id) == []


class TestOverdue:
    def test_stands_on_the_owners_screen_from_the_day_it_is_due(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            reported(session, made)
            assert due(session, made, MANAGER) == [AfterCareStep.SAME_DAY]
            assert due(session, made, MANAGER, 1) == [
                AfterCareStep.SAME_DAY,
                AfterCareStep.NEXT_DAY,
            ]
            assert due(session, made, STAFF, 1) == due(session, made, DUTY, 1) == []

    def test_stands_on_the_agenda_without_a_name_of_whom_it_is_for(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            reported(session, made)
            path = made.paths["Nairobi"]
            session.flush()
            assert overdue_owners(session, path=path, on=TODAY) == []
            owners = overdue_owners(session, path=path, on=TODAY + DAY)
            assert owners == [MANAGER]
            assert overdue_owners(session, path=made.paths["Mombasa"], on=TODAY + DAY) == []
            [item] = about_after_care([*owners, ""])
            assert item.title == "Two after-care talks are overdue"
            assert (
                item.facts == f"With {MANAGER}. Nobody owns some of it. Talk in person, not here."
            )
            assert about_after_care([]) == []
