"""`python -m jobs.importing ID`: one ordered import, in a process of its own, lowest in rank.

Nobody waits for it at a counter, so everything else goes first: the processor, the disk, and
between two pieces whoever wants to write.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

from db.access import Viewer
from db.commands import import_orders
from db.imports import escalations, pieces, shelf
from db.imports.escalations import TicketsRead
from db.imports.known import known_of
from db.imports.mapping import EscalationMapping
from db.imports.mapping_files import read_mapping
from db.imports.reports import ImportReport, lines_of
from db.queries.import_orders import Work, work_of
from db.queries.people import viewer_of
from db.rules.refusals import Refusal
from db.rules.words import ImportState
from db.session import reading, writing

LOWEST = 19
EVERY = 1.0
# Between two pieces others may write for so much of the time that the last one took.
PAUSE = 0.2
LEAST_PAUSE = 0.005


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
    tell = _teller(order_id)
    given = _read(work, tell)
    at = now()
    with reading() as session:
        known = known_of(session, given.mapping, given.tickets)
    with writing() as session:
        filing, playbook = pieces.find(session, viewer, given, known, at=at)
    with reading() as session:
        found = pieces.sort(session, given, known, filing, playbook)
    facts, refused, kept = given.facts, len(found.refused), 0
    total = facts.rows_read - facts.left_out
    for piece in pieces.pieces(found):
        began = time.monotonic()
        with writing() as session:
            pieces.write_piece(session, viewer, given, found, piece, at=at)
        kept += len(piece)
        tell(ImportState.WRITING, read=facts.rows_read, total=total, refused=refused, kept=kept)
        time.sleep(max(LEAST_PAUSE, PAUSE * (time.monotonic() - began)))
    with writing() as session:
        import_orders.tell(session, order_id=order_id, now=now(), read=facts.rows_read,
                           total=total, refused=refused, kept=kept)  # fmt: skip
    return "\n".join(lines_of(_report(given, found)))


def _read(work: Work, tell: Callable[..., None]) -> TicketsRead:
    path = shelf.path_of(work.submit_key, work.file_name)
    if not path.exists():
        raise Refusal(f"{work.file_name} is not there any more. Hand it in again.")
    total = path.read_bytes().count(b"\n") if path.suffix != ".xlsx" else 0
    mapping = read_mapping(work.mapping, EscalationMapping)
    given = escalations.read(
        path, mapping, now=now(), largest=sys.maxsize,
        told=lambda rows: tell(ImportState.READING, read=rows, total=max(total, rows)),
    )  # fmt: skip
    return replace(given, facts=replace(given.facts, name=work.file_name))


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


def _report(given: TicketsRead, found: pieces.Sorted) -> ImportReport:
    return ImportReport(
        kind=escalations.KIND,
        file_name=given.facts.name,
        place=found.base_name,
        run_id=None,
        rows_read=given.facts.rows_read,
        rows_kept=len(found.rows),
        left_out=given.facts.left_out,
        ambiguous=given.ambiguous,
        unanticipated=sum(row.problem_id is None for _, row in found.rows),
        places_made=found.places_made,
        problems_made=found.problems_made,
        refused=found.refused,
    )


def main() -> None:
    """Step back behind everybody else, then work."""
    with suppress(OSError):
        os.nice(LOWEST)
    # What it makes it keeps until it ends: looking for garbage would find none.
    gc.disable()
    sys.stdout.write(f"{run(int(sys.argv[1]))}\n")


if __name__ == "__main__":
    main()
