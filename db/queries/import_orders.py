"""Imports that were ordered on a screen, and how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.access import Viewer
from db.rules.import_progress import Progress
from db.tables.imports import ImportOrder

SHOWN = 20


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order as its screen shows it; `note` is what was said at the end."""

    id: int
    file_name: str
    asked_at: datetime
    progress: Progress
    is_stopping: bool
    is_interrupted: bool
    note: str


@dataclass(frozen=True, slots=True)
class Work:
    """What a process needs to carry out an order."""

    person_id: int
    submit_key: str
    file_name: str
    mapping: str


def import_orders(session: Session, viewer: Viewer, *, now: datetime) -> list[OrderRow]:
    """The imports that the viewer ordered, the newest first."""
    question = select(ImportOrder).where(ImportOrder.asked_by_id == viewer.person_id)
    rows = session.scalars(question.order_by(ImportOrder.id.desc()).limit(SHOWN))
    return [_row(row, now) for row in rows]


def _row(row: ImportOrder, now: datetime) -> OrderRow:
    progress = progress_of(row)
    return OrderRow(
        row.id,
        row.file_name,
        row.asked_at,
        progress,
        is_stopping=row.stop_asked_at is not None and progress.is_under_way,
        is_interrupted=progress.is_interrupted(now),
        note=row.note,
    )


def progress_of(row: ImportOrder) -> Progress:
    """How far the order is."""
    return Progress(
        row.state, row.began_at, row.heard_at,
        row.rows_total, row.rows_read, row.rows_kept, row.rows_refused,
    )  # fmt: skip


def work_of(session: Session, order_id: int) -> Work:
    """What is to be done for an order."""
    row = session.get_one(ImportOrder, order_id)
    return Work(row.asked_by_id or 0, row.submit_key, row.file_name, row.mapping)
