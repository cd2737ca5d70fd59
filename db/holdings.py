"""The only writer of holdings: what screens show, kept in the transaction of what it counts.

`db.held_changes` hangs on every session, so that no command can forget it; an import, which goes
past the unit of work, calls `count` itself. `make_again` counts the rows afresh, from nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from sqlalchemy import Connection, Integer, Select, bindparam, delete, func, select, text

from db import open_times
from db.held_sums import (
    ASK_COLUMNS,
    GIFT_COLUMNS,
    PROMISE_COLUMNS,
    Asks,
    Ended,
    Served,
    Sums,
    add_asks,
    add_ended,
    add_served,
    asks_of,
    gift_of,
    promise_of,
)
from db.office_clocks import offices_of
from db.rules import held_waits
from db.rules import holdings as rules
from db.rules.holdings import Part
from db.rules.packed_counts import added, packed, unpacked
from db.rules.words import HoldingKind, PlaceKind
from db.tables.base import Table
from db.tables.contacts import ContactsServed
from db.tables.escalations import Escalation
from db.tables.holdings import Holding
from db.tables.places import Place
from db.tables.promises import Promise
from db.tables.remedies import Grant

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

Key: TypeAlias = tuple[HoldingKind, int, int]
AT_ONCE = 10_000
# One statement for as many pieces as change, each found by its own key. Row values in a list
# would make SQLite read every row.
_FOUND = {
    "sqlite": text(
        "SELECT h.kind, h.place_id, h.piece, h.packed FROM json_each(:wanted) AS w "
        "CROSS JOIN holdings AS h ON h.kind = json_extract(w.value, '$[0]') "
        "AND h.place_id = json_extract(w.value, '$[1]') "
        "AND h.piece = json_extract(w.value, '$[2]')"
    ),
    "postgresql": text(
        "SELECT h.kind, h.place_id, h.piece, h.packed "
        "FROM json_array_elements(CAST(:wanted AS json)) AS w "
        "JOIN holdings AS h ON h.kind = w ->> 0 AND h.place_id = CAST(w ->> 1 AS integer) "
        "AND h.piece = CAST(w ->> 2 AS integer)"
    ),
}
# The first number keeps these turns apart from those of commands.
_TURN = select(func.pg_advisory_xact_lock(72, bindparam("office_id", type_=Integer)))
_KEEP = text(
    "INSERT INTO holdings (kind, place_id, piece, packed) "
    "VALUES (:kind, :place_id, :piece, :packed) "
    "ON CONFLICT (kind, place_id, piece) DO UPDATE SET packed = excluded.packed"
)
_EVERY_OFFICE = select(Place.id).where(Place.kind == PlaceKind.OFFICE).order_by(Place.id)
_SERVED = ("place_id", "served_on", "contacts")


def count(
    connection: Connection,
    asks: Asks | None = None,
    served: Iterable[Served] = (),
    ended: Iterable[Ended] = (),
) -> None:
    """Add asks with their waits, contacts, gifts and promises to what is held; places above
    offices hold nothing.
    """
    days, told = [*served], [*ended]
    place_ids = {day.place_id for day in days} | {each.place_id for each in told}
    if asks is not None:
        place_ids |= {*np.unique(asks.place_ids).tolist()}
    offices, sums = offices_of(connection, place_ids), Sums()
    if asks is not None:
        add_asks(sums, asks, offices)
    add_served(sums, days, offices)
    for each in told:
        add_ended(sums, each, offices)
    _write(connection, sums)


def make_again(connection: Connection, office_id: int | None = None) -> None:
    """Count the rows of one office, or of all, afresh."""
    gone = delete(Holding)
    inside: Select[int] | None = None
    offices = [*connection.scalars(_EVERY_OFFICE)] if office_id is None else [office_id]
    _in_turn(connection, offices)
    if office_id is not None:
        path = connection.scalar(select(Place.path).where(Place.id == office_id))
        inside = select(Place.id).where(Place.path.startswith(path or "", autoescape=True))
        gone = gone.where(Holding.place_id == office_id)
    connection.execute(gone)
    for rows in _rows(connection, Escalation, ASK_COLUMNS, inside):
        count(connection, asks_of(rows, [1] * len(rows)))
    for days in _rows(connection, ContactsServed, _SERVED, inside):
        count(connection, served=[Served(**day) for day in days])
    for rows in _rows(connection, Grant, GIFT_COLUMNS, inside):
        count(connection, ended=[each for each in map(gift_of, rows) if each])
    for rows in _rows(connection, Promise, PROMISE_COLUMNS, inside):
        count(connection, ended=[each for each in map(promise_of, rows) if each])


def _rows(
    connection: Connection, table: type[Table], columns: Sequence[str], inside: Select[int] | None
) -> Iterator[Sequence[RowMapping]]:
    """These columns of the rows of some places, or of all, in the order of their keys."""
    described = table.__table__
    question = select(*(described.c[name] for name in columns)).order_by(described.c.id)
    if inside is not None:
        question = question.where(described.c.place_id.in_(inside))
    return connection.execute(question).mappings().partitions(AT_ONCE)


def make_if_missing(connection: Connection) -> bool:
    """Count the rows once where nothing is held yet; whether that was so."""
    holds = connection.scalar(select(Holding.piece).limit(1)) is not None
    asks = connection.scalar(select(Escalation.id).limit(1))
    days = connection.scalar(select(ContactsServed.id).limit(1))
    if holds or (asks is None and days is None):
        return False
    open_times.measure_what_is_missing(connection)
    make_again(connection)
    return True


def _write(connection: Connection, sums: Sums) -> None:
    """Add the sums to the pieces, one transaction after another at each office."""
    pieces, more = sums.pieces()
    if not pieces:
        return
    _in_turn(connection, sorted({office_id for office_id, _ in pieces}))
    keys = [(HoldingKind.FOUR_WEEKS, *each) for each in pieces]
    years = [(HoldingKind.YEAR, office_id, _year(piece)[0]) for office_id, piece in pieces]
    held = _found(connection, [*keys, *dict.fromkeys(years)])
    now = added(unpacked([held.get(key, b"") for key in keys]), more)
    changed = dict(zip(keys, packed(now, len(keys)), strict=True))
    weeks_of = rules.rates_of(rules.cells_of(now, len(keys), Part.DAYS))
    rates = {key: rules.year_of(held.get(key, b"")) for key in years}
    for of_year, (_, piece), weeks in zip(years, pieces, weeks_of, strict=True):
        first = _year(piece)[1]
        rates[of_year][first : first + held_waits.WEEKS] = weeks
    changed |= {key: cells.tobytes() for key, cells in rates.items()}
    connection.execute(_KEEP, [_kept(key, each) for key, each in changed.items()])


def _year(piece: int) -> tuple[int, int]:
    """The year that a piece lies in, and its first week there."""
    return divmod(piece * held_waits.WEEKS, rules.YEAR)


def _in_turn(connection: Connection, office_ids: Sequence[int]) -> None:
    """Wait until nobody else counts at these offices, until this transaction ends."""
    if connection.dialect.name == "postgresql":  # SQLite lets one write at a time.
        for office_id in office_ids:
            connection.execute(_TURN, {"office_id": office_id})


def _found(connection: Connection, keys: Sequence[Key]) -> dict[Key, bytes]:
    """What is held under these keys."""
    wanted = json.dumps([(kind.value, place_id, piece) for kind, place_id, piece in keys])
    rows = connection.execute(_FOUND[connection.dialect.name], {"wanted": wanted})
    return {(HoldingKind(kind), place_id, piece): held for kind, place_id, piece, held in rows}


def _kept(key: Key, held: bytes) -> dict[str, object]:
    kind, place_id, piece = key
    return {"kind": kind.value, "place_id": place_id, "piece": piece, "packed": held}
