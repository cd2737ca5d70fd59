"""A set of limits as people edit it: a grid of words, remedies and problems down, grades across.

The grid of the editor, of the XLSX file and of the draft in the record is one and the same. Its
cells are kept as they were typed, right or wrong, so that no paste is lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from db.rules.money import PIECES
from db.rules.refusals import Refusal

REMEDY, PROBLEM = "Remedy", "Problem"
ANY_REMEDY, ANY_PROBLEM = "any remedy", "any problem"
MOST_ROWS, MOST_GRADES, LONGEST_CELL = 2_000, 40, 300


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: a remedy, a problem, and a cell for each grade of the grid."""

    remedy: str
    problem: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Grades across, the lowest first, and the rows below them."""

    grades: tuple[str, ...]
    rows: tuple[GridRow, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The first line of the editor and of the file."""
        return REMEDY, PROBLEM, *self.grades

    @property
    def lines(self) -> tuple[tuple[str, ...], ...]:
        """The rows as lines of words, below the header."""
        return tuple((row.remedy, row.problem, *row.cells) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Known:
    """What a grid may name at one place: grades, remedies and problems by name, what each remedy
    is counted in, and the place's own currency and zone.
    """

    place_name: str
    currency: str
    zone: ZoneInfo
    grades: Mapping[str, int]
    remedies: Mapping[str, int]
    problems: Mapping[str, int]
    in_pieces: frozenset[int] = frozenset()
    remedy_names: tuple[str, ...] = ()
    problem_names: tuple[str, ...] = ()

    def currency_of(self, remedy_id: int | None) -> str:
        """What a limit of the remedy is counted in."""
        return PIECES if remedy_id in self.in_pieces else self.currency


def as_text(grid: Grid) -> str:
    """The grid as the record keeps it."""
    rows = [[row.remedy, row.problem, *row.cells] for row in grid.rows]
    return json.dumps({"grades": grid.grades, "rows": rows}, ensure_ascii=False)


def from_text(text: str) -> Grid:
    """The grid that `as_text` wrote."""
    kept = json.loads(text)
    return grid_of((REMEDY, PROBLEM, *kept["grades"]), kept["rows"])


def grid_of(header: Sequence[str], lines: Iterable[Sequence[str]]) -> Grid:
    """A grid of lines of words; short lines are filled with blanks and empty ones fall away.

    Raises:
        Refusal: the first two columns are others, or it is larger than any matrix.
    """
    names = tuple(" ".join(str(name).split()) for name in header)
    if tuple(name.casefold() for name in names[:2]) != (REMEDY.casefold(), PROBLEM.casefold()):
        raise Refusal("The first two columns must be “Remedy” and “Problem”. Export a set to see.")
    grades = names[2:]
    if len(grades) > MOST_GRADES:
        raise Refusal(f"A set has at most {MOST_GRADES} columns of grades. Leave some out.")
    rows = []
    for line in lines:
        words = [_tidy(cell) for cell in line][: len(names)]
        words += [""] * (len(names) - len(words))
        if any(words):
            rows.append(GridRow(words[0], words[1], tuple(words[2:])))
    if len(rows) > MOST_ROWS:
        raise Refusal(f"A set has at most {MOST_ROWS:,} rows. Split it.")
    return Grid(grades, tuple(rows))


def _tidy(cell: str) -> str:
    return " ".join(cell.replace("\x00", "").split())[:LONGEST_CELL]


def row_name(row: GridRow) -> str:
    """`Hotel`, or `Hotel for Bag delayed` where the row is for one problem."""
    is_any = row.problem.casefold() in {"", ANY_PROBLEM}
    return row.remedy if is_any else f"{row.remedy} for {row.problem}"


def overlaid(under: Grid, over: Grid) -> Grid:
    """The first grid with every cell of the second that is not blank; both of the same grades."""
    rows = {(row.remedy, row.problem): row for row in under.rows}
    for row in over.rows:
        below = rows.get((row.remedy, row.problem))
        cells = row.cells
        if below is not None:
            pairs = zip(row.cells, below.cells, strict=True)
            cells = tuple(cell or former for cell, former in pairs)
        rows[row.remedy, row.problem] = GridRow(row.remedy, row.problem, cells)
    return Grid(under.grades, tuple(rows.values()))


def differing_cells(stored: Grid, typed: Grid) -> list[str]:
    """The cells in which two grids differ: `Hotel, agent: 80 (yours: 90)`."""
    one, other = _by_name(stored), _by_name(typed)
    return [
        f"{name}: {one.get(name) or 'blank'} (yours: {other.get(name) or 'blank'})"
        for name in one | other
        if one.get(name, "") != other.get(name, "")
    ]


def _by_name(grid: Grid) -> dict[str, str]:
    return {
        f"{row_name(row)}, {grade}": cell
        for row in grid.rows
        for grade, cell in zip(grid.grades, row.cells, strict=True)
    }
