"""P51: how far managers kept what they promised, for themselves and those above them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from db.commands import availability
from db.commands.escalations import pass_on, take, withdraw
from db.queries.availability import own_duty
from db.queries.promises_to_come import PromisesToCome, own_promises, promises_to_come
from db.rules.availability import Kept
from db.rules.refusals import NotPermitted
from db.rules.words import AvailabilityState, PassOnReason
from db.tables.cover import Cover
from tests.counter_cases import asked
from tests.databases import Database
from tests.world import NOW, World, world

MANAGER, DUTY, REGION = "Nairobi manager", "Nairobi duty", "Africa regional"
NEXT_WEEK = NOW + timedelta(days=7)
A_MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def seen(session: Session, made: World, who: str, *, place: str = "Nairobi") -> PromisesToCome:
    return promises_to_come(
        session, made.viewers[who], place_id=made.places[place], weeks=1, now=NEXT_WEEK
    )


def names(found: PromisesToCome) -> list[str]:
    return [each.name for each in found.people]


def four_offers(session: Session, made: World) -> None:
    """Of four asks offered to a manager who promised five minutes, one is taken in time, one too
    late, one declined, and one is not needed any more.
    """
    manager = made.viewers[MANAGER]
    availability.promise(session, manager, minutes=5, at=NOW)
    for key, minutes in (("in time", 5), ("late", 6)):
        taken = asked(session, made, key=key)
        take(session, manager, escalation_id=taken, at=NOW + minutes * A_MINUTE)
    declined = asked(session, made, key="declined")
    pass_on(session, manager, escalation_id=declined, at=NOW + A_MINUTE,
            reason=PassOnReason.WITH_ANOTHER_CUSTOMER)  # fmt: skip
    over = asked(session, made, key="over")
    withdraw(session, made.viewers["Nairobi staff"], escalation_id=over, at=NOW + A_MINUTE)
    # Of another office, and of no promise.
    asked(session, made, key="noise", who="Mombasa staff", place="Mombasa")
    session.flush()


class TestPromisesToCome:
    def test_count_what_was_offered_and_taken_in_time(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            four_offers(session, made)
            availability.set_availability(
                session, made.viewers[MANAGER], state=AvailabilityState.BUSY, at=NOW + 3 * HOUR
            )
            found = seen(session, made, REGION)
            assert names(found) == [DUTY, MANAGER]
            kept = found.people[1].kept
            assert (kept.taken, kept.silent, kept.declined, kept.over) == (1, 1, 1, 1)
            assert (kept.hours, kept.available) == (4.0, 3.0)
            assert (found.shifts, found.promised) == (2, 1)
            assert found.everybody is not None
            assert found.everybody.share == pytest.approx(1 / 3)

    def test_say_first_that_no_shift_had_one(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            asked(session, made)
            found = seen(session, made, REGION)
            assert (found.shifts, found.promised) == (2, 0)
            assert found.everybody == Kept(shifts=2)

    def test_are_nothing_where_no_manager_was_on_duty(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            session.execute(delete(Cover))
            found = seen(session, made, REGION)
            assert (found.shifts, found.people, found.everybody) == (0, (), Kept())

    def test_are_shown_to_oneself_and_to_those_above_only(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            four_offers(session, made)
            for who, whom, sees_the_sum in (
                (MANAGER, [MANAGER], False), (DUTY, [DUTY, MANAGER], True),
                (REGION, [DUTY, MANAGER], True),
            ):  # fmt: skip
                found = seen(session, made, who)
                assert names(found) == whom
                assert (found.everybody is not None) is sees_the_sum
            with pytest.raises(NotPermitted):
                seen(session, made, "Mombasa manager")

    def test_of_ones_own_hold_the_shift_that_runs(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            four_offers(session, made)
            later = NOW + HOUR
            shift = own_duty(session, made.viewers[MANAGER], now=later).shift
            assert shift is not None
            kept = own_promises(session, made.viewers[MANAGER], shift, now=later)
            assert (kept.taken, kept.offers, kept.hours) == (1, 3, 1.0)
            assert own_promises(session, made.viewers[DUTY], shift, now=later) == Kept(shifts=1)
