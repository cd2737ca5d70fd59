"""Rows of an import laid down beside the record first, then written into it by the database.

A table of this connection alone takes them as they are. From there one statement writes all
escalations of a piece, and one for each stage their events, past the interpreter; every
constraint of the record holds for them as for any other row. What is the same in every row is
said once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import repeat
from operator import add
from typing import Any, TypeAlias, cast

import numpy as np
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    Table,
    Text,
    case,
    delete,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.schema import CreateTable
from sqlalchemy.types import TypeEngine

from db.imports.bulk import binder, defaults_of, new_keys, stream
from db.imports.mapping import STAGES
from db.imports.written import Written, asked_facts, end_facts, is_undated
from db.rules.tallies import Ints
from db.rules.timelines import NEVER
from db.rules.words import EventKind
from db.tables.base import Amount, Moment
from db.tables.escalations import Escalation, EscalationEvent

Values: TypeAlias = Mapping[str, Sequence[Any]]
Said: TypeAlias = Mapping[str, ColumnElement[Any]]

MOMENT = {stage: f"{stage}_at" for stage in STAGES}
EVENTS = {
    "asked": EventKind.ASKED,
    "acknowledged": EventKind.ACKNOWLEDGED,
    "with_customer": EventKind.WITH_CUSTOMER,
    "resolved": EventKind.RESOLVED,
    "left": EventKind.CUSTOMER_LEFT,
    "withdrawn": EventKind.WITHDRAWN,
}
NOTE = "The file does not say when."
# The place, after all stages, of an end of which the file says only that it came.
UNDATED = len(STAGES)
ESCALATIONS = cast("Table", Escalation.__table__)
EVENT = cast("Table", EscalationEvent.__table__)
DIGESTED = ("asked_facts", *MOMENT.values(), "end_facts", "outcome", "amount_granted")
# What the last event of an ask says of its end, by the columns of the ask.
ENDED = {"outcome": "outcome", "amount_granted": "amount", "granted_currency": "currency"}


def _plain(column: Column[Any]) -> Column[Any]:
    """A column that holds what the other one stores, and checks nothing."""
    if isinstance(column.type, Moment):
        return Column(column.name, DateTime(timezone=True))
    if isinstance(column.type, Amount):
        return Column(column.name, BigInteger)
    return Column(column.name, Integer if isinstance(column.type, Integer) else Text)


LAID_DOWN = Table(
    "rows_to_import",
    MetaData(),
    *(_plain(column) for column in ESCALATIONS.c),
    Column("ending", Integer),
    Column("asked_facts", Text),
    Column("end_facts", Text),
    prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Rows as the database takes them: what all of them share, and columns of the rest."""

    rows: Written
    same: Mapping[str, object]
    columns: Values
    reached: Sequence[str]
    has_undated_ends: bool

    def digest(self) -> str:
        """The SHA-256 of what the rows say, for the entry of the trail."""
        said = hashlib.sha256()
        for name in DIGESTED:
            each = self.columns.get(name, [self.same.get(name)])
            said.update("\n".join(map(str, each)).encode())
        return said.hexdigest()


def prepared(rows: Written, dialect: Dialect) -> Prepared:
    """Rows before they are written: nothing of this needs the record."""
    reached = [stage for stage in STAGES if (rows.moments[stage] != NEVER).any()]
    undated, bound = is_undated(rows), binder(dialect)
    columns = {
        **{name: bound(ESCALATIONS.c[name], column) for name, column in rows.values.items()},
        **{MOMENT[stage]: _texts(rows.moments[stage], dialect) for stage in reached},
        "ending": np.where(undated, UNDATED, rows.last).tolist(),
        "asked_facts": asked_facts(rows),
    }
    same = {**defaults_of(ESCALATIONS), **rows.same}
    ends = end_facts(rows)
    if ends.count(ends[0]) == len(ends):
        same["end_facts"] = ends[0]
    else:
        columns["end_facts"] = ends
    return Prepared(rows, same, columns, reached, bool(undated.any()))


def write(
    connection: Connection, given: Prepared, more: Mapping[str, object], open_waits: Values
) -> None:
    """Write escalations and their events. `more` are values that all of them share, `open_waits`
    columns.
    """
    bound = binder(connection.dialect)
    columns = {
        "id": new_keys(connection, Escalation, len(given.rows)),
        **given.columns,
        **{name: bound(ESCALATIONS.c[name], column) for name, column in open_waits.items()},
    }
    _lay_down(connection, columns)
    same = {**given.same, **more}
    said = {**{name: literal(value, _type_of(name)) for name, value in same.items()},
            **{name: LAID_DOWN.c[name] for name in columns}}  # fmt: skip
    _insert(connection, ESCALATIONS, {n: c for n, c in said.items() if n in ESCALATIONS.c})
    for place, stage in enumerate(given.reached):
        _write_events(connection, stage, given.reached[:place], said)
    if given.has_undated_ends:
        _write_undated_ends(connection, given.reached, said)


def _type_of(name: str) -> TypeEngine[Any]:
    return ESCALATIONS.c[name].type if name in ESCALATIONS.c else LAID_DOWN.c[name].type


def _lay_down(connection: Connection, columns: Values) -> None:
    """Put rows into the table beside the record, in the place of those that lay there."""
    connection.execute(CreateTable(LAID_DOWN, if_not_exists=True))
    connection.execute(delete(LAID_DOWN))
    names, rows = [*columns], zip(*columns.values(), strict=True)
    if connection.dialect.name == "postgresql":
        stream(connection, LAID_DOWN.name, names, rows)
        return
    holes = ", ".join(repeat("?", len(names)))
    said = f"INSERT INTO {LAID_DOWN.name} ({', '.join(names)}) VALUES ({holes})"  # noqa: S608 - every name is of our own tables.
    connection.exec_driver_sql(said, [*rows])


def _write_events(connection: Connection, stage: str, before: Sequence[str], said: Said) -> None:
    """The event of one stage, numbered after those before it; the last of an ask tells its end."""
    is_last = LAID_DOWN.c.ending == STAGES.index(stage)
    of_end = case((is_last, said["end_facts"]), else_="")
    columns = {
        "escalation_id": LAID_DOWN.c.id,
        "sequence": _number(before),
        "kind": literal(EVENTS[stage], EVENT.c.kind.type),
        "at": LAID_DOWN.c[MOMENT[stage]],
        **{name: case((is_last, said[of])) for of, name in ENDED.items()},
        "note": literal(""),
        # Where nothing came after the ask, what it says tells of the end too.
        "facts": LAID_DOWN.c.asked_facts if stage == "asked" else of_end,
    }
    _insert(connection, EVENT, columns, LAID_DOWN.c[MOMENT[stage]].is_not(None))


def _write_undated_ends(connection: Connection, reached: Sequence[str], said: Said) -> None:
    """The event of each end that has no moment: it is told at the last one that is known."""
    columns = {
        "escalation_id": LAID_DOWN.c.id,
        "sequence": _number(reached),
        "kind": literal(EventKind.RESOLVED, EVENT.c.kind.type),
        "at": _last(reached),
        **{name: said[of] for of, name in ENDED.items()},
        "note": literal(NOTE),
        "facts": said["end_facts"],
    }
    _insert(connection, EVENT, columns, LAID_DOWN.c.ending == UNDATED)


def _last(reached: Sequence[str]) -> ColumnElement[Any]:
    """The last moment that is known."""
    moments = [LAID_DOWN.c[MOMENT[stage]] for stage in reversed(reached)]
    return func.coalesce(*moments) if moments[1:] else moments[0]


def _number(before: Iterable[str]) -> ColumnElement[int]:
    """One more than the stages that an ask had reached before."""
    had = (case((LAID_DOWN.c[MOMENT[stage]].is_not(None), 1), else_=0) for stage in before)
    return reduce(add, had, literal(1))


def _insert(
    connection: Connection, table: Table, columns: Said, *where: ColumnElement[bool]
) -> None:
    every = {
        **{name: literal(value, table.c[name].type) for name, value in defaults_of(table).items()},
        **columns,
    }
    chosen = select(*(each.label(name) for name, each in every.items()))
    chosen = chosen.select_from(LAID_DOWN).where(*where)
    connection.execute(insert(table).from_select([*every], chosen, include_defaults=False))


def _texts(moments: Ints, dialect: Dialect) -> list[str | None]:
    """Moments as the database takes them, in UTC."""
    signs = np.datetime_as_string(moments.astype("datetime64[us]"), unit="us")
    wide = signs.astype(f"<U{len('2026-01-01T00:00:00.000000')}")
    wide.view("<U1").reshape(len(wide), -1)[:, len("2026-01-01")] = " "
    if dialect.name == "postgresql":
        wide = np.char.add(wide, "+00")
    texts = wide.tolist()
    if (moments == NEVER).any():
        never = (moments == NEVER).tolist()
        return [None if is_never else text for text, is_never in zip(texts, never, strict=True)]
    return cast("list[str | None]", texts)
