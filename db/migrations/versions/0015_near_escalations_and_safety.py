"""Near-escalations, the safety line with its restricted record and after-care, swap-outs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None

# Rows that are written once and never change.
APPEND_ONLY = (
    "near_escalations",
    "near_withdrawals",
    "safety_records",
    "safety_events",
    "after_care_events",
    "swap_outs",
    "swap_out_endings",
)
# Of after-care only the owner changes, until it is closed.
PLANNED = ("safety_record_id", "place_id", "step", "due_on")
TABLES = (
    "near_withdrawals",
    "near_escalations",
    "after_care_events",
    "after_cares",
    "safety_events",
    "safety_records",
    "swap_out_endings",
    "swap_outs",
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


def _key(column: str, table: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{of}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="RESTRICT"
    )


def upgrade() -> None:
    """Create the tables and the triggers that hold them."""
    _near_escalations()
    _safety_records()
    _after_care()
    _swap_outs()
    _hold()


def _near_escalations() -> None:
    op.create_table(
        "near_escalations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("by_hash", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "manager_busy",
                "did_not_want_to_bother",
                "customer_could_not_wait",
                "found_it_out_myself",
                "other",
                name="nearreason_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=True),
        sa.Column("unanticipated_words", sa.Text(), nullable=False),
        sa.Column("remedy_id", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("limit_id", sa.Integer(), nullable=True),
        sa.Column(
            "limit_kind",
            sa.Enum(
                "none",
                "up_to",
                "unlimited",
                name="limitkind_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("limit_amount", sa.BigInteger(), nullable=True),
        sa.Column("submit_key", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "problem_id IS NOT NULL OR unanticipated_words <> ''",
            name=op.f("ck_near_escalations_problem_or_words"),
        ),
        sa.CheckConstraint(
            "reason <> 'other' OR words <> ''", name=op.f("ck_near_escalations_other_with_words")
        ),
        sa.CheckConstraint(
            "(amount IS NULL) = (currency IS NULL)",
            name=op.f("ck_near_escalations_amount_with_currency"),
        ),
        _key("limit_id", "near_escalations", "authority_limits"),
        _key("place_id", "near_escalations", "places"),
        _key("problem_id", "near_escalations", "problems"),
        _key("remedy_id", "near_escalations", "remedies"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_near_escalations")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_near_escalations_submit_key")),
    )
    op.create_index(
        "ix_near_escalations_by_hash_noted_at", "near_escalations", ["by_hash", "noted_at"]
    )
    op.create_index(
        "ix_near_escalations_place_id_noted_at", "near_escalations", ["place_id", "noted_at"]
    )
    op.create_table(
        "near_withdrawals",
        sa.Column("near_escalation_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=False),
        _key("near_escalation_id", "near_withdrawals", "near_escalations"),
        sa.PrimaryKeyConstraint("near_escalation_id", name=op.f("pk_near_withdrawals")),
    )


def _safety_records() -> None:
    op.create_table(
        "safety_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", sa.Integer(), nullable=True),
        sa.Column("escalation_id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        _key("escalation_id", "safety_records", "escalations"),
        _key("place_id", "safety_records", "places"),
        _key("problem_id", "safety_records", "problems"),
        _key("reporter_id", "safety_records", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_records")),
        sa.UniqueConstraint("escalation_id", name=op.f("uq_safety_records_escalation_id")),
    )
    op.create_index(
        "ix_safety_records_place_id_reported_at", "safety_records", ["place_id", "reported_at"]
    )
    op.create_index(
        "ix_safety_records_reporter_id_reported_at",
        "safety_records",
        ["reporter_id", "reported_at"],
    )
    op.create_table(
        "safety_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("safety_record_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "reported",
                "described",
                name="safetyeventkind_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("submit_key", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'described' OR words <> ''", name=op.f("ck_safety_events_described_with_words")
        ),
        _key("person_id", "safety_events", "people"),
        _key("safety_record_id", "safety_events", "safety_records"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_events")),
        sa.UniqueConstraint(
            "safety_record_id", "sequence", name=op.f("uq_safety_events_safety_record_id_sequence")
        ),
        sa.UniqueConstraint("submit_key", name=op.f("uq_safety_events_submit_key")),
    )


def _after_care() -> None:
    op.create_table(
        "after_cares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("safety_record_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "same_day",
                "next_day",
                "after_a_week",
                name="aftercarestep_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("owner_id", "after_cares", "people"),
        _key("place_id", "after_cares", "places"),
        _key("safety_record_id", "after_cares", "safety_records"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_after_cares")),
        sa.UniqueConstraint(
            "safety_record_id", "step", name=op.f("uq_after_cares_safety_record_id_step")
        ),
    )
    op.create_index("ix_after_cares_owner_id_due_on", "after_cares", ["owner_id", "due_on"])
    op.create_index("ix_after_cares_place_id_due_on", "after_cares", ["place_id", "due_on"])
    op.create_table(
        "after_care_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("after_care_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "planned",
                "handed_over",
                "offered",
                "talked",
                "declined",
                "done",
                name="aftercareeventkind_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        _key("after_care_id", "after_care_events", "after_cares"),
        _key("owner_id", "after_care_events", "people"),
        _key("person_id", "after_care_events", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_after_care_events")),
        sa.UniqueConstraint(
            "after_care_id", "sequence", name=op.f("uq_after_care_events_after_care_id_sequence")
        ),
    )


def _swap_outs() -> None:
    op.create_table(
        "swap_outs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submit_key", sa.Text(), nullable=False),
        _key("asker_id", "swap_outs", "people"),
        _key("place_id", "swap_outs", "places"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swap_outs")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_swap_outs_submit_key")),
    )
    op.create_index("ix_swap_outs_place_id_asked_at", "swap_outs", ["place_id", "asked_at"])
    op.create_table(
        "swap_out_endings",
        sa.Column("swap_out_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "taken_over",
                "not_needed",
                name="swapending_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        _key("person_id", "swap_out_endings", "people"),
        _key("swap_out_id", "swap_out_endings", "swap_outs"),
        sa.PrimaryKeyConstraint("swap_out_id", name=op.f("pk_swap_out_endings")),
    )


def _hold() -> None:
    for table in (*APPEND_ONLY, "after_cares"):
        _refuse(table, "DELETE", f"{table}_keep", f"{table}: nothing here is deleted")
    for table in APPEND_ONLY:
        _refuse(table, "UPDATE", f"{table}_append_only", f"{table}: rows are never edited")
    unlike = "IS NOT" if op.get_bind().dialect.name == "sqlite" else "IS DISTINCT FROM"
    changed = " OR ".join(f"NEW.{column} {unlike} OLD.{column}" for column in PLANNED)
    _refuse("after_cares", "UPDATE", "after_cares_frozen",
            "after_cares: what was planned is never edited",
            f"OLD.closed_at IS NOT NULL OR {changed}")  # fmt: skip


def downgrade() -> None:
    """Remove them all."""
    names = [(table, f"{table}_keep") for table in (*APPEND_ONLY, "after_cares")]
    names += [(table, f"{table}_append_only") for table in APPEND_ONLY]
    names.append(("after_cares", "after_cares_frozen"))
    if op.get_bind().dialect.name == "sqlite":
        for _, name in names:
            op.execute(f"DROP TRIGGER {name}")
    else:
        for table, name in names:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    for table in TABLES:
        op.drop_table(table)
