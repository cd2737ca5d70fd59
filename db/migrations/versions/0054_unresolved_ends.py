"""Customers who walk away, and why; and finding again how the asks of one customer ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

REASONS = (
    "would_not_wait",
    "nobody_came",
    "had_to_go",
    "offer_too_little",
    "gave_no_reason",
)
# Rows that are written once and never change.
TABLES = ("walk_away_withdrawals", "walk_aways")


def _refuse(table: str, action: str, name: str, sentence: str) -> None:
    """A trigger `name` that refuses `action` on `table`, on both databases."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH ROW "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


def _key(column: str, table: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT"
    )


def _reason() -> sa.Enum:
    return sa.Enum(
        *REASONS, name="leftreason_known", native_enum=False, create_constraint=True, length=32
    )


def upgrade() -> None:
    """Add the reason to events, the tables, and two indexes that hold few rows."""
    # One comparison after another: SQLite would lay a list out for every event that is written.
    known = " OR ".join(f"left_reason = '{each}'" for each in REASONS)
    # In one piece with its check, which the embedded database cannot add afterwards.
    op.execute(
        "ALTER TABLE escalation_events ADD COLUMN left_reason VARCHAR(32) "
        f"CONSTRAINT ck_escalation_events_leftreason_known CHECK ({known})"
    )
    op.create_table(
        "walk_aways",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", _reason(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=True),
        sa.Column("unanticipated_words", sa.Text(), nullable=False),
        sa.Column("customer_hash", sa.Text(), nullable=True),
        sa.Column("submit_key", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "problem_id IS NOT NULL OR unanticipated_words <> ''",
            name=op.f("ck_walk_aways_problem_or_words"),
        ),
        _key("place_id", "walk_aways", "places"),
        _key("noted_by_id", "walk_aways", "people"),
        _key("problem_id", "walk_aways", "problems"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_walk_aways")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_walk_aways_submit_key")),
    )
    op.create_index("ix_walk_aways_place_id_noted_at", "walk_aways", ["place_id", "noted_at"])
    op.create_table(
        "walk_away_withdrawals",
        sa.Column("walk_away_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        _key("walk_away_id", "walk_away_withdrawals", "walk_aways"),
        sa.PrimaryKeyConstraint("walk_away_id", name=op.f("pk_walk_away_withdrawals")),
    )
    for table in TABLES:
        _refuse(table, "DELETE", f"{table}_keep", f"{table}: nothing here is deleted")
        _refuse(table, "UPDATE", f"{table}_append_only", f"{table}: rows are never edited")
    _index("ix_escalations_customer_hash_problem_id", ["customer_hash", "problem_id"],
           "customer_hash IS NOT NULL AND outcome IS NOT NULL")  # fmt: skip
    _index("ix_escalations_not_satisfiable", ["place_id", "asked_at"],
           "outcome = 'not_satisfiable'")  # fmt: skip


def _index(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        name, "escalations", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )


def downgrade() -> None:
    """Remove them all."""
    for name in ("ix_escalations_not_satisfiable", "ix_escalations_customer_hash_problem_id"):
        op.drop_index(name, table_name="escalations")
    for table in TABLES:
        for name in (f"{table}_keep", f"{table}_append_only"):
            if op.get_bind().dialect.name == "sqlite":
                op.execute(f"DROP TRIGGER {name}")
            else:
                op.execute(f"DROP TRIGGER {name} ON {table}")
                op.execute(f"DROP FUNCTION {name}()")
        op.drop_table(table)
    op.drop_column("escalation_events", "left_reason")
