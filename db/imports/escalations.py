"""Another system's tickets become escalations: read first, then written in one transaction.

`read` judges every row by itself and touches no database. `write` looks up places, problems and
what was imported before, and writes escalations, their events, one import run and one entry of
the audit trail. Rows that are refused are named; they do not hold up the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from sqlalchemy.orm import Session

from db import holdings, open_times
from db.access import Viewer
from db.held_sums import Asked
from db.imports.bulk import AT_ONCE, insert_rows, new_keys
from db.imports.clocks import Unreadable
from db.imports.columns import check_columns
from db.imports.files import LARGEST, Row, open_file
from db.imports.known import Known, known_of
from db.imports.mapping import EscalationMapping
from db.imports.places import Filing
from db.imports.problems import Playbook
from db.imports.reports import ImportReport, RefusedRow, refuse_if_strict
from db.imports.rows import Ticket, TicketReader
from db.imports.runs import FileFacts, keep_run
from db.imports.written import EscalationRow, EventRow, EventWriter, moments_of, row_of
from db.tables.escalations import Escalation, EscalationEvent
from db.tables.places import Place

KIND = "escalations"
ROW = ("id", "import_run_id", *EscalationRow._fields, *open_times.COLUMNS.values())

Written: TypeAlias = tuple[Ticket, EscalationRow]
# How often somebody who waits is told of the rows that were read.
TOLD_EVERY = 2_000


@dataclass(frozen=True, slots=True)
class TicketsRead:
    """A file that was read whole: its tickets, and the rows that cannot be one. `ambiguous`
    counts the local times that clocks showed twice.
    """

    facts: FileFacts
    mapping: EscalationMapping
    ambiguous: int
    tickets: tuple[Ticket, ...]
    refused: tuple[RefusedRow, ...]


def read(
    path: Path,
    mapping: EscalationMapping,
    *,
    now: datetime,
    largest: int = LARGEST,
    told: Callable[[int], None] | None = None,
) -> TicketsRead:
    """Read a file as the mapping says; nothing is written. `largest` is in bytes; `told` hears
    from time to time how many rows were read.

    Raises `Refusal` when the file as a whole cannot be read: broken, empty, a column missing.
    """
    source = open_file(path, mapping.file, largest=largest)
    check_columns(source.header, mapping.columns())
    reader = TicketReader(mapping, now)
    seen: dict[str, int] = {}
    tickets: list[Ticket] = []
    refused: list[RefusedRow] = []
    rows_read = left_out = 0
    for row in source.rows:
        rows_read += 1
        if told and rows_read % TOLD_EVERY == 0:
            told(rows_read)
        if _is_unwanted(row, mapping.rows.only):
            left_out += 1
            continue
        try:
            ticket = reader.read(row)
            _check_new(mapping.reference, ticket, seen)
            tickets.append(ticket)
        except Unreadable as reason:
            refused.append(RefusedRow(row.number, reason.column, str(reason)))
    stored = mapping.model_dump_json(exclude_defaults=True)
    facts = FileFacts.of(KIND, source, mapping=stored, rows_read=rows_read, left_out=left_out)
    return TicketsRead(facts, mapping, reader.clock.ambiguous, tuple(tickets), tuple(refused))


def write(
    session: Session,
    viewer: Viewer,
    given: TicketsRead,
    *,
    under: str = "",
    strict: bool = False,
    dry_run: bool = False,
    at: datetime,
) -> ImportReport:
    """Write what was read, whole or not at all, and say what became of each row.

    `under` names the place to file under, instead of the mapping's own. With `strict` one wrong
    row refuses all. With `dry_run` everything is done and then taken back.
    """
    with session.begin_nested() as step:
        report = _written(session, viewer, given, under=under, at=at)
        if strict:
            refuse_if_strict(report)
        if dry_run or not report.rows_kept:
            step.rollback()
    return replace(report, is_dry_run=dry_run)


def _written(
    session: Session, viewer: Viewer, given: TicketsRead, *, under: str, at: datetime
) -> ImportReport:
    mapping = given.mapping
    filing = Filing(session, viewer, mapping.place, under=under, at=at)
    playbook = Playbook(session, viewer, mapping.problem, place=filing.base, at=at)
    rows, refused = rows_of(
        given, known_of(session, given.mapping, given.tickets), filing, playbook
    )
    run_id = None
    if rows:
        run_id = keep(session, viewer, given.facts, rows, place=filing.base, refused=refused, at=at)
    return ImportReport(
        kind=KIND,
        file_name=given.facts.name,
        place=filing.base.name,
        run_id=run_id,
        rows_read=given.facts.rows_read,
        rows_kept=len(rows),
        left_out=given.facts.left_out,
        ambiguous=given.ambiguous,
        unanticipated=sum(row.problem_id is None for _, row in rows),
        places_made=tuple(filing.made),
        problems_made=tuple(playbook.made),
        refused=refused,
    )


def rows_of(
    given: TicketsRead, known: Known, filing: Filing, playbook: Playbook
) -> tuple[list[Written], tuple[RefusedRow, ...]]:
    """Each new ticket with its columns, and every row of the file that is refused."""
    rows: list[Written] = []
    refused = [*given.refused, *known.refused]
    for ticket in known.new:
        try:
            place_id = filing.place_id(ticket.filed)
            problem_id = playbook.problem_id(ticket.title)
            row = row_of(ticket, given.mapping, place_id, problem_id, known.remedy_id)
            rows.append((ticket, row))
        except Unreadable as reason:
            refused.append(RefusedRow(ticket.number, reason.column, str(reason)))
    return rows, tuple(sorted(refused, key=lambda row: row.row))


def keep(
    session: Session,
    viewer: Viewer,
    facts: FileFacts,
    rows: list[Written],
    *,
    place: Place,
    refused: tuple[RefusedRow, ...],
    digest: str = "",
    at: datetime,
) -> int:
    """Write these rows with their events, holdings, run and entry of the trail; the run's key."""
    # Before the audit trail, as every command does it: who locks in one order never rings.
    open_waits = _count(session, [row for _, row in rows])
    run_id = keep_run(
        session, viewer, facts, place=place, kept=len(rows), refused=refused, digest=digest, at=at
    )
    _insert(session, run_id, rows, open_waits)
    return run_id


def _count(session: Session, rows: list[EscalationRow]) -> list[tuple[int | None, ...]]:
    """Tell the holdings of the rows; the seconds of opening hours that each of them waited."""
    connection = session.connection()
    asks = [(row.place_id, moments_of(row)) for row in rows]
    waits = open_times.measured_at(connection, asks)
    asked = (
        Asked(row.place_id, row.escalation_class, moments, open_waits, is_imported=True)
        for row, (_, moments), open_waits in zip(rows, asks, waits, strict=True)
    )
    holdings.count(connection, asked)
    return waits


def _insert(
    session: Session,
    run_id: int,
    rows: list[Written],
    open_waits: list[tuple[int | None, ...]],
) -> None:
    connection, writer = session.connection(), EventWriter()
    for first in range(0, len(rows), AT_ONCE):
        batch = rows[first : first + AT_ONCE]
        waits = open_waits[first : first + AT_ONCE]
        keys = new_keys(connection, Escalation, len(batch))
        written = [
            (key, run_id, *row, *waited)
            for key, (_, row), waited in zip(keys, batch, waits, strict=True)
        ]
        insert_rows(connection, Escalation, ROW, written)
        events = [
            event
            for key, (ticket, row) in zip(keys, batch, strict=True)
            for event in writer.events(ticket, row, key)
        ]
        insert_rows(connection, EscalationEvent, EventRow._fields, events)


def _is_unwanted(row: Row, only: dict[str, str]) -> bool:
    return not row.flaw and any(row.cells[column] != wanted for column, wanted in only.items())


def _check_new(column: str, ticket: Ticket, seen: dict[str, int]) -> None:
    first = seen.setdefault(ticket.reference, ticket.number)
    if first != ticket.number:
        what = f"“{ticket.reference}” stands" if column else "The same row stands"
        raise Unreadable(column, f"{what} in row {first} already.")
