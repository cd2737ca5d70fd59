"""The tests' own databases are real, fresh and thrown away."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import text

from db.session import doors
from tests.databases import Database, Server


def _places(database: Database) -> int:
    with database.doors.reading() as session:
        return int(session.scalar(text("SELECT count(*) FROM places")))


class TestDatabase:
    def test_stands_on_the_newest_migration(self, database: Database) -> None:
        assert _places(database) == 0

    @pytest.mark.parametrize("turn", ["first", "second"])
    def test_sees_no_row_of_another_test(self, database: Database, turn: str) -> None:
        with database.doors.writing() as session:
            session.execute(
                text("INSERT INTO grades (id, name, rank) VALUES (1, 'agent', 1)"),
            )

    def test_is_the_one_of_the_process(self, database: Database) -> None:
        assert doors() is database.doors


@pytest.mark.postgresql
class TestServer:
    def test_drops_each_database_after_its_test(self, postgresql_server: Server) -> None:
        with postgresql_server.copy() as url, psycopg.connect(url):
            pass
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(url)
