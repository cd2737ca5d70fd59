"""Demand by problem: what the whole organisation met in 90 days, without reading every row."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the indexes."""
    op.create_index("ix_escalations_asked_at_problem_id", "escalations", ["asked_at", "problem_id"])
    op.create_index("ix_grants_given_at", "grants", ["given_at"])


def downgrade() -> None:
    """Remove the indexes."""
    op.drop_index("ix_grants_given_at", "grants")
    op.drop_index("ix_escalations_asked_at_problem_id", "escalations")
