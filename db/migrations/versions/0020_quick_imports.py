"""Imports of many rows: fewer holdings, checks that SQLite does not build anew for every row, and
no entry in the index of askers for asks of other systems, which have none.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BEFORE = (
    "days", "weeks", "hours", "until_acknowledged", "until_with_customer", "until_resolved",
    "open_until_acknowledged", "open_until_with_customer", "open_until_resolved", "until_came",
    "outcomes", "promises",
)  # fmt: skip
KINDS = ("four_weeks", "year")
ASKERS = "ix_escalations_asker_id_asked_at"
TABLES = ("escalations", "escalation_events")
STORED = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?"
STORE = "UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?"
ONE_OF = re.compile(r"CHECK \((\w+) IN \(([^()]*)\)\)")
EITHER = re.compile(r"CHECK \(((\w+) = '[^']*'(?: OR \2 = '[^']*')*)\)")


def upgrade() -> None:
    """Begin holdings anew; the first start counts them from the rows."""
    _begin_holdings(KINDS)
    _index_askers(where="asker_id IS NOT NULL")
    _rewrite_checks(ONE_OF, _either)


def downgrade() -> None:
    """Put back what was."""
    _rewrite_checks(EITHER, _one_of)
    _index_askers(where=None)
    _begin_holdings(BEFORE)


def _begin_holdings(kinds: tuple[str, ...]) -> None:
    """Holdings are never evidence: they are dropped and made again."""
    op.drop_table("holdings")
    op.create_table(
        "holdings",
        sa.Column(
            "kind",
            sa.Enum(
                *kinds,
                name="holdingkind_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("piece", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"],
            ["places.id"],
            name=op.f("fk_holdings_place_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("kind", "place_id", "piece", name=op.f("pk_holdings")),
    )


def _index_askers(where: str | None) -> None:
    condition = None if where is None else sa.text(where)
    op.drop_index(ASKERS, table_name="escalations")
    op.create_index(
        ASKERS, "escalations", ["asker_id", "asked_at"],
        sqlite_where=condition, postgresql_where=condition,
    )  # fmt: skip


def _rewrite_checks(found: re.Pattern[str], words: Callable[[re.Match[str]], str]) -> None:
    """Say the same checks in other words, as SQLite's manual describes it for changes that touch
    no row (ALTER TABLE, section 7): the stored statement is edited, and read again.
    """
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    for table in TABLES:
        stored = connection.exec_driver_sql(STORED, (table,)).scalar_one()
        connection.exec_driver_sql(STORE, (found.sub(words, stored), table))
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
    flaws = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if flaws != "ok":
        raise RuntimeError(f"the tables cannot be read any more: {flaws}")


def _either(check: re.Match[str]) -> str:
    """A list of words as one comparison after another: a list would be laid out for every row."""
    column, listed = check.groups()
    words = re.findall(r"'[^']*'", listed)
    return f"CHECK ({' OR '.join(f'{column} = {word}' for word in words)})"


def _one_of(check: re.Match[str]) -> str:
    column, words = check.group(2), re.findall(r"'[^']*'", check.group(1))
    return f"CHECK ({column} IN ({', '.join(words)}))"
