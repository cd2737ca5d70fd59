"""What became of a file: how many rows were kept, and why each of the others was not."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from db.rules.exports import neutral
from db.rules.refusals import Refusal

SHOWN = 20


class Unreadable(Exception):
    """A cell cannot be read; the text says why, in one sentence."""

    def __init__(self, column: str, sentence: str) -> None:
        """Keep the column beside the sentence."""
        super().__init__(sentence)
        self.column = column


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row that was not kept. `column` is empty when the row as a whole is wrong;
    `is_known` says that it was imported before, which is no fault of the file.
    """

    row: int
    column: str
    reason: str
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of one file. `run_id` is None when nothing was written; `left_out` counts the
    rows that the mapping does not want; `ambiguous` the local times that clocks showed twice;
    `shifts` what the rows of a rota became.
    """

    kind: str
    file_name: str
    place: str
    run_id: int | None
    rows_read: int
    rows_kept: int
    left_out: int
    ambiguous: int
    unanticipated: int
    places_made: tuple[str, ...]
    problems_made: tuple[str, ...]
    refused: tuple[RefusedRow, ...]
    is_dry_run: bool = False
    shifts: int = 0

    @property
    def known(self) -> int:
        """How many rows had been imported before."""
        return sum(row.is_known for row in self.refused)

    @property
    def wrong(self) -> tuple[RefusedRow, ...]:
        """The refused rows that are not simply known already."""
        return tuple(row for row in self.refused if not row.is_known)


def refusals_as_json(refused: Sequence[RefusedRow]) -> str:
    """The list that is kept with the import."""
    rows = [{"row": row.row, "column": row.column, "reason": row.reason} for row in refused]
    return json.dumps(rows, ensure_ascii=False)


def refuse_if_strict(report: ImportReport) -> None:
    """Refuse the whole file for the first row that is wrong; known rows are no fault."""
    for row in report.wrong[:1]:
        raise Refusal(
            f"Nothing was added, because {_rows(len(report.wrong))} refused; the first is row"
            f" {row.row}, {row.column or 'whole row'}: {row.reason}"
        )


def write_refusals(path: Path, refused: Sequence[RefusedRow]) -> None:
    """Write the refused rows as CSV with row, column and reason; cells cannot be formulas."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["row", "column", "reason"])
        lines.writerows([row.row, neutral(row.column), neutral(row.reason)] for row in refused)


def lines_of(report: ImportReport) -> list[str]:
    """The report as an operator reads it."""
    lines = [_headline(report)]
    if report.shifts:
        verb = "would be added" if report.is_dry_run else "were added"
        lines.append(f"{report.shifts:,} shifts {verb}.")
    if report.left_out:
        lines.append(f"{report.left_out:,} rows were left out as the mapping says.")
    if report.known and report.rows_kept:
        lines.append(f"{_rows(report.known)} imported before and not taken twice.")
    if report.ambiguous:
        lines.append(
            f"{report.ambiguous:,} local times were shown twice by clocks; the mapping's rule"
            " decided."
        )
    made = (("places", report.places_made), ("problems", report.problems_made))
    lines += [f"New {what}: {_some(names)}." for what, names in made if names]
    if report.unanticipated:
        lines.append(f"{report.unanticipated:,} are unanticipated: no problem fits.")
    return lines + _refused_lines(report.wrong)


def _headline(report: ImportReport) -> str:
    if not report.rows_kept:
        known = f": {_rows(report.known)} imported before" if report.known else ""
        return f"Nothing was added from {report.file_name}{known}."
    verb = "would be imported" if report.is_dry_run else "were imported"
    run = f" as import {report.run_id}" if report.run_id and not report.is_dry_run else ""
    return (
        f"{report.rows_kept:,} of {report.rows_read:,} rows {verb} from {report.file_name}"
        f" to {report.place}{run}."
    )


def _refused_lines(wrong: Sequence[RefusedRow]) -> list[str]:
    if not wrong:
        return ["No row was refused."]
    lines = [f"{_rows(len(wrong))} refused:"]
    lines += [
        f"  row {row.row}, {row.column or 'whole row'}: {row.reason}" for row in wrong[:SHOWN]
    ]
    if len(wrong) > SHOWN:
        lines.append(f"  and {len(wrong) - SHOWN:,} more; by column:")
        counted = Counter(row.column or "whole row" for row in wrong)
        lines += [f"  {number:,} for {column}" for column, number in counted.most_common(SHOWN)]
    return lines


def _rows(number: int) -> str:
    return "1 row was" if number == 1 else f"{number:,} rows were"


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"  # noqa: PLR2004 - see the line above.
