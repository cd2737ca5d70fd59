"""Signing in: throttled, revocable, and silent about who exists."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.commands import people
from db.commands import sign_in as module
from db.commands.sign_in import (
    SESSION_LASTS,
    TRIES_PER_ADDRESS,
    TRIES_PER_NAME,
    WINDOW,
    SignedIn,
    change_own_password,
    hash_password,
    open_session,
    sign_in,
    sign_out,
)
from db.queries.people import viewer_of_token
from db.rules.refusals import Refusal
from db.tables.audit import AuditEntry
from db.tables.people import Person, SignedInSession, SignInAttempt
from tests.databases import Database
from tests.world import NOW, World, world

PASSWORD = "seven green kettles"
# As a password is hashed, but for the cost that makes it slow to guess.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
STORED = CHEAP.hash(PASSWORD)
NAME = "nairobi.staff"
A_MOMENT = timedelta(microseconds=1)
NO_MATCH = "That name and password do not match."
TOO_MANY = "Too many tries. Wait 15 minutes, or ask for a new password."


@pytest.fixture(autouse=True)
def _cheaply(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PasswordHasher", lambda: CHEAP)


def founded(session: Session) -> World:
    """The organisation; one of its people has a password."""
    made = world(session)
    session.get_one(Person, made.people["Nairobi staff"]).password_hash = STORED
    session.flush()
    return made


def tried(
    session: Session,
    name: str = NAME,
    password: str = PASSWORD,
    *,
    address: str = "10.0.0.7",
    at: datetime = NOW,
) -> SignedIn:
    """One try to sign in."""
    return sign_in(session, name=name, password=password, address=address, at=at)


def failed(session: Session, times: int, *, name: str, address: str, at: datetime = NOW) -> None:
    """So many failed tries, written down without the work of checking a password."""
    session.add_all(
        SignInAttempt(sign_in=name, address=address, at=at, succeeded=False) for _ in range(times)
    )
    session.flush()


class TestSignIn:
    def test_opens_a_session_that_only_its_token_knows(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = founded(session)
            come = tried(session, f"  {NAME.upper()} ")
            viewer = viewer_of_token(session, come.token, now=NOW)
            assert viewer == made.viewers["Nairobi staff"]
            kept = session.scalars(select(SignedInSession)).one()
            assert come.token not in kept.token_hash
            assert len(come.token) >= 43
            assert session.scalars(select(AuditEntry.act)).all() == ["signed in"]

    def test_says_the_same_to_strangers_and_to_those_who_left(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = founded(session)
            left = session.get_one(Person, made.people["Mombasa staff"])
            left.password_hash, left.deactivated_at = STORED, NOW
            said = [
                tried(session, NAME, "a wrong password"),
                tried(session, "nobody.at.all", PASSWORD),
                tried(session, "mombasa.staff", PASSWORD),
                tried(session, "nairobi.manager", ""),
            ]
            assert {each.sentence for each in said} == {f"{NO_MATCH} Four tries are left."}
            assert {each.token for each in said} == {""}

    def test_stands_what_no_person_types(self, database: Database) -> None:
        with database.doors.writing() as session:
            founded(session)
            for name in ("", "\x00", "x" * 10_000, "'; DROP TABLE people --", "%"):
                assert tried(session, name, "\x00").sentence.startswith(NO_MATCH)

    def test_tells_who_must_choose_a_password_of_their_own(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = founded(session)
            given = people.set_password(
                session, made.viewers["Administrator"], person_id=made.people["Nairobi staff"],
                at=NOW,
            )  # fmt: skip
            come = tried(session, NAME, given.password)
            assert (come.must_change_password, come.person_id) == (True, given.person_id)


class TestThrottling:
    def test_counts_down_and_then_stops_even_the_right_password(self, database: Database) -> None:
        with database.doors.writing() as session:
            founded(session)
            said = [tried(session, NAME, "wrong").sentence for _ in range(TRIES_PER_NAME)]
            assert [each.removeprefix(NO_MATCH).strip() for each in said] == [
                "Four tries are left.", "Three tries are left.", "Two tries are left.",
                "One try is left.", "No try is left for 15 minutes.",
            ]  # fmt: skip
            assert tried(session).sentence == TOO_MANY
            assert tried(session, address="10.9.9.9").sentence == TOO_MANY

    def test_ends_with_its_window(self, database: Database) -> None:
        with database.doors.writing() as session:
            founded(session)
            failed(session, TRIES_PER_NAME, name=NAME, address="10.0.0.1")
            assert tried(session, at=NOW + WINDOW - A_MOMENT).sentence == TOO_MANY
            assert tried(session, at=NOW + WINDOW).token

    def test_stops_an_address_that_tries_many_names(self, database: Database) -> None:
        with database.doors.writing() as session:
            founded(session)
            for number in range(TRIES_PER_ADDRESS):
                failed(session, 1, name=f"person {number}", address="10.0.0.7")
            assert tried(session).sentence == TOO_MANY
            assert tried(session, address="10.0.0.8").token

    def test_leaves_other_names_and_successes_alone(self, database: Database) -> None:
        with database.doors.writing() as session:
            founded(session)
            failed(session, TRIES_PER_NAME, name="mombasa.staff", address="10.0.0.1")
            assert all(tried(session).token for _ in range(2))

    def test_does_not_prolong_itself(self, database: Database) -> None:
        with database.doors.writing() as session:
            founded(session)
            failed(session, TRIES_PER_NAME, name=NAME, address="10.0.0.1")
            for minute in range(1, 15):
                tried(session, at=NOW + timedelta(minutes=minute))
            assert tried(session, at=NOW + WINDOW).token


class TestASession:
    def test_ends_at_its_time(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = founded(session)
            token = open_session(session, person_id=made.people["Nairobi staff"], at=NOW)
            assert viewer_of_token(session, token, now=NOW + SESSION_LASTS - A_MOMENT)
            assert viewer_of_token(session, token, now=NOW + SESSION_LASTS) is None

    def test_is_swept_away_when_somebody_signs_in_later(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = founded(session)
            for later in (timedelta(), SESSION_LASTS):
                open_session(session, person_id=made.people["Nairobi staff"], at=NOW + later)
            assert session.scalar(select(func.count()).select_from(SignedInSession)) == 1

    def test_ends_at_once_when_its_person_signs_out(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = founded(session)
            here, there = (
                open_session(session, person_id=made.people["Nairobi staff"], at=NOW)
                for _ in range(2)
            )
            sign_out(session, token=here, at=NOW)
            sign_out(session, token=here, at=NOW)
            session.flush()
            assert viewer_of_token(session, here, now=NOW) is None
            assert viewer_of_token(session, there, now=NOW)

    def test_ends_at_once_when_its_person_is_deactivated(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = founded(session)
            person_id = made.people["Nairobi staff"]
            token = open_session(session, person_id=person_id, at=NOW)
            people.deactivate(session, made.viewers["Administrator"], person_id=person_id, at=NOW)
            assert viewer_of_token(session, token, now=NOW) is None
            assert tried(session).token == ""

    def test_ends_at_once_when_the_password_changes(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = founded(session)
            viewer = made.viewers["Nairobi staff"]
            token = open_session(session, person_id=made.people["Nairobi staff"], at=NOW)
            change_own_password(session, viewer, old=PASSWORD, new="nine blue lanterns", at=NOW)
            assert viewer_of_token(session, token, now=NOW) is None
            assert tried(session).token == ""
            assert tried(session, password="nine blue lanterns").token

    def test_is_not_opened_by_a_token_that_nobody_has(self, database: Database) -> None:
        with database.doors.writing() as session:
            founded(session)
            for token in ("", "x", "\x00", "a" * 5_000):
                assert viewer_of_token(session, token, now=NOW) is None


class TestChangeOwnPassword:
    def test_wants_the_present_one_and_a_new_one_long_enough(self, database: Database) -> None:
        with database.doors.writing() as session:
            viewer = founded(session).viewers["Nairobi staff"]
            with pytest.raises(Refusal, match="present password does not match"):
                change_own_password(session, viewer, old="wrong", new="nine lanterns", at=NOW)
            with pytest.raises(Refusal, match="at least 10 characters"):
                change_own_password(session, viewer, old=PASSWORD, new="nine", at=NOW)
            assert tried(session).token


class TestHashPassword:
    def test_costs_as_much_as_the_library_advises(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "PasswordHasher", PasswordHasher)
        stored = hash_password(PASSWORD)
        assert stored.startswith("$argon2id$")
        assert not PasswordHasher().check_needs_rehash(stored)
