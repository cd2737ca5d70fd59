"""Rulings: questions of liability with their answers, and what happened to each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


# What was asked stays as it was asked.
ASKED = ("place_id", "problem_id", "question", "asker_id", "asked_at", "due_at", "submit_key")
TRIGGERS = (
    ("rulings", "rulings_keep"),
    ("rulings", "rulings_frozen"),
    ("ruling_events", "ruling_events_keep"),
    ("ruling_events", "ruling_events_append_only"),
)


def _refuse(table: str, action: str, name: str, sentence: str, when: str = "") -> None:
    """A trigger `name` that refuses `action` on `table`, on both databases."""
    condition = f"WHEN ({when})" if when else ""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH ROW {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH ROW {condition} "
        f"EXECUTE FUNCTION {name}()"
    )


def upgrade() -> None:
    """Create the tables and the triggers that hold them."""
    op.create_table(
        "rulings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "answered",
                "taken_back",
                name="rulingstate_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "verdict",
            sa.Enum(
                "liable",
                "not_liable",
                "get_advice",
                name="verdict_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("submit_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'answered') = (verdict IS NOT NULL AND answered_at IS NOT NULL)",
            name=op.f("ck_rulings_answered_in_words"),
        ),
        sa.CheckConstraint("question <> ''", name=op.f("ck_rulings_question_given")),
        sa.CheckConstraint("due_at > asked_at", name=op.f("ck_rulings_due_after")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["people.id"],
            name=op.f("fk_rulings_answered_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["people.id"], name=op.f("fk_rulings_asker_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_rulings_place_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["problem_id"], ["problems.id"], name=op.f("fk_rulings_problem_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulings")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_rulings_submit_key")),
    )
    op.create_index(
        "ix_rulings_asker_id_asked_at", "rulings", ["asker_id", "asked_at"], unique=False
    )
    op.create_index("ix_rulings_state_place_id", "rulings", ["state", "place_id"], unique=False)
    op.create_table(
        "ruling_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ruling_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "asked",
                "answered",
                "taken_back",
                name="rulingeventkind_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum(
                "liable",
                "not_liable",
                "get_advice",
                name="verdict_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_ruling_events_person_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["ruling_id"],
            ["rulings.id"],
            name=op.f("fk_ruling_events_ruling_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling_events")),
        sa.UniqueConstraint(
            "ruling_id", "sequence", name=op.f("uq_ruling_events_ruling_id_sequence")
        ),
    )
    unlike = "IS NOT" if op.get_bind().dialect.name == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(f"NEW.{column} {unlike} OLD.{column}" for column in ASKED)
    for table in ("rulings", "ruling_events"):
        _refuse(table, "DELETE", f"{table}_keep", f"{table}: nothing here is deleted")
    _refuse("ruling_events", "UPDATE", "ruling_events_append_only",
            "ruling_events: rows are never edited")  # fmt: skip
    _refuse("rulings", "UPDATE", "rulings_frozen", "rulings: what was asked is never edited",
            changed)  # fmt: skip


def downgrade() -> None:
    """Remove both."""
    if op.get_bind().dialect.name == "sqlite":
        for _, name in TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
    else:
        for table, name in TRIGGERS:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("ruling_events")
    op.drop_index("ix_rulings_state_place_id", table_name="rulings")
    op.drop_index("ix_rulings_asker_id_asked_at", table_name="rulings")
    op.drop_table("rulings")
