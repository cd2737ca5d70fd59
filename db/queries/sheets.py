"""How a table leaves: as CSV or XLSX that no spreadsheet runs as formulas, or as JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import xlsxwriter

from db.rules.exports import neutral

Cell = str | int | Decimal | bool | datetime | date | None
# Excel refuses longer texts; the rest of such a cell would be lost without a word.
LONGEST_XLSX_TEXT = 32_767
# What Excel and LibreOffice take as the name of a sheet.
LONGEST_SHEET_NAME = 31


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a name, its column names, and rows of as many cells."""

    name: str
    header: tuple[str, ...]
    rows: tuple[Sequence[Cell], ...]


def as_csv(sheet: Sheet) -> str:
    """RFC 4180 with a header; moments in ISO 8601, UTC; text that looks like a formula as text."""
    text = StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(sheet.header)
    lines.writerows([neutral(_text(cell)) for cell in row] for row in sheet.rows)
    return text.getvalue()


def as_json(sheet: Sheet) -> str:
    """A list of records; amounts are texts, so that no reader rounds them."""
    records = [
        {
            name: cell if _is_plain(cell) else _text(cell)
            for name, cell in zip(sheet.header, row, strict=True)
        }
        for row in sheet.rows
    ]
    return json.dumps(records, ensure_ascii=False, indent=1) + "\n"


def as_xlsx(sheet: Sheet) -> bytes:
    """One sheet; every text is written as text, every number as a number."""
    stored = BytesIO()
    with xlsxwriter.Workbook(stored, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet.name[:LONGEST_SHEET_NAME])
        page.freeze_panes(1, 0)
        for row_number, row in enumerate((sheet.header, *sheet.rows)):
            for column, cell in enumerate(row):
                if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
                    page.write_number(row_number, column, cell)
                else:
                    text = str(neutral(_text(cell)))[:LONGEST_XLSX_TEXT]
                    page.write_string(row_number, column, text)
    return stored.getvalue()


def _is_plain(cell: Cell) -> bool:
    return cell is None or isinstance(cell, int)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone(UTC).isoformat()
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)
