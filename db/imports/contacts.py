"""Contacts served, by place and day: the denominator of every rate.

A day that is recorded already with the same number is known, not wrong; with another number it
is refused, because the record does not say which of the two is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import holdings
from db.access import Viewer
from db.held_sums import Served
from db.imports.bulk import in_bulk
from db.imports.clocks import day_written
from db.imports.columns import check_columns
from db.imports.files import LARGEST, Row, Source, open_file
from db.imports.mapping import ContactMapping
from db.imports.places import Filing
from db.imports.reports import ImportReport, RefusedRow, Unreadable, refuse_if_strict
from db.imports.rows import Filed, read_filed
from db.imports.runs import FileFacts, keep_run
from db.tables.contacts import ContactsServed

KIND = "contacts"
MOST_IN_A_DAY = 10_000_000


@dataclass(frozen=True, slots=True)
class Count:
    """How many customers a place served on one of its days."""

    number: int
    filed: Filed | None
    served_on: date
    contacts: int


@dataclass(frozen=True, slots=True)
class CountsRead:
    """A file that was read whole: its counts, and the rows that cannot be one."""

    facts: FileFacts
    mapping: ContactMapping
    counts: tuple[Count, ...]
    refused: tuple[RefusedRow, ...]


def read(
    path: Path, mapping: ContactMapping, *, now: datetime, largest: int = LARGEST
) -> CountsRead:
    """Read a file as the mapping says; nothing is written. `largest` is in bytes.

    Raises `Refusal` when the file as a whole cannot be read: broken, empty, a column missing.
    """
    source = open_file(path, mapping.file, largest=largest)
    check_columns(source.header, mapping.columns())
    read_rows = [_judged(row, mapping, now) for row in _wanted(source, mapping.rows.only)]
    judged = [each for each in read_rows if each is not None]
    facts = FileFacts.of(
        KIND,
        source,
        mapping=mapping.model_dump_json(exclude_defaults=True),
        rows_read=len(read_rows),
        left_out=len(read_rows) - len(judged),
    )
    counts = tuple(each for each in judged if isinstance(each, Count))
    refused = tuple(each for each in judged if isinstance(each, RefusedRow))
    return CountsRead(facts, mapping, counts, refused)


def write(
    session: Session,
    viewer: Viewer,
    given: CountsRead,
    *,
    under: str = "",
    strict: bool = False,
    dry_run: bool = False,
    at: datetime,
) -> ImportReport:
    """Write what was read, whole or not at all; see `db.imports.escalations.write`."""
    with session.begin_nested() as step:
        report = _written(session, viewer, given, under=under, at=at)
        if strict:
            refuse_if_strict(report)
        if dry_run or not report.rows_kept:
            step.rollback()
    return replace(report, is_dry_run=dry_run)


def _written(
    session: Session, viewer: Viewer, given: CountsRead, *, under: str, at: datetime
) -> ImportReport:
    filing = Filing(session, viewer, given.mapping.place, under=under, at=at)
    rows, refused = _rows(session, given, filing)
    run_id = None
    if rows:
        holdings.count(session.connection(), served=[_served(row) for row in rows])
        run_id = keep_run(session, viewer, given.facts, place=filing.base, kept=len(rows),
                          refused=refused, at=at)  # fmt: skip
        in_bulk(session, ContactsServed, (row | {"import_run_id": run_id} for row in rows))
    return ImportReport(
        kind=KIND,
        file_name=given.facts.name,
        place=filing.base.name,
        run_id=run_id,
        rows_read=given.facts.rows_read,
        rows_kept=len(rows),
        left_out=given.facts.left_out,
        ambiguous=0,
        unanticipated=0,
        places_made=tuple(filing.made),
        problems_made=(),
        refused=refused,
    )


def _served(row: Mapping[str, Any]) -> Served:
    return Served(row["place_id"], row["served_on"], row["contacts"])


def _rows(
    session: Session, given: CountsRead, filing: Filing
) -> tuple[list[dict[str, object]], tuple[RefusedRow, ...]]:
    question = select(ContactsServed.place_id, ContactsServed.served_on, ContactsServed.contacts)
    known = {(place, day): contacts for place, day, contacts in session.execute(question)}
    seen: dict[tuple[int, date], int] = {}
    rows: list[dict[str, object]] = []
    refused = list(given.refused)
    for count in given.counts:
        try:
            key = (filing.place_id(count.filed), count.served_on)
            is_known = _is_known(
                given.mapping, count, known.get(key), seen.setdefault(key, count.number)
            )
        except Unreadable as reason:
            refused.append(RefusedRow(count.number, reason.column, str(reason)))
            continue
        if is_known:
            said = "This day was recorded before with the same number."
            refused.append(RefusedRow(count.number, given.mapping.day, said, is_known=True))
        else:
            rows.append({"place_id": key[0], "served_on": key[1], "contacts": count.contacts})
    return rows, tuple(sorted(refused, key=lambda row: row.row))


def _is_known(mapping: ContactMapping, count: Count, recorded: int | None, first: int) -> bool:
    """Whether the record has this very count; `Unreadable` when it has another, or the file
    names the same place and day in an earlier row.
    """
    if first != count.number:
        raise Unreadable(mapping.day, f"Row {first} has the same place and day already.")
    if recorded is not None and recorded != count.contacts:
        raise Unreadable(mapping.contacts, f"{recorded:,} contacts are recorded for that day.")
    return recorded is not None


def _wanted(source: Source, only: dict[str, str]) -> Iterator[Row | None]:
    """Each row, or None for one that the mapping does not want."""
    for row in source.rows:
        unwanted = any(row.cells.get(column) != wanted for column, wanted in only.items())
        yield None if unwanted and not row.flaw else row


def _judged(row: Row | None, mapping: ContactMapping, now: datetime) -> Count | RefusedRow | None:
    if row is None:
        return None
    try:
        return _count(row, mapping, now)
    except Unreadable as reason:
        return RefusedRow(row.number, reason.column, str(reason))


def _count(row: Row, mapping: ContactMapping, now: datetime) -> Count:
    if row.flaw:
        raise Unreadable("", row.flaw)
    blank = mapping.rows.blank
    cells = {column: "" if text in blank else text for column, text in row.cells.items()}
    served_on = _day(mapping, cells[mapping.day], now)
    contacts = _number(mapping.contacts, cells[mapping.contacts])
    return Count(row.number, read_filed(mapping.place.below, cells), served_on, contacts)


def _day(mapping: ContactMapping, text: str, now: datetime) -> date:
    try:
        day = day_written(text, mapping.format)
    except ValueError:
        sentence = f"“{text[:60]}” is not a day in the mapping's format ({mapping.format})."
        raise Unreadable(mapping.day, sentence) from None
    # Somewhere it is tomorrow already.
    if (day - now.date()).days > 1:
        raise Unreadable(mapping.day, f"{day} lies in the future.")
    return day


def _number(column: str, text: str) -> int:
    plain = text.replace(",", "").replace(" ", "")
    if not plain.isascii() or not plain.isdigit():
        raise Unreadable(column, f"“{text[:60]}” is not a number of contacts, from 0 up.")
    if int(plain) > MOST_IN_A_DAY:
        raise Unreadable(column, f"{text[:60]} contacts in one day cannot be meant.")
    return int(plain)
