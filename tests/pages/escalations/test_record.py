"""The record of asks: what became of each, told to whoever reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.commands import escalations
from db.tables.escalations import Escalation
from pages.components.record_rows import length_in_words
from tests.counter_cases import asked, kes, taken
from tests.databases import Database
from tests.pages.screens import run_screen, words_of
from tests.world import NOW, World, world

MANAGER, STAFF = "Nairobi manager", "Nairobi staff"
SCREEN = "escalations/record.py"


@pytest.fixture
def made(embedded: Database) -> World:
    with embedded.doors.writing() as session:
        return world(session)


class TestTheRecord:
    def test_says_who_came_after_how_long_and_what_they_gave(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            escalation_id = taken(session, made)
            row = session.get_one(Escalation, escalation_id)
            row.acknowledged_at = NOW + timedelta(minutes=4, seconds=20)
            row.resolved_at = NOW + timedelta(hours=1, minutes=5)
            row.amount_granted, row.granted_currency = kes("12000").amount, "KES"
        said = words_of(run_screen(monkeypatch, made.viewers[MANAGER], SCREEN))
        assert f"{MANAGER} answered after 4 min" in said
        assert "Granted KES\u00a012,000" in said
        assert "Resolved after 1 h 5 min" in said

    def test_says_nothing_of_who_has_not_come(
        self, made: World, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            asked(session, made)
        assert "answered" not in words_of(run_screen(monkeypatch, made.viewers[MANAGER], SCREEN))

    @pytest.mark.parametrize(
        ("reader", "told"), [(STAFF, "You asked"), (MANAGER, f"{STAFF} asked")]
    )
    def test_tells_the_steps_to_the_asker_and_to_others(
        self,
        made: World,
        embedded: Database,
        monkeypatch: pytest.MonkeyPatch,
        reader: str,
        told: str,
    ) -> None:
        with embedded.doors.writing() as session:
            escalation_id = asked(session, made)
            escalations.withdraw(session, made.viewers[STAFF], escalation_id=escalation_id, at=NOW)
        screen = run_screen(monkeypatch, made.viewers[reader], SCREEN)
        said = words_of(screen.toggle(key=f"steps-{escalation_id}").set_value(True).run())
        assert told in said
        assert ("You no longer need a manager" in said) == (reader == STAFF)


class TestALength:
    @pytest.mark.parametrize(
        ("seconds", "words"),
        [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3_599, "59 min"), (3_600, "1 h 0 min"),
         (86_399, "23 h 59 min"), (86_400, "1 d 0 h")],
    )  # fmt: skip
    def test_is_told_in_what_matters_at_a_counter(self, seconds: int, words: str) -> None:
        assert length_in_words(timedelta(seconds=seconds)) == words
