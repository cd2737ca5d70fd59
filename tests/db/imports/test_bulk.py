"""Many rows in one statement hold what the same rows hold one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from db.access import system
from db.imports.bulk import insert_rows, new_keys
from db.queries.replays import unlike_their_events
from db.rules.words import EscalationClass, EscalationReason, EscalationState
from db.tables.escalations import Escalation, EscalationEvent
from tests.databases import Database
from tests.db.imports.desk import file_of, mapping, taken
from tests.world import NOW, world

NAMES = (
    "id", "place_id", "unanticipated_words", "reason", "escalation_class", "state", "asked_at",
    "amount_asked", "asked_currency", "source", "external_reference",
)  # fmt: skip


class TestInsertRows:
    def test_gives_back_what_was_written(self, database: Database) -> None:
        local = NOW.astimezone(ZoneInfo("Asia/Singapore"))
        with database.doors.writing() as session:
            place_id = world(session).places["Nairobi"]
            connection = session.connection()
            keys = new_keys(connection, Escalation, 1_500)
            rows = [
                (key, place_id, "words", EscalationReason.NO_RULE, EscalationClass.ABOVE,
                 EscalationState.WAITING, local - timedelta(minutes=number),
                 Decimal("1.5") if number % 2 else None, "KES" if number % 2 else None,
                 "Desk", f"it's {number}")
                for number, key in enumerate(keys)
            ]  # fmt: skip
            insert_rows(connection, Escalation, NAMES, rows)
        with database.doors.reading() as session:
            question = select(*(getattr(Escalation, name) for name in NAMES))
            found = session.execute(question.order_by(Escalation.id)).all()
            assert [tuple(row) for row in found] == [
                (*row[:6], row[6].astimezone(UTC), *row[7:]) for row in rows
            ]

    def test_what_is_not_named_keeps_its_default(self, database: Database) -> None:
        with database.doors.writing() as session:
            place_id = world(session).places["Nairobi"]
            connection = session.connection()
            (key,) = new_keys(connection, Escalation, 1)
            row = (key, place_id, "words", EscalationReason.NO_RULE, EscalationClass.ABOVE,
                   EscalationState.WAITING, NOW, None, None, "Desk", "1")  # fmt: skip
            insert_rows(connection, Escalation, NAMES, [row])
            found = session.get_one(Escalation, key)
            assert (found.hand_offs, found.version, found.offered_already) == (0, 1, "")

    def test_keys_go_on_after_what_was_imported(self, database: Database, tmp_path: Path) -> None:
        with database.doors.writing() as session:
            world(session)
            connection = session.connection()
            first = set(new_keys(connection, Escalation, 3))
            opened = datetime(2026, 3, 2, 9, tzinfo=UTC)
            rows = [f"D-{n},{opened:%Y-%m-%dT%H:%M},,,,,,bag,,," for n in range(3)]
            taken(session, file_of(tmp_path, *rows))
            kept = set(session.scalars(select(Escalation.id)))
            assert len(kept | set(new_keys(connection, Escalation, 3))) == 2 * len(first)


class TestEventsOfAnImport:
    def test_add_up_to_its_rows(self, database: Database, tmp_path: Path) -> None:
        rows = [
            'D"1,2026-03-02T09:00,2026-03-02T09:04,,2026-03-02T09:30,,,bag,,120,100',
            "D-2,2026-03-02T10:00,,,,,,lost “toy”,,120.00,",
            "D-3,2026-03-02T10:00,,,,,2026-03-02T10:09,lost toy,,,",
            "D-4\\x,2026-03-02T11:00,,,,,,bag,,,7",
        ]
        for ended in ("false", "true"):
            chosen = mapping(
                '[amounts]\nasked = "asked"\ngranted = "granted"\ncurrency = "KES"\nlimit = 100\n',
                instead=('left = "gone"', f'left = "gone"\nended = {ended}'),
            )
            with database.doors.writing() as session:
                if ended == "false":
                    world(session)
                named = [row.replace("D", f"{ended}-D", 1) for row in rows]
                assert taken(session, file_of(tmp_path, *named), chosen).rows_kept == len(rows)
        with database.doors.reading() as session:
            assert list(unlike_their_events(session, system())) == []

    def test_add_up_where_a_file_says_only_when_it_began(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            world(session)
            chosen = mapping(instead=('left = "gone"', "ended = true"))
            only = [f"D-{number},2026-03-02T1{number}:00,,,,,,bag,,," for number in range(3)]
            assert taken(session, file_of(tmp_path, *only), chosen).rows_kept == len(only)
            assert list(unlike_their_events(session, system())) == []
            told = session.execute(select(EscalationEvent.sequence, EscalationEvent.note))
            assert (
                sorted(map(tuple, told)) == [(1, "")] * 3 + [(2, "The file does not say when.")] * 3
            )
