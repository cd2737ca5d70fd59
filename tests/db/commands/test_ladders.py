"""How an escalation climbs: nobody is skipped late, and nobody is asked twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.commands.escalations import (
    SILENCE,
    customer_left,
    move_up,
    pass_on,
    take,
    with_customer,
)
from db.queries.ladders import DEFAULT_TIME_OUT_SECONDS
from db.rules.refusals import Conflict
from db.rules.viewers import system
from db.rules.words import AvailabilityState, EscalationState, EventKind, PassOnReason
from db.tables.cover import Availability, Cover
from db.tables.escalations import Escalation, EscalationEvent, LadderStep
from tests.at_once import at_once
from tests.counter_cases import LATER, asked, events, kinds, row, taken
from tests.databases import Database
from tests.world import NOW, World, world

TIME_OUT = timedelta(seconds=DEFAULT_TIME_OUT_SECONDS)
A_MOMENT = timedelta(microseconds=1)


def steps(session: Session, made: World, place: str, *whom: str, seconds: int = 60) -> None:
    """A ladder of the place: people by their names, the lowest grade by its name."""
    session.add_all(
        LadderStep(
            place_id=made.places[place],
            position=position,
            person_id=made.people.get(each),
            grade_id=made.grades.get(each),
            time_out_seconds=seconds * position,
        )
        for position, each in enumerate(whom, start=1)
    )
    session.flush()


def off_duty(session: Session, made: World, *names: str) -> None:
    """Their shifts end at this moment."""
    people = [made.people[name] for name in names]
    session.execute(update(Cover).where(Cover.person_id.in_(people)).values(ends_at=NOW))


def offered(session: Session, key: int) -> tuple[int | None, datetime | None]:
    """Whom it is offered to now, and until when."""
    found = row(session, key)
    return found.offered_to_id, found.move_up_at


class TestOffer:
    def test_skips_steps_with_nobody_at_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            steps(session, made, "Nairobi", "Africa regional", "Nairobi manager", "duty manager")
            off_duty(session, made, "Nairobi manager")
            key = asked(session, made)
            assert offered(session, key) == (
                made.people["Nairobi duty"], NOW + timedelta(seconds=180),
            )  # fmt: skip
            assert kinds(session, key)[1:] == [
                EventKind.SKIPPED, EventKind.SKIPPED, EventKind.OFFERED,
            ]  # fmt: skip
            assert {event.at for event in events(session, key)} == {NOW}

    def test_skips_whoever_cannot_come(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            session.add(
                Availability(
                    person_id=made.people["Nairobi manager"],
                    state=AvailabilityState.IN_A_MEETING,
                    since=NOW - timedelta(minutes=5),
                )
            )
            assert offered(session, asked(session, made))[0] == made.people["Nairobi duty"]

    def test_never_goes_to_somebody_without_the_role(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            steps(session, made, "Nairobi", "agent", "Nairobi senior")
            assert offered(session, asked(session, made))[0] == made.people["Nairobi manager"]

    def test_never_goes_to_another_office(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            off_duty(session, made, "Nairobi manager", "Nairobi duty")
            assert offered(session, asked(session, made)) == (None, None)

    def test_follows_the_nearest_ladder(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            steps(session, made, "Kenya", "Nairobi manager")
            steps(session, made, "Nairobi", "Nairobi duty")
            steps(session, made, "Mombasa", "Mombasa manager")
            assert offered(session, asked(session, made))[0] == made.people["Nairobi duty"]


class TestMoveUp:
    def test_waits_until_the_time_is_up(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = asked(session, made)
            manager, duty = made.people["Nairobi manager"], made.people["Nairobi duty"]
            assert move_up(session, system(), at=NOW + TIME_OUT - A_MOMENT) == 0
            assert offered(session, key) == (manager, NOW + TIME_OUT)
            assert move_up(session, system(), at=NOW + TIME_OUT) == 1
            assert offered(session, key) == (duty, NOW + 2 * TIME_OUT)
            silent = events(session, key)[2]
            assert (silent.kind, silent.person_id) == (EventKind.UNANSWERED, manager)

    def test_ends_open_to_all_when_nobody_is_left(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = asked(session, made)
            for number in range(1, 4):
                move_up(session, system(), at=NOW + number * TIME_OUT)
            assert offered(session, key) == (None, None)
            take(session, made.viewers["Nairobi manager"], escalation_id=key,
                 at=NOW + 9 * TIME_OUT)  # fmt: skip
            assert row(session, key).holder_id == made.people["Nairobi manager"]

    def test_takes_back_what_was_taken_and_then_nothing(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
            assert move_up(session, system(), at=LATER + SILENCE - A_MOMENT) == 0
            assert move_up(session, system(), at=LATER + SILENCE) == 1
            found = row(session, key)
            assert (found.state, found.holder_id) == (EscalationState.WAITING, None)
            assert found.acknowledged_at == LATER
            assert found.offered_to_id == made.people["Nairobi duty"]
            back = events(session, key)[3]
            assert (back.kind, back.person_id) == (
                EventKind.TAKEN_BACK, made.people["Nairobi manager"],
            )  # fmt: skip
            with pytest.raises(Conflict, match="still waits"):
                with_customer(session, made.viewers["Nairobi manager"], escalation_id=key,
                              at=LATER + SILENCE)  # fmt: skip

    def test_leaves_what_is_in_good_hands_or_has_ended(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            held, left = taken(session, made), asked(session, made, key="two")
            with_customer(session, made.viewers["Nairobi manager"], escalation_id=held,
                          at=LATER)  # fmt: skip
            customer_left(session, made.viewers["Nairobi staff"], escalation_id=left, at=LATER)
            before = kinds(session, held), kinds(session, left)
            assert move_up(session, system(), at=NOW + 9 * TIME_OUT) == 0
            assert (kinds(session, held), kinds(session, left)) == before

    def test_asks_nobody_a_second_time(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            steps(session, made, "Nairobi", "shift manager", "Nairobi manager", "shift manager")
            key = asked(session, made)
            pass_on(session, made.viewers["Nairobi manager"], escalation_id=key,
                    reason=PassOnReason.IN_A_MEETING, at=LATER)  # fmt: skip
            for number in range(1, 9):
                move_up(session, system(), at=LATER + number * timedelta(hours=1))
            asked_of = [each.to_person_id for each in events(session, key) if each.to_person_id]
            assert asked_of == [made.people["Nairobi manager"], made.people["Nairobi duty"]]

    def test_happens_once_when_two_processes_look_at_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            keys = [asked(session, made, key=str(number)) for number in range(6)]
        at = NOW + TIME_OUT
        moved = at_once(database.url, [lambda session: move_up(session, system(), at=at)] * 3)
        assert sum(each for each in moved if isinstance(each, int)) == len(keys)
        with database.doors.reading() as session:
            unanswered = select(EscalationEvent.escalation_id).where(
                EscalationEvent.kind == EventKind.UNANSWERED
            )
            assert sorted(session.scalars(unanswered)) == sorted(keys)
            assert set(session.scalars(select(Escalation.offered_to_id))) == {
                made.people["Nairobi duty"]
            }
