"""When huddles come, what people bring, and who sees it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from db.commands import huddles, topics
from db.queries.huddle_slots import coming_slots
from db.queries.huddles import coming_huddles, past_count, past_huddles
from db.queries.topics import backlog
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import ItemKind, Origin
from tests.databases import Database
from tests.huddle_cases import (
    TODAY,
    a_closed_huddle,
    a_huddle,
    a_running_huddle,
    a_series,
    item_of_kind,
    seen,
)
from tests.world import NOW, World, world


def _raise(session: Session, made: World, who: str, text: str, place: str = "Nairobi") -> int:
    return topics.raise_topic(
        session, made.viewers[who], place_id=made.places[place], text=text,
        origin=Origin.BRAINSTORMED, at=NOW,
    )  # fmt: skip


class TestComingSlots:
    def test_are_those_of_the_viewers_places_soonest_first(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for office in ("Nairobi", "Mombasa", "Singapore"):
                a_series(session, made, office)
            # 09:30 in UTC: 08:45 is over in both zones.
            (slot,) = coming_slots(session, made.viewers["Nairobi staff"], now=NOW)
            assert (slot.held_on, slot.huddle_id) == (date(2026, 11, 19), None)
            every = coming_slots(session, made.viewers["Administrator"], now=NOW)
            assert [each.place_name for each in every] == ["Singapore", "Nairobi", "Mombasa"]

    def test_stay_half_an_hour_and_go_once_started(self, database: Database) -> None:
        at_start = NOW.replace(hour=5, minute=45)
        with database.doors.writing() as session:
            made = world(session)
            manager = made.viewers["Nairobi manager"]
            key = a_huddle(session, made)
            half_an_hour = timedelta(minutes=30)
            for moment, day in (
                (at_start, TODAY),
                (at_start + half_an_hour - timedelta(seconds=1), TODAY),
                (at_start + half_an_hour, date(2026, 11, 19)),
            ):
                (slot,) = coming_slots(session, manager, now=moment)
                assert slot.held_on == day
                assert slot.huddle_id == (key if day == TODAY else None)
            huddles.start(session, manager, huddle_id=key, at=at_start)
            (slot,) = coming_slots(session, manager, now=at_start)
            assert slot.held_on == date(2026, 11, 19)


class TestComingHuddles:
    def test_show_what_runs_first(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            extra = a_huddle(session, made, name="Extra")
            running = a_running_huddle(session, made)
            a_running_huddle(session, made, "Mombasa")
            rows = coming_huddles(session, made.viewers["Nairobi staff"])
            assert [row.id for row in rows] == [running, extra]
            assert rows[0].chair_name == "Nairobi manager"
            assert (rows[0].decided, rows[0].items > 0) == (0, True)


class TestPastHuddles:
    def test_are_searched_and_paged(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = a_closed_huddle(session, made)
            a_closed_huddle(session, made, "Jakarta")
            viewer = made.viewers["Nairobi manager"]
            for words, total in (
                ("ASH cloud", 1),
                ("nairobi counter", 1),
                ("jakarta", 0),
                ("%", 1),
            ):
                assert past_count(session, viewer, words=words) == total
                assert len(past_huddles(session, viewer, words=words, limit=5, offset=0)) == total
            assert past_huddles(session, viewer, words="", limit=5, offset=1) == []
            [row] = past_huddles(session, viewer, words="", limit=5, offset=0)
            assert (row.id, row.decided) == (key, row.items)


class TestTopics:
    def test_wait_in_the_backlog_and_join_the_next_agenda(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _raise(session, made, "Mombasa staff", "Not ours", "Mombasa")
            keys = {_raise(session, made, "Nairobi staff", "The lift stops") for _ in range(2)}
            assert len(keys) == 1
            staff = made.viewers["Nairobi staff"]
            assert [row.text for row in backlog(session, staff)] == ["The lift stops"]
            view = seen(session, made, a_huddle(session, made))
            item = item_of_kind(view, "topic")
            assert (item.title, item.facts) == ("The lift stops", "Raised by Nairobi staff.")
            assert item.origin is Origin.BRAINSTORMED
            assert backlog(session, staff) == []

    def test_come_from_those_who_work_here(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(NotPermitted):
                _raise(session, made, "Mombasa manager", "Not mine")
            with pytest.raises(Refusal, match="is empty"):
                _raise(session, made, "Nairobi staff", "  ")
            with pytest.raises(Refusal, match="at most 500"):
                _raise(session, made, "Nairobi staff", "x" * 501)
            assert _raise(session, made, "Nairobi staff", "x" * 500)

    def test_that_come_after_preparing_join_at_the_start(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = a_huddle(session, made)
            _raise(session, made, "Nairobi staff", "The lift stops")
            huddles.start(session, made.viewers["Nairobi manager"], huddle_id=key, at=NOW)
            kinds = [item.kind for item in seen(session, made, key).items]
            # Above it only how a customer is handed over, which nobody agreed yet.
            assert kinds == [
                ItemKind.EXPIRING_RESPONSE, ItemKind.TOPIC, ItemKind.IMAGINE, ItemKind.DRILL,
                ItemKind.RECOGNITION,
            ]  # fmt: skip
