"""A resolved escalation remembers that its customer came back, and with which ask."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

KINDS = ("customer_left", "withdrawn")
KINDS_NOW = (*KINDS, "reopened")
REST = (
    "'asked', 'offered', 'declined', 'redirected', 'unanswered', 'skipped', 'acknowledged', "
    "'taken_back', 'with_customer', 'resolved', "
)
KNOWN = "ck_escalation_events_eventkind_known"
KEY = (
    "CONSTRAINT fk_escalations_reopened_by_id FOREIGN KEY(reopened_by_id) "
    "REFERENCES escalations (id) ON DELETE RESTRICT"
)
# A constraint that the table has had from the beginning.
BESIDE = "CONSTRAINT uq_escalations_submit_key UNIQUE (submit_key)"
INDEXES = (
    ("ix_escalations_place_id_resolved_at", ["place_id", "resolved_at"],
     "resolved_at IS NOT NULL AND import_run_id IS NULL"),
    ("ix_escalations_customer_hash_resolved_at", ["customer_hash", "resolved_at"],
     "customer_hash IS NOT NULL"),
    ("ix_escalations_reopened_by_id", ["reopened_by_id"], "reopened_by_id IS NOT NULL"),
)  # fmt: skip


def _rewrite(table: str, before: str, now: str) -> None:
    """Write the schema of a table of SQLite, which cannot alter a constraint. Its manual allows
    that for what changes nothing on the disk; it also leaves the triggers of the table in place.
    """
    bind = op.get_bind()
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    bind.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :now) "
            "WHERE type = 'table' AND name = :table"
        ),
        {"before": before, "now": now, "table": table},
    )
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = OFF")


def _either(kinds: tuple[str, ...]) -> str:
    return " OR ".join(f"kind = '{kind}'" for kind in kinds)


def _know_kinds(before: tuple[str, ...], now: tuple[str, ...]) -> None:
    """Change which kinds of events are known; SQLite has compared them one by one since 0020."""
    if op.get_bind().dialect.name == "sqlite":
        _rewrite("escalation_events", _either(before), _either(now))
        return
    kinds = ", ".join(f"'{kind}'" for kind in now)
    op.execute(f"ALTER TABLE escalation_events DROP CONSTRAINT {KNOWN}")
    op.execute(
        f"ALTER TABLE escalation_events ADD CONSTRAINT {KNOWN} CHECK (kind IN ({REST}{kinds}))"
    )


def upgrade() -> None:
    """Add the columns and the indexes that find who came back."""
    _know_kinds(KINDS, KINDS_NOW)
    op.add_column(
        "escalations", sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("escalations", sa.Column("reopened_by_id", sa.Integer(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        _rewrite("escalations", BESIDE, f"{BESIDE}, \n\t{KEY}")
    else:
        op.execute(f"ALTER TABLE escalations ADD {KEY}")
    for name, columns, where in INDEXES:
        op.create_index(
            name, "escalations", columns, sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )  # fmt: skip


def downgrade() -> None:
    """Remove them; events stay, and what reads them knows no such kind."""
    for name, _, _ in reversed(INDEXES):
        op.drop_index(name, table_name="escalations")
    if op.get_bind().dialect.name == "sqlite":
        _rewrite("escalations", f", \n\t{KEY}", "")
    for column in ("reopened_by_id", "reopened_at"):
        op.drop_column("escalations", column)
    _know_kinds(KINDS_NOW, KINDS)
