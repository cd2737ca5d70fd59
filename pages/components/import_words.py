"""How an import stands, in words."""

from __future__ import annotations

from datetime import timedelta

from db.queries.import_orders import OrderRow
from db.rules.import_progress import Progress
from db.rules.words import ImportState

WORDS = {
    ImportState.WAITING: "waits to begin",
    ImportState.READING: "is being read",
    ImportState.WRITING: "is being written",
    ImportState.DONE: "is done",
    ImportState.STOPPED: "was stopped",
    ImportState.REFUSED: "was refused",
}


def heading_of(order: OrderRow) -> str:
    """Where it stands; an interrupted one says what may be done."""
    if order.is_interrupted:
        return "was interrupted; what was imported stays, and it can carry on"
    return "stops after this piece" if order.is_stopping else WORDS[order.progress.state]


def counted(progress: Progress) -> str:
    """Rows read, kept and refused, and how quickly."""
    said = [f"{progress.read:,} rows read", f"{progress.kept:,} kept"]
    said.append(f"{progress.refused:,} refused")
    rate = progress.rate
    if rate is not None and progress.read:
        said.append(f"{rate:,.0f} rows a second")
    return ", ".join(said)


def left_of(order: OrderRow) -> str:
    """How long it will still take."""
    left = None if order.is_interrupted else order.progress.left
    if left is None:
        return "How long it takes is not known yet" if not order.is_interrupted else "Interrupted"
    if left < timedelta(minutes=1):
        return f"About {max(left.seconds, 1)} seconds left"
    minutes = round(left.total_seconds() / 60)
    return f"About {minutes} {'minute' if minutes == 1 else 'minutes'} left"
