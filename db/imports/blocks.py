"""Rows of another system's tickets, many at once.

What a column says again and again is read once; times are read by their digits. A row of which
everything is plain becomes a ticket this way. Every other row goes to `db.imports.rows`, which
reads it by itself, and takes it or says in one sentence why not: that module alone decides what a
row means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import compress
from typing import Any

import numpy as np

from db.imports.files import Line, row_of
from db.imports.mapping import STAGES
from db.imports.reports import RefusedRow, Unreadable
from db.imports.rows import LONGEST_NAME, Amounts, TicketReader, reference_of
from db.imports.stage_columns import StageColumns
from db.imports.tickets import Tickets, in_order, joined, tickets_of
from db.rules.timelines import Flags

Columns = Mapping[str, Sequence[str]]
NO_AMOUNTS = Amounts(None, None, "")


class BlockReader:
    """Reads blocks of rows. `refused` names those that cannot be tickets, `left_out` counts those
    that the mapping does not want, `rows_read` all that say anything.
    """

    def __init__(self, reader: TicketReader, header: tuple[str, ...], now: datetime) -> None:
        """Read by the mapping of `reader`, in a file with these columns."""
        self.reader, self.header = reader, header
        self.refused: list[RefusedRow] = []
        self.rows_read = self.left_out = 0
        self._stages = StageColumns(reader.mapping, reader.stages, now)
        self._seen: dict[str, int] = {}

    def read(self, lines: Sequence[Line]) -> Tickets:
        """The tickets among some lines, in the order of the file."""
        looks = self._looks_plain(lines)
        tickets, others = self._together([*compress(lines, looks)])
        odd = [line for line, is_plain in zip(lines, looks, strict=True) if not is_plain]
        alone = self._one_by_one(sorted(odd + others))
        if len(alone):
            tickets = in_order(joined((tickets, alone)))
        return self._new_ones(tickets)

    def _looks_plain(self, lines: Sequence[Line]) -> list[bool]:
        """Whether each line has a cell for each column, and is neither blank nor the header."""
        width, first = len(self.header), self.header[0]
        return [
            len(cells) == width and any(cells) and cells[0].strip() != first for _, cells in lines
        ]

    def _together(self, lines: Sequence[Line]) -> tuple[Tickets, list[Line]]:
        """The tickets of the rows of which everything is plain, and the lines of the others."""
        if not lines:
            return tickets_of(()), []
        given = zip(*(cells for _, cells in lines), strict=True)
        cells = {
            name: [*map(str.strip, column)] for name, column in zip(self.header, given, strict=True)
        }
        is_wanted = self._wanted(cells, len(lines))
        self.rows_read += int((~is_wanted).sum())
        self.left_out += int((~is_wanted).sum())
        columns = self._without_blanks(cells)
        parts, is_plain = self._parts(cells, columns, lines)
        moments, is_timed = self._stages.read(columns, len(lines))
        is_plain &= is_timed & is_wanted
        self.rows_read += int(is_plain.sum())
        others = [*compress(lines, is_wanted & ~is_plain)]
        if is_plain.all():
            return Tickets(**parts, moments=moments), others
        kept = {name: [*compress(column, is_plain)] for name, column in parts.items()}
        return Tickets(**kept, moments={each: moments[each][is_plain] for each in STAGES}), others

    def _wanted(self, cells: Columns, rows: int) -> Flags:
        """Which rows the mapping wants at all."""
        found = np.ones(rows, np.bool_)
        for column, wanted in self.reader.mapping.rows.only.items():
            found &= np.fromiter((cell == wanted for cell in cells[column]), np.bool_, rows)
        return found

    def _without_blanks(self, cells: Columns) -> Columns:
        """The columns that the mapping names; what means nothing in them is blank."""
        blank = frozenset(self.reader.mapping.rows.blank)
        return {
            name: ["" if cell in blank else cell for cell in cells[name]]
            for name in self.reader.mapping.columns() - {""}
        }

    def _parts(
        self, cells: Columns, columns: Columns, lines: Sequence[Line]
    ) -> tuple[dict[str, list[Any]], Flags]:
        """Every column of tickets but their moments, and in which rows all of them can be read."""
        reader, rows = self.reader, len(lines)
        references, is_plain = self._references(cells, columns, rows)
        problems = _told(reader.problem.of_rows(columns, rows), ("", ""), is_plain)
        amounts = _told(reader.amounts.of_rows(columns, rows), NO_AMOUNTS, is_plain)
        titles, words = map(list, zip(*problems, strict=True))
        asked, granted, currencies = map(list, zip(*amounts, strict=True))
        return {
            "numbers": [number for number, _ in lines],
            "references": references,
            "filed": _told(reader.filed.of_rows(columns, rows), None, is_plain),
            "titles": titles,
            "words": words,
            "reasons": _told(reader.reason.of_rows(columns, rows), None, is_plain),
            "asked": asked,
            "granted": granted,
            "currencies": currencies,
            "outcomes": _told(reader.outcome.of_rows(columns, rows), None, is_plain),
        }, is_plain

    def _references(self, cells: Columns, columns: Columns, rows: int) -> tuple[list[str], Flags]:
        """The reference of each row, and which of them need no closer look."""
        column = self.reader.mapping.reference
        if not column:
            found = [reference_of(row) for row in zip(*cells.values(), strict=True)]
            return found, np.ones(rows, np.bool_)
        found = [*columns[column]]
        plain = (
            0 < len(each) <= LONGEST_NAME and each.isprintable() and " " not in each
            for each in found
        )  # fmt: skip
        return found, np.fromiter(plain, np.bool_, rows)

    def _one_by_one(self, lines: Sequence[Line]) -> Tickets:
        """The tickets of rows that want a closer look; the others are refused by name."""
        found = []
        for line in lines:
            row = row_of(self.header, line)
            if row is None:
                continue
            self.rows_read += 1
            only = self.reader.mapping.rows.only
            if not row.flaw and any(row.cells[name] != wanted for name, wanted in only.items()):
                self.left_out += 1
                continue
            try:
                found.append(self.reader.read(row))
            except Unreadable as reason:
                self.refused.append(RefusedRow(row.number, reason.column, str(reason)))
        return tickets_of(found)

    def _new_ones(self, tickets: Tickets) -> Tickets:
        """The tickets whose reference did not stand in the file before."""
        references, seen = {*tickets.references}, self._seen
        if len(references) == len(tickets) and seen.keys().isdisjoint(references):
            seen.update(zip(tickets.references, tickets.numbers, strict=True))
            return tickets
        column, kept = self.reader.mapping.reference, []
        for place, (reference, number) in enumerate(
            zip(tickets.references, tickets.numbers, strict=True)
        ):
            first = seen.setdefault(reference, number)
            if first == number:
                kept.append(place)
                continue
            what = f"“{reference}” stands" if column else "The same row stands"
            reason = f"{what} in row {first} already."
            self.refused.append(RefusedRow(number, column, reason))
        return tickets.taken(kept)


def _told(column: list[Any], instead: object, is_plain: Flags) -> list[Any]:
    """The column with something to hold the place of what cannot be read, in rows that are then
    no longer plain.
    """
    if Unreadable not in {*map(type, column)}:
        return column
    is_told = [not isinstance(each, Unreadable) for each in column]
    is_plain &= np.array(is_told, np.bool_)
    return [each if told else instead for each, told in zip(column, is_told, strict=True)]
