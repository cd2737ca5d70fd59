"""One cell of a set of limits, raised: what a back-test hands on to a draft."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from db.rules.limit_grids import ANY_PROBLEM, Grid, GridRow
from db.rules.refusals import Refusal


def raised(
    grid: Grid, *, remedy: str, grade: str, limit: Decimal, problem: str = ANY_PROBLEM
) -> Grid:
    """The grid with this grade's cell at the limit; a row that is not there yet is added.

    Raises:
        Refusal: the grid has no such grade.
    """
    if grade not in grid.grades:
        raise Refusal(f"There is no grade “{grade}” here. Choose one from the list.")
    column = grid.grades.index(grade)
    rows = list(grid.rows)
    names = [(row.remedy, row.problem) for row in rows]
    if (remedy, problem) not in names:
        rows.append(GridRow(remedy, problem, ("",) * len(grid.grades)))
        names.append((remedy, problem))
    number = names.index((remedy, problem))
    cells = list(rows[number].cells)
    cells[column] = f"{limit.normalize():f}"
    rows[number] = replace(rows[number], cells=tuple(cells))
    return replace(grid, rows=tuple(rows))
