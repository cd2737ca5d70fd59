"""The migrations make what the tables say, on both databases."""

from __future__ import annotations

from db.migrations import check, is_newest, upgrade
from tests.databases import Database


class TestMigrations:
    def test_make_what_the_tables_say(self, database: Database) -> None:
        check(database.url)

    def test_end_on_the_newest_one(self, database: Database) -> None:
        assert is_newest(database.doors)

    def test_change_nothing_the_second_time(self, database: Database) -> None:
        upgrade(database.url)
        assert is_newest(database.doors)
