"""Ordering an import, stopping it, carrying on; and what the process that carries it out says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import access, audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.queries.import_orders import progress_of
from db.rules.import_progress import OVER
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import ImportState
from db.tables.imports import ImportOrder


def order(
    session: Session,
    viewer: Viewer,
    *,
    file_name: str,
    mapping: str,
    submit_key: str,
    at: datetime,
) -> int:
    """Ask for a file to be imported, by the name under which it was laid down; its key.

    Where it may be filed is judged when it is read, as for every import.
    """
    _check_may(viewer)
    known = session.scalar(select(ImportOrder.id).where(ImportOrder.submit_key == submit_key))
    if known is not None:
        return known
    row = ImportOrder(
        file_name=file_name,
        mapping=mapping,
        submit_key=submit_key,
        asked_by_id=viewer.person_id,
        asked_at=at,
        heard_at=at,
        state=ImportState.WAITING,
    )
    session.add(row)
    session.flush()
    subject = Subject("import order", row.id)
    audit.record(session, viewer, "import ordered", subject, at=at, detail={"file": file_name})
    return row.id


def stop(session: Session, viewer: Viewer, *, order_id: int, at: datetime) -> None:
    """Ask a running import to stop after the piece that it writes; what is kept stays."""
    row = _own(session, viewer, order_id)
    if row.state in OVER:
        raise Refusal(f"The import of {row.file_name} is over.")
    row.stop_asked_at = at
    if row.state is ImportState.WAITING or progress_of(row).is_interrupted(at):
        row.state, row.ended_at = ImportState.STOPPED, at
    subject = Subject("import order", row.id)
    audit.record(session, viewer, "import stopped", subject, at=at)


def carry_on(session: Session, viewer: Viewer, *, order_id: int, at: datetime) -> None:
    """Begin again where an import was stopped or interrupted: rows that were kept are known."""
    row = _own(session, viewer, order_id)
    if row.state is not ImportState.STOPPED and not progress_of(row).is_interrupted(at):
        raise Refusal(f"The import of {row.file_name} was neither stopped nor interrupted.")
    row.state, row.heard_at = ImportState.WAITING, at
    row.stop_asked_at = row.ended_at = None
    subject = Subject("import order", row.id)
    audit.record(session, viewer, "import carried on", subject, at=at)


def claim_next(session: Session, *, now: datetime) -> int | None:
    """The order that waits longest, claimed for a process that is about to begin."""
    waiting = select(ImportOrder).where(ImportOrder.state == ImportState.WAITING)
    question = waiting.order_by(ImportOrder.id).limit(1).with_for_update(skip_locked=True)
    row = session.scalar(question)
    if row is None:
        return None
    row.state, row.began_at, row.heard_at = ImportState.READING, now, now
    row.rows_total = row.rows_read = row.rows_kept = row.rows_refused = 0
    return row.id


def tell(
    session: Session,
    *,
    order_id: int,
    state: ImportState = ImportState.WRITING,
    now: datetime,
    **counts: int,
) -> bool:
    """Say how far it is; whether somebody asked it to stop."""
    row = session.get_one(ImportOrder, order_id)
    row.state, row.heard_at = state, now
    for name, number in counts.items():
        setattr(row, f"rows_{name}", number)
    return row.stop_asked_at is not None


def end(session: Session, *, order_id: int, state: ImportState, note: str, now: datetime) -> None:
    """Say how it ended, in words."""
    row = session.get_one(ImportOrder, order_id)
    row.state, row.note, row.heard_at, row.ended_at = state, note, now, now


def _own(session: Session, viewer: Viewer, order_id: int) -> ImportOrder:
    _check_may(viewer)
    row = session.get(ImportOrder, order_id, with_for_update=True)
    if row is None or row.asked_by_id != viewer.person_id:
        raise NotPermitted("Only whoever ordered an import may stop it or carry on with it.")
    return row


def _check_may(viewer: Viewer) -> None:
    if not access.may_somewhere(viewer, Permission.IMPORT_RUN):
        raise NotPermitted(f"{viewer.name} may not import files. Ask your administrator.")
