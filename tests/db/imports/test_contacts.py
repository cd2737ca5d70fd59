"""Contacts served, by place and day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.access import system
from db.imports import contacts
from db.imports.mapping import ContactMapping
from db.imports.mapping_files import read_mapping
from db.imports.reports import ImportReport
from db.tables.audit import AuditEntry
from db.tables.contacts import ContactsServed
from tests.databases import Database
from tests.db.imports.desk import file_of
from tests.world import NOW, world

MAPPING = """
source = "Queue"
day = "day"
contacts = "served"

[place]
name = "Kenya"
kind = "country"

[place.below]
column = "office"
kind = "office"
"""
HEADER = "office,day,served"


def _taken(session: Session, folder: Path, *rows: str) -> ImportReport:
    path = file_of(folder, *rows, header=HEADER)
    read = contacts.read(path, read_mapping(MAPPING, ContactMapping), now=NOW)
    return contacts.write(session, system(), read, at=NOW)


class TestImport:
    def test_writes_a_number_for_each_office_and_day(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            report = _taken(session, tmp_path, "Nairobi,2026-03-02,120", "MOM,2026-03-02,80")
            question = select(
                ContactsServed.place_id, ContactsServed.served_on, ContactsServed.contacts
            )
            assert session.execute(question.order_by(ContactsServed.id)).all() == [
                (made.places["Nairobi"], date(2026, 3, 2), 120),
                (made.places["Mombasa"], date(2026, 3, 2), 80),
            ]
            assert report.rows_kept == 2
            assert session.scalars(select(AuditEntry.act)).all() == ["contacts imported"]

    def test_adds_nothing_when_the_same_file_comes_again(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            world(session)
            _taken(session, tmp_path, "Nairobi,2026-03-02,120")
            again = _taken(session, tmp_path, "Nairobi,2026-03-02,120")
            assert (again.rows_kept, again.known, again.wrong) == (0, 1, ())

    @pytest.mark.parametrize(
        ("row", "column", "reason"),
        [
            ("Nairobi,2026-03-01,121", "served", "120 contacts are recorded for that day."),
            ("Nairobi,2026-03-02,-1", "served", "“-1” is not a number of contacts"),
            ("Nairobi,2026-03-02,many", "served", "“many” is not a number of contacts"),
            ("Nairobi,2026-03-02,99999999", "served", "cannot be meant"),
            ("Nairobi,2 March,5", "day", "“2 March” is not a day"),
            ("Nairobi,2026-11-25,5", "day", "2026-11-25 lies in the future."),
            ("Mombasa,2026-03-05,5", "day", "Row 2 has the same place and day already."),
            ("Jakarta,2026-03-02,5", "office", "“Jakarta” is no office below Kenya."),
            (",2026-03-02,5", "office", "It is blank, so that it names no place."),
        ],
    )
    def test_refuses_what_cannot_be_counted(
        self, database: Database, tmp_path: Path, row: str, column: str, reason: str
    ) -> None:
        with database.doors.writing() as session:
            world(session)
            _taken(session, tmp_path, "Nairobi,2026-03-01,120")
            report = _taken(session, tmp_path, "Mombasa,2026-03-05,7", row)
            assert report.rows_kept == 1
            assert [(each.row, each.column) for each in report.wrong] == [(3, column)]
            assert reason in report.wrong[0].reason
