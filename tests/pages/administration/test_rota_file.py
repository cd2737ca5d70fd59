"""A rota brought as a file: seen with its counts, imported once, each wrong cell named."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from db.tables.cover import Cover
from tests.databases import Database
from tests.pages.screens import run_screen, words_of
from tests.world import world

COVER = "administration/cover.py"
AT_FIRST = 16
FILE = b"""Name,Day,From,Until
Nairobi staff,Monday,06:00,14:00
Nairobi senior,Tuesday,06:00,14:00
Nobody,Tuesday,06:00,14:00
"""


def _shifts(database: Database) -> int:
    with database.doors.reading() as session:
        return session.scalar(select(func.count()).select_from(Cover)) or 0


def _opened(database: Database, patch: pytest.MonkeyPatch, *, content: bytes = FILE) -> AppTest:
    with database.doors.writing() as session:
        made = world(session)
    screen = run_screen(patch, made.viewers["Nairobi manager"], COVER, {"week": "2026-11-23"})
    return screen.file_uploader[0].set_value(("rota.csv", content, "text/csv")).run()


class TestAFile:
    def test_is_looked_at_before_anything_is_written(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = _opened(embedded, monkeypatch)
        said = words_of(screen)
        assert "2 of 3 rows would be imported from rota\\.csv to Nairobi" in said
        assert "row 4, Name\\: Nobody called “Nobody” is on a rota of yours" in said
        assert screen.button(key="rota-import").label == "Import 2 shifts"
        assert _shifts(embedded) == AT_FIRST

    def test_repeats_weekdays_and_comes_in_once(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = _opened(embedded, monkeypatch)
        last = screen.date_input(key="rota-until-2026-11-23")
        last.set_value(last.value.replace(month=12, day=13)).run()  # type: ignore[union-attr]  # one day
        assert screen.button(key="rota-import").label == "Import 6 shifts"
        screen.button(key="rota-import").click().run()
        assert not screen.exception
        assert _shifts(embedded) == AT_FIRST + 6
        assert "Nairobi senior" in words_of(screen)
        screen.file_uploader[0].set_value(("again.csv", FILE, "text/csv")).run()
        assert "2 rows were imported before" in words_of(screen)
        assert not [each for each in screen.button if each.key == "rota-import"]

    def test_asks_for_a_column_that_its_name_does_not_tell(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        content = FILE.replace(b"Name", b"Quem", 1)
        screen = _opened(embedded, monkeypatch, content=content)
        assert "Choose the column that says who" in words_of(screen)
        screen.selectbox(key="rota-column-person").set_value("Quem").run()
        assert screen.button(key="rota-import").label == "Import 2 shifts"

    def test_that_is_broken_is_refused_in_a_sentence(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        screen = _opened(embedded, monkeypatch, content=b"\xff\xfe\x00")
        assert not screen.exception
        assert "is not utf\\-8 text" in words_of(screen)
