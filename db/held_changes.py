"""What a flush changed, told to the holdings in the same transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect
from sqlalchemy.orm import attributes

from db import holdings, open_times
from db.held_sums import (
    ASK_COLUMNS,
    GIFT_COLUMNS,
    PROMISE_COLUMNS,
    Asked,
    Ended,
    Served,
    asked_of,
    gift_of,
    promise_of,
)
from db.rules.holdings import settled
from db.rules.words import Stage
from db.tables.contacts import ContactsServed
from db.tables.escalations import Escalation
from db.tables.places import Place
from db.tables.promises import Promise
from db.tables.remedies import Grant

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def measure(session: Session, _context: object, _instances: object) -> None:
    """Keep beside an ask what its waits were in opening hours, as soon as they are settled.

    A wait that stands as it stood keeps what was measured then, whatever the hours are now.
    """
    hours_of = None
    for row in (*session.new, *session.dirty):
        if not isinstance(row, Escalation):
            continue
        now = asked_of(_columns(row))
        before = _former(row) if inspect(row).persistent else None
        changed = [stage for stage in Stage if _is_new(before, now, stage)]
        if not changed:
            continue
        hours_of = hours_of or open_times.hours_of_places(session.connection())
        (waits,) = open_times.measured([now.moments], hours_of(row.place_id))
        for stage, seconds in zip(Stage, waits, strict=True):
            if stage in changed:
                setattr(row, open_times.COLUMNS[stage], seconds)


def follow(session: Session, _context: object) -> None:
    """Count what a flush changed; a new clock of an office moves all that happened there."""
    asked: list[Asked] = []
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
        holdings.count(session.connection(), asked, served, told)
    for place_id in moved:
        holdings.make_again(session.connection(), place_id)


def _is_new(before: Asked | None, now: Asked, stage: Stage) -> bool:
    """Whether a wait has another end than it had, or is one of another place."""
    if before is None:
        return settled(now.moments, stage) is not None
    former, ended = settled(before.moments, stage), settled(now.moments, stage)
    return former != ended or (ended is not None and before.place_id != now.place_id)


def _changed(row: Escalation, *, was_there: bool) -> list[Asked]:
    now = asked_of(_columns(row))
    if not was_there:
        return [now]
    before = _former(row)
    return [] if replace(before, times=1) == now else [before, now]


def _closed(row: Promise, *, was_there: bool) -> list[Ended | None]:
    now = promise_of(_columns(row, PROMISE_COLUMNS))
    if not was_there:
        return [now]
    before = promise_of({name: _before(row, name) for name in PROMISE_COLUMNS}, times=-1)
    return [] if before and replace(before, times=1) == now else [before, now]


def _columns(row: object, names: tuple[str, ...] = ASK_COLUMNS) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _former(row: Escalation) -> Asked:
    """The ask as it was before this change, to be taken back."""
    return asked_of({name: _before(row, name) for name in ASK_COLUMNS}, times=-1)


def _before(row: object, name: str) -> Any:
    """What the column held when the transaction began to change it."""
    history = attributes.get_history(row, name)
    if history.deleted:
        return history.deleted[0]
    # Nothing that was there is nothing that was deleted.
    return None if history.added else getattr(row, name)
