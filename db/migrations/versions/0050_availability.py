"""What people said of whether they can come, kept; and what managers promise for a shift."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0044"
branch_labels = None
depends_on = None

# Rows that are written once and never change.
TABLES = ("availability_events", "availability_promises")
STATES = ("available", "in_a_meeting", "busy", "away")


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


def upgrade() -> None:
    """Create both; what everybody said last is the first that is kept of them."""
    op.create_table(
        "availability_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *STATES,
                name="availabilitystate_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        _key("person_id", "availability_events", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability_events")),
    )
    op.create_index(
        "ix_availability_events_person_id_said_at", "availability_events", ["person_id", "said_at"]
    )
    op.execute(
        "INSERT INTO availability_events (person_id, state, said_at) "
        "SELECT person_id, state, since FROM availability ORDER BY person_id"
    )
    op.create_table(
        "availability_promises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cover_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_availability_promises_minutes_positive")),
        sa.CheckConstraint(
            "ends_at > starts_at", name=op.f("ck_availability_promises_ends_after_start")
        ),
        _key("cover_id", "availability_promises", "cover"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_availability_promises")),
    )
    op.create_index("ix_availability_promises_cover_id", "availability_promises", ["cover_id"])
    for table in TABLES:
        _refuse(table, "DELETE", f"{table}_keep", f"{table}: nothing here is deleted")
        _refuse(table, "UPDATE", f"{table}_append_only", f"{table}: rows are never edited")


def downgrade() -> None:
    """Remove both."""
    for table in TABLES:
        for name in (f"{table}_keep", f"{table}_append_only"):
            if op.get_bind().dialect.name == "sqlite":
                op.execute(f"DROP TRIGGER {name}")
            else:
                op.execute(f"DROP TRIGGER {name} ON {table}")
                op.execute(f"DROP FUNCTION {name}()")
        op.drop_table(table)
