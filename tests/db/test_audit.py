"""The audit trail: it cannot be edited from inside, and whoever does so from outside is found."""

from __future__ import annotations

import hashlib
import json
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db import audit
from db.access import system
from db.audit import Subject
from db.rules.flaws import Flaw
from db.rules.refusals import Refusal
from db.settings import read_settings
from db.tables.audit import AuditEntry
from db.tables.minutes import Minutes
from tests.databases import Database
from tests.db.signed_sets import sign_set
from tests.world import NOW, world

ENTRIES = 6


@contextmanager
def trail(database: Database, entries: int = ENTRIES) -> Iterator[Session]:
    """A session on a trail of so many entries, whose triggers somebody has dropped."""
    with database.doors.writing() as session:
        for number in range(1, entries + 1):
            act(session, f"act {number}")
    with database.doors.writing() as session:
        for table in ("audit_entries", "audit_seals"):
            for name in (f"{table}_keep", f"{table}_append_only"):
                on = "" if database.is_embedded else f" ON {table}"
                session.execute(text(f"DROP TRIGGER {name}{on}"))
        yield session


def act(session: Session, words: str) -> None:
    """Write one entry."""
    audit.record(session, system(), words, Subject("case", 7), at=NOW, detail={"words": words})


@contextmanager
def undone(session: Session) -> Iterator[None]:
    """What is done inside is undone at the end, so that one trail serves several cases."""
    savepoint = session.begin_nested()
    yield
    savepoint.rollback()
    session.expire_all()


def run(session: Session, sql: str, **values: object) -> None:
    """Raw SQL, as somebody with a database client would write it."""
    session.execute(text(sql), values)
    session.expire_all()


def found(session: Session, **where: Path) -> list[tuple[str, int]]:
    """The kind and the place of every flaw."""
    return [(flaw.kind, flaw.sequence) for flaw in audit.verify(session, **where)]


def plain_chain(session: Session, first: int) -> None:
    """Make the chain whole again from `first` on, as one can who does not have the key."""
    entries = session.query(AuditEntry).order_by(AuditEntry.sequence).all()
    before = {entry.sequence + 1: entry.hash for entry in entries}
    for entry in entries:
        if entry.sequence < first:
            continue
        words = f"{entry.sequence}{entry.act}{before[entry.sequence]}"
        before[entry.sequence + 1] = hashlib.sha256(words.encode()).hexdigest()
        run(
            session,
            "UPDATE audit_entries SET previous_hash = :previous, hash = :hash WHERE sequence = :at",
            previous=before[entry.sequence], hash=before[entry.sequence + 1], at=entry.sequence,
        )  # fmt: skip


def append_forged(session: Session, sequence: int) -> None:
    """An entry that was never recorded, at the end of the chain."""
    run(
        session,
        "INSERT INTO audit_entries (sequence, at, act, subject_kind, subject_id, detail,"
        " previous_hash, hash) SELECT :sequence, at, 'never happened', subject_kind, subject_id,"
        " detail, hash, :hash FROM audit_entries WHERE sequence = :before",
        sequence=sequence, hash="f" * 64, before=sequence - 1,
    )  # fmt: skip


CHANGES_TO_THE_TRAIL = (
    "UPDATE audit_entries SET act = 'nothing' WHERE sequence = 1",
    "UPDATE audit_entries SET act = act",
    "DELETE FROM audit_entries WHERE sequence = 1",
    "DELETE FROM audit_entries",
    "UPDATE audit_seals SET hash = ''",
    "DELETE FROM audit_seals",
)
OTHER_EVIDENCE = ("escalation_events", "grants", "minutes", "escalations", "people", "places")


class TestTriggers:
    def test_refuse_what_would_change_the_trail(self, database: Database, tmp_path: Path) -> None:
        seals = tmp_path / "seals.jsonl"
        with database.doors.writing() as session:
            act(session, "first")
            audit.seal(session, at=NOW, file=seals)
        for sql in CHANGES_TO_THE_TRAIL:
            with pytest.raises(DBAPIError), database.doors.writing() as session:
                run(session, sql)
        with database.doors.reading() as session:
            assert audit.verify(session, seals_file=seals) == []

    def test_keep_all_other_evidence_too(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            evidence(session, made.places["Nairobi"], made.people["Nairobi staff"])
            sign_set(session, made, "Nairobi", date(2026, 11, 17))
        for table in OTHER_EVIDENCE:
            refused = pytest.raises(DBAPIError, match="nothing here is deleted")
            with refused, database.doors.writing() as session:
                run(session, f"DELETE FROM {table}")  # noqa: S608 - the names stand above.


def evidence(session: Session, place_id: int, person_id: int) -> None:
    """One escalation with an event, and one grant."""
    run(
        session,
        "INSERT INTO escalations (id, place_id, asker_id, unanticipated_words, reason,"
        " escalation_class, offered_already, state, asked_at, ladder_position, hand_offs, source,"
        " version) VALUES (1, :place, :person, 'fog', 'no_rule', 'no_rule', '', 'waiting',"
        " '2026-11-18 09:00:00', 0, 0, '', 1)",
        place=place_id, person=person_id,
    )  # fmt: skip
    run(
        session,
        "INSERT INTO escalation_events (id, escalation_id, sequence, kind, at, note)"
        " VALUES (1, 1, 1, 'asked', '2026-11-18 09:00:00', '')",
    )
    run(
        session,
        "INSERT INTO grants (id, place_id, person_id, remedy_id, amount, currency, evidence,"
        " given_at, submit_key) SELECT 1, :place, :person, min(id), 10000, 'KES', '',"
        " '2026-11-18 09:00:00', 'one' FROM remedies",
        place=place_id, person=person_id,
    )  # fmt: skip


EDITS = (
    "act = 'harmless'",
    "detail = '{}'",
    "actor_id = NULL, subject_id = '8'",
    "at = '2020-01-01 00:00:00'",
)


class TestVerify:
    def test_finds_nothing_in_an_untouched_trail(self, database: Database, tmp_path: Path) -> None:
        with trail(database) as session:
            audit.seal(session, at=NOW, file=tmp_path / "seals.jsonl")
            act(session, "later")
            assert audit.verify(session, seals_file=tmp_path / "seals.jsonl") == []

    def test_finds_nothing_in_an_empty_trail(self, database: Database) -> None:
        with trail(database, 0) as session:
            assert audit.verify(session) == []

    def test_names_an_edited_entry(self, database: Database) -> None:
        with trail(database) as session:
            for change, number in product(EDITS, (1, 3, ENTRIES)):
                with undone(session):
                    run(session, f"UPDATE audit_entries SET {change} WHERE sequence = {number}")  # noqa: S608 - both stand above.
                    assert found(session) == [("edited", number)], change

    def test_names_every_entry_when_all_were_edited(self, database: Database) -> None:
        with trail(database) as session:
            run(session, "UPDATE audit_entries SET act = 'harmless'")
            assert found(session) == [("edited", number) for number in range(1, ENTRIES + 1)]

    def test_names_an_entry_that_was_replaced(self, database: Database) -> None:
        sql = "UPDATE audit_entries SET act = 'harmless', hash = :hash WHERE sequence = :at"
        with trail(database) as session:
            for number in (1, 3, ENTRIES):
                with undone(session):
                    run(session, sql, hash="0" * 64, at=number)
                    assert found(session) == [("forged", number)]

    def test_names_entries_whose_chain_was_made_anew(self, database: Database) -> None:
        with trail(database) as session:
            run(session, "UPDATE audit_entries SET act = 'harmless' WHERE sequence = 4")
            plain_chain(session, 4)
            assert found(session) == [("forged", 4), ("forged", 5), ("forged", 6)]
            last = session.get_one(AuditEntry, ENTRIES).hash
            run(session, "UPDATE audit_head SET hash = :hash", hash=last)
            assert found(session) == [("forged", 4), ("forged", 5), ("forged", 6)]

    def test_names_an_entry_that_was_added_at_the_end(self, database: Database) -> None:
        with trail(database) as session:
            append_forged(session, ENTRIES + 1)
            assert found(session) == [("forged", ENTRIES + 1)]
            run(session, "UPDATE audit_head SET sequence = 7, hash = :hash", hash="f" * 64)
            assert found(session) == [("forged", ENTRIES + 1)]

    def test_names_what_is_missing(self, database: Database) -> None:
        with trail(database) as session:
            for gone in ((1,), (3,), (2, 3, 4)):
                with undone(session):
                    for number in gone:
                        run(session, "DELETE FROM audit_entries WHERE sequence = :at", at=number)
                    assert found(session) == [("missing", gone[0])]

    def test_says_how_many_are_missing(self, database: Database) -> None:
        with trail(database) as session:
            run(session, "DELETE FROM audit_entries WHERE sequence IN (2, 3, 5)")
            assert [flaw.sentence for flaw in audit.verify(session)] == [
                "Entries 2 to 3 are missing.", "Entry 5 is missing.",
            ]  # fmt: skip

    def test_keeps_two_kinds_apart(self, database: Database) -> None:
        with trail(database) as session:
            run(session, "UPDATE audit_entries SET act = 'harmless' WHERE sequence = 5")
            run(session, "DELETE FROM audit_entries WHERE sequence = 2")
            append_forged(session, ENTRIES + 1)
            assert found(session) == [("missing", 2), ("edited", 5), ("forged", ENTRIES + 1)]


class TestACutTail:
    def test_is_named_by_the_head_row(self, database: Database) -> None:
        with trail(database) as session:
            run(session, "DELETE FROM audit_entries WHERE sequence > 4")
            assert audit.verify(session) == [
                Flaw("cut off", 5, "Entries 5 to 6 were cut off: the head row remembers 6.")
            ]
            run(session, "DELETE FROM audit_entries")
            assert found(session) == [("cut off", 1)]

    def test_is_found_when_the_head_row_was_set_back_too(self, database: Database) -> None:
        with trail(database) as session:
            with undone(session):
                cut(session, 4, session.get_one(AuditEntry, 4).hash)
                assert found(session) == [("cut off", 5)]
            run(session, "UPDATE audit_head SET sequence = 4")
            assert found(session) == [("edited", 4)]

    def test_is_remembered_by_a_nightly_seal(self, database: Database, tmp_path: Path) -> None:
        with trail(database) as session:
            audit.seal(session, at=NOW, file=tmp_path / "seals.jsonl")
            put_back_an_older_head(session, 4)
            assert audit.verify(session) == [
                Flaw("cut off", 5, "Entries 5 to 6 were cut off: a nightly seal remembers 6.")
            ]

    def test_is_remembered_by_a_signed_minute(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            minutes_id = sign_set(session, made, "Nairobi", date(2026, 11, 17))
        with trail(database) as session:
            run(session, "DROP TRIGGER minutes_append_only" + on_minutes(database))
            minutes = session.get_one(Minutes, minutes_id)
            minutes.audit_sequence, minutes.audit_hash = audit.head(session)
            session.flush()
            put_back_an_older_head(session, 5)
            assert audit.verify(session) == [
                Flaw("cut off", 6, "Entry 6 was cut off: a signed minute remembers 6.")
            ]

    def test_is_remembered_by_the_file_outside(self, database: Database, tmp_path: Path) -> None:
        seals = tmp_path / "folder" / "seals.jsonl"
        with trail(database) as session:
            audit.seal(session, at=NOW, file=seals)
            run(session, "DELETE FROM audit_seals")
            put_back_an_older_head(session, 4)
            assert audit.verify(session) == []
            assert found(session, seals_file=seals) == [("cut off", 5)]

    def test_is_found_under_a_new_one(self, database: Database, tmp_path: Path) -> None:
        seals = tmp_path / "seals.jsonl"
        with trail(database) as session:
            audit.seal(session, at=NOW, file=seals)
            put_back_an_older_head(session, 4)
            act(session, "another fifth")
            act(session, "another sixth")
            assert found(session, seals_file=seals) == [("forged", ENTRIES)]


def on_minutes(database: Database) -> str:
    """How PostgreSQL names the table of a trigger."""
    return "" if database.is_embedded else " ON minutes"


def cut(session: Session, last: int, head_hash: str) -> None:
    """Delete all after `last` and set the head row back."""
    run(session, "DELETE FROM audit_entries WHERE sequence > :last", last=last)
    run(session, "UPDATE audit_head SET sequence = :last, hash = :hash", last=last, hash=head_hash)


def put_back_an_older_head(session: Session, last: int) -> None:
    """Cut the tail and put back the very head row that stood there before, from a copy."""
    key = read_settings().secret()
    cut(session, last, audit.head_hash(last, session.get_one(AuditEntry, last).hash, key))


def _half(session: Session) -> None:
    act(session, "half")
    raise Refusal("The other half cannot be done.")


class TestRecord:
    def test_chains_each_entry_to_the_one_before(self, database: Database) -> None:
        with trail(database) as session:
            entries = session.query(AuditEntry).order_by(AuditEntry.sequence).all()
            assert [entry.sequence for entry in entries] == list(range(1, ENTRIES + 1))
            hashes = [entry.hash for entry in entries]
            assert [entry.previous_hash for entry in entries] == ["", *hashes[:-1]]
            assert audit.head(session) == (ENTRIES, hashes[-1])

    def test_gives_the_same_hash_whatever_the_zone_of_the_moment(self, database: Database) -> None:
        nairobi = timezone(timedelta(hours=3))
        at = datetime(2026, 11, 18, 12, 30, 0, 123456, tzinfo=nairobi)
        with database.doors.writing() as session:
            audit.record(session, system(), "zoned", Subject("case", 1), at=at)
        with database.doors.reading() as session:
            assert audit.verify(session) == []
            assert session.get_one(AuditEntry, 1).at == at.astimezone(UTC)

    def test_keeps_any_words_whole(self, database: Database) -> None:
        words = "“Ngày” \U0001f6eb 'x'; DROP TABLE audit_entries --\n\t{}"
        with database.doors.writing() as session:
            act(session, words)
        with database.doors.reading() as session:
            assert audit.verify(session) == []
            assert json.loads(session.get_one(AuditEntry, 1).detail) == {"words": words}

    def test_writes_nothing_when_the_change_beside_it_fails(self, database: Database) -> None:
        with pytest.raises(Refusal), database.doors.writing() as session:
            _half(session)
        with database.doors.reading() as session:
            assert audit.head(session) == (0, "")


class TestSeal:
    def test_is_kept_once_for_each_head(self, database: Database, tmp_path: Path) -> None:
        seals = tmp_path / "seals.jsonl"
        with trail(database) as session:
            assert audit.seal(session, at=NOW, file=seals) is not None
            assert audit.seal(session, at=NOW, file=seals) is None
            act(session, "one more")
            assert audit.seal(session, at=NOW, file=seals) is not None
        assert [json.loads(line)["sequence"] for line in seals.read_text().splitlines()] == [6, 7]


class TestTheKey:
    def test_lies_in_a_file_that_only_its_owner_reads(self, tmp_path: Path) -> None:
        settings = read_settings({"READYROOM_FOLDER": str(tmp_path / "new")})
        key = settings.secret()
        file = tmp_path / "new" / "secret.key"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert key == file.read_bytes()
        assert len(key) == 32

    def test_stays_the_same(self, tmp_path: Path) -> None:
        settings = read_settings({"READYROOM_FOLDER": str(tmp_path)})
        assert settings.secret() == settings.secret()
        assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]

    def test_is_never_read_half_written(self, tmp_path: Path) -> None:
        # Another process that starts at the same moment finds the file, but no bytes in it yet.
        file = tmp_path / "secret.key"
        file.touch()
        threading.Timer(0.1, file.write_bytes, [b"k" * 32]).start()
        assert read_settings({"READYROOM_FOLDER": str(tmp_path)}).secret() == b"k" * 32

    def test_is_not_trusted_when_it_is_too_short(self) -> None:
        with pytest.raises(ValueError, match="READYROOM_SECRET holds 2 bytes"):
            read_settings({"READYROOM_SECRET": "0f0f"}).secret()

    def test_can_be_given_where_machines_share_a_database(self) -> None:
        assert read_settings({"READYROOM_SECRET": "0f" * 32}).secret() == b"\x0f" * 32
