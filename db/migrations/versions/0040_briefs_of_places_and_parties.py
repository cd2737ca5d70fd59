"""Design briefs lie with one of three parties, and are joined by offices; their cases are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0030"
branch_labels = None
depends_on = None

PARTIES = "'counter', 'fixers', 'design'"
KINDS = "'opened', 'assigned', "
KINDS_NOW = "'opened', 'joined', 'assigned', "
REST = "'fix_made', 'watched', 'closed', 'reopened'"
KNOWN = "ck_design_brief_events_briefeventkind_known"
# What lay with a team lay with the fixers, since it was handed over last.
HANDED = """
UPDATE design_briefs SET
    party = CASE WHEN team <> '' THEN 'fixers' ELSE 'counter' END,
    handed_at = COALESCE(
        (SELECT MAX(at) FROM design_brief_events AS each
         WHERE each.brief_id = design_briefs.id AND each.kind = 'assigned'
             AND each.at >= design_briefs.opened_at),
        opened_at)
"""


def _know_kinds(before: str, now: str) -> None:
    """Change which kinds of events are known.

    SQLite cannot alter a constraint. Its manual allows writing the schema for one that changes
    nothing on the disk, which also leaves the triggers of the table in place.
    """
    bind = op.get_bind()
    if bind.dialect.name == "sqlite":
        version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
        bind.exec_driver_sql("PRAGMA writable_schema = ON")
        bind.execute(
            sa.text(
                "UPDATE sqlite_master SET sql = replace(sql, :before, :now) "
                "WHERE type = 'table' AND name = 'design_brief_events'"
            ),
            {"before": before, "now": now},
        )
        bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
        bind.exec_driver_sql("PRAGMA writable_schema = OFF")
        return
    op.execute(f"ALTER TABLE design_brief_events DROP CONSTRAINT {KNOWN}")
    op.execute(
        f"ALTER TABLE design_brief_events ADD CONSTRAINT {KNOWN} CHECK (kind IN ({now}{REST}))"
    )


def _add_party(table: str, rest: str) -> None:
    """Both databases add a column together with its own constraint."""
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN party VARCHAR(32) {rest} "
        f"CONSTRAINT ck_{table}_party_known CHECK (party IN ({PARTIES}))"
    )


def upgrade() -> None:
    """Add the columns; say with whom lies what is there already."""
    _know_kinds(KINDS, KINDS_NOW)
    _add_party("design_briefs", "NOT NULL DEFAULT 'counter'")
    _add_party("design_brief_events", "")
    for table in ("design_briefs", "design_brief_events"):
        op.add_column(table, sa.Column("due_on", sa.Date(), nullable=True))
    op.add_column(
        "design_briefs",
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False,
                  server_default="1970-01-01 00:00:00"),
    )  # fmt: skip
    op.execute(HANDED)
    op.create_index("ix_design_brief_events_kind_at", "design_brief_events", ["kind", "at"])
    op.create_index("ix_design_briefs_problem_id", "design_briefs", ["problem_id"])
    op.create_index(
        "ix_escalations_problem_id_place_id_asked_at",
        "escalations",
        ["problem_id", "place_id", "asked_at"],
        sqlite_where=sa.text("problem_id IS NOT NULL"),
        postgresql_where=sa.text("problem_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_index("ix_escalations_problem_id_place_id_asked_at", table_name="escalations")
    op.drop_index("ix_design_briefs_problem_id", table_name="design_briefs")
    op.drop_index("ix_design_brief_events_kind_at", table_name="design_brief_events")
    for table, columns in (
        ("design_briefs", ("handed_at", "due_on", "party")),
        ("design_brief_events", ("due_on", "party")),
    ):
        for column in columns:
            op.drop_column(table, column)
    _know_kinds(KINDS_NOW, KINDS)
