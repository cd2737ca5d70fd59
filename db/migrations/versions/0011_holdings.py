"""Holdings: packed arrays for the measure screens, counted from the rows when they are missing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "holdings",
        sa.Column(
            "kind",
            sa.Enum(
                "days",
                "weeks",
                "hours",
                "until_acknowledged",
                "until_with_customer",
                "until_resolved",
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


def downgrade() -> None:
    """Remove the table."""
    op.drop_table("holdings")
