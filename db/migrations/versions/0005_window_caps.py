"""Window caps, temporary limits, and exchange rates with their dates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0008"
branch_labels = None
depends_on = None

CAP_COLUMNS = (
    "cap_number", "version_number", "place_id", "grade_id", "remedy_id", "problem_id", "holder",
    "period", "most_times", "amount", "currency", "in_force_from", "note", "published_at",
    "published_by_id", "submit_key",
)  # fmt: skip
# Name of the trigger: its table, what it refuses, on which condition, with which sentence.
TRIGGERS: dict[str, tuple[str, str, str, str]] = {
    "window_caps_keep": ("window_caps", "DELETE", "", "nothing here is deleted"),
    "window_caps_frozen": (
        "window_caps",
        "UPDATE",
        " OR ".join(f"NEW.{each} IS DISTINCT FROM OLD.{each}" for each in CAP_COLUMNS),
        "what was agreed is never edited",
    ),
    "exchange_rates_keep": ("exchange_rates", "DELETE", "", "nothing here is deleted"),
    "exchange_rates_append_only": ("exchange_rates", "UPDATE", "", "rows are never edited"),
    "authority_limits_temporary_frozen": (
        "authority_limits",
        "UPDATE",
        "NEW.is_temporary IS DISTINCT FROM OLD.is_temporary",
        "what was agreed is never edited",
    ),
}


def _is_embedded() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _refuse(name: str, table: str, act: str, changed: str, sentence: str) -> None:
    """A trigger that refuses the act on the table, on both databases."""
    condition = f"WHEN ({changed})" if changed else ""
    said = f"{table}: {sentence}"
    if _is_embedded():
        condition = condition.replace("IS DISTINCT FROM", "IS NOT")
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{said}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {condition} "
        f"EXECUTE FUNCTION {name}()"
    )


def upgrade() -> None:
    """Create the tables, the column, and the triggers that hold them."""
    op.create_table(
        "exchange_rates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_currency", sa.Text(), nullable=False),
        sa.Column("to_currency", sa.Text(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.Column("valid_from_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("submit_key", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "from_currency <> to_currency", name=op.f("ck_exchange_rates_two_currencies")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"],
            ["people.id"],
            name=op.f("fk_exchange_rates_recorded_by_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rates")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_exchange_rates_submit_key")),
    )
    op.create_index(
        "ix_exchange_rates_pair",
        "exchange_rates",
        ["from_currency", "to_currency", "valid_from_on"],
        unique=False,
    )
    op.create_table(
        "window_caps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cap_number", sa.Integer(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("grade_id", sa.Integer(), nullable=True),
        sa.Column("remedy_id", sa.Integer(), nullable=True),
        sa.Column("problem_id", sa.Integer(), nullable=True),
        sa.Column(
            "holder",
            sa.Enum(
                "customer",
                "person",
                name="capholder_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "period",
            sa.Enum(
                "day",
                "week",
                "month",
                name="capperiod_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("most_times", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("in_force_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_force_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("submit_key", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(most_times IS NOT NULL AND most_times > 0 AND amount IS NULL"
            " AND currency IS NULL)"
            " OR (most_times IS NULL AND amount IS NOT NULL AND amount > 0"
            " AND currency IS NOT NULL)",
            name=op.f("ck_window_caps_value_said"),
        ),
        sa.CheckConstraint(
            "in_force_until IS NULL OR in_force_until > in_force_from",
            name=op.f("ck_window_caps_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["grade_id"], ["grades.id"], name=op.f("fk_window_caps_grade_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_window_caps_place_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["problem_id"],
            ["problems.id"],
            name=op.f("fk_window_caps_problem_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["people.id"],
            name=op.f("fk_window_caps_published_by_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["remedy_id"],
            ["remedies.id"],
            name=op.f("fk_window_caps_remedy_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_window_caps")),
        sa.UniqueConstraint(
            "cap_number", "version_number", name=op.f("uq_window_caps_cap_number_version_number")
        ),
        sa.UniqueConstraint("submit_key", name=op.f("uq_window_caps_submit_key")),
    )
    op.create_index("ix_window_caps_place_id", "window_caps", ["place_id"], unique=False)
    op.add_column(
        "authority_limits",
        sa.Column("is_temporary", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    for name, (table, act, changed, sentence) in TRIGGERS.items():
        _refuse(name, table, act, changed, sentence)


def downgrade() -> None:
    """Remove them."""
    for name, (table, *_) in TRIGGERS.items():
        if _is_embedded():
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_column("authority_limits", "is_temporary")
    op.drop_index("ix_window_caps_place_id", table_name="window_caps")
    op.drop_table("window_caps")
    op.drop_index("ix_exchange_rates_pair", table_name="exchange_rates")
    op.drop_table("exchange_rates")
