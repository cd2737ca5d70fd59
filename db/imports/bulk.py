"""Many rows in one statement, past the unit of work: imports are history.

SQLite builds what it checks words against anew for every statement, so that many rows in one
cost half of what the same rows cost one by one. A column that says the same in every row is
written once. PostgreSQL takes rows as a stream. The constraints of the tables hold in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import chain, islice, repeat
from typing import Any, cast

from sqlalchemy import Column, Connection, Dialect, Table, func, select, text
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from db.tables.base import Moment

AT_ONCE = 5_000
# SQLite takes 32,766 values in a statement.
VALUES = 12_000
Columns = Mapping[str, object]
_KEYS = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :rows)")


def in_bulk(session: Session, table: type[DeclarativeBase], rows: Iterable[Columns]) -> None:
    """Insert rows by the thousand; all have the same columns, the others keep their defaults."""
    waiting = iter(rows)
    while batch := list(islice(waiting, AT_ONCE)):
        names = tuple(batch[0])
        insert_rows(session.connection(), table, names, [tuple(row.values()) for row in batch])


def new_keys(connection: Connection, table: type[DeclarativeBase], rows: int) -> Sequence[int]:
    """So many keys that no other row has or will get."""
    described = cast("Table", table.__table__)
    if connection.dialect.name == "postgresql":
        return list(connection.scalars(_KEYS, {"table": described.name, "rows": rows}))
    # Whoever writes to SQLite writes alone.
    last = connection.scalar(select(func.max(described.c.id))) or 0
    return range(last + 1, last + 1 + rows)


def insert_rows(
    connection: Connection,
    table: type[DeclarativeBase],
    names: Sequence[str],
    rows: Sequence[Sequence[object]],
) -> None:
    """Insert rows of these columns, in the order given; the first varies from row to row."""
    if not rows:
        return
    described = cast("Table", table.__table__)
    same = {name: value for name, value in defaults_of(described).items() if name not in names}
    varied: dict[str, Sequence[Any]] = {}
    for name, values in zip(names, zip(*rows, strict=True), strict=True):
        if varied and values.count(values[0]) == len(values):
            same[name] = values[0]
        else:
            varied[name] = values
    bound_by = binder(connection.dialect)
    bound = [bound_by(described.c[name], values) for name, values in varied.items()]
    fixed = [bound_by(described.c[name], [value])[0] for name, value in same.items()]
    columns = (*same, *varied)
    if connection.dialect.name == "postgresql":
        every = zip(*(repeat(value, len(rows)) for value in fixed), *bound, strict=True)
        stream(connection, described.name, columns, every)
    else:
        _in_statements(connection, described.name, columns, fixed, bound)


def defaults_of(table: Table) -> dict[str, object]:
    """What columns hold that nobody named."""
    return {
        column.name: column.default.arg
        for column in table.c
        if isinstance(column.default, ScalarElementColumnDefault)
    }


def binder(dialect: Dialect) -> Callable[[Column[Any], Sequence[Any]], Sequence[Any]]:
    """A function from the values of a column to what the driver takes."""
    is_sqlite = dialect.name == "sqlite"
    # Words, amounts and moments come again and again.
    moments = cache(_moment)

    def bound(column: Column[Any], values: Sequence[Any]) -> Sequence[Any]:
        kind = column.type
        if isinstance(kind, Moment):
            return [*map(moments, values)] if is_sqlite else values
        process = kind.dialect_impl(dialect).bind_processor(dialect)
        return values if process is None else [*map(cache(process), values)]

    return bound


def _moment(value: datetime | None) -> str | None:
    """As SQLAlchemy writes a moment for SQLite."""
    if value is None:
        return None
    return value.astimezone(UTC).isoformat(" ", "microseconds")[:26]


def _in_statements(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    fixed: Sequence[object],
    bound: Sequence[Sequence[object]],
) -> None:
    """A statement for as many rows as may be, and one for the rest; names are of our tables."""
    at_once = VALUES // max(len(bound), 1)
    waiting: Iterator[tuple[object, ...]] = zip(*bound, strict=True)
    said = [*repeat("?", len(fixed)), *(f"column{n}" for n in range(1, len(bound) + 1))]
    begin = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(said)} FROM (VALUES "  # noqa: S608 - every name is of our own tables.
    one = f"({', '.join('?' * len(bound))})"
    while batch := list(islice(waiting, at_once)):
        statement = f"{begin}{', '.join(repeat(one, len(batch)))})"
        connection.exec_driver_sql(statement, (*fixed, *chain.from_iterable(batch)))


def stream(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Rows as a stream, as PostgreSQL takes them; names are of our tables."""
    driver: Any = connection.connection.driver_connection
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
