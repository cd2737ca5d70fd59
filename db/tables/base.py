"""The base of every table: one type map, one naming convention, exact amounts, aware moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from sqlalchemy import BigInteger, Date, DateTime, Enum, MetaData, Text, Time, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, mapped_column

from db.rules import words

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

SCALE = Decimal(10_000)


class Moment(TypeDecorator[datetime]):
    """An aware moment, UTC in storage. A naive one is refused: it has no meaning here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Into UTC; SQLite, which has no zones, stores the UTC wall clock."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"a moment needs a zone: {value!r}"
            raise ValueError(message)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware, in UTC, whatever the session's zone is."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Amount(TypeDecorator[Decimal]):
    """An exact decimal kept as ten-thousandths in a whole number, so that both databases
    compare and add it exactly.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Ten-thousandths; more decimals than that are a bug, not something to round."""
        del dialect
        if value is None:
            return None
        scaled = value * SCALE
        if scaled != scaled.to_integral_value():
            message = f"{value} has more than four decimals"
            raise ValueError(message)
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Back to a decimal."""
        del dialect
        return None if value is None else (Decimal(value) / SCALE)


def stored(word: type[words.Word]) -> Enum:
    """A word stored by value, with a named check constraint."""
    return Enum(
        word,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
        name=f"{word.__name__.lower()}_known",
    )


_WORDS = [
    value
    for value in vars(words).values()
    if isinstance(value, type) and issubclass(value, words.Word) and value is not words.Word
]
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
TYPES: dict[Any, Any] = {
    datetime: Moment(),
    date: Date(),
    time: Time(),
    Decimal: Amount(),
    str: Text(),
    **{word: stored(word) for word in _WORDS},
}

Key = Annotated[int, mapped_column(primary_key=True)]


class Table(DeclarativeBase):
    """What every table shares."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = TYPES
