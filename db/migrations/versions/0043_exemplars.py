"""Words that worked in real cases, and where they are promoted to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

# What was said, by whom and in which case stays as it was written.
WRITTEN = (
    "escalation_id", "problem_id", "place_id", "words", "written_by_id", "is_named", "written_at",
)  # fmt: skip
TRIGGERS = ("exemplars_keep", "exemplars_frozen")


def _refuse(action: str, name: str, sentence: str, when: str = "") -> None:
    """A trigger `name` that refuses `action` on the table, on both databases."""
    condition = f"WHEN ({when})" if when else ""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {action} ON exemplars FOR EACH ROW {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {action} ON exemplars FOR EACH ROW {condition} "
        f"EXECUTE FUNCTION {name}()"
    )


def _key(column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{of}.id"], name=op.f(f"fk_exemplars_{column}"), ondelete="RESTRICT"
    )


def upgrade() -> None:
    """Create the table and the triggers that hold it."""
    op.create_table(
        "exemplars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("escalation_id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promoted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promoted_by_id", sa.Integer(), nullable=True),
        sa.Column("promoted_to_id", sa.Integer(), nullable=True),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_exemplars_words_given")),
        sa.CheckConstraint(
            "(promoted_at IS NULL) = (promoted_to_id IS NULL)",
            name=op.f("ck_exemplars_promoted_to_a_place"),
        ),
        sa.CheckConstraint(
            "(set_aside_at IS NULL) = (set_aside_by_id IS NULL)",
            name=op.f("ck_exemplars_set_aside_by_somebody"),
        ),
        _key("escalation_id", "escalations"),
        _key("problem_id", "problems"),
        _key("place_id", "places"),
        _key("written_by_id", "people"),
        _key("promoted_by_id", "people"),
        _key("promoted_to_id", "places"),
        _key("set_aside_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exemplars")),
        sa.UniqueConstraint(
            "escalation_id", "written_by_id", name=op.f("uq_exemplars_escalation_id_written_by_id")
        ),
    )
    op.create_index("ix_exemplars_problem_id", "exemplars", ["problem_id"])
    op.create_index("ix_exemplars_place_id", "exemplars", ["place_id"])
    unlike = "IS NOT" if op.get_bind().dialect.name == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(f"NEW.{column} {unlike} OLD.{column}" for column in WRITTEN)
    _refuse("DELETE", "exemplars_keep", "exemplars: nothing here is deleted")
    _refuse("UPDATE", "exemplars_frozen", "exemplars: what was said is never edited", changed)


def downgrade() -> None:
    """Remove it."""
    for name in TRIGGERS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON exemplars")
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("exemplars")
