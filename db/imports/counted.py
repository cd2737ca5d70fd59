"""What the holdings are told of imported rows, and the waits that are measured on the way."""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection

from db import holdings, open_times
from db.held_over_limits import OverAsks, amounts
from db.held_sums import UNKNOWN, Asks
from db.imports.written import Column, Written
from db.rules.holdings import CLASS_PLACE
from db.rules.tallies import Ints
from db.rules.words import EscalationReason


def count(connection: Connection, rows: Written) -> tuple[dict[str, object], dict[str, Column]]:
    """Count the rows; the waits in opening hours that none of them has, and those of each."""
    timelines, place_ids = rows.timelines, rows.place_ids
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
    holdings.count(connection, asks, _over(rows))
    known = {open_times.COLUMNS[stage]: each for stage, each in waits.items() if each.max() >= 0}
    unknown: dict[str, object] = dict.fromkeys({*open_times.COLUMNS.values()} - known.keys())
    return unknown, {name: open_times.told(each) for name, each in known.items()}


def _over(rows: Written) -> OverAsks | None:
    """Those whose reason is that they were over a limit."""
    reasons = rows.column("reason")
    is_over = np.fromiter(
        (each is EscalationReason.OVER_MY_LIMIT for each in reasons), np.bool_, len(rows)
    )
    if not is_over.any():
        return None
    over = rows if is_over.all() else rows.taken(np.flatnonzero(is_over))
    # What is granted in an import is granted in the currency of the ask.
    return OverAsks(
        place_ids=over.place_ids,
        timelines=over.timelines,
        limit=amounts(over.column("limit_amount")),
        asked=amounts(over.column("amount_asked")),
        granted=amounts(over.column("amount_granted")),
        currencies=over.column("asked_currency"),
        problem_ids=_keys(over.column("problem_id")),
        remedy_ids=_keys(over.column("remedy_id")),
        times=np.ones(len(over), np.int64),
    )


def _keys(column: Column) -> Ints:
    return np.array([each or 0 for each in column], np.int64)
