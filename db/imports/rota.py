"""Rotas: the shifts of a file, by person and by date or weekday, and the skills that stand beside.

A shift that is on the rota already is known, not wrong; one that overlaps another is refused, and
the rest of the file is taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import access
from db.access import Permission, Viewer
from db.imports.bulk import in_bulk
from db.imports.columns import check_columns
from db.imports.files import LARGEST, Source, open_file
from db.imports.mapping import FilePart
from db.imports.reports import ImportReport, RefusedRow, Unreadable, refuse_if_strict
from db.imports.rota_mapping import RotaMapping, usual_mapping
from db.imports.rota_rows import Turn, read_turn
from db.imports.runs import FileFacts, keep_run
from db.imports.shifts import Judged, Weeks, check_weeks, judge
from db.imports.skilled import add_skills
from db.queries.places import PlaceRow, place_named, row
from db.rules.refusals import Refusal
from db.tables.cover import Cover
from db.tables.places import Place

KIND = "rota"


@dataclass(frozen=True, slots=True)
class RotaRead:
    """A file that was read whole: its turns, and the rows that cannot be one."""

    facts: FileFacts
    mapping: RotaMapping
    turns: tuple[Turn, ...]
    refused: tuple[RefusedRow, ...]

    @property
    def has_weekdays(self) -> bool:
        """Whether any row needs a week to be said, because it names a weekday."""
        return any(turn.day is None for turn in self.turns)


def header_of(path: Path, *, largest: int = LARGEST) -> tuple[str, ...]:
    """The columns of a file, for whoever says what they mean."""
    return _opened(path, FilePart(), largest).header


def read(
    path: Path, mapping: RotaMapping | None = None, *, now: datetime, largest: int = LARGEST
) -> RotaRead:
    """Read a file as the mapping says, or by the usual names of columns; nothing is written.

    Raises `Refusal` when the file as a whole cannot be read: broken, empty, a column missing.
    """
    source = _opened(path, mapping.file if mapping else FilePart(), largest)
    how = mapping or usual_mapping(source.header)
    check_columns(source.header, how.columns())
    turns, refused, read_rows, left_out = [], [], 0, 0
    for each in source.rows:
        read_rows += 1
        if not each.flaw and any(each.cells.get(c) != text for c, text in how.rows.only.items()):
            left_out += 1
            continue
        try:
            turns.append(read_turn(each, how, now=now))
        except Unreadable as reason:
            refused.append(RefusedRow(each.number, reason.column, str(reason)))
    facts = FileFacts.of(
        KIND, source, mapping=how.model_dump_json(exclude_defaults=True), rows_read=read_rows,
        left_out=left_out,
    )  # fmt: skip
    return RotaRead(facts, how, tuple(turns), tuple(refused))


def read_content(
    name: str, content: bytes, mapping: RotaMapping | None = None, *, now: datetime
) -> RotaRead:
    """The same for a file that was sent by a browser."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "rota.csv")
        path.write_bytes(content)
        return read(path, mapping, now=now)


def header_of_content(name: str, content: bytes) -> tuple[str, ...]:
    """The columns of a file that was sent by a browser."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "rota.csv")
        path.write_bytes(content)
        return header_of(path)


def write(
    session: Session,
    viewer: Viewer,
    given: RotaRead,
    *,
    under: str | PlaceRow = "",
    weeks: Weeks | None = None,
    strict: bool = False,
    dry_run: bool = False,
    at: datetime,
) -> ImportReport:
    """Write the shifts that were read, and the skills of those rows; a dry run only looks.

    `under` is a place, or its code or name, instead of the mapping's. The same file again adds
    nothing.
    """
    base = _base(session, viewer, under or given.mapping.place)
    chosen = weeks or Weeks()
    check_weeks(given.turns, chosen)
    if not dry_run:
        # Two imports at one place pass one by one, so that the second sees what the first wrote.
        session.execute(select(Place.id).where(Place.id == base.id).with_for_update())
    judged = judge(
        session, viewer, given.turns, mapping=given.mapping, base=base, weeks=chosen, at=at
    )
    judged.refused += given.refused
    run_id = None
    report = _report(given, base, judged, run_id, is_dry_run=dry_run)
    if strict:
        refuse_if_strict(report)
    if dry_run or not judged.kept:
        return report
    run_id = keep_run(
        session, viewer, given.facts, place=session.get_one(Place, base.id), kept=judged.kept,
        refused=judged.refused, at=at,
    )  # fmt: skip
    in_bulk(session, Cover, judged.shifts)
    add_skills(session, viewer, judged.skills, at=at)
    return _report(given, base, judged, run_id, is_dry_run=False)


def _report(
    given: RotaRead, base: PlaceRow, judged: Judged, run_id: int | None, *, is_dry_run: bool
) -> ImportReport:
    return ImportReport(
        kind=KIND,
        file_name=given.facts.name,
        place=base.name,
        run_id=run_id,
        rows_read=given.facts.rows_read,
        rows_kept=judged.kept,
        left_out=given.facts.left_out,
        ambiguous=0,
        unanticipated=0,
        places_made=(),
        problems_made=(),
        refused=tuple(sorted(judged.refused, key=lambda each: each.row)),
        is_dry_run=is_dry_run,
        shifts=len(judged.shifts),
    )


def _opened(path: Path, shape: FilePart, largest: int) -> Source:
    """The file; one whose only column holds semicolons was written with them."""
    source = open_file(path, shape, largest=largest)
    if shape == FilePart() and len(source.header) == 1 and ";" in source.header[0]:
        return open_file(path, FilePart(delimiter=";"), largest=largest)
    return source


def _base(session: Session, viewer: Viewer, named: str | PlaceRow) -> PlaceRow:
    if isinstance(named, PlaceRow):
        base = named
    elif named:
        base = place_named(session, viewer, named=named)
    else:
        top = session.scalars(access.visible_places(viewer).order_by(Place.path)).first()
        if top is None:
            raise Refusal("There is no place yet. Set up Readyroom first.")
        base = row(top)
    access.require(viewer, Permission.COVER_CHANGE, base.path)
    return base
