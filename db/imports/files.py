"""Files in: the rows of a CSV or XLSX file as text, and one sentence for a file that is broken."""

from __future__ import annotations

import csv
import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

from db.rules.refusals import Refusal

if TYPE_CHECKING:
    from db.imports.mapping import FilePart

MEGABYTE = 1 << 20
LARGEST = 40 * MEGABYTE
# An XLSX is a packed file; a small one can unpack into more than the machine has.
LARGEST_UNPACKED = 16 * LARGEST
ZIP_BEGINS = b"PK\x03\x04"
FIRST_ROW = 2


class Row(NamedTuple):
    """One row as text, by column. `number` is the one that a spreadsheet shows: the first row
    below the header is 2. `flaw` says what is wrong with the row as a whole.
    """

    number: int
    cells: dict[str, str]
    flaw: str = ""


Line: TypeAlias = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was opened: its name, its SHA-256 in hexadecimal, its header, and its lines,
    each with the number that a spreadsheet shows.
    """

    name: str
    sha256: str
    header: tuple[str, ...]
    lines: Iterator[Line]

    @property
    def rows(self) -> Iterator[Row]:
        """The lines that say anything, as rows."""
        return (row for line in self.lines if (row := row_of(self.header, line)) is not None)


def open_file(path: Path, shape: FilePart, *, largest: int = LARGEST) -> Source:
    """The file's rows, read as they are asked for.

    `largest` is in bytes. Raises `Refusal` with one sentence for a file that is missing, empty,
    too large, truncated or in another encoding; reading the rows may raise the same.
    """
    try:
        content = _content(path, largest)
    except OSError as error:
        raise Refusal(f"{path.name} cannot be read: {error.strerror}.") from None
    is_xlsx = content.startswith(ZIP_BEGINS) or path.suffix.lower() == ".xlsx"
    lines = _xlsx(path, shape) if is_xlsx else _csv(path, content, shape)
    header = _header(path.name, lines)
    digest = hashlib.sha256(content).hexdigest()
    return Source(path.name, digest, header, enumerate(lines, start=FIRST_ROW))


def _content(path: Path, largest: int) -> bytes:
    size = path.stat().st_size
    if size > largest:
        raise Refusal(
            f"{path.name} has {size / MEGABYTE:.0f} MB and {largest / MEGABYTE:.0f} MB are the most"
            " in one go; split it, or allow more with --largest."
        )
    if size == 0:
        raise Refusal(f"{path.name} is empty. Export it again.")
    return path.read_bytes()


def _header(name: str, lines: Iterator[list[str]]) -> tuple[str, ...]:
    header = tuple(cell.strip() for cell in next(lines, []))
    while header and not header[-1]:
        header = header[:-1]
    if not header:
        raise Refusal(f"{name} has no header in its first row. Export it with column names.")
    twice = {column for column in header if header.count(column) > 1}
    if twice:
        raise Refusal(f"The header names the column “{min(twice)}” twice. Rename one of the two.")
    return header


def row_of(header: tuple[str, ...], line: Line) -> Row | None:
    """The line as a row; None where nothing stands in it."""
    number, cells = line
    width, given = len(header), [*map(str.strip, cells)]
    if not any(given):
        return None
    # Whatever looks at all out of the ordinary is looked at closely.
    is_plain = len(given) == width and given[0] != header[0]
    flaw = "" if is_plain else _flaw(header, given, width)
    return Row(number, dict(zip(header, given, strict=False)), flaw)


def _flaw(header: tuple[str, ...], given: list[str], width: int) -> str:
    if tuple(given[:width]) == header:
        return "This row is the header again."
    if len(given) != width and (len(given) < width or any(given[width:])):
        return f"This row has {len(given)} cells and the header {width}."
    return ""


def _csv(path: Path, content: bytes, shape: FilePart) -> Iterator[list[str]]:
    encoding = "utf-8-sig" if shape.encoding.lower() in {"utf-8", "utf8"} else shape.encoding
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refusal(
            f"{path.name} is not {shape.encoding} text (line {line}): name its encoding in the"
            ' mapping, such as encoding = "cp1252" under [file].'
        ) from None
    if "\0" in text:
        raise Refusal(f"{path.name} is not a text file: it holds zero bytes. Export it as CSV.")
    return _lines(path.name, text, shape.delimiter)


def _lines(name: str, text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise Refusal(
            f"{name} breaks off or is torn near line {reader.line_num} ({error}): export it again."
        ) from None


def _xlsx(path: Path, shape: FilePart) -> Iterator[list[str]]:
    try:
        _check_unpacked(path)
        with CalamineWorkbook.from_path(path) as book:
            names = book.sheet_names
            sheet = book.get_sheet_by_name(shape.sheet or names[0]).to_python()
    except WorksheetNotFound:
        raise Refusal(f"{path.name} has no sheet “{shape.sheet}”; name another one.") from None
    except (zipfile.BadZipFile, CalamineError, IndexError, OSError, EOFError):
        raise Refusal(
            f"{path.name} is not a whole XLSX file: it was cut off or is damaged; export it again."
        ) from None
    return ([cell_text(cell) for cell in row] for row in sheet)


def _check_unpacked(path: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        unpacked = sum(part.file_size for part in packed.infolist())
    if unpacked > LARGEST_UNPACKED:
        raise Refusal(f"{path.name} unpacks to {unpacked / MEGABYTE:.0f} MB. Export it as CSV.")


def cell_text(cell: object) -> str:
    """The cell as a person reads it: whole numbers without a point, moments in ISO 8601."""
    if isinstance(cell, bool):
        return "True" if cell else "False"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)
