"""Promises due, all of them, and how many were kept: of the viewer's places only."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from db.access import system
from db.commands import promises as commands
from db.queries import promises as questions
from db.queries.agenda import agenda_facts
from db.rules.promises import KeptRate
from db.rules.words import ItemKind
from db.tables.huddles import AgendaItem
from db.tables.places import Place
from tests.databases import Database
from tests.promise_cases import HOUR, promised, window
from tests.world import NOW, world

STAFF = "Nairobi staff"


class TestPromisesDue:
    def test_shows_the_viewers_places_overdue_first(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for hours in (1, -3, 0, 30):
                promised(session, made, hours, key=f"{hours}", words=f"{hours}")
            promised(session, made, 1, key="noise", place="Mombasa")
            done = promised(session, made, 1, key="done")
            commands.keep(session, made.viewers[STAFF], promise_id=done, at=NOW)
            viewer = made.viewers[STAFF]
            due = questions.promises_due(session, viewer, before=NOW + 8 * HOUR)
            assert [row.words for row in due] == ["-3", "0", "1"]
            assert due[0].standing.is_over(NOW)
            before = questions.promises_due(session, viewer, before=NOW + HOUR)
            assert [row.words for row in before] == ["-3", "0"]
            regional = questions.promises_due(
                session, made.viewers["Africa regional"], before=NOW + 8 * HOUR
            )
            assert len(regional) == 4


class TestPromises:
    def test_are_searched_and_paged_newest_window_first(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for hours in range(5):
                promised(session, made, hours, key=f"{hours}", words=f"Bag {hours} 50%")
            promised(session, made, 1, key="noise", place="Mombasa", words="Bag 9 50%")
            viewer = made.viewers[STAFF]
            rows, total = questions.promises(session, viewer, words="bag 50%", limit=2, offset=2)
            assert ([row.words[:5] for row in rows], total) == (["Bag 2", "Bag 1"], 5)
            assert questions.promises(session, viewer, words="bag 9")[1] == 0

    def test_that_stand_are_counted_past_the_page(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer = made.viewers[STAFF]
            for hours in (-3, -1, 0, 5):
                promised(session, made, hours, key=f"{hours}", words=f"Bag {hours}")
            promised(session, made, -3, key="noise", place="Mombasa")
            done = promised(session, made, 1, key="done", words="Bag done")
            commands.keep(session, viewer, promise_id=done, at=NOW)
            # A window that ends at this moment is not over.
            assert questions.standing_count(session, viewer, now=NOW) == (4, 1)
            assert questions.standing_count(session, viewer, words="bag 5", now=NOW) == (1, 0)
            assert questions.standing_count(session, viewer, words="done", now=NOW) == (0, 0)
            found = questions.standing_promises(session, viewer, words="bag", limit=2, offset=1)
            assert [row.words for row in found] == ["Bag -1", "Bag 0"]

    def test_events_are_closed_to_other_places(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = promised(session, made)
            other = made.viewers["Mombasa manager"]
            assert questions.promise_events(session, other, promise_id=key) == []


class TestKeptRate:
    def test_counts_each_promise_where_its_fate_was_decided(self, database: Database) -> None:
        """P32: kept, late and missed, each in the period that decided it."""
        with database.doors.writing() as session:
            made = world(session)
            viewer = made.viewers[STAFF]
            keys = {
                name: promised(session, made, -4, key=name)
                for name in ("kept", "late", "missed", "again", "broken", "again late")
            }
            promised(session, made, 1, key="still open")
            promised(session, made, -4, key="noise", place="Mombasa")
            end = NOW - 3 * HOUR
            commands.keep(session, viewer, promise_id=keys["kept"], at=end)
            commands.keep(session, viewer, promise_id=keys["late"], at=end + HOUR)
            for name, at in (("again", end), ("broken", NOW), ("again late", end + HOUR)):
                commands.promise_again(
                    session, viewer, promise_id=keys[name], window=window(0), version=1, at=at
                )
            commands.keep(session, viewer, promise_id=keys["again"], at=NOW)
            commands.keep(session, viewer, promise_id=keys["again late"], at=NOW)
            rate = questions.kept_rate(
                session, viewer, since=NOW - 5 * HOUR, until=NOW + 2 * HOUR, now=NOW
            )
            assert rate == KeptRate(2, 2, 2, 1)

    @pytest.mark.parametrize(("shift", "count"), [(0, 1), (1, 0)])
    def test_takes_the_first_moment_in_and_leaves_the_last_out(
        self, database: Database, shift: int, count: int
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            promised(session, made, -4)
            end, step = NOW - 3 * HOUR, timedelta(seconds=shift)
            viewer = made.viewers[STAFF]
            since = questions.kept_rate(session, viewer, since=end + step, until=NOW, now=NOW)
            until = questions.kept_rate(
                session, viewer, since=end - HOUR, until=end + timedelta(seconds=1) - step, now=NOW
            )
            assert (since.missed, until.missed) == (count, count)

    def test_is_nothing_of_nothing(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer = made.viewers[STAFF]
            rate = questions.kept_rate(session, viewer, since=NOW - HOUR, until=NOW, now=NOW)
            assert rate == KeptRate(0, 0, 0)


class TestTheAgenda:
    def test_names_calls_that_end_today_or_ended_before(self, database: Database) -> None:
        """P27: nothing is lost in waiting: the huddle reads what is due and overdue."""
        with database.doors.writing() as session:
            made = world(session)
            for name, hours in (("yesterday", -20), ("today", 8), ("tomorrow", 24)):
                promised(session, made, hours, key=name, words=name, at=NOW - 24 * HOUR)
            promised(session, made, 1, key="noise", place="Mombasa")
            place = session.get_one(Place, made.places["Nairobi"])
            facts = agenda_facts(
                session, system(), place=place, held_on=date(2026, 11, 18), seed="one"
            )
            assert [(each.words, each.is_overdue) for each in facts.promises] == [
                ("yesterday", True), ("today", False),
            ]  # fmt: skip

    def test_knows_the_kind_of_item_on_both_databases(self, database: Database) -> None:
        kinds = AgendaItem.__table__.c.kind.type
        assert ItemKind.PROMISES.value in kinds.enums  # type: ignore[attr-defined]  # an enumeration.
        with database.doors.reading() as session:
            if database.is_embedded:
                sql = "SELECT sql FROM sqlite_master WHERE name = 'agenda_items'"
            else:
                sql = (
                    "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
                    "WHERE conname = 'ck_agenda_items_itemkind_known'"
                )
            assert "promises" in session.connection().exec_driver_sql(sql).scalar_one()
