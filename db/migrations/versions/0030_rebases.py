"""From which week on an office's usual range is counted anew, and what was taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLES = ("rebases", "rebase_ends")
TRIGGERS = tuple((table, f"{table}_{kind}") for table in TABLES for kind in ("keep", "append_only"))


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
    """Create the tables and the triggers that hold them."""
    op.create_table(
        "rebases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("submit_key", sa.Text(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_rebases_reason_given")),
        _key("place_id", "rebases", "places"),
        _key("set_by_id", "rebases", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rebases")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_rebases_submit_key")),
    )
    op.create_index("ix_rebases_place_id_starts_on", "rebases", ["place_id", "starts_on"])
    op.create_table(
        "rebase_ends",
        sa.Column("rebase_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_rebase_ends_reason_given")),
        _key("rebase_id", "rebase_ends", "rebases"),
        _key("ended_by_id", "rebase_ends", "people"),
        sa.PrimaryKeyConstraint("rebase_id", name=op.f("pk_rebase_ends")),
    )
    for table in TABLES:
        _refuse(table, "DELETE", f"{table}_keep", f"{table}: nothing here is deleted")
        _refuse(table, "UPDATE", f"{table}_append_only", f"{table}: rows are never edited")


def downgrade() -> None:
    """Remove both."""
    for table, name in TRIGGERS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("rebase_ends")
    op.drop_table("rebases")
