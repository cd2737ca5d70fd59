"""A set of limits from an XLSX file, with the layout in which it leaves: see `limit_sheets`."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

from db.imports.files import LARGEST, LARGEST_UNPACKED, cell_text
from db.rules.exports import as_it_was
from db.rules.limit_grids import Grid, grid_of
from db.rules.refusals import Refusal


def read_xlsx(content: bytes) -> Grid:
    """The grid of the first sheet, its cells as they stand there, right or wrong.

    Raises:
        Refusal: it is no whole XLSX file, or its first row is not the header of a set.
    """
    if not content or len(content) > LARGEST:
        raise Refusal("The file is empty or too large for a set of limits. Export it again.")
    lines = [[as_it_was(cell_text(cell)) for cell in line] for line in _lines(content)]
    header = lines[0] if lines else []
    while header and not header[-1].strip():
        header = header[:-1]
    for number, name in enumerate(header, start=1):
        if not name.strip():
            raise Refusal(f"Column {number} has no name in the first row. Name its grade.")
        if header.count(name) > 1:
            raise Refusal(f"The header names the column “{name}” twice. Leave one of the two out.")
    return grid_of(header, lines[1:])


def _lines(content: bytes) -> Sequence[Sequence[object]]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise Refusal("The file unpacks to more than any set of limits holds. Export it again.")
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (zipfile.BadZipFile, CalamineError, IndexError, OSError, EOFError):
        raise Refusal(
            "This is not a whole XLSX file. Export the set again, then fill it."
        ) from None
