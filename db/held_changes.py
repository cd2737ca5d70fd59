"""What a flush changed, told to the holdings in the same transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import inspect
from sqlalchemy.orm import attributes

from db import holdings, open_times
from db.held_sums import (
    ASK_COLUMNS,
    GIFT_COLUMNS,
    PROMISE_COLUMNS,
    Ended,
    Served,
    asks_of,
    gift_of,
    promise_of,
)
from db.rules.timelines import MOMENTS, RUNNING, Moments, Timelines, settled, timelines_of
from db.rules.words import Stage
from db.tables.contacts import ContactsServed
from db.tables.escalations import Escalation
from db.tables.places import Place
from db.tables.promises import Promise
from db.tables.remedies import Grant

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Columns: TypeAlias = dict[str, Any]


def measure(session: Session, _context: object, _instances: object) -> None:
    """Keep beside an ask what its waits were in opening hours, as soon as they are settled.

    A wait that stands as it stood keeps what was measured then, whatever the hours are now.
    """
    for row in (*session.new, *session.dirty):
        if not isinstance(row, Escalation):
            continue
        was_there = inspect(row).persistent
        now, before = _columns(row), _former(row) if was_there else None
        changed = _newly_settled(before, now)
        if not changed:
            continue
        hours = open_times.hours_at(session.connection(), {row.place_id})
        waits = open_times.measured(_timelines([now]), hours.get(row.place_id))
        for stage in changed:
            setattr(row, open_times.COLUMNS[stage], open_times.told(waits[stage])[0])


def follow(session: Session, _context: object) -> None:
    """Count what a flush changed; a new clock of an office moves all that happened there."""
    asked: list[tuple[Columns, int]] = []
    served: list[Served] = []
    ended: list[Ended | None] = []
    moved: list[int] = []
    for row in (*session.new, *session.dirty):
        was_there = inspect(row).persistent
        if isinstance(row, Escalation):
            asked += _changed(row, was_there=was_there)
        elif isinstance(row, ContactsServed):
            before = _before(row, "contacts") if was_there else 0
            served.append(Served(row.place_id, row.served_on, row.contacts - before))
        elif isinstance(row, Grant) and not was_there:
            ended.append(gift_of(_columns(row, GIFT_COLUMNS)))
        elif isinstance(row, Promise):
            ended += _closed(row, was_there=was_there)
        elif isinstance(row, Place) and was_there and _before(row, "zone") != row.zone:
            moved.append(row.id)
    told = [each for each in ended if each is not None]
    if asked or served or told:
        asks = asks_of([row for row, _ in asked], [times for _, times in asked]) if asked else None
        holdings.count(session.connection(), asks, served, told)
    for place_id in moved:
        holdings.make_again(session.connection(), place_id)


def _newly_settled(before: Columns | None, now: Columns) -> list[Stage]:
    """The stages whose waits have another end than they had, or are of another place."""
    rows = [now] if before is None else [before, now]
    asks = _timelines(rows)
    found = []
    for stage in Stage:
        ends = settled(asks, asks.reached(stage))
        if ends.codes[-1] == RUNNING:
            is_new = before is not None and ends.codes[0] != RUNNING
        else:
            is_new = (
                before is None
                or before["place_id"] != now["place_id"]
                or (ends.at[0], ends.codes[0]) != (ends.at[-1], ends.codes[-1])
            )
        if is_new:
            found.append(stage)
    return found


def _timelines(rows: list[Columns]) -> Timelines:
    return timelines_of([Moments(*(row[name] for name in MOMENTS)) for row in rows])


def _changed(row: Escalation, *, was_there: bool) -> list[tuple[Columns, int]]:
    now = _columns(row)
    if not was_there:
        return [(now, 1)]
    before = _former(row)
    return [] if before == now else [(before, -1), (now, 1)]


def _closed(row: Promise, *, was_there: bool) -> list[Ended | None]:
    now = promise_of(_columns(row, PROMISE_COLUMNS))
    if not was_there:
        return [now]
    before = promise_of({name: _before(row, name) for name in PROMISE_COLUMNS}, times=-1)
    return [] if before and replace(before, times=1) == now else [before, now]


def _columns(row: object, names: tuple[str, ...] = ASK_COLUMNS) -> Columns:
    return {name: getattr(row, name) for name in names}


def _former(row: Escalation) -> Columns:
    """The ask as it was before this change, to be taken back."""
    return {name: _before(row, name) for name in ASK_COLUMNS}


def _before(row: object, name: str) -> Any:
    """What the column held when the transaction began to change it."""
    history = attributes.get_history(row, name)
    if history.deleted:
        return history.deleted[0]
    # Nothing that was there is nothing that was deleted.
    return None if history.added else getattr(row, name)
