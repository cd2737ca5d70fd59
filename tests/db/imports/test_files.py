"""Files in: what can be read, and one sentence for each way of being broken."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from db.imports.columns import check_columns
from db.imports.files import Row, open_file
from db.imports.mapping import FilePart
from db.rules.refusals import Refusal


def _rows(path: Path, shape: FilePart | None = None) -> list[Row]:
    return list(open_file(path, shape or FilePart()).rows)


def _written(folder: Path, content: bytes | str, name: str = "tickets.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _workbook(folder: Path) -> Path:
    path = folder / "tickets.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Tickets")
        page.write_row(0, 0, ["ticket", "opened", "asked", "note"])
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        page.write_number(1, 0, 17)
        page.write_datetime(1, 1, datetime(2026, 3, 2, 9, 30), moment)  # noqa: DTZ001 - Excel has none.
        page.write_number(1, 2, 12.5)
        page.write_string(1, 3, "=1+1")
    return path


class TestCsv:
    def test_is_read_with_the_numbers_that_a_spreadsheet_shows(self, tmp_path: Path) -> None:
        rows = _rows(_written(tmp_path, "a,b\n1,2\n\n3,4\n"))
        assert [(row.number, row.cells) for row in rows] == [
            (2, {"a": "1", "b": "2"}),
            (4, {"a": "3", "b": "4"}),
        ]

    def test_may_begin_with_a_byte_order_mark(self, tmp_path: Path) -> None:
        assert _rows(_written(tmp_path, b"\xef\xbb\xbfa,b\n1,2\n"))[0].cells["a"] == "1"

    def test_may_have_its_own_encoding_and_delimiter(self, tmp_path: Path) -> None:
        path = _written(tmp_path, "name;b\nJosé;2\n".encode("cp1252"))
        rows = _rows(path, FilePart(encoding="cp1252", delimiter=";"))
        assert rows[0].cells["name"] == "José"

    def test_keeps_line_breaks_inside_quotes(self, tmp_path: Path) -> None:
        rows = _rows(_written(tmp_path, 'a,b\n"one\ntwo",2\n'))
        assert rows[0].cells["a"] == "one\ntwo"

    @pytest.mark.parametrize(
        ("line", "flaw"),
        [
            ("a,b", "This row is the header again."),
            ("1", "This row has 1 cells and the header 2."),
            ("1,2,3", "This row has 3 cells and the header 2."),
        ],
    )
    def test_has_rows_that_are_wrong_as_a_whole(self, tmp_path: Path, line: str, flaw: str) -> None:
        assert [row.flaw for row in _rows(_written(tmp_path, f"a,b\n1,2\n{line}\n"))] == ["", flaw]


class TestXlsx:
    def test_is_read_as_people_see_it(self, tmp_path: Path) -> None:
        row = _rows(_workbook(tmp_path))[0]
        assert row.cells == {
            "ticket": "17", "opened": "2026-03-02T09:30:00", "asked": "12.5", "note": "=1+1",
        }  # fmt: skip

    def test_names_a_sheet_that_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(Refusal, match="has no sheet “June”"):
            _rows(_workbook(tmp_path), FilePart(sheet="June"))

    @pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
    def test_that_was_cut_off_is_refused(self, tmp_path: Path, part: float) -> None:
        path = _workbook(tmp_path)
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
        with pytest.raises(Refusal, match="is not a whole XLSX file"):
            _rows(path)

    def test_that_is_none_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(Refusal, match="is not a whole XLSX file"):
            _rows(_written(tmp_path, "a,b\n1,2\n", "tickets.xlsx"))


class TestBrokenFiles:
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "tickets.csv is empty. Export it again."),
            (b"\n1,2\n", "tickets.csv has no header in its first row."),
            (b"a,a\n1,2\n", "The header names the column “a” twice."),
            ("name\nJosé\n".encode("cp1252"), "tickets.csv is not utf-8 text (line 2)"),
            (b"a,b\n1,\x00\n", "it holds zero bytes"),
            (b'a,b\n"1,2\n3,4\n', "tickets.csv breaks off or is torn near line"),
        ],
    )
    def test_get_one_sentence(self, tmp_path: Path, content: bytes, sentence: str) -> None:
        with pytest.raises(Refusal) as refused:
            _rows(_written(tmp_path, content))
        assert sentence in str(refused.value)

    def test_that_are_not_there_are_named(self, tmp_path: Path) -> None:
        with pytest.raises(Refusal, match=r"none.csv cannot be read: No such file"):
            _rows(tmp_path / "none.csv")

    def test_of_50_megabytes_are_refused_before_they_are_read(self, tmp_path: Path) -> None:
        path = tmp_path / "large.csv"
        with path.open("wb") as file:
            file.truncate(50 << 20)
        with pytest.raises(Refusal, match="has 50 MB and 40 MB are the most"):
            _rows(path)


class TestColumns:
    def test_that_are_missing_are_named_with_what_comes_near(self) -> None:
        with pytest.raises(Refusal, match="no column “opend”; did you mean “opened”"):
            check_columns(["ticket", "opened"], ["ticket", "opend"])
