"""Keeping the readiness of an office."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from db.commands.readiness import take_snapshot
from db.rules.refusals import NotPermitted, Refusal
from db.tables.audit import AuditEntry
from db.tables.readiness import ReadinessSnapshot
from tests.databases import Database
from tests.db.queries.cases import ask
from tests.world import NOW, world


class TestTakeSnapshot:
    def test_keeps_the_score_and_its_losses_for_the_day_that_ended(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            ask(session, made, "Nairobi", "Bag delayed", at=NOW - timedelta(days=1), times=3)
            viewer, place_id = made.viewers["Nairobi manager"], made.places["Nairobi"]
            found = take_snapshot(session, viewer, place_id=place_id, at=NOW)
            row = session.scalars(select(ReadinessSnapshot)).one()
        assert (row.taken_on, row.taken_at, row.score) == (date(2026, 11, 17), NOW, found.score)
        lost = sum(each["points"] for each in json.loads(row.losses))
        assert lost + row.score == pytest.approx(100, abs=1e-4)

    def test_keeps_one_a_day(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer, place_id = made.viewers["Nairobi manager"], made.places["Nairobi"]
            first = take_snapshot(session, viewer, place_id=place_id, at=NOW)
            again = take_snapshot(session, viewer, place_id=place_id, at=NOW + timedelta(hours=3))
            kept = session.scalars(select(ReadinessSnapshot)).all()
            told = session.scalars(
                select(AuditEntry).where(AuditEntry.act == "readiness kept")
            ).all()
        assert (first.is_new, again.is_new, len(kept), len(told)) == (True, False, 1, 1)

    @pytest.mark.parametrize(
        ("at", "taken_on"),
        [
            (datetime(2026, 11, 17, 20, 59, tzinfo=UTC), date(2026, 11, 16)),
            (datetime(2026, 11, 17, 21, 0, tzinfo=UTC), date(2026, 11, 17)),
        ],
    )
    def test_goes_by_midnight_on_the_clock_of_the_office(
        self, database: Database, at: datetime, taken_on: date
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer, place_id = made.viewers["Nairobi manager"], made.places["Nairobi"]
            assert take_snapshot(session, viewer, place_id=place_id, at=at).taken_on == taken_on

    @pytest.mark.parametrize("viewer", ["Nairobi staff", "Mombasa manager"])
    def test_is_not_for_others(self, database: Database, viewer: str) -> None:
        with database.doors.writing() as session:
            made = world(session)
            place_id = made.places["Nairobi"]
            with pytest.raises(NotPermitted):
                take_snapshot(session, made.viewers[viewer], place_id=place_id, at=NOW)

    def test_refuses_a_place_that_is_no_office(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer, place_id = made.viewers["Administrator"], made.places["Kenya"]
            with pytest.raises(Refusal, match="no such office"):
                take_snapshot(session, viewer, place_id=place_id, at=NOW)
