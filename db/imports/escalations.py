"""Another system's tickets become escalations: read first, then written in one transaction.

`read` judges every row by itself and touches no database. `write` looks up places, problems and
what was imported before, and writes escalations, their events, one import run and one entry of
the audit trail. Rows that are refused are named; they do not hold up the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

import numpy as np
from sqlalchemy.orm import Session

from db import holdings, open_times
from db.access import Viewer
from db.held_sums import UNKNOWN, Asks
from db.imports import staging
from db.imports.blocks import BlockReader
from db.imports.columns import check_columns
from db.imports.files import LARGEST, open_file
from db.imports.known import Known, known_of
from db.imports.mapping import EscalationMapping
from db.imports.places import Filing
from db.imports.problems import Playbook
from db.imports.reports import ImportReport, RefusedRow, Unreadable, refuse_if_strict
from db.imports.rows import TicketReader
from db.imports.runs import FileFacts, keep_run
from db.imports.staging import Prepared, prepared
from db.imports.tickets import Block, TicketsRead, joined
from db.imports.written import Column, Written, written
from db.rules.holdings import CLASS_PLACE
from db.rules.refusals import Refusal
from db.tables.places import Place

KIND = "escalations"
# So many lines are read, and so many rows written, at once.
LINES, ROWS = 10_000, 5_000


def blocks(
    path: Path, mapping: EscalationMapping, *, now: datetime, largest: int = LARGEST
) -> Iterator[Block]:
    """Read a file as the mapping says, so many rows at a time; nothing is written. `largest` is
    in bytes.

    Raises `Refusal` when the file as a whole cannot be read: broken, empty, a column missing.
    """
    source = open_file(path, mapping.file, largest=largest)
    check_columns(source.header, mapping.columns())
    reader = TicketReader(mapping, now)
    found, kept = BlockReader(reader, source.header, now), mapping.model_dump_json
    while lines := [*islice(source.lines, LINES)]:
        tickets = found.read(lines)
        refused, found.refused = tuple(sorted(found.refused, key=lambda each: each.row)), []
        facts = FileFacts(
            KIND, source.name, source.sha256, kept(exclude_defaults=True),
            found.rows_read, found.left_out,
        )  # fmt: skip
        yield Block(facts, reader.clock.ambiguous, tickets, refused)
    if not found.rows_read:
        raise Refusal(f"{source.name} has a header and no rows. Nothing was added.")


def read(
    path: Path, mapping: EscalationMapping, *, now: datetime, largest: int = LARGEST
) -> TicketsRead:
    """The whole file; see `blocks`."""
    found = [*blocks(path, mapping, now=now, largest=largest)]
    last = found[-1]
    refused = tuple(chain.from_iterable(each.refused for each in found))
    tickets = joined(each.tickets for each in found)
    return TicketsRead(last.facts, mapping, last.ambiguous, tickets, refused)


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
    known = known_of(session, mapping, given.tickets)
    rows, misfiled = rows_of(mapping, known, filing, playbook)
    refused = tuple(sorted((*given.refused, *known.refused, *misfiled), key=lambda row: row.row))
    run_id = None
    if len(rows):
        dialect = session.connection().dialect
        parts = [prepared(part, dialect) for part in rows.parts(ROWS)]
        run_id = keep(
            session, viewer, given.facts, parts, place=filing.base, refused=refused, at=at
        )
    return ImportReport(
        kind=KIND,
        file_name=given.facts.name,
        place=filing.base.name,
        run_id=run_id,
        rows_read=given.facts.rows_read,
        rows_kept=len(rows),
        left_out=given.facts.left_out,
        ambiguous=given.ambiguous,
        unanticipated=rows.column("problem_id").count(None),
        places_made=tuple(filing.made),
        problems_made=tuple(playbook.made),
        refused=refused,
    )


def rows_of(
    mapping: EscalationMapping, known: Known, filing: Filing, playbook: Playbook
) -> tuple[Written, list[RefusedRow]]:
    """The new tickets with their columns, and those rows that can be filed nowhere."""
    tickets, misfiled = known.new, list[RefusedRow]()
    place_of: dict[object, int | Unreadable] = {}
    for filed in dict.fromkeys(tickets.filed):
        try:
            place_of[filed] = filing.place_id(filed)
        except Unreadable as reason:
            place_of[filed] = reason
    places = [place_of[filed] for filed in tickets.filed]
    kept = [row for row, place in enumerate(places) if not isinstance(place, Unreadable)]
    if len(kept) < len(places):
        misfiled = [
            RefusedRow(number, place.column, str(place))
            for number, place in zip(tickets.numbers, places, strict=True)
            if isinstance(place, Unreadable)
        ]
        tickets = tickets.taken(kept)
    problem_of = {title: playbook.problem_id(title) for title in dict.fromkeys(tickets.titles)}
    rows = written(
        tickets,
        mapping,
        place_ids=[places[row] for row in kept],
        problem_ids=[problem_of[title] for title in tickets.titles],
        remedy_id=known.remedy_id,
    )
    return rows, misfiled


def keep(
    session: Session,
    viewer: Viewer,
    facts: FileFacts,
    parts: Sequence[Prepared],
    *,
    place: Place,
    refused: tuple[RefusedRow, ...],
    at: datetime,
) -> int:
    """Write these rows with their events, holdings, run and entry of the trail; the run's key."""
    # Before the audit trail, as every command does it: who locks in one order never rings.
    waits = [_counted(session, part.rows) for part in parts]
    kept = sum(len(part.rows) for part in parts)
    digest = hashlib.sha256("".join(part.digest() for part in parts).encode()).hexdigest()
    run_id = keep_run(
        session, viewer, facts, place=place, kept=kept, refused=refused, digest=digest, at=at
    )
    for part, (more, open_waits) in zip(parts, waits, strict=True):
        staging.write(session.connection(), part, more | {"import_run_id": run_id}, open_waits)
    return run_id


def _counted(session: Session, rows: Written) -> tuple[dict[str, object], dict[str, Column]]:
    """Tell the holdings of the rows; the seconds of opening hours that each of them waited, and
    the waits that none of them has.
    """
    connection, timelines, place_ids = session.connection(), rows.timelines, rows.place_ids
    hours = open_times.hours_at(connection, {*place_ids.tolist()})
    waits = open_times.measured_at(timelines, place_ids, hours)
    classes = (CLASS_PLACE[each] for each in rows.column("escalation_class"))
    asks = Asks(
        place_ids=place_ids,
        classes=np.fromiter(classes, np.int64, len(rows)),
        timelines=timelines,
        open_waits=waits,
        is_imported=np.ones(len(rows), np.bool_),
        is_complete=np.full(len(rows), UNKNOWN),
        times=np.ones(len(rows), np.int64),
    )
    holdings.count(connection, asks)
    known = {open_times.COLUMNS[stage]: each for stage, each in waits.items() if each.max() >= 0}
    unknown: dict[str, object] = dict.fromkeys({*open_times.COLUMNS.values()} - known.keys())
    return unknown, {name: open_times.told(each) for name, each in known.items()}
