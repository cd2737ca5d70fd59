"""The migrations make what the tables say, on both databases."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from db.migrations import _config, check, is_newest, upgrade
from tests.databases import Database
from tests.world import NOW, world


def tables(database: Database) -> set[str]:
    """The tables that are there, but for the one that remembers the migrations."""
    return set(inspect(database.doors.engine).get_table_names()) - {"alembic_version"}


def triggers(database: Database) -> set[str]:
    """The triggers that hold the evidence."""
    kept = "sqlite_master WHERE type = 'trigger'"
    if not database.is_embedded:
        kept = "(SELECT tgname AS name FROM pg_trigger WHERE NOT tgisinternal) AS triggers"
    with database.doors.reading() as session:
        return set(session.scalars(text(f"SELECT name FROM {kept}")))  # noqa: S608 - both stand above.


_ASK = text(
    "INSERT INTO escalations (place_id, unanticipated_words, reason, escalation_class,"
    " offered_already, state, asked_at, ladder_position, hand_offs, source, version)"
    " VALUES (:place, 'words', :reason, 'no_rule', '', :state, :at, 0, 0, '', 1)"
)


class TestMigrations:
    def test_make_what_the_tables_say(self, database: Database) -> None:
        check(database.url)

    def test_end_on_the_newest_one(self, database: Database) -> None:
        assert is_newest(database.doors)

    def test_change_nothing_the_second_time(self, database: Database) -> None:
        upgrade(database.url)
        assert is_newest(database.doors)

    def test_leave_no_list_of_words_to_lay_out_for_every_row(self, embedded: Database) -> None:
        stored = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = :name"
        with embedded.doors.reading() as session:
            for name in ("escalations", "escalation_events"):
                said = session.scalar(text(stored), {"name": name}) or ""
                assert " IN (" not in said
                assert said.count(" OR ") > 5

    def test_keep_unknown_words_out(self, database: Database) -> None:
        with database.doors.writing() as session:
            place_id = world(session).places["Nairobi"]
            ask = {
                "place": place_id, "state": "waiting", "at": NOW.replace(tzinfo=None),
                "reason": "no_rule",
            }  # fmt: skip
            for column in ("state", "reason"):
                with pytest.raises(IntegrityError), session.begin_nested():
                    session.execute(_ASK, ask | {column: "dreaming"})
            session.execute(_ASK, ask)

    def test_can_be_undone_and_done_again(self, database: Database) -> None:
        before = tables(database), triggers(database)
        assert all(before)
        command.downgrade(_config(database.doors), "base")
        assert (tables(database), triggers(database)) == (set(), set())
        upgrade(database.url)
        assert (tables(database), triggers(database)) == before
        check(database.url)
