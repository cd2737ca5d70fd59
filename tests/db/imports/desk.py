"""A made-up help desk: its mapping, its files, and an import of them into a small world."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from db.access import Viewer, system
from db.imports import escalations
from db.imports.mapping import EscalationMapping
from db.imports.mapping_files import read_mapping
from db.imports.reports import ImportReport
from tests.world import NOW

MAPPING = """
source = "Desk"
reference = "ticket"

[time]
zone = "Africa/Nairobi"

[place]
name = "Nairobi"

[stages]
asked = "opened"
acknowledged = "taken"
with_customer = "met"
resolved = ["solved", "closed"]
left = "gone"

[problem]
column = "topic"
table = { bag = "Bag delayed" }
words = "About {value}"

[reason]
constant = "needs_information"
"""
HEADER = "ticket,opened,taken,met,solved,closed,gone,topic,team,asked,granted"
FIRST = "D-1,2026-03-02T09:00,2026-03-02T09:04,2026-03-02T09:10,2026-03-02T09:30,,,bag,,,"
SECOND = "D-2,2026-03-02T10:00,,,,2026-03-02T12:00,,lost toy,,,"
THIRD = "D-3,2026-03-03T08:00,2026-03-03T08:05,,,,2026-03-03T08:20,bag,,,"
BACKWARDS = "D-4,2026-03-03T09:00,2026-03-03T08:59,,,,,bag,,,"


def mapping(more: str = "", *, instead: tuple[str, str] | None = None) -> EscalationMapping:
    """The desk's mapping, with `more` after it or one part of its text replaced."""
    text = MAPPING.replace(*instead) if instead else MAPPING
    return read_mapping(text + more, EscalationMapping)


def file_of(folder: Path, *rows: str, header: str = HEADER) -> Path:
    """A CSV file of these rows."""
    path = folder / "tickets.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def taken(
    session: Session,
    path: Path,
    chosen: EscalationMapping | None = None,
    *,
    viewer: Viewer | None = None,
    under: str = "",
    strict: bool = False,
    dry_run: bool = False,
) -> ImportReport:
    """Import the file with the desk's mapping, as the operator unless somebody else is named."""
    read = escalations.read(path, chosen or mapping(), now=NOW)
    return escalations.write(
        session,
        viewer or system(),
        read,
        under=under,
        strict=strict,
        dry_run=dry_run,
        at=NOW,
    )
