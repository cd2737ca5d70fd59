"""What managers are trained in, and who was trained when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0050"
branch_labels = None
depends_on = None

# What every organisation begins with; an administrator adds others and takes these out of use.
BEGINNING = ("handling a difficult customer", "de-escalation", "admitting a mistake")
# Rows that are written once and never change.
APPEND_ONLY = ("trainings", "training_withdrawals")
TABLES = ("training_withdrawals", "trainings", "training_subjects")


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
    """Create the tables, with what managers are trained in to begin with."""
    subjects = op.create_table(
        "training_subjects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_needed", sa.Boolean(), nullable=False),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("ck_training_subjects_name_given")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_subjects")),
        sa.UniqueConstraint("name", name=op.f("uq_training_subjects_name")),
    )
    op.bulk_insert(subjects, [{"name": each, "is_needed": True} for each in BEGINNING])
    op.create_table(
        "trainings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("submit_key", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "valid_until >= trained_on", name=op.f("ck_trainings_valid_from_its_day")
        ),
        _key("person_id", "trainings", "people"),
        _key("subject_id", "trainings", "training_subjects"),
        _key("recorded_by_id", "trainings", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainings")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_trainings_submit_key")),
    )
    op.create_index("ix_trainings_person_id", "trainings", ["person_id"])
    op.create_table(
        "training_withdrawals",
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint("why <> ''", name=op.f("ck_training_withdrawals_why_given")),
        _key("training_id", "training_withdrawals", "trainings"),
        _key("withdrawn_by_id", "training_withdrawals", "people"),
        sa.PrimaryKeyConstraint("training_id", name=op.f("pk_training_withdrawals")),
    )
    for table in TABLES:
        _refuse(table, "DELETE", f"{table}_keep", f"{table}: nothing here is deleted")
    for table in APPEND_ONLY:
        _refuse(table, "UPDATE", f"{table}_append_only", f"{table}: rows are never edited")


def downgrade() -> None:
    """Remove them."""
    names = [(table, f"{table}_keep") for table in TABLES]
    names += [(table, f"{table}_append_only") for table in APPEND_ONLY]
    for table, name in names:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    for table in TABLES:
        op.drop_table(table)
