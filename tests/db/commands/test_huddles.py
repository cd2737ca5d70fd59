"""A huddle from draft to closed, and who may lead it."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.commands import huddle_series, huddles
from db.queries.huddles import past_huddles
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import HuddleState, ItemKind, Origin
from db.tables.huddles import Huddle
from db.tables.problems import ProblemMention
from tests.databases import Database
from tests.huddle_cases import (
    TODAY,
    a_closed_huddle,
    a_huddle,
    a_running_huddle,
    a_series,
    an_ask,
    decide_all,
    item_of_kind,
    seen,
    yesterdays_asks,
)
from tests.world import NOW, World, world


def _prepare(session: Session, made: World, who: str, **options: Any) -> int:
    given = {"held_on": TODAY, "name": "Extra", **options}
    return huddles.prepare(
        session, made.viewers[who], place_id=made.places["Nairobi"], at=NOW, **given
    )


class TestPrepare:
    def test_writes_the_agenda_from_yesterday(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            yesterdays_asks(session, made)
            view = seen(session, made, a_huddle(session, made))
            first = view.items[0]
            assert first.kind is ItemKind.ESCALATIONS
            assert first.title.startswith("Four customers were sent on about “Missed connection”.")
            assert "Each asked for KES\u00a015,000 to 22,000" in first.facts
            assert "the desk holds KES\u00a010,000" in first.facts
            assert "3 of 4 acknowledged; one customer left." in first.facts
            assert (first.origin, first.problem_title) == (Origin.REAL, "Missed connection")
            assert "a goat at the gate" in view.items[1].facts
            kinds = [item.kind for item in view.items]
            assert kinds[-3:] == [ItemKind.IMAGINE, ItemKind.DRILL, ItemKind.RECOGNITION]
            assert sum(item.minutes for item in view.items) <= 10
            assert view.numbers.startswith("Yesterday: contacts not counted, five escalations")

    def test_leaves_out_other_offices_and_days(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            yesterdays_asks(session, made)
            view = seen(session, made, a_huddle(session, made))
            words = " ".join(f"{item.title} {item.facts}" for item in view.items)
            assert "Bag delayed" not in words.partition("Imagine")[0]
            assert "90,000" not in words
            assert "70,000" not in words
            assert "80,000" not in words

    def test_twice_gives_the_same_huddle(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert a_huddle(session, made) == a_huddle(session, made)
            assert a_huddle(session, made, name="Extra") == a_huddle(session, made, name="Extra")
            assert a_huddle(session, made) != a_huddle(session, made, name="Extra")

    @pytest.mark.parametrize("who", ["Mombasa manager", "Nairobi staff", "Asia regional"])
    def test_is_refused_to_whoever_does_not_manage_here(self, database: Database, who: str) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(NotPermitted):
                _prepare(session, made, who)
            assert session.scalar(select(Huddle.id)) is None

    @pytest.mark.parametrize(
        ("options", "sentence"),
        [
            ({"held_on": TODAY - timedelta(days=1)}, "This day is over."),
            ({"held_on": TODAY + timedelta(days=93)}, "too far away"),
            ({"name": " "}, "name of the huddle is empty"),
            ({"budget_minutes": 4}, "5 to 120 minutes"),
            ({"series_id": 99}, "does not run here"),
        ],
    )
    def test_refuses_what_cannot_be_meant(
        self, database: Database, options: dict[str, object], sentence: str
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match=sentence):
                _prepare(session, made, "Nairobi manager", **options)

    def test_takes_the_day_of_the_offices_calendar(self, database: Database) -> None:
        late = NOW.replace(hour=21, minute=30)
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match="day is over"):
                huddles.prepare(
                    session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
                    held_on=TODAY, at=late, name="Past midnight in Nairobi",
                )  # fmt: skip


class TestSeries:
    def test_begins_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert a_series(session, made) == a_series(session, made)
            with pytest.raises(Refusal, match="already"):
                huddle_series.begin_series(
                    session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
                    name="Counter huddle", weekdays="1", starts_at=time(9), at=NOW,
                )  # fmt: skip

    def test_that_ended_prepares_nothing_more(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = a_series(session, made)
            manager = made.viewers["Nairobi manager"]
            huddle_series.end_series(session, manager, series_id=key, at=NOW)
            with pytest.raises(Refusal, match="does not run here"):
                _prepare(session, made, "Nairobi manager", series_id=key)


class TestStart:
    def test_brings_the_agenda_up_to_date(self, database: Database) -> None:
        tomorrow = NOW + timedelta(days=1)
        with database.doors.writing() as session:
            made = world(session)
            series = a_series(session, made)
            manager = made.viewers["Nairobi manager"]
            key = huddles.prepare(
                session, manager, place_id=made.places["Nairobi"], held_on=date(2026, 11, 19),
                series_id=series, at=NOW,
            )  # fmt: skip
            assert seen(session, made, key).items[0].kind is not ItemKind.ESCALATIONS
            an_ask(session, made, asked_at=NOW + timedelta(hours=5))
            with pytest.raises(Refusal, match="Start it that day"):
                huddles.start(session, manager, huddle_id=key, at=NOW)
            huddles.start(session, manager, huddle_id=key, at=tomorrow)
            first = seen(session, made, key).items[0]
            assert first.title.startswith("One customer was sent on")

    def test_lists_everybody_with_the_chair_present(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = a_huddle(session, made)
            huddles.start(session, made.viewers["Nairobi duty"], huddle_id=key, at=NOW)
            attendance = {
                each.name: each.is_present for each in seen(session, made, key).attendance
            }
            assert attendance == {
                "Nairobi duty": False, "Nairobi manager": True,
                "Nairobi senior": False, "Nairobi staff": False,
            }  # fmt: skip

    def test_by_a_chair_who_is_staff_is_fine(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = _prepare(session, made, "Nairobi manager", chair_id=made.people["Nairobi senior"])
            with pytest.raises(NotPermitted):
                huddles.start(session, made.viewers["Nairobi staff"], huddle_id=key, at=NOW)
            huddles.start(session, made.viewers["Nairobi senior"], huddle_id=key, at=NOW)
            assert seen(session, made, key).row.state is HuddleState.IN_PROGRESS


class TestHuddles:
    def test_of_another_office_are_neither_seen_nor_led(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = a_closed_huddle(session, made, "Mombasa")
            outsider = made.viewers["Nairobi manager"]
            with pytest.raises(Refusal, match="no such huddle for you"):
                seen(session, made, key)
            for act in (huddles.start, huddles.close, huddles.open_for_topics, huddles.confirm):
                with pytest.raises(Refusal, match="no such huddle for you"):
                    act(session, outsider, huddle_id=key, at=NOW)
            assert past_huddles(session, outsider, words="", limit=9, offset=0) == []

    def test_are_open_to_the_region_above(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            a_closed_huddle(session, made, "Mombasa")
            a_closed_huddle(session, made, "Nairobi")
            a_closed_huddle(session, made, "Jakarta")
            regional = made.viewers["Africa regional"]
            rows = past_huddles(session, regional, words="", limit=9, offset=0)
            assert sorted(row.place_name for row in rows) == ["Mombasa", "Nairobi"]
            rows = past_huddles(session, regional, words="mombasa", limit=9, offset=0)
            assert [row.place_name for row in rows] == ["Mombasa"]


class TestClose:
    def test_refuses_what_is_undecided_by_name(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            yesterdays_asks(session, made)
            key = a_running_huddle(session, made)
            with pytest.raises(Refusal, match=r"Four customers were sent on.*more"):
                huddles.close(session, made.viewers["Nairobi manager"], huddle_id=key, at=NOW)
            assert seen(session, made, key).row.state is HuddleState.IN_PROGRESS

    def test_refuses_an_empty_room(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = a_running_huddle(session, made)
            manager = made.viewers["Nairobi manager"]
            decide_all(session, made, key)
            huddles.set_attendance(session, manager, huddle_id=key, present=[], at=NOW)
            with pytest.raises(Refusal, match="Say who was here"):
                huddles.close(session, manager, huddle_id=key, at=NOW)

    def test_proves_that_problems_were_thought_of(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            yesterdays_asks(session, made)
            key = a_closed_huddle(session, made)
            mentions = {
                mention.problem_id: (mention.origin, mention.is_answered, mention.at)
                for mention in session.scalars(select(ProblemMention))
            }
            missed = made.problems["Missed connection"]
            ash = made.problems["Ash cloud closes the airport"]
            assert mentions[missed] == (Origin.REAL, True, NOW)
            assert mentions[ash] == (Origin.IMAGINED, False, NOW)
            assert item_of_kind(seen(session, made, key), "imagine").is_answered is False

    def test_again_changes_nothing(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = a_closed_huddle(session, made)
            before = audit.head(session)
            huddles.close(session, made.viewers["Nairobi manager"], huddle_id=key, at=NOW)
            assert audit.head(session) == before


class TestConfirm:
    def test_is_for_those_who_were_there(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = a_closed_huddle(session, made)
            huddles.confirm(session, made.viewers["Nairobi staff"], huddle_id=key, at=NOW)
            with pytest.raises(Refusal, match="Only those who were here"):
                huddles.confirm(session, made.viewers["Nairobi senior"], huddle_id=key, at=NOW)
            confirmed = {
                each.name for each in seen(session, made, key).attendance if each.confirmed_at
            }
            assert confirmed == {"Nairobi staff"}

    def test_waits_for_the_close(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = a_running_huddle(session, made)
            with pytest.raises(Refusal, match="is in progress"):
                huddles.confirm(session, made.viewers["Nairobi staff"], huddle_id=key, at=NOW)


class TestAttendance:
    def test_takes_only_those_expected(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = a_running_huddle(session, made)
            with pytest.raises(Refusal, match="does not belong"):
                huddles.set_attendance(
                    session, made.viewers["Nairobi manager"], huddle_id=key,
                    present=[made.people["Jakarta staff"]], at=NOW,
                )  # fmt: skip
