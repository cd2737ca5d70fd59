"""What is typed survives a reload and a restart, and is nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.commands import drafts
from db.queries.drafts import draft, drafts_under
from db.rules.refusals import Refusal
from db.session import connect
from tests.databases import Database
from tests.world import NOW, world


class TestDrafts:
    def test_survive_a_restart(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer = made.viewers["Nairobi manager"]
            drafts.keep(session, viewer, subject="huddle-1", text="First wo", at=NOW)
        with database.doors.writing() as session:
            later = NOW + timedelta(seconds=1)
            drafts.keep(session, viewer, subject="huddle-1", text="First words.\n", at=later)
        database.doors.dispose()
        fresh = connect(database.url)
        with fresh.reading() as session:
            assert draft(session, viewer, subject="huddle-1") == "First words.\n"
        fresh.dispose()

    def test_are_ones_own(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager, duty = made.viewers["Nairobi manager"], made.viewers["Nairobi duty"]
            for viewer in (manager, duty):
                drafts.keep(session, viewer, subject="same", text=viewer.name, at=NOW)
            assert draft(session, manager, subject="same") == "Nairobi manager"
            drafts.forget(session, duty, subject="same")
            assert draft(session, duty, subject="same") == ""
            assert draft(session, manager, subject="same") == "Nairobi manager"

    def test_are_found_and_forgotten_by_the_beginning(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer = made.viewers["Nairobi manager"]
            for subject in ("item-1-text", "item-1-owner", "item-12-text", "item_1-text"):
                drafts.keep(session, viewer, subject=subject, text=subject, at=NOW)
            assert set(drafts_under(session, viewer, subject="item-1-")) == {
                "item-1-text", "item-1-owner",
            }  # fmt: skip
            drafts.forget_under(session, viewer, subject="item-1-")
            assert set(drafts_under(session, viewer, subject="item")) == {
                "item-12-text", "item_1-text",
            }  # fmt: skip

    def test_that_are_emptied_are_gone(self, database: Database) -> None:
        with database.doors.writing() as session:
            viewer = world(session).viewers["Nairobi manager"]
            drafts.keep(session, viewer, subject="a", text="words", at=NOW)
            drafts.keep(session, viewer, subject="a", text="", at=NOW)
            assert drafts_under(session, viewer, subject="a") == {}

    def test_have_an_end(self, database: Database) -> None:
        with database.doors.writing() as session:
            viewer = world(session).viewers["Nairobi manager"]
            drafts.keep(session, viewer, subject="a", text="x" * 20_000, at=NOW)
            with pytest.raises(Refusal, match="up to 20,000"):
                drafts.keep(session, viewer, subject="a", text="x" * 20_001, at=NOW)

    def test_leave_out_what_no_database_can_hold(self, database: Database) -> None:
        with database.doors.writing() as session:
            viewer = world(session).viewers["Nairobi manager"]
            drafts.keep(session, viewer, subject="a", text="a\x00b", at=NOW)
            assert draft(session, viewer, subject="a") == "ab"
