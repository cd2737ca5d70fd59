"""Who answered, on the screen of measures: what managers promised, and how far it was kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from db.commands import availability
from tests.counter_cases import asked
from tests.databases import Database
from tests.pages.screens import run_screen, words_of
from tests.world import NOW, World, world

SCREEN = "measures/office.py"
MANAGER, REGION = "Nairobi manager", "Africa regional"
LAST_WEEK = timedelta(days=7)


def looked_at(patch: pytest.MonkeyPatch, made: World, who: str) -> str:
    patch.setattr("tests.pages.screens.NOW", NOW + LAST_WEEK)
    screen = run_screen(patch, made.viewers[who], SCREEN, {"office": str(made.places["Nairobi"])})
    screen.toggle(key="levels").set_value(True).run()
    assert not screen.exception
    return words_of(screen)


class TestPromisedToCome:
    def test_says_first_that_no_shift_had_a_promise(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P51: without any promise nobody reads a share."""
        with embedded.doors.writing() as session:
            made = world(session)
        said = looked_at(monkeypatch, made, REGION)
        assert "No shift of a manager had a promise to come" in said
        assert "A promise in 0 of 2 shifts of managers" in said
        assert "offers were taken" not in said

    def test_leads_to_a_higher_limit_where_it_was_not_kept(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """P52: where managers do not come, rework what staff may decide themselves."""
        with embedded.doors.writing() as session:
            made = world(session)
            availability.promise(session, made.viewers[MANAGER], minutes=2, at=NOW)
            for key in range(6):
                asked(session, made, key=str(key), at=NOW + timedelta(minutes=key))
        said = looked_at(monkeypatch, made, REGION)
        assert "0% of offers taken as promised" in said
        assert "6 met no answer in time" in said
        assert "rework what staff may decide" in said

    def test_shows_a_manager_nobody_but_themselves(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            availability.promise(session, made.viewers["Nairobi duty"], minutes=2, at=NOW)
        said = looked_at(monkeypatch, made, MANAGER)
        assert "**Nairobi manager**" in said
        assert "**Nairobi duty**" not in said
        assert "taken as promised" not in said
