"""An ordered import: carried out in pieces, by a process of its own, stopped, and carried on."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import audit, holdings
from db.access import system
from db.commands import import_orders
from db.imports import pieces, shelf
from db.queries.import_orders import OrderRow
from db.queries.import_orders import import_orders as orders_of
from db.queries.replays import unlike_their_events
from db.rules.words import ImportState
from db.tables.escalations import Escalation
from db.tables.holdings import Holding
from db.tables.imports import ImportRun
from jobs import importing, ordered_imports
from tests.databases import Database
from tests.db.imports.desk import HEADER, MAPPING
from tests.world import NOW, World, world

KEY = "a" * 32
ROWS = 30
# More than are read without a process for it.
MANY = 42_000
SECONDS_TO_WAIT = 90


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for files, and small pieces."""
    monkeypatch.setenv("READYROOM_FOLDER", str(tmp_path))
    monkeypatch.setattr(pieces, "IN_A_PIECE", 10)
    return tmp_path


def ordered(database: Database, *, rows: int = ROWS) -> tuple[World, int]:
    """An order of thirty good rows and one bad one, not claimed yet."""
    opened = datetime(2026, 3, 2, 9, tzinfo=UTC)
    lines = [HEADER]
    for number in range(rows):
        at = opened + timedelta(minutes=5 * number)
        lines.append(f"D-{number},{at:%Y-%m-%dT%H:%M},{at:%Y-%m-%dT%H:%M},,,,,bag,,,")
    lines.append("D-bad,2026-03-02T10:00,2026-03-02T09:00,,,,,bag,,,")
    shelf.lay_down(KEY, "desk.csv", "\n".join(lines).encode(), mapping=MAPPING)
    with database.doors.writing() as session:
        made = world(session)
        order_id = import_orders.order(
            session, made.viewers["Africa regional"], file_name="desk.csv", mapping=MAPPING,
            submit_key=KEY, at=datetime.now(UTC),
        )  # fmt: skip
    return made, order_id


def seen(database: Database, made: World) -> OrderRow:
    """The order as its screen shows it."""
    with database.doors.reading() as session:
        return orders_of(session, made.viewers["Africa regional"], now=datetime.now(UTC))[0]


def imported(database: Database) -> int:
    """How many rows are there."""
    with database.doors.reading() as session:
        question = select(func.count()).select_from(Escalation)
        return session.scalar(question.where(Escalation.source == "Desk")) or 0


def held(session: Session) -> dict[tuple[str, int, int], str]:
    """Every holding that says anything."""
    rows = session.execute(select(Holding.kind, Holding.place_id, Holding.piece, Holding.packed))
    return {
        (kind.value, place, piece): packed.rstrip(b"\0").hex()
        for kind, place, piece, packed in rows
        if any(packed)
    }


@pytest.mark.usefixtures("folder")
class TestAnOrderedImport:
    def test_keeps_every_good_row_and_names_the_bad_one(self, database: Database) -> None:
        made, order_id = ordered(database)
        with database.doors.writing() as session:
            import_orders.claim_next(session, now=datetime.now(UTC))
        importing.run(order_id)
        row = seen(database, made)
        assert row.progress.state is ImportState.DONE
        assert (row.progress.kept, row.progress.refused) == (ROWS, 1)
        assert "row 32, taken: The times are in the wrong order" in row.note
        assert imported(database) == ROWS
        assert not shelf.path_of(KEY, "desk.csv").exists()

    def test_is_an_entry_and_a_run_for_each_piece_and_the_record_holds(
        self, database: Database
    ) -> None:
        _, order_id = ordered(database)
        importing.run(order_id)
        with database.doors.reading() as session:
            runs = session.execute(select(ImportRun.rows_kept, ImportRun.rows_refused)).all()
            assert [tuple(run) for run in runs] == [(10, 1), (10, 0), (10, 0)]
            assert audit.verify(session) == []
            assert list(unlike_their_events(session, system())) == []

    def test_one_that_is_killed_leaves_whole_pieces_and_carries_on(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made, order_id = ordered(database)
        with database.doors.writing() as session:
            import_orders.claim_next(session, now=NOW)
        write, left = pieces.Pieces.write, iter([True, True])

        def dies(found: pieces.Pieces, session: Session, piece: pieces.Piece) -> int:
            if next(left, None) is None:
                raise SystemExit
            return write(found, session, piece)

        monkeypatch.setattr(pieces.Pieces, "write", dies)
        with pytest.raises(SystemExit):
            importing.run(order_id)
        assert imported(database) == 20
        assert seen(database, made).is_interrupted
        monkeypatch.setattr(pieces.Pieces, "write", write)
        with database.doors.writing() as session:
            now = datetime.now(UTC)
            viewer = made.viewers["Africa regional"]
            import_orders.carry_on(session, viewer, order_id=order_id, at=now)
            assert import_orders.claim_next(session, now=now) == order_id
        importing.run(order_id)
        assert imported(database) == ROWS
        with database.doors.writing() as session:
            before = held(session)
            holdings.make_again(session.connection())
            session.expire_all()
            assert held(session) == before

    def test_stops_when_it_is_asked_to(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made, order_id = ordered(database)
        monkeypatch.setattr(importing, "EVERY", 0.0)
        with database.doors.writing() as session:
            now = datetime.now(UTC)
            import_orders.claim_next(session, now=now)
            viewer = made.viewers["Africa regional"]
            import_orders.stop(session, viewer, order_id=order_id, at=now)
        importing.run(order_id)
        assert seen(database, made).progress.state is ImportState.STOPPED
        assert imported(database) == 10
        assert shelf.path_of(KEY, "desk.csv").exists()

    def test_without_its_file_says_so(self, database: Database) -> None:
        made, order_id = ordered(database)
        shelf.take_away(KEY, "desk.csv")
        importing.run(order_id)
        row = seen(database, made)
        assert row.progress.state is ImportState.REFUSED
        assert row.note == "desk.csv is not there any more. Hand it in again."


@pytest.mark.slow
class TestAProcessOfItsOwn:
    def test_is_begun_by_the_timetable_and_ends_by_itself(
        self, embedded: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("READYROOM_DATABASE_URL", embedded.url)
        assert folder.exists()
        made, order_id = ordered(embedded, rows=MANY)
        assert shelf.path_of(KEY, "desk.csv").stat().st_size > importing.LARGE
        assert ordered_imports.run(datetime.now(UTC)) == f"import {order_id} begun"
        assert ordered_imports.run(datetime.now(UTC)) == "nothing waits"
        latest = time.monotonic() + SECONDS_TO_WAIT
        while seen(embedded, made).progress.is_under_way and time.monotonic() < latest:
            time.sleep(0.2)
        assert seen(embedded, made).progress.state is ImportState.DONE
        assert imported(embedded) == MANY
        assert "row 42002, taken: The times" in seen(embedded, made).note
        for process in ordered_imports.BEGUN:
            process.wait()
