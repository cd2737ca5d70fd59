"""Tables that leave the record, and who may have them."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from db.access import system
from db.queries.exports import KINDS, export
from db.queries.sheets import Sheet, as_csv, as_json, as_xlsx
from db.rules.refusals import NotPermitted, Refusal
from tests.databases import Database
from tests.world import world

SHEET = Sheet("names", ("name", "count"), (("=1+1", -5), ("Ann, the first", None)))


class TestSheets:
    def test_as_csv_hold_no_formula_and_whole_numbers(self) -> None:
        assert as_csv(SHEET) == 'name,count\r\n\'=1+1,-5\r\n"Ann, the first",\r\n'

    def test_as_xlsx_hold_text_and_numbers(self) -> None:
        rows = CalamineWorkbook.from_filelike(BytesIO(as_xlsx(SHEET))).get_sheet_by_index(0)
        assert rows.to_python() == [["name", "count"], ["'=1+1", -5.0], ["Ann, the first", ""]]

    def test_as_json_keep_text_as_it_is(self) -> None:
        assert json.loads(as_json(SHEET)) == [
            {"name": "=1+1", "count": -5},
            {"name": "Ann, the first", "count": None},
        ]


class TestExport:
    @pytest.mark.parametrize("kind", KINDS)
    def test_of_each_kind_has_a_header_and_a_scope(self, database: Database, kind: str) -> None:
        with database.doors.writing() as session:
            made = world(session)
            whole = export(session, system(), kind=kind, place_id=None)
            kenya = export(session, system(), kind=kind, place_id=made.places["Kenya"])
            assert whole.header == kenya.header
            assert len(kenya.rows) <= len(whole.rows)
            assert as_csv(whole).startswith(whole.header[0])

    def test_of_people_stays_within_the_place(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            sheet = export(session, system(), kind="people", place_id=made.places["Nairobi"])
            assert [row[1] for row in sheet.rows] == [
                "Nairobi duty",
                "Nairobi manager",
                "Nairobi senior",
                "Nairobi staff",
            ]

    def test_needs_the_permission_there(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            nairobi = made.places["Nairobi"]
            with pytest.raises(NotPermitted):
                export(session, made.viewers["Nairobi staff"], kind="people", place_id=nairobi)
            with pytest.raises(Refusal):
                export(session, made.viewers["Asia regional"], kind="limits", place_id=nairobi)

    def test_of_nothing_known_is_refused(self, database: Database) -> None:
        with database.doors.reading() as session:
            with pytest.raises(Refusal, match="cannot be exported: choose one of"):
                export(session, system(), kind="gossip", place_id=None)
            with pytest.raises(Refusal, match="There is no organisation"):
                export(session, system(), kind="people", place_id=None)
