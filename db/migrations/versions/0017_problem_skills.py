"""A problem may name the skill that an ask about it goes to first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; no problem names a skill yet."""
    op.add_column("problems", sa.Column("skill", sa.Text(), nullable=True))


def downgrade() -> None:
    """Remove the column."""
    # Not by a copy of the table, which would lose the triggers of its search index.
    op.drop_column("problems", "skill")
