"""A set of limits that leaves as XLSX and comes back."""

from __future__ import annotations

from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as some
from python_calamine import CalamineWorkbook

from db.imports.limit_grids import read_xlsx
from db.queries.limit_sheets import sheet_of
from db.queries.sheets import as_xlsx
from db.rules.limit_grids import Grid, grid_of
from db.rules.refusals import Refusal

HEADER = ("Remedy", "Problem", "agent", "shift manager")
# What a spreadsheet can hold: no control characters. A leading apostrophe is its sign for text.
signs = some.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"], exclude_characters="'")
word = some.text(signs, max_size=12).map(lambda text: text.replace("_x", "x"))


def _file(*lines: tuple[object, ...]) -> bytes:
    stored = BytesIO()
    with xlsxwriter.Workbook(stored, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, line in enumerate(lines):
            page.write_row(number, 0, line)
    return stored.getvalue()


def _round(grid: Grid) -> Grid:
    return read_xlsx(as_xlsx(sheet_of(grid, place_name="Nairobi / [West]")))


class TestAFile:
    @given(some.lists(some.tuples(some.just("Hotel"), word, word, word), max_size=5))
    def test_comes_back_as_it_left(self, lines: list[tuple[str, ...]]) -> None:
        grid = grid_of(HEADER, lines)
        assert _round(grid) == grid

    @pytest.mark.parametrize("text", ["=1+1", "+cmd", "-a", "@SUM(A1)", "-5", "’s"])
    def test_leaves_as_text_that_no_spreadsheet_runs(self, text: str) -> None:
        grid = grid_of(HEADER, [("Hotel", text, text, "")])
        content = as_xlsx(sheet_of(grid, place_name="Nairobi"))
        assert read_xlsx(content) == grid
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        cell = str(book.get_sheet_by_index(0).to_python()[1][2])
        assert not cell.startswith(("=", "+", "@")), cell

    def test_may_hold_numbers_as_spreadsheets_write_them(self) -> None:
        grid = read_xlsx(_file(HEADER, ("Hotel", "any problem", 80, 120.5)))
        assert grid.lines == (("Hotel", "any problem", "80", "120.5"),)

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "empty or too large"),
            (b"PK\x03\x04 torn", "not a whole XLSX file"),
            (_file(("Grade", "Remedy")), "first two columns must be"),
            (_file((*HEADER, "agent")), "names the column “agent” twice"),
            (_file(("Remedy", "Problem", "", "agent")), "Column 3 has no name"),
            (_file(), "first two columns must be"),
        ],
    )
    def test_is_refused_in_one_sentence(self, content: bytes, sentence: str) -> None:
        with pytest.raises(Refusal, match=sentence):
            read_xlsx(content)
