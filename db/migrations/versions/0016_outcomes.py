"""Waits in opening hours, kept beside each ask; more kinds of holdings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WAITS = ("open_until_acknowledged", "open_until_with_customer", "open_until_resolved")
BEFORE = (
    "days",
    "weeks",
    "hours",
    "until_acknowledged",
    "until_with_customer",
    "until_resolved",
)
KINDS = (*BEFORE, *WAITS, "until_came", "outcomes", "promises")


def upgrade() -> None:
    """Add the columns, and begin holdings anew: the first start counts them from the rows."""
    for name in WAITS:
        op.add_column("escalations", sa.Column(name, sa.Integer(), nullable=True))
    _begin_holdings(KINDS)


def downgrade() -> None:
    """Remove the columns, and begin holdings anew."""
    _begin_holdings(BEFORE)
    for name in WAITS:
        op.drop_column("escalations", name)


def _begin_holdings(kinds: tuple[str, ...]) -> None:
    """Holdings are never evidence: they are dropped and made again."""
    op.drop_table("holdings")
    op.create_table(
        "holdings",
        sa.Column(
            "kind",
            sa.Enum(
                *kinds,
                name="holdingkind_known",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("piece", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"],
            ["places.id"],
            name=op.f("fk_holdings_place_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("kind", "place_id", "piece", name=op.f("pk_holdings")),
    )
