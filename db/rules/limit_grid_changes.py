"""What a grid of limits says, what it changes of the one it began with, and what cannot be meant:
every wrong cell is named by its row and its column.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from db.rules.limit_cells import NO_RULE, CellValue, read_cell
from db.rules.limit_grids import ANY_PROBLEM, ANY_REMEDY, Grid, GridRow, Known, row_name
from db.rules.limit_sets import LimitLine, RuleKey
from db.rules.refusals import Refusal
from db.rules.words import LimitKind


@dataclass(frozen=True, slots=True)
class CellFlaw:
    """What is wrong, with the cell named; `is_about_holding`: the cell itself is right, and
    only gives more than whoever looks at it holds.
    """

    sentence: str
    is_about_holding: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A grid as it was understood: each cell that could be read (None: blank), its name, and
    what could not be read.
    """

    values: dict[RuleKey, CellValue | None]
    names: dict[RuleKey, str]
    flaws: tuple[CellFlaw, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """What a grid changes: lines that get a value, rules that end, and what is wrong."""

    lines: tuple[LimitLine, ...]
    ended: tuple[RuleKey, ...]
    names: dict[RuleKey, str]
    flaws: tuple[CellFlaw, ...]


def read_grid(grid: Grid, known: Known) -> Said:
    """What each cell says; every one that cannot be read is named by its row and column."""
    values: dict[RuleKey, CellValue | None] = {}
    names: dict[RuleKey, str] = {}
    flaws = [*_wrong_columns(grid, known)]
    rows_seen: set[tuple[int | None, int | None]] = set()
    for number, row in enumerate(grid.rows, start=1):
        found = _row_of(number, row, known, flaws)
        if found is None:
            continue
        if found in rows_seen:
            flaws.append(CellFlaw(f"{row_name(row)} stands twice. Keep one of the two rows."))
            continue
        rows_seen.add(found)
        for grade, cell in zip(grid.grades, row.cells, strict=True):
            grade_id = known.grades.get(grade.casefold())
            if grade_id is None:
                continue
            key, name = (grade_id, *found), f"{row_name(row)}, {grade}"
            names[key] = name
            try:
                values[key] = read_cell(cell, known.currency_of(found[0]), known.zone,
                                        place_name=known.place_name)  # fmt: skip
            except Refusal as refusal:
                flaws.append(CellFlaw(f"{name}: {_small(str(refusal))}"))
    return Said(values, names, tuple(flaws))


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:] if sentence[1:2].islower() else sentence


def _wrong_columns(grid: Grid, known: Known) -> Iterable[CellFlaw]:
    seen: set[str] = set()
    for grade in grid.grades:
        if grade.casefold() not in known.grades:
            yield CellFlaw(f"The column “{grade}” is not a grade. Rename it, or leave it out.")
        elif grade.casefold() in seen:
            yield CellFlaw(f"The column “{grade}” stands twice. Leave one of the two out.")
        seen.add(grade.casefold())


def _row_of(
    number: int, row: GridRow, known: Known, flaws: list[CellFlaw]
) -> tuple[int | None, int | None] | None:
    """The remedy and problem of a row (None: any); None with a flaw when either is unknown."""
    wrong = []
    remedy, problem = row.remedy.casefold(), row.problem.casefold()
    if remedy != ANY_REMEDY and remedy not in known.remedies:
        wrong.append(_unknown(number, row.remedy, "remedy", ANY_REMEDY))
    if problem != ANY_PROBLEM and problem not in known.problems:
        wrong.append(_unknown(number, row.problem, "problem", ANY_PROBLEM))
    flaws += wrong
    return None if wrong else (known.remedies.get(remedy), known.problems.get(problem))


def _unknown(number: int, name: str, what: str, any_of_it: str) -> CellFlaw:
    if not name:
        return CellFlaw(f"Row {number}: the {what} is blank. Name one, or write “{any_of_it}”.")
    return CellFlaw(
        f"Row {number}: “{name}” is not a {what} known here. Look at its spelling, or write "
        f"“{any_of_it}”."
    )


def changed_by(grid: Grid, base: Grid, known: Known) -> Changed:
    """What the grid changes of the base it began with; a cell that stays as it was is no change,
    and a blank is refused unless there was no rule before.
    """
    said, before = read_grid(grid, known), read_grid(base, known)
    flaws = [*said.flaws]
    lines: list[LimitLine] = []
    ended: list[RuleKey] = []
    for key, value in said.values.items():
        was = before.values.get(key)
        if value == was or (value == NO_RULE and was is None):
            continue
        if value is None:
            flaws.append(
                CellFlaw(
                    f"{said.names[key]}: the cell is blank. Write none, an amount, unlimited "
                    "until a date, or “no rule” for what is set above."
                )
            )
        elif value.kind is None:
            ended.append(key)
        else:
            lines.append(_line(key, value, known))
    flaws += _gone(grid, said, before)
    return Changed(tuple(lines), tuple(ended), before.names | said.names, tuple(flaws))


def _gone(grid: Grid, said: Said, before: Said) -> Iterable[CellFlaw]:
    """Rules of the base whose row was taken out; one sentence for each row."""
    if any("stands twice" in flaw.sentence for flaw in said.flaws):
        return
    columns = {grade.casefold() for grade in grid.grades}
    seen: set[str] = set()
    for key, value in before.values.items():
        row, _, grade = before.names[key].rpartition(", ")
        if value is None or key in said.names or row in seen:
            continue
        where = row if grade.casefold() in columns else before.names[key]
        seen.add(where)
        yield CellFlaw(
            f"{where}: the row or column is gone, and it holds rules. Put it back; write “no "
            "rule” to end them."
        )


def _line(key: RuleKey, value: CellValue, known: Known) -> LimitLine:
    grade_id, remedy_id, problem_id = key
    is_amount = value.kind is LimitKind.UP_TO
    return LimitLine(
        grade_id=grade_id,
        kind=value.kind or LimitKind.NONE,
        remedy_id=remedy_id,
        problem_id=problem_id,
        amount=value.amount if is_amount else None,
        currency=known.currency_of(remedy_id) if is_amount else None,
        unlimited_until=value.until,
    )
