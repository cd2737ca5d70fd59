"""Events that tell everything; ladders with skills, closed hours and repeats."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0011"
branch_labels = None
depends_on = None

# An end without a moment was imported without an event: there is one now, which says so.
UNDATED = """
INSERT INTO escalation_events
    (escalation_id, sequence, kind, at, outcome, amount, currency, note, facts, ladder_round)
SELECT escalations.id, last.sequence + 1, 'resolved', last.at, escalations.outcome,
    escalations.amount_granted, escalations.granted_currency, 'The file does not say when.',
    '{"is_undated": true}', 0
FROM escalations JOIN escalation_events AS last ON last.escalation_id = escalations.id
WHERE escalations.state = 'resolved' AND escalations.resolved_at IS NULL
    AND last.sequence = (
        SELECT MAX(sequence) FROM escalation_events AS each
        WHERE each.escalation_id = escalations.id
    )
"""
ONE_OF_FOUR = (
    "CASE WHEN person_id IS NULL THEN 0 ELSE 1 END + CASE WHEN grade_id IS NULL THEN 0 "
    "ELSE 1 END + CASE WHEN skill IS NULL THEN 0 ELSE 1 END "
    "+ CASE WHEN closed_reason IS NULL THEN 0 ELSE 1 END = 1"
)


def upgrade() -> None:
    """Add the columns and the skills of people."""
    op.add_column("escalation_events", sa.Column("facts", sa.Text(), nullable=False,
                                                 server_default=""))  # fmt: skip
    for table, column in (
        ("escalation_events", "ladder_round"),
        ("escalations", "ladder_round"),
        ("places", "ladder_repeats"),
    ):
        op.add_column(table, sa.Column(column, sa.Integer(), nullable=False, server_default="0"))
    op.execute(UNDATED)
    op.create_table(
        "person_skills",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.Text(), nullable=False),
        sa.CheckConstraint("skill <> ''", name=op.f("ck_person_skills_skill_given")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_person_skills_person_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("person_id", "skill", name=op.f("pk_person_skills")),
    )
    with op.batch_alter_table("ladder_steps") as steps:
        steps.drop_constraint(op.f("ck_ladder_steps_person_or_grade"), type_="check")
        steps.add_column(sa.Column("skill", sa.Text(), nullable=True))
        steps.add_column(sa.Column("closed_reason", sa.Text(), nullable=True))
        steps.add_column(sa.Column("closed_from", sa.Time(), nullable=True))
        steps.add_column(sa.Column("closed_until", sa.Time(), nullable=True))
        steps.create_check_constraint(op.f("ck_ladder_steps_one_of_four"), ONE_OF_FOUR)
        steps.create_check_constraint(
            op.f("ck_ladder_steps_hours_from_and_until"),
            "(closed_from IS NULL) = (closed_until IS NULL)",
        )


def downgrade() -> None:
    """Remove them, and the steps that only they can hold; events stay."""
    op.execute("DELETE FROM ladder_steps WHERE person_id IS NULL AND grade_id IS NULL")
    with op.batch_alter_table("ladder_steps") as steps:
        steps.drop_constraint(op.f("ck_ladder_steps_hours_from_and_until"), type_="check")
        steps.drop_constraint(op.f("ck_ladder_steps_one_of_four"), type_="check")
        for column in ("skill", "closed_reason", "closed_from", "closed_until"):
            steps.drop_column(column)
        steps.create_check_constraint(
            op.f("ck_ladder_steps_person_or_grade"), "(person_id IS NULL) <> (grade_id IS NULL)"
        )
    op.drop_table("person_skills")
    op.drop_column("places", "ladder_repeats")
    op.drop_column("escalations", "ladder_round")
    op.drop_column("escalation_events", "ladder_round")
    op.drop_column("escalation_events", "facts")
