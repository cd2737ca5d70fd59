"""A visit by whoever can put it right is a kind of remedy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

KINDS = "'hospitality', 'call_back'"
KINDS_NOW = "'hospitality', 'visit', 'call_back'"
REST = (
    "'refund', 'credit', 'fee_waiver', 'replacement', 'meal', 'hotel', 'tour_voucher', "
    "'shopping_voucher', 'gift', 'upgrade', "
)
KNOWN = "ck_remedies_remedykind_known"


def _know_kinds(before: str, now: str) -> None:
    """Change which kinds of remedies are known.

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
                "WHERE type = 'table' AND name = 'remedies'"
            ),
            {"before": before, "now": now},
        )
        bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
        bind.exec_driver_sql("PRAGMA writable_schema = OFF")
        return
    op.execute(f"ALTER TABLE remedies DROP CONSTRAINT {KNOWN}")
    op.execute(f"ALTER TABLE remedies ADD CONSTRAINT {KNOWN} CHECK (kind IN ({REST}{now}))")


def upgrade() -> None:
    """Know visits."""
    _know_kinds(KINDS, KINDS_NOW)


def downgrade() -> None:
    """Forget them; refused by PostgreSQL while a remedy is one."""
    _know_kinds(KINDS_NOW, KINDS)
