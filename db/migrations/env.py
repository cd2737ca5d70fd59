"""How Alembic runs here: on the writing engine, in one transaction for all steps."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from db import session
from db.tables import Table
from db.tables.base import Amount, Moment


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as the plain ones they stand on: migrations import nothing of ours."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Amount):
        return "sa.BigInteger()"
    return False


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """The full-text index is the database's own, with tables that differ; leave it in peace."""
    return not (kind == "table" and str(name).startswith("search_index"))


def run() -> None:
    """Upgrade or compare, on the engine handed over or on the one of the process."""
    engine = context.config.attributes.get("engine") or session.doors().engine
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # Two processes that start at once must not both create the tables.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7203114)")
        context.configure(
            connection=connection,
            target_metadata=Table.metadata,
            render_item=render_item,
            include_name=include_name,
            render_as_batch=False,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
