"""The ends of requests to take over get a number of their own, so that screens can be told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

TABLE, FORMER = "swap_out_endings", "swap_out_endings_before"
COLUMNS = "swap_out_id, kind, at, person_id"
TRIGGERS = (
    ("DELETE", f"{TABLE}_keep", f"{TABLE}: nothing here is deleted"),
    ("UPDATE", f"{TABLE}_append_only", f"{TABLE}: rows are never edited"),
)


def upgrade() -> None:
    """Number them in the order in which they came, and keep one for each request."""
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(has_number=True)
        return
    op.drop_constraint(op.f(f"pk_{TABLE}"), TABLE, type_="primary")
    op.execute(f"ALTER TABLE {TABLE} ADD COLUMN id SERIAL")
    op.create_primary_key(op.f(f"pk_{TABLE}"), TABLE, ["id"])
    op.create_unique_constraint(op.f(f"uq_{TABLE}_swap_out_id"), TABLE, ["swap_out_id"])


def downgrade() -> None:
    """Forget the numbers."""
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(has_number=False)
        return
    op.drop_constraint(op.f(f"uq_{TABLE}_swap_out_id"), TABLE, type_="unique")
    op.drop_column(TABLE, "id")
    op.create_primary_key(op.f(f"pk_{TABLE}"), TABLE, ["swap_out_id"])


def _make_anew(*, has_number: bool) -> None:
    """The embedded database cannot change the key of a table: it is made again, with its rows."""
    for _, name, _ in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    op.rename_table(TABLE, FORMER)
    number = [sa.Column("id", sa.Integer(), nullable=False)] if has_number else []
    once = [sa.UniqueConstraint("swap_out_id", name=op.f(f"uq_{TABLE}_swap_out_id"))]
    op.create_table(
        TABLE,
        *number,
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
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{of}.id"], name=op.f(f"fk_{TABLE}_{column}"), ondelete="RESTRICT"
            )
            for column, of in (("person_id", "people"), ("swap_out_id", "swap_outs"))
        ),
        sa.PrimaryKeyConstraint("id" if has_number else "swap_out_id", name=op.f(f"pk_{TABLE}")),
        *(once if has_number else []),
    )
    op.execute(f"INSERT INTO {TABLE} ({COLUMNS}) SELECT {COLUMNS} FROM {FORMER} ORDER BY at")  # noqa: S608 - names of ours.
    op.drop_table(FORMER)
    for action, name, sentence in TRIGGERS:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {action} ON {TABLE} FOR EACH ROW "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )
