"""Design briefs for problems that come back, and what happened to each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# What a brief is about stays as it was; everything else is what its events add up to.
ABOUT = ("place_id", "problem_id")
TRIGGERS = (
    ("design_briefs", "design_briefs_keep"),
    ("design_briefs", "design_briefs_frozen"),
    ("design_brief_events", "design_brief_events_keep"),
    ("design_brief_events", "design_brief_events_append_only"),
)
STATES = ("open", "fixed", "closed")
KINDS = ("opened", "assigned", "fix_made", "watched", "closed", "reopened")


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


def _key(column: str, table: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT"
    )


def _word(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(
        *values, name=f"{name}_known", native_enum=False, create_constraint=True, length=32
    )


def upgrade() -> None:
    """Create the tables and the triggers that hold them."""
    op.create_table(
        "design_briefs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("state", _word("briefstate", STATES), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fixed_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_design_briefs_reason_given")),
        sa.CheckConstraint(
            "(closed_at IS NOT NULL) = (state = 'closed')",
            name=op.f("ck_design_briefs_closed_when_it_says_so"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('fixed', 'closed') OR fixed_on IS NOT NULL",
            name=op.f("ck_design_briefs_fixed_on_a_day"),
        ),
        _key("place_id", "design_briefs", "places"),
        _key("problem_id", "design_briefs", "problems"),
        _key("owner_id", "design_briefs", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design_briefs")),
        sa.UniqueConstraint(
            "place_id", "problem_id", name=op.f("uq_design_briefs_place_id_problem_id")
        ),
    )
    op.create_index("ix_design_briefs_state_place_id", "design_briefs", ["state", "place_id"])
    _events()
    unlike = "IS NOT" if op.get_bind().dialect.name == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(f"NEW.{column} {unlike} OLD.{column}" for column in ABOUT)
    for table in ("design_briefs", "design_brief_events"):
        _refuse(table, "DELETE", f"{table}_keep", f"{table}: nothing here is deleted")
    _refuse("design_brief_events", "UPDATE", "design_brief_events_append_only",
            "design_brief_events: rows are never edited")  # fmt: skip
    _refuse("design_briefs", "UPDATE", "design_briefs_frozen",
            "design_briefs: what it is about is never edited", changed)  # fmt: skip


def _events() -> None:
    op.create_table(
        "design_brief_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", _word("briefeventkind", KINDS), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("fixed_on", sa.Date(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        _key("brief_id", "design_brief_events", "design_briefs"),
        _key("person_id", "design_brief_events", "people"),
        _key("owner_id", "design_brief_events", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design_brief_events")),
        sa.UniqueConstraint(
            "brief_id", "sequence", name=op.f("uq_design_brief_events_brief_id_sequence")
        ),
    )


def downgrade() -> None:
    """Remove both."""
    if op.get_bind().dialect.name == "sqlite":
        for _, name in TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
    else:
        for table, name in TRIGGERS:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("design_brief_events")
    op.drop_table("design_briefs")
