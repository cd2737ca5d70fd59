"""Whether somebody can come, and what managers promise of it (P46, P51)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.commands import availability, cover
from db.queries.availability import OwnDuty, own_duty
from db.queries.cover import on_duty
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import AvailabilityState
from db.tables.audit import AuditEntry
from db.tables.cover import Availability, AvailabilityEvent, AvailabilityPromise, Cover
from tests.databases import Database
from tests.world import NOW, World, world

MANAGER, STAFF = "Nairobi manager", "Nairobi staff"
HOUR = timedelta(hours=1)
# The shifts of the world end four hours from its moment.
SHIFT_ENDS = NOW + 4 * HOUR


def say(
    session: Session, made: World, state: AvailabilityState, minutes: int = 0, who: str = MANAGER
) -> None:
    at = NOW + timedelta(minutes=minutes)
    availability.set_availability(session, made.viewers[who], state=state, at=at)


def own(session: Session, made: World, minutes: int = 0, who: str = MANAGER) -> OwnDuty:
    return own_duty(session, made.viewers[who], now=NOW + timedelta(minutes=minutes))


def promised(session: Session, made: World, minutes: int = 0) -> tuple[int | None, float] | None:
    """Within how many minutes, and for how many hours from the world's moment."""
    shift = own(session, made, minutes).shift
    assert shift is not None
    held = shift.promise
    return None if held is None else (held.minutes, (held.ends_at - NOW) / HOUR)


class TestAvailability:
    def test_keeps_since_when(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for minutes, state in ((0, "busy"), (5, "busy"), (9, "available")):
                say(session, made, AvailabilityState(state), minutes)
                said = session.get_one(Availability, made.people[MANAGER])
                assert said.since == NOW + timedelta(minutes=minutes if state != "busy" else 0)
            assert session.scalars(select(AuditEntry.act)).all() == ["availability set"] * 2
            events = session.scalars(select(AvailabilityEvent).order_by(AvailabilityEvent.id))
            assert [(each.state.value, each.said_at) for each in events] == [
                ("busy", NOW), ("available", NOW + timedelta(minutes=9)),
            ]  # fmt: skip

    def test_of_yesterday_is_said_anew_in_a_new_shift(self, database: Database) -> None:
        """P46: who says "busy" two days running is busy on both."""
        with database.doors.writing() as session:
            made = world(session)
            say(session, made, AvailabilityState.BUSY, -24 * 60)
            assert own(session, made).state is AvailabilityState.AVAILABLE
            say(session, made, AvailabilityState.BUSY)
            assert own(session, made).state is AvailabilityState.BUSY
            duty = on_duty(session, path=made.paths["Nairobi"], now=NOW)
            states = {each.name: each.state for each in duty}
            assert states[MANAGER] is AvailabilityState.BUSY

    def test_holds_as_it_was_said_where_nobody_is_on_a_shift(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            say(session, made, AvailabilityState.AWAY, -24 * 60)
            session.execute(delete(Cover))
            found = own(session, made)
            assert (found.state, found.shift) == (AvailabilityState.AWAY, None)


class TestPromise:
    def test_holds_to_the_end_of_the_shift_or_for_a_part_of_it(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert promised(session, made) is None
            manager = made.viewers[MANAGER]
            availability.promise(session, manager, minutes=5, at=NOW)
            assert promised(session, made) == (5, 4.0)
            part = NOW + 2 * HOUR
            availability.promise(session, manager, minutes=2, until=part, at=NOW + HOUR)
            assert promised(session, made, 60) == (2, 2.0)
            # What was promised before does not come back when the part is over.
            assert promised(session, made, 120) is None
            kept = session.scalars(select(AvailabilityPromise).order_by(AvailabilityPromise.id))
            assert [each.minutes for each in kept] == [5, 2]

    def test_made_twice_is_one_and_ended_twice_too(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager = made.viewers[MANAGER]
            for minutes in (0, 1):
                at = NOW + timedelta(minutes=minutes)
                availability.promise(session, manager, minutes=10, at=at)
            for minutes in (2, 3):
                at = NOW + timedelta(minutes=minutes)
                availability.promise_no_more(session, manager, at=at)
            assert promised(session, made, 3) is None
            acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.sequence)).all()
            assert acts == ["availability promised", "availability promised no more"]

    @pytest.mark.parametrize(
        ("minutes", "until", "sentence"),
        [
            (0, None, "1 to 60 minutes"),
            (61, None, "1 to 60 minutes"),
            (5, NOW, "ends after your shift"),
            (5, SHIFT_ENDS + timedelta(seconds=1), "ends after your shift"),
        ],
    )
    def test_is_of_some_minutes_within_the_shift(
        self, embedded: Database, minutes: int, until: datetime | None, sentence: str
    ) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match=sentence):
                availability.promise(
                    session, made.viewers[MANAGER], minutes=minutes, until=until, at=NOW
                )

    def test_is_for_managers_who_are_on_duty(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(NotPermitted):
                availability.promise(session, made.viewers[STAFF], minutes=5, at=NOW)
            with pytest.raises(Refusal, match="not on duty now"):
                availability.promise(session, made.viewers["Africa regional"], minutes=5, at=NOW)

    def test_outlives_a_shift_that_is_ended_early(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager = made.viewers[MANAGER]
            availability.promise(session, manager, minutes=5, at=NOW)
            shift = own(session, made).shift
            assert shift is not None
            cover.remove_shift(session, manager, shift_id=shift.id, at=NOW + HOUR)
            assert own(session, made, 60).shift is None
            assert promised(session, made, 59) == (5, 1.0)

    def test_is_never_edited_nor_deleted(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            availability.promise(session, made.viewers[MANAGER], minutes=5, at=NOW)
            say(session, made, AvailabilityState.BUSY)
        for change in (
            update(AvailabilityPromise).values(minutes=10), delete(AvailabilityPromise),
            update(AvailabilityEvent).values(said_at=NOW), delete(AvailabilityEvent),
        ):  # fmt: skip
            with pytest.raises(DBAPIError), database.doors.writing() as session:
                session.execute(change)
