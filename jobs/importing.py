"""`python -m jobs.importing ID`: one ordered import, in a process of its own, lowest in rank.

Nobody waits for it at a counter, so everything else goes first: the processor, the disk, and
between two pieces whoever wants to write.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from db.access import Viewer
from db.commands import import_orders
from db.imports import escalations, shelf
from db.imports.known import known_of
from db.imports.mapping import EscalationMapping
from db.imports.mapping_files import read_mapping
from db.imports.pieces import Piece, Pieces
from db.imports.reports import lines_of
from db.imports.tickets import Block
from db.queries.import_orders import Work, work_of
from db.queries.people import viewer_of
from db.rules.refusals import Refusal
from db.rules.words import ImportState
from db.session import connect, doors, reading, use, writing
from db.settings import read_settings
from jobs.reading_ahead import blocks_read_ahead

LOWEST, WAL_PAGES = 19, 4_000
EVERY = 1.0
# Between two pieces others may write: while the next is prepared, and at least so long.
PAUSE = 0.005
# A file of so many bytes is read by another process while this one writes.
LARGE = 2 << 20


class StoppedByHand(Exception):
    """Whoever ordered the import asked it to stop."""


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def run(order_id: int) -> str:
    """Carry out an order to its end, and say how that was."""
    with reading() as session:
        work = work_of(session, order_id)
        viewer = viewer_of(session, work.person_id)
    state, note = ImportState.REFUSED, "Whoever ordered it has no account any more."
    if viewer is not None:
        try:
            state, note = ImportState.DONE, _carried_out(order_id, work, viewer)
        except Refusal as refusal:
            note = str(refusal).replace(shelf.path_of(work.submit_key, work.file_name).name,
                                        work.file_name)  # fmt: skip
        except StoppedByHand:
            state, note = ImportState.STOPPED, "It was stopped. What was imported stays."
    with writing() as session:
        import_orders.end(session, order_id=order_id, state=state, note=note, now=now())
    if state is not ImportState.STOPPED:
        shelf.take_away(work.submit_key, work.file_name)
    return note


def _carried_out(order_id: int, work: Work, viewer: Viewer) -> str:
    tell, at = _teller(order_id), now()
    found = Pieces(viewer, read_mapping(work.mapping, EscalationMapping), at)
    path = shelf.path_of(work.submit_key, work.file_name)
    if not path.exists():
        raise Refusal(f"{work.file_name} is not there any more. Hand it in again.")
    lines = path.read_bytes().count(b"\n") if path.suffix != ".xlsx" else 0
    for piece in _pieces(found, path, work.file_name):
        with writing() as session:
            found.write(session, piece)
        tell(ImportState.WRITING, read=found.rows_read, kept=found.kept,
             total=max(lines, found.rows_read), refused=len(found.refused))  # fmt: skip
        time.sleep(PAUSE)
    report = found.report()
    with writing() as session:
        import_orders.tell(
            session, order_id=order_id, now=now(), read=report.rows_read, kept=report.rows_kept,
            total=report.rows_read - report.left_out, refused=len(report.refused),
        )  # fmt: skip
    return "\n".join(lines_of(report))


def _pieces(found: Pieces, path: Path, name: str) -> Iterator[Piece]:
    """The rows of the file that are kept; their places and problems are there."""
    for read in _blocks(path, found.mapping, found.at):
        block = replace(read, facts=replace(read.facts, name=name))
        with reading() as session:
            known = known_of(session, found.mapping, block.tickets)
        if not found.is_found(known):
            with writing() as session:
                found.find(session, known)
        yield from found.sort(block, known, doors().engine.dialect)


def _blocks(path: Path, mapping: EscalationMapping, at: datetime) -> Iterator[Block]:
    """The blocks of the file: of a large one, read by another process while this one writes."""
    if path.stat().st_size < LARGE:
        return escalations.blocks(path, mapping, now=at, largest=sys.maxsize)
    doors().dispose()
    return blocks_read_ahead(path, mapping, now=at)


def _teller(order_id: int) -> Callable[..., None]:
    """Tells the record how far it is, about once a second; `StoppedByHand` when that is asked."""
    last = time.monotonic()

    def tell(state: ImportState, **counts: int) -> None:
        nonlocal last
        if time.monotonic() - last < EVERY:
            return
        last = time.monotonic()
        with writing() as session:
            is_asked = import_orders.tell(
                session, order_id=order_id, state=state, now=now(), **counts
            )
        if is_asked:
            raise StoppedByHand

    return tell


def main() -> None:
    """Step back behind everybody else, then work."""
    with suppress(OSError):
        os.nice(LOWEST)
    # What it makes it keeps until it ends: looking for garbage would find none.
    gc.disable()
    use(connect(read_settings().database_url, wal_pages=WAL_PAGES))
    sys.stdout.write(f"{run(int(sys.argv[1]))}\n")


if __name__ == "__main__":
    main()
