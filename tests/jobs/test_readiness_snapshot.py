"""Readiness is kept each night, by the zone of each office."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select

from db.tables.places import Place
from db.tables.readiness import ReadinessSnapshot
from jobs import readiness_snapshot
from tests.databases import Database
from tests.world import NOW, world

# 17:30 in London is half past midnight in Jakarta, and still the day before in Nairobi.
JAKARTA_MIDNIGHT = datetime(2026, 11, 18, 17, 30, tzinfo=UTC)


def _kept(database: Database) -> set[tuple[str, date]]:
    with database.doors.reading() as session:
        question = select(Place.name, ReadinessSnapshot.taken_on).join(
            Place, Place.id == ReadinessSnapshot.place_id
        )
        return {(row[0], row[1]) for row in session.execute(question)}


class TestRun:
    def test_keeps_every_office_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            world(session)
        assert readiness_snapshot.run(NOW) == "4 offices kept"
        assert readiness_snapshot.run(NOW) == "0 offices kept"
        assert {name for name, _ in _kept(database)} == {
            "Nairobi", "Mombasa", "Singapore", "Jakarta",
        }  # fmt: skip

    def test_keeps_the_offices_whose_day_is_over(self, database: Database) -> None:
        with database.doors.writing() as session:
            world(session)
        readiness_snapshot.run(NOW)
        assert readiness_snapshot.run(JAKARTA_MIDNIGHT) == "2 offices kept"
        new = {name for name, day in _kept(database) if day == date(2026, 11, 18)}
        assert new == {"Singapore", "Jakarta"}

    def test_has_nothing_to_do_where_there_is_no_office(self, database: Database) -> None:
        assert readiness_snapshot.run(NOW) == "0 offices kept"
