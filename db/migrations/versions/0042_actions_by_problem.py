"""Actions and limits are found by the problem that they are about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

ABOUT_ONE = sa.text("problem_id IS NOT NULL")
INDEXES = (
    ("ix_actions_problem_id_place_id", "actions", ["problem_id", "place_id"]),
    ("ix_authority_limits_problem_id", "authority_limits", ["problem_id"]),
)


def upgrade() -> None:
    """Create the indexes; rows about no problem are in neither."""
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns, sqlite_where=ABOUT_ONE, postgresql_where=ABOUT_ONE)


def downgrade() -> None:
    """Remove them."""
    for name, table, _ in INDEXES:
        op.drop_index(name, table_name=table)
