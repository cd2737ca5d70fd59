"""How teams hand a customer over, as they agreed it in a huddle."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

TRIGGERS = (
    ("DELETE", "hand_off_agreements_keep", "nothing here is deleted"),
    ("UPDATE", "hand_off_agreements_append_only", "rows are never edited"),
)
WORDS = ("speaks_first", "said", "happens_at")


def _key(column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{of}.id"], name=op.f(f"fk_hand_off_agreements_{column}"), ondelete="RESTRICT"
    )


def upgrade() -> None:
    """Create the table and the triggers that hold it."""
    op.create_table(
        "hand_off_agreements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("huddle_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in WORDS),
        sa.Column("holds_days", sa.Integer(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            " AND ".join(f"{name} <> ''" for name in WORDS),
            name=op.f("ck_hand_off_agreements_words_given"),
        ),
        sa.CheckConstraint("holds_days > 0", name=op.f("ck_hand_off_agreements_holds_some_days")),
        _key("place_id", "places"),
        _key("huddle_id", "huddles"),
        _key("item_id", "agenda_items"),
        _key("agreed_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_off_agreements")),
        sa.UniqueConstraint("item_id", name=op.f("uq_hand_off_agreements_item_id")),
    )
    op.create_index(
        "ix_hand_off_agreements_place_id_agreed_at",
        "hand_off_agreements",
        ["place_id", "agreed_at"],
    )
    for action, name, sentence in TRIGGERS:
        said = f"hand_off_agreements: {sentence}"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {action} ON hand_off_agreements FOR EACH ROW "
                f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
            continue
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{said}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {action} ON hand_off_agreements FOR EACH ROW "
            f"EXECUTE FUNCTION {name}()"
        )


def downgrade() -> None:
    """Remove it."""
    for _, name, _ in TRIGGERS:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON hand_off_agreements")
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("hand_off_agreements")
