"""Minutes: signed once, chained, immutable, and added to."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from db import audit
from db.commands import huddles, minutes
from db.queries import minutes as questions
from db.rules.minutes import Link, verify_chain, verify_export
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import HuddleState
from db.tables.minutes import Minutes
from tests.databases import Database
from tests.huddle_cases import (
    a_closed_huddle,
    a_huddle,
    a_running_huddle,
    decide_all,
    seen,
    yesterdays_asks,
)
from tests.world import NOW, World, world

SIGNED_AT = NOW + timedelta(minutes=20)


def _signed(session: Session, made: World, office: str = "Nairobi") -> int:
    key = a_closed_huddle(session, made, office)
    minutes.sign(session, made.viewers[f"{office} manager"], huddle_id=key, at=SIGNED_AT)
    return key


def _second(session: Session, made: World) -> int:
    key = a_huddle(session, made, name="Evening huddle")
    manager = made.viewers["Nairobi manager"]
    huddles.start(session, manager, huddle_id=key, at=NOW)
    decide_all(session, made, key)
    huddles.close(session, manager, huddle_id=key, at=NOW)
    minutes.sign(session, manager, huddle_id=key, at=SIGNED_AT)
    return key


def _chain(session: Session, made: World) -> list[Link]:
    viewer = made.viewers["Nairobi manager"]
    return questions.chain(session, viewer, place_id=made.places["Nairobi"])


class TestSign:
    def test_keeps_all_that_was_agreed(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            yesterdays_asks(session, made)
            key = a_closed_huddle(session, made)
            huddles.confirm(session, made.viewers["Nairobi staff"], huddle_id=key, at=NOW)
            manager = made.viewers["Nairobi manager"]
            signed = minutes.sign(session, manager, huddle_id=key, at=SIGNED_AT)
            content = questions.versions(session, manager, huddle_id=key)[0].content
            assert (content.place, content.zone, content.chair) == (
                "Nairobi", "Africa/Nairobi", "Nairobi manager",
            )  # fmt: skip
            assert content.present == ("Nairobi manager", "Nairobi staff")
            assert content.away == ("Nairobi duty", "Nairobi senior")
            assert [said.name for said in content.confirmations] == ["Nairobi staff"]
            assert (content.signed.name, content.signed.at) == ("Nairobi manager", SIGNED_AT)
            assert len(content.items) == len(seen(session, made, key).items)
            assert content.numbers.startswith("Yesterday:")
            assert seen(session, made, key).row.state is HuddleState.SIGNED
            assert signed.number == 1

    def test_remembers_the_head_of_the_trail(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _signed(session, made)
            row = session.scalars(select(Minutes)).one()
            assert (row.audit_sequence, row.audit_hash) == audit.head(session)
            assert audit.verify(session) == []

    def test_twice_is_one_version(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = _signed(session, made)
            again = minutes.sign(
                session, made.viewers["Nairobi manager"], huddle_id=key, at=SIGNED_AT
            )
            assert len(list(session.scalars(select(Minutes)))) == again.number == 1
            with pytest.raises(Refusal, match="already signed by Nairobi manager"):
                minutes.sign(session, made.viewers["Nairobi duty"], huddle_id=key, at=SIGNED_AT)

    def test_waits_for_the_close(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = a_running_huddle(session, made)
            with pytest.raises(Refusal, match="in progress, so it cannot be signed"):
                minutes.sign(session, made.viewers["Nairobi manager"], huddle_id=key, at=NOW)

    @pytest.mark.parametrize("who", ["Nairobi staff", "Mombasa manager", "Asia regional"])
    def test_is_for_the_chair_or_a_manager(self, database: Database, who: str) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = a_closed_huddle(session, made)
            with pytest.raises(NotPermitted):
                minutes.sign(session, made.viewers[who], huddle_id=key, at=NOW)


class TestSignedMinutes:
    @pytest.mark.parametrize(
        "statement", ["UPDATE minutes SET canonical_text = 'other'", "DELETE FROM minutes"]
    )
    def test_stay_as_they_are(self, database: Database, statement: str) -> None:
        with database.doors.writing() as session:
            _signed(session, world(session))
        with pytest.raises(DatabaseError), database.doors.writing() as session:
            session.execute(text(statement))

    def test_of_another_office_are_not_to_be_read(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = _signed(session, made, "Mombasa")
            viewer = made.viewers["Nairobi manager"]
            with pytest.raises(Refusal, match="no such minutes for you"):
                questions.versions(session, viewer, huddle_id=key)
            with pytest.raises(Refusal, match="no such minutes for you"):
                questions.export(session, viewer, huddle_id=key)
            assert questions.signed_minutes(session, viewer) == ([], 0)
            assert questions.chain(session, viewer, place_id=made.places["Mombasa"]) == []

    def test_are_found_by_what_they_say(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            yesterdays_asks(session, made)
            _signed(session, made)
            viewer = made.viewers["Nairobi staff"]
            assert questions.signed_minutes(session, viewer, words="MISSED noted")[1] == 1
            assert questions.signed_minutes(session, viewer, words="volcano")[1] == 0
            assert questions.signed_minutes(session, viewer, words="%")[1] == 1


class TestAddendum:
    def test_is_the_next_version_and_leaves_the_first(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = _signed(session, made)
            manager = made.viewers["Nairobi manager"]
            for _ in range(2):
                minutes.add_addendum(
                    session, manager, huddle_id=key, text="Faith was here too.", at=SIGNED_AT
                )
            first, second = questions.versions(session, manager, huddle_id=key)
            assert first.content.addenda == ()
            assert [each.text for each in second.content.addenda] == ["Faith was here too."]
            assert second.previous_hash == first.hash
            assert questions.signed_minutes(session, manager)[0][0].number == 2

    def test_asks_for_words_and_a_signed_version(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager = made.viewers["Nairobi manager"]
            key = a_closed_huddle(session, made)
            with pytest.raises(Refusal, match="not signed yet"):
                minutes.add_addendum(session, manager, huddle_id=key, text="So.", at=NOW)
            minutes.sign(session, manager, huddle_id=key, at=NOW)
            with pytest.raises(Refusal, match="is empty"):
                minutes.add_addendum(session, manager, huddle_id=key, text=" ", at=NOW)


class TestTheChain:
    def test_runs_through_the_huddles_of_a_place(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _signed(session, made, "Mombasa")
            _signed(session, made)
            _second(session, made)
            links = _chain(session, made)
            assert [link.position for link in links] == [1, 2]
            assert verify_chain(links) == ()

    def test_shows_an_edit_behind_the_triggers(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _signed(session, made)
            _second(session, made)
            owned = "" if database.is_embedded else " ON minutes"
            session.execute(text(f"DROP TRIGGER minutes_append_only{owned}"))
            session.execute(
                text(
                    "UPDATE minutes SET canonical_text = replace(canonical_text, 'Noted', 'Voted') "
                    "WHERE chain_position = 1"
                )
            )
            assert verify_chain(_chain(session, made)) == (
                "Version 1 of the chain was edited: its hash differs.",
            )

    def test_is_verified_from_the_exported_file_alone(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _signed(session, made)
            key = _second(session, made)
            viewer = made.viewers["Africa regional"]
            one = questions.export(session, viewer, huddle_id=key)
            whole = questions.export(session, viewer, huddle_id=key, whole_place=True)
            assert (verify_export(one).versions, verify_export(whole).versions) == (1, 2)
            assert verify_export(one).is_sound
            assert verify_export(whole).is_sound
            forged = json.loads(whole)
            forged["versions"][0]["canonical_text"] += " "
            assert not verify_export(json.dumps(forged)).is_sound
