"""Closed on purpose in the record: on the card, in the hours to cover, and on the map."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from db.access import Permission
from db.queries import counter
from db.queries.catalogue import remedies
from db.queries.closings import closed_now
from db.queries.coverage import coverage
from db.queries.duty_hours import covered_hours
from db.queries.places import PlaceRow, offices_where, row
from db.rules.words import PlaceKind
from db.tables.cover import Cover
from db.tables.escalations import LadderStep
from db.tables.places import Closure, OpeningHours, Place
from tests.databases import Database
from tests.world import NOW, World, world

# The world's Wednesday is 12:30 in Nairobi, whose offices open from 06:00 to 22:00.
NIGHT = NOW + timedelta(hours=10)
STAFF = "Nairobi staff"


def place(session: Session, made: World, name: str = "Nairobi") -> PlaceRow:
    return row(session.get_one(Place, made.places[name]))


def rest(session: Session, made: World, position: int, *, office: str = "Nairobi") -> None:
    """Nobody is meant to come from 10:00 to 16:00."""
    session.add(
        LadderStep(place_id=made.places[office], position=position, closed_reason="Training",
                   closed_from=time(10), closed_until=time(16), time_out_seconds=60)
    )  # fmt: skip
    session.flush()


def call(session: Session, made: World, position: int) -> None:
    grade = made.grades["shift manager"]
    session.add(
        LadderStep(place_id=made.places["Nairobi"], position=position, grade_id=grade,
                   time_out_seconds=60)
    )  # fmt: skip
    session.flush()


def card(session: Session, made: World, *, later: timedelta = timedelta()) -> counter.Card:
    return counter.card(
        session, made.viewers[STAFF], place=place(session, made),
        problem_id=made.problems["Bag delayed"], remedy_id=made.remedies["Refund"], asked=None,
        now=NOW + later,
    )  # fmt: skip


class TestClosedNow:
    def test_says_when_the_office_opens(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            nairobi = place(session, made)
            assert closed_now(session, nairobi, now=NOW) == ""
            assert closed_now(session, nairobi, now=NIGHT) == "opens Thursday 06:00"

    def test_knows_the_hours_of_the_office_in_its_teams(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            team = Place(
                parent_id=made.places["Nairobi"], kind=PlaceKind.TEAM, name="Gate", code="G",
                path="new", zone="Africa/Nairobi", currency="KES", country_code="KE",
            )  # fmt: skip
            session.add(team)
            session.flush()
            team.path = f"{made.paths['Nairobi']}{team.id}/"
            session.flush()
            assert closed_now(session, row(team), now=NIGHT) == "opens Thursday 06:00"

    def test_counts_days_off_of_the_country_and_not_of_a_neighbour(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for name, day in (("Kenya", 18), ("Mombasa", 19), ("Singapore country", 18)):
                session.add(
                    Closure(place_id=made.places[name], closed_on=date(2026, 11, day), reason=name)
                )
            session.flush()
            assert (
                closed_now(session, place(session, made), now=NOW) == "Kenya, opens Thursday 06:00"
            )

    def test_is_silent_where_nobody_wrote_the_hours(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            session.execute(delete(OpeningHours))
            assert closed_now(session, place(session, made), now=NIGHT) == ""


class TestTheCard:
    def test_says_closed_only_while_nobody_who_may_decide_is_there(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            rest(session, made, 1)
            assert card(session, made).closing == ""
            session.execute(delete(Cover))
            assert card(session, made).closing == "Training, opens 16:00"
            assert card(session, made, later=timedelta(hours=4)).closing == ""


class TestTheHoursToCover:
    @pytest.mark.parametrize(("positions", "hours"), [((1, 2), 140), ((2, 1), 224)])
    def test_leave_out_those_in_which_the_ladder_calls_nobody(
        self, database: Database, positions: tuple[int, int], hours: int
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            rest(session, made, positions[0])
            call(session, made, positions[1])
            rest(session, made, 1, office="Mombasa")
            offices = [place(session, made)]
            found = covered_hours(session, offices=offices, now=NOW)[offices[0].id]
            assert found.opening == hours

    def test_are_no_gap_on_the_map(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            rest(session, made, 1)
            viewer = made.viewers["Nairobi manager"]
            offices = offices_where(session, viewer, Permission.READINESS_SEE)
            [refund] = [each for each in remedies(session) if each.name == "Refund"]
            [found] = coverage(session, viewer, offices=offices, remedy=refund, now=NOW)
            assert (2, 9) in found.reach
            assert (2, 10) not in found.reach
            assert (2, 15) not in found.reach
            assert (2, 16) in found.reach
            assert not any(gap.starts < 16 and gap.ends > 10 for gap in found.gaps)
