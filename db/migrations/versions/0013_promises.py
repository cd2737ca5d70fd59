"""Promises to call back, what happened to each, and their place on the agenda."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0014"
branch_labels = None
depends_on = None

# What was promised first stays as it was; the window and the owner may change until it is closed.
MADE = (
    "place_id", "escalation_id", "problem_id", "customer_hash", "words", "made_at", "made_by_id",
    "submit_key",
)  # fmt: skip
TRIGGERS = (
    ("promises", "promises_keep"),
    ("promises", "promises_frozen"),
    ("promises", "promises_closed"),
    ("promise_events", "promise_events_keep"),
    ("promise_events", "promise_events_append_only"),
)
KINDS = "'finding', 'imagine'"
KINDS_NOW = "'finding', 'promises', 'imagine'"
KNOWN = "ck_agenda_items_itemkind_known"


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


def _know_kinds(before: str, now: str) -> None:
    """Change which kinds of agenda items are known.

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
                "WHERE type = 'table' AND name = 'agenda_items'"
            ),
            {"before": before, "now": now},
        )
        bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
        bind.exec_driver_sql("PRAGMA writable_schema = OFF")
        return
    kinds = (
        "'escalations', 'expiring_response', 'authority_gap', 'overdue_action', 'carried_over', "
        f"{now}, 'drill', 'recognition', 'topic'"
    )
    op.execute(f"ALTER TABLE agenda_items DROP CONSTRAINT {KNOWN}")
    op.execute(f"ALTER TABLE agenda_items ADD CONSTRAINT {KNOWN} CHECK (kind IN ({kinds}))")


def _key(column: str, table: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT"
    )


def upgrade() -> None:
    """Create the tables and the triggers that hold them."""
    op.create_table(
        "promises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("escalation_id", sa.Integer(), nullable=True),
        sa.Column("problem_id", sa.Integer(), nullable=True),
        sa.Column("customer_hash", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times_promised", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("broke_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submit_key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("words <> ''", name=op.f("ck_promises_words_given")),
        sa.CheckConstraint("ends_at > begins_at", name=op.f("ck_promises_ends_after_it_begins")),
        sa.CheckConstraint(
            "kept_at IS NULL OR closed_at IS NOT NULL", name=op.f("ck_promises_kept_is_closed")
        ),
        sa.CheckConstraint(
            "closed_at IS NULL OR kept_at IS NOT NULL OR broke_at IS NOT NULL",
            name=op.f("ck_promises_closed_for_a_reason"),
        ),
        sa.CheckConstraint("times_promised >= 1", name=op.f("ck_promises_promised_once_or_more")),
        _key("place_id", "promises", "places"),
        _key("escalation_id", "promises", "escalations"),
        _key("problem_id", "promises", "problems"),
        _key("made_by_id", "promises", "people"),
        _key("owner_id", "promises", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_promises_submit_key")),
    )
    op.create_index("ix_promises_closed_at_ends_at", "promises", ["closed_at", "ends_at"])
    op.create_index("ix_promises_place_id_ends_at", "promises", ["place_id", "ends_at"])
    op.create_index("ix_promises_escalation_id", "promises", ["escalation_id"])
    op.create_table(
        "promise_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "made",
                "kept",
                "missed",
                "promised_again",
                "handed_over",
                name="promiseeventkind_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        _key("promise_id", "promise_events", "promises"),
        _key("person_id", "promise_events", "people"),
        _key("owner_id", "promise_events", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_events")),
        sa.UniqueConstraint(
            "promise_id", "sequence", name=op.f("uq_promise_events_promise_id_sequence")
        ),
    )
    _hold()
    _know_kinds(KINDS, KINDS_NOW)


def _hold() -> None:
    unlike = "IS NOT" if op.get_bind().dialect.name == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(f"NEW.{column} {unlike} OLD.{column}" for column in MADE)
    for table in ("promises", "promise_events"):
        _refuse(table, "DELETE", f"{table}_keep", f"{table}: nothing here is deleted")
    _refuse("promise_events", "UPDATE", "promise_events_append_only",
            "promise_events: rows are never edited")  # fmt: skip
    _refuse("promises", "UPDATE", "promises_frozen", "promises: what was promised is never edited",
            changed)  # fmt: skip
    _refuse("promises", "UPDATE", "promises_closed", "promises: what is closed is never edited",
            "OLD.closed_at IS NOT NULL")  # fmt: skip


def downgrade() -> None:
    """Remove both, and the kind of item."""
    _know_kinds(KINDS_NOW, KINDS)
    if op.get_bind().dialect.name == "sqlite":
        for _, name in TRIGGERS:
            op.execute(f"DROP TRIGGER {name}")
    else:
        for table, name in TRIGGERS:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("promise_events")
    op.drop_table("promises")
