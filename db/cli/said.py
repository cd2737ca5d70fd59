"""What a command line command answers: lines to print, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from db.access import Viewer, system
from db.rules.local_times import moments_of
from db.rules.refusals import Refusal

DONE, REFUSED, MISUSED = 0, 1, 2
OPERATOR: Viewer = system("The operator")


@dataclass(frozen=True, slots=True)
class Said:
    """Lines for the operator, and the exit code of the process."""

    lines: tuple[str, ...]
    code: int = DONE


def said(*lines: str) -> Said:
    """An answer that ended well."""
    return Said(lines)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns side by side: the first to the left, the others, which are numbers, to the right."""
    all_rows = [list(header), *(list(row) for row in rows)]
    widths = [max(len(row[column]) for row in all_rows) for column in range(len(header))]
    return [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in all_rows
    ]


def moment(text: str, zone: str) -> datetime:
    """The moment that an operator wrote in ISO 8601; without an offset it is read in `zone`.

    Of two moments that clocks showed alike, the earlier one.
    """
    try:
        written = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(f"“{text}” is not a moment. Write it as 2026-05-01T00:00.") from None
    if written.tzinfo is not None:
        return written.astimezone(UTC)
    found = moments_of(written, ZoneInfo(zone))
    if not found:
        raise Refusal(f"{text} never was: clocks in {zone} skipped that hour.")
    return found[0]
