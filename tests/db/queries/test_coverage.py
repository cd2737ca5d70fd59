"""Coverage from the record: cover, limits and opening hours of offices."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from db.access import Permission
from db.commands import limits
from db.queries.catalogue import remedies
from db.queries.coverage import OfficeCoverage, coverage, who_is_there
from db.queries.places import offices_where
from db.rules.coverage import NOBODY
from db.rules.limit_sets import LimitLine
from db.rules.refusals import NotPermitted
from db.rules.words import LimitKind
from db.tables.cover import Cover
from db.tables.limits import AuthorityLimit
from db.tables.people import Person
from db.tables.places import OpeningHours, Place
from tests.databases import Database
from tests.world import NOW, World, world

# The world is on duty for four more hours: 12:30 to 16:30 in Nairobi, a Wednesday.
NOON, LAST, AFTER = (2, 13), (2, 15), (2, 17)


def asked(
    session: Session, made: World, who: str = "Africa regional", remedy: str = "Refund"
) -> list[OfficeCoverage]:
    viewer = made.viewers[who]
    offices = offices_where(session, viewer, Permission.READINESS_SEE)
    [wanted] = [each for each in remedies(session) if each.name == remedy]
    return coverage(session, viewer, offices=offices, remedy=wanted, now=NOW)


def always(session: Session, made: World, who: str, place: str) -> None:
    """Somebody who never goes home."""
    session.add(
        Cover(person_id=made.people[who], place_id=made.places[place],
              starts_at=NOW - timedelta(days=1), ends_at=NOW + timedelta(days=30))
    )  # fmt: skip
    session.flush()


class TestCoverage:
    def test_puts_the_office_with_nobody_first(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            always(session, made, "Nairobi manager", "Nairobi")
            found = asked(session, made)
            assert [each.office.name for each in found] == ["Mombasa", "Nairobi"]
            assert found[0].gaps[0].reach == NOBODY
            assert found[1].reach[AFTER] == Decimal(40_000)

    def test_takes_the_worst_of_both_weeks(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            # On duty this Wednesday only; a week later nobody is.
            assert {each.reach[NOON] for each in asked(session, made)} == {NOBODY}

    def test_counts_who_stands_above_the_office(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            always(session, made, "Africa regional", "Africa")
            assert {each.reach[AFTER] for each in asked(session, made)} == {Decimal(160_000)}

    def test_leaves_out_who_left(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            always(session, made, "Nairobi manager", "Nairobi")
            session.get_one(Person, made.people["Nairobi manager"]).deactivated_at = NOW
            session.flush()
            assert {each.reach[AFTER] for each in asked(session, made)} == {NOBODY}

    def test_is_nobody_where_no_rule_gives_anything(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            always(session, made, "Nairobi manager", "Nairobi")
            for each in asked(session, made, remedy="Hotel night"):
                assert set(each.reach.values()) == {NOBODY}

    def test_says_nothing_without_opening_hours(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            session.execute(delete(OpeningHours))
            assert [dict(each.reach) for each in asked(session, made)] == [{}, {}]

    def test_is_for_those_who_see_readiness_there(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert [each.office.name for each in asked(session, made, "Nairobi manager")] == [
                "Nairobi"
            ]
            offices = offices_where(
                session, made.viewers["Africa regional"], Permission.READINESS_SEE
            )
            with pytest.raises(NotPermitted):
                coverage(
                    session, made.viewers["Nairobi staff"], offices=offices,
                    remedy=remedies(session)[0], now=NOW,
                )  # fmt: skip


class TestWhoIsThere:
    def test_names_each_once_with_the_limit_who_may_most_first(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            always(session, made, "Nairobi manager", "Nairobi")
            [found] = asked(session, made, "Nairobi manager")
            rows = who_is_there(found, LAST)
            assert [row.name for row in rows] == [
                "Nairobi duty", "Nairobi manager", "Nairobi senior", "Nairobi staff",
            ]  # fmt: skip
            assert rows[0].value == "up to KES\u00a080,000"
            assert rows[0].rule.startswith("R-")
            assert [row.name for row in who_is_there(found, AFTER)] == ["Nairobi manager"]


class TestAnyRemedy:
    def test_counts_what_each_may_approve_most_and_names_it(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            always(session, made, "Nairobi manager", "Nairobi")
            viewer = made.viewers["Africa regional"]
            row = session.get_one(AuthorityLimit, made.limits["Kenya", "shift manager", "Refund"])
            meal = limit_line(made, "60000")
            limits.publish(
                session, viewer, place_id=row.place_id, lines=[meal], note="More",
                in_force_from=NOW, submit_key="meal", at=NOW,
            )  # fmt: skip
            offices = offices_where(session, viewer, Permission.READINESS_SEE)
            every = coverage(session, viewer, offices=offices, remedy=None, now=NOW)
            (nairobi,) = [each for each in every if each.office.name == "Nairobi"]
            assert every[0].office.name == "Mombasa"
            assert nairobi.reach[AFTER] == Decimal(60_000)
            (there,) = who_is_there(nairobi, AFTER)
            assert there.value == "Meal voucher: up to KES\u00a060,000"

    def test_never_takes_one_currency_for_another(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            always(session, made, "Nairobi manager", "Nairobi")
            session.get_one(Place, made.places["Nairobi"]).currency = "UGX"
            session.flush()
            for each in asked(session, made):
                assert each.reach[AFTER] == NOBODY
            (nairobi,) = [each for each in asked(session, made) if each.office.name == "Nairobi"]
            (there,) = who_is_there(nairobi, AFTER)
            assert there.value == "up to KES\u00a040,000, not in UGX"


def limit_line(made: World, amount: str) -> LimitLine:
    """A meal by a shift manager."""
    return LimitLine(made.grades["shift manager"], LimitKind.UP_TO, made.remedies["Meal voucher"],
                     amount=Decimal(amount), currency="KES")  # fmt: skip
