"""Sets of limits are drafted, sent and approved, and those whose amounts change read them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None

APPEND_ONLY = ("limit_draft_events", "limit_endings", "limit_readers", "limit_readings")
KEPT = ("limit_drafts",)


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


def _forget(table: str, name: str) -> None:
    """Remove a trigger."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {name}")
        return
    op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute(f"DROP FUNCTION {name}()")


def upgrade() -> None:
    """Create the tables and the triggers that keep them."""
    op.create_table(
        "limit_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "sent",
                "rejected",
                "approved",
                "set_aside",
                name="limitdraftstate_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("base_cells", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("rolls_back_id", sa.Integer(), nullable=True),
        sa.Column("limit_set_id", sa.Integer(), nullable=True),
        sa.Column("submit_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'approved') = (limit_set_id IS NOT NULL)",
            name=op.f("ck_limit_drafts_approved_set"),
        ),
        sa.ForeignKeyConstraint(
            ["limit_set_id"],
            ["limit_sets.id"],
            name=op.f("fk_limit_drafts_limit_set_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"],
            ["people.id"],
            name=op.f("fk_limit_drafts_made_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_limit_drafts_place_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["rolls_back_id"],
            ["limit_sets.id"],
            name=op.f("fk_limit_drafts_rolls_back_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["people.id"],
            name=op.f("fk_limit_drafts_updated_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limit_drafts")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_limit_drafts_submit_key")),
    )
    op.create_index(
        "ix_limit_drafts_place_id_state", "limit_drafts", ["place_id", "state"], unique=False
    )
    op.create_table(
        "limit_readers",
        sa.Column("limit_set_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("grade_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grade_id"], ["grades.id"], name=op.f("fk_limit_readers_grade_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["limit_set_id"],
            ["limit_sets.id"],
            name=op.f("fk_limit_readers_limit_set_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_limit_readers_person_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_limit_readers_place_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("limit_set_id", "person_id", name=op.f("pk_limit_readers")),
    )
    op.create_index("ix_limit_readers_person_id", "limit_readers", ["person_id"], unique=False)
    op.create_table(
        "limit_readings",
        sa.Column("limit_set_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["limit_set_id"],
            ["limit_sets.id"],
            name=op.f("fk_limit_readings_limit_set_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_limit_readings_person_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("limit_set_id", "person_id", name=op.f("pk_limit_readings")),
    )
    op.create_table(
        "limit_draft_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("limit_draft_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "begun",
                "sent",
                "taken_back",
                "rejected",
                "revised",
                "approved",
                "set_aside",
                name="limitdrafteventkind_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["limit_draft_id"],
            ["limit_drafts.id"],
            name=op.f("fk_limit_draft_events_limit_draft_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_limit_draft_events_person_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limit_draft_events")),
    )
    op.create_index(
        "ix_limit_draft_events_limit_draft_id",
        "limit_draft_events",
        ["limit_draft_id"],
        unique=False,
    )
    op.create_table(
        "limit_endings",
        sa.Column("limit_id", sa.Integer(), nullable=False),
        sa.Column("limit_set_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["limit_id"],
            ["authority_limits.id"],
            name=op.f("fk_limit_endings_limit_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["limit_set_id"],
            ["limit_sets.id"],
            name=op.f("fk_limit_endings_limit_set_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("limit_id", name=op.f("pk_limit_endings")),
    )
    op.create_index(
        op.f("ix_limit_endings_limit_set_id"), "limit_endings", ["limit_set_id"], unique=False
    )
    for table in (*APPEND_ONLY, *KEPT):
        _refuse(table, "DELETE", f"{table}_keep", f"{table}: nothing here is deleted")
    for table in APPEND_ONLY:
        _refuse(table, "UPDATE", f"{table}_append_only", f"{table}: rows are never edited")


def downgrade() -> None:
    """Remove them."""
    for table in APPEND_ONLY:
        _forget(table, f"{table}_append_only")
    for table in (*APPEND_ONLY, *KEPT):
        _forget(table, f"{table}_keep")
    op.drop_index(op.f("ix_limit_endings_limit_set_id"), table_name="limit_endings")
    op.drop_table("limit_endings")
    op.drop_index("ix_limit_draft_events_limit_draft_id", table_name="limit_draft_events")
    op.drop_table("limit_draft_events")
    op.drop_table("limit_readings")
    op.drop_index("ix_limit_readers_person_id", table_name="limit_readers")
    op.drop_table("limit_readers")
    op.drop_index("ix_limit_drafts_place_id_state", table_name="limit_drafts")
    op.drop_table("limit_drafts")
