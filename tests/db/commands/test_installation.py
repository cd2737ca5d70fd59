"""Setting up: with the code from the console, once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import audit
from db.commands.installation import (
    MOST_TRIES,
    FirstOrganisation,
    FirstPerson,
    code_fits,
    new_code,
    set_up,
)
from db.commands.sign_in import sign_in
from db.queries.installation import is_set_up, organisation_name
from db.queries.people import viewer_of_token
from db.rules.refusals import Refusal
from db.rules.words import Role
from db.tables.people import Grade, Installation, Person
from db.tables.places import Place
from tests.at_once import at_once
from tests.databases import Database
from tests.world import NOW

FIRST = FirstPerson("Amara Osei", " Amara.Osei ", "seven green kettles")
ORGANISATION = FirstOrganisation("Merbau Air", "Asia/Singapore", "sgd", "sg")


def code(session: Session) -> str:
    """The code that the console would print."""
    printed = new_code(session)
    assert printed is not None
    session.flush()
    return printed


def founded(
    session: Session,
    typed: str,
    first: FirstPerson = FIRST,
    organisation: FirstOrganisation = ORGANISATION,
) -> int:
    """Set up with what was typed."""
    return set_up(session, code=typed, first=first, organisation=organisation, at=NOW)


class TestSetUp:
    def test_makes_the_organisation_and_its_administrator(self, database: Database) -> None:
        with database.doors.writing() as session:
            founded(session, code(session).upper() + " ")
            come = sign_in(session, name="amara.osei", password=FIRST.password, address="", at=NOW)
            viewer = viewer_of_token(session, come.token, now=NOW)
            assert viewer is not None
            assert {each.role for each in viewer.held} == {Role.ADMINISTRATOR, Role.REGIONAL}
            assert (viewer.zone, viewer.currency, viewer.grade_rank) == ("Asia/Singapore", "SGD", 6)
            assert organisation_name(session) == "Merbau Air"
            assert is_set_up(session)
            assert audit.verify(session) == []

    def test_happens_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            printed = code(session)
            founded(session, printed)
            assert new_code(session) is None
            assert not code_fits(session, code=printed)
            with pytest.raises(Refusal):
                founded(session, printed)
            assert session.scalar(select(func.count()).select_from(Person)) == 1

    def test_is_won_by_one_of_two_at_the_same_moment(self, database: Database) -> None:
        with database.doors.writing() as session:
            printed = code(session)
        come = at_once(database.url, [lambda session: founded(session, printed)] * 2)
        assert sorted(type(each).__name__ for each in come) == ["Refusal", "int"]
        with database.doors.reading() as session:
            assert session.scalar(select(func.count()).select_from(Place)) == 1

    @pytest.mark.parametrize(
        ("first", "organisation", "sentence"),
        [
            (replace(FIRST, name=" "), ORGANISATION, "Fill in your name"),
            (replace(FIRST, sign_in=""), ORGANISATION, "a sign-in name"),
            (FIRST, replace(ORGANISATION, name="\t"), "the name of the organisation"),
            (replace(FIRST, password="short"), ORGANISATION, "at least 10 characters"),
            (FIRST, replace(ORGANISATION, zone="Mars/Base"), "is not a time zone"),
            (FIRST, replace(ORGANISATION, currency="QQQ"), "is not a currency"),
            (FIRST, replace(ORGANISATION, country_code="SGP"), "is not a country code"),
            (FIRST, replace(ORGANISATION, name="x" * 500), "Use at most"),
        ],
    )
    def test_writes_nothing_when_something_is_wrong(
        self,
        embedded: Database,
        first: FirstPerson,
        organisation: FirstOrganisation,
        sentence: str,
    ) -> None:
        with embedded.doors.writing() as session:
            printed = code(session)
        with pytest.raises(Refusal, match=sentence), embedded.doors.writing() as session:
            founded(session, printed, first, organisation)
        with embedded.doors.writing() as session:
            counts = [
                session.scalar(select(func.count()).select_from(table))
                for table in (Place, Person, Grade)
            ]
            assert (counts, is_set_up(session)) == ([0, 0, 0], False)
            founded(session, printed)


class TestTheCode:
    def test_is_void_after_ten_wrong_ones(self, database: Database) -> None:
        with database.doors.writing() as session:
            printed = code(session)
            for _ in range(MOST_TRIES - 1):
                assert not code_fits(session, code="0000-0000-0000-0000")
            assert code_fits(session, code=printed)
            assert not code_fits(session, code="")
            assert not code_fits(session, code=printed)
            with pytest.raises(Refusal, match="not the code on the console"):
                founded(session, printed)

    def test_is_another_one_after_each_start(self, database: Database) -> None:
        with database.doors.writing() as session:
            former = code(session)
            for _ in range(MOST_TRIES):
                code_fits(session, code="wrong")
            printed = code(session)
            assert not code_fits(session, code=former)
            assert code_fits(session, code=printed)

    def test_is_kept_as_a_hash_only(self, database: Database) -> None:
        with database.doors.writing() as session:
            printed = code(session)
            assert printed not in (session.get_one(Installation, 1).code_hash or "")
            assert len(printed.replace("-", "")) == 16

    def test_fits_nobody_before_it_was_printed(self, database: Database) -> None:
        with database.doors.writing() as session:
            assert not code_fits(session, code="")
