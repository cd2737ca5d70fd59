"""The only writer of holdings: what screens show, kept in the transaction of what it counts.

`db.held_changes` hangs on every session, so that no command can forget it; an import, which goes
past the unit of work, calls `count` itself. `make_again` counts the rows afresh, from nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Integer, Select, bindparam, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from db import open_times
from db.held_sums import (
    ASK_COLUMNS,
    GIFT_COLUMNS,
    PROMISE_COLUMNS,
    Asked,
    Ended,
    Office,
    Piece,
    Served,
    Sums,
    add_ask,
    add_ended,
    add_served,
    asked_of,
    gift_of,
    promise_of,
)
from db.rules import holdings as rules
from db.rules.words import HoldingKind, PlaceKind
from db.tables.base import Table
from db.tables.contacts import ContactsServed
from db.tables.escalations import Escalation
from db.tables.holdings import Holding
from db.tables.places import Place
from db.tables.promises import Promise
from db.tables.remedies import Grant

# A stretch of the primary key: row values in a list would make SQLite read every row.
_FOUND = (
    select(Holding.piece, Holding.packed)
    .where(
        Holding.kind == bindparam("kind"),
        Holding.place_id == bindparam("place_id"),
        Holding.piece.in_(bindparam("pieces", expanding=True)),
    )
    .order_by(Holding.piece)
    .with_for_update()
)
# The first number keeps these turns apart from those of commands.
_TURN = select(func.pg_advisory_xact_lock(72, bindparam("office_id", type_=Integer)))
_KEEP = (
    update(Holding)
    .where(
        Holding.kind == bindparam("of_kind"),
        Holding.place_id == bindparam("of_place"),
        Holding.piece == bindparam("of_piece"),
    )
    .values(packed=bindparam("now_packed"))
)
_PATH = select(Place.path).where(Place.id == bindparam("place_id"))
_OFFICE = select(Place.id, Place.zone).where(
    Place.id.in_(bindparam("above", expanding=True)), Place.kind == PlaceKind.OFFICE
)
_SERVED = ("place_id", "served_on", "contacts")


def count(
    connection: Connection,
    asked: Iterable[Asked] = (),
    served: Iterable[Served] = (),
    ended: Iterable[Ended] = (),
    *,
    is_empty: bool = False,
) -> None:
    """Add asks with their waits, contacts, gifts and promises to what is held; places above
    offices hold nothing.

    `is_empty` says that nothing is held yet of what is touched.
    """
    office_of, sums = _offices(connection), Sums()
    for ask in asked:
        office = office_of(ask.place_id)
        if office is not None:
            add_ask(sums, ask, office)
    for day in served:
        office = office_of(day.place_id)
        if office is not None:
            add_served(sums, day, office)
    for each in ended:
        office = office_of(each.place_id)
        if office is not None:
            add_ended(sums, each, office)
    _write(connection, sums, is_empty=is_empty)


def make_again(connection: Connection, office_id: int | None = None) -> None:
    """Count the rows of one office, or of all, afresh."""
    gone = delete(Holding)
    inside: Select[int] | None = None
    if office_id is not None:
        path = connection.scalar(_PATH, {"place_id": office_id})
        inside = select(Place.id).where(Place.path.startswith(path, autoescape=True))
        gone = gone.where(Holding.place_id == office_id)
    connection.execute(gone)
    asked = (asked_of(row) for row in _rows(connection, Escalation, ASK_COLUMNS, inside))
    served = [Served(**row) for row in _rows(connection, ContactsServed, _SERVED, inside)]
    gifts = [gift_of(row) for row in _rows(connection, Grant, GIFT_COLUMNS, inside)]
    promises = [promise_of(row) for row in _rows(connection, Promise, PROMISE_COLUMNS, inside)]
    ended = [each for each in (*gifts, *promises) if each is not None]
    count(connection, asked, served, ended, is_empty=True)


def _rows(
    connection: Connection, table: type[Table], columns: Sequence[str], inside: Select[int] | None
) -> Iterator[dict[str, Any]]:
    """These columns of the rows of some places, or of all, in the order of their keys."""
    place_id = table.__table__.c.place_id
    question = select(*(table.__table__.c[name] for name in columns)).order_by(table.__table__.c.id)
    if inside is not None:
        question = question.where(place_id.in_(inside))
    found = connection.execute(question.execution_options(yield_per=10_000))
    return (dict(row) for row in found.mappings())


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


def _offices(connection: Connection) -> Callable[[int], Office | None]:
    """A function from a place to its office and the clock of it, None above offices."""

    @cache
    def office_of(place_id: int) -> Office | None:
        path = connection.scalar(_PATH, {"place_id": place_id}) or ""
        above = [int(key) for key in path.strip("/").split("/") if key]
        found = connection.execute(_OFFICE, {"above": above}).first()
        return None if found is None else (found[0], ZoneInfo(found[1]))

    return office_of


def _write(connection: Connection, sums: Sums, *, is_empty: bool) -> None:
    """Add the sums to the pieces, one transaction after another at each office."""
    keys = sums.pieces()
    _in_turn(connection, sorted({office_id for _, office_id, _ in keys}))
    packed = dict.fromkeys(keys, b"") if is_empty else _locked(connection, keys)
    changed: dict[Piece, bytes] = {}
    for key in keys:
        kind, *rest = key
        if key in sums.by_wait:
            changed[key] = rules.waits_added(packed[key], sums.by_wait[key])
            continue
        changed[key] = rules.added(kind, packed[key], sums.by_cell[key])
        if kind is HoldingKind.DAYS:
            changed[HoldingKind.WEEKS, rest[0], rest[1]] = rules.weeks_of_days(changed[key])
    if is_empty:
        _begin(connection, changed)
        return
    _locked(connection, [key for key in changed if key not in packed])
    if changed:
        connection.execute(_KEEP, [_kept(key, now) for key, now in changed.items()])


def _in_turn(connection: Connection, offices: Sequence[int]) -> None:
    """Wait until nobody else counts at these offices. A piece that is begun cannot be locked
    before it is there: two who begin several at once would wait for each other in a ring.
    """
    if connection.dialect.name == "postgresql":  # SQLite lets one write at a time.
        for office_id in offices:
            connection.execute(_TURN, {"office_id": office_id})


def _locked(connection: Connection, keys: Sequence[Piece]) -> dict[Piece, bytes]:
    """What each piece holds now, locked; one that was not there is begun empty."""
    found = _found(connection, keys)
    missing = [key for key in keys if key not in found]
    if missing:
        _begin(connection, dict.fromkeys(missing, b""))
        found |= _found(connection, missing)
    return found


def _found(connection: Connection, keys: Sequence[Piece]) -> dict[Piece, bytes]:
    by_office: defaultdict[tuple[HoldingKind, int], list[int]] = defaultdict(list)
    for kind, place_id, piece in keys:
        by_office[kind, place_id].append(piece)
    found: dict[Piece, bytes] = {}
    for (kind, place_id), pieces in sorted(by_office.items()):
        values = {"kind": kind, "place_id": place_id, "pieces": pieces}
        for piece, packed in connection.execute(_FOUND, values):
            found[kind, place_id, piece] = packed
    return found


def _begin(connection: Connection, pieces: Mapping[Piece, bytes]) -> None:
    """Insert pieces that were not there; of two transactions that try at once neither fails."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    rows = [
        {"kind": kind, "place_id": place_id, "piece": piece, "packed": packed}
        for (kind, place_id, piece), packed in pieces.items()
    ]
    if rows:
        connection.execute(insert(Holding).on_conflict_do_nothing(), rows)


def _kept(key: Piece, packed: bytes) -> dict[str, object]:
    kind, place_id, piece = key
    return {"of_kind": kind, "of_place": place_id, "of_piece": piece, "now_packed": packed}
