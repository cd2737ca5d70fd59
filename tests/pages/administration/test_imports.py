"""The screen of imports: handing a file in, how far it is, stopping and carrying on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from db.commands import import_orders as commands
from db.queries.import_orders import import_orders
from tests.databases import Database
from tests.db.imports.desk import FIRST, HEADER, MAPPING
from tests.pages.screens import run_screen, words_of
from tests.world import NOW, World, world

SCREEN = "administration/imports.py"
KEY = "b" * 32


def ordered(database: Database) -> tuple[World, int]:
    """An order of the region, claimed a little while ago."""
    with database.doors.writing() as session:
        made = world(session)
        order_id = commands.order(
            session, made.viewers["Africa regional"], file_name="desk.csv", mapping=MAPPING,
            submit_key=KEY, at=NOW,
        )  # fmt: skip
        commands.claim_next(session, now=NOW - timedelta(seconds=4))
    return made, order_id


def told(database: Database, order_id: int, *, ago: timedelta) -> None:
    """The process said something so long ago."""
    with database.doors.writing() as session:
        commands.tell(session, order_id=order_id, now=NOW - ago, total=100, read=100, kept=20,
                      refused=5)  # fmt: skip


def opened(made: World, patch: pytest.MonkeyPatch) -> AppTest:
    """The screen of the region."""
    return run_screen(patch, made.viewers["Africa regional"], SCREEN)


class TestImports:
    def test_takes_a_file_with_its_mapping(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("READYROOM_FOLDER", str(tmp_path))
        with embedded.doors.writing() as session:
            made = world(session)
        screen = opened(made, monkeypatch)
        assert "Nothing was imported from here yet" in words_of(screen)
        content = f"{HEADER}\n{FIRST}\n".encode()
        screen.file_uploader[0].set_value(("desk.csv", content, "text/csv")).run()
        screen.file_uploader[1].set_value(("desk.toml", MAPPING.encode(), "text/plain")).run()
        screen.button(key="import-go").click().run()
        assert not screen.exception
        assert "waits to begin" in words_of(screen)
        with embedded.doors.reading() as session:
            (row,) = import_orders(session, made.viewers["Africa regional"], now=NOW)
        assert row.file_name == "desk.csv"
        assert [each.read_bytes() for each in (tmp_path / "imports").iterdir()] == [content]

    def test_says_at_once_what_does_not_fit(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("READYROOM_FOLDER", str(tmp_path))
        with embedded.doors.writing() as session:
            made = world(session)
        screen = opened(made, monkeypatch)
        screen.file_uploader[0].set_value(("desk.csv", b"a,b\n1,2\n", "text/csv")).run()
        screen.file_uploader[1].set_value(("desk.toml", MAPPING.encode(), "text/plain")).run()
        screen.button(key="import-go").click().run()
        assert "The file has no column" in screen.error[0].value

    def test_shows_how_far_it_is_and_stops(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made, order_id = ordered(embedded)
        told(embedded, order_id, ago=timedelta(seconds=0))
        screen = opened(made, monkeypatch)
        said = words_of(screen)
        assert "1 under way" in said
        assert "100 rows read, 20 kept, 5 refused, 6 rows a second" in said
        screen.button(key=f"import-stop-{order_id}").click().run()
        assert "stops after this piece" in words_of(screen)

    def test_an_interrupted_one_can_carry_on(
        self, embedded: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made, order_id = ordered(embedded)
        told(embedded, order_id, ago=timedelta(seconds=31))
        screen = opened(made, monkeypatch)
        assert "was interrupted" in words_of(screen)
        screen.button(key=f"import-carry-{order_id}").click().run()
        assert "waits to begin" in words_of(screen)
