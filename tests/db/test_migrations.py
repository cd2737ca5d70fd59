"""The migrations make what the tables say, on both databases."""

from __future__ import annotations

from alembic import command
from sqlalchemy import inspect, text

from db.migrations import _config, check, is_newest, upgrade
from tests.databases import Database


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


class TestMigrations:
    def test_make_what_the_tables_say(self, database: Database) -> None:
        check(database.url)

    def test_end_on_the_newest_one(self, database: Database) -> None:
        assert is_newest(database.doors)

    def test_change_nothing_the_second_time(self, database: Database) -> None:
        upgrade(database.url)
        assert is_newest(database.doors)

    def test_can_be_undone_and_done_again(self, database: Database) -> None:
        before = tables(database), triggers(database)
        assert all(before)
        command.downgrade(_config(database.doors), "base")
        assert (tables(database), triggers(database)) == (set(), set())
        upgrade(database.url)
        assert (tables(database), triggers(database)) == before
        check(database.url)
