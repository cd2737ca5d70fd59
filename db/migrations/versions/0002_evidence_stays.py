"""Evidence stays: append-only tables, texts that freeze, nothing that can be deleted."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Rows that are written once and never change.
APPEND_ONLY = (
    "audit_entries",
    "audit_seals",
    "escalation_events",
    "grants",
    "limit_sets",
    "minutes",
    "read_receipts",
    "rehearsals",
    "briefings",
    "problem_mentions",
    "import_runs",
)
# Rows that change in their course, and may not disappear.
KEPT = (
    "places",
    "people",
    "grades",
    "problems",
    "responses",
    "remedies",
    "authority_limits",
    "escalations",
    "huddles",
    "agenda_items",
    "attendance",
    "actions",
    "findings",
    "situations",
)
# A row that fulfils `when` keeps these columns as they are.
FROZEN = {
    "responses": (
        "OLD.state IN ('agreed', 'superseded')",
        (
            "problem_id", "place_id", "number", "opening_words", "acknowledgement", "empathy",
            "ours", "not_ours", "cause", "what_we_do_now", "what_we_can_still_do",
            "who_else_can_help", "prevention", "never_say", "why", "no_reason", "no_words",
            "partial_solution", "referral", "agreed_at", "agreed_by_id", "agreed_huddle_id",
        ),
    ),
    "agenda_items": (
        "OLD.decided_at IS NOT NULL",
        (
            "huddle_id", "kind", "title", "facts", "origin", "problem_id", "outcome",
            "outcome_text", "is_answered", "owner_id", "due_on", "decided_at", "decided_by_id",
        ),
    ),
    "authority_limits": (
        "1 = 1",
        (
            "rule_number", "version_number", "limit_set_id", "place_id", "grade_id", "remedy_id",
            "problem_id", "kind", "amount", "currency", "unlimited_until", "approved_by_id",
            "in_force_from",
        ),
    ),
    "findings": (
        "1 = 1",
        ("minutes_id", "place_id", "text", "raised_at", "raised_by_id"),
    ),
    "escalations": (
        "1 = 1",
        ("place_id", "asker_id", "asked_at", "reason", "limit_id", "limit_kind", "limit_amount"),
    ),
}  # fmt: skip


def _refuse(table: str, action: str, name: str, when: str | None, sentence: str) -> None:
    """A trigger `name` that refuses `action` on `table`, on both databases."""
    condition = f"WHEN ({when})" if when else ""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH ROW {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH ROW {condition} "
        f"EXECUTE FUNCTION {name}()"
    )


def upgrade() -> None:
    """Create the triggers."""
    for table in (*APPEND_ONLY, *KEPT):
        _refuse(table, "DELETE", f"{table}_keep", None, f"{table}: nothing here is deleted")
    for table in APPEND_ONLY:
        _refuse(table, "UPDATE", f"{table}_append_only", None, f"{table}: rows are never edited")
    for table, (when, columns) in FROZEN.items():
        changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
        if op.get_bind().dialect.name == "sqlite":
            changed = changed.replace("IS DISTINCT FROM", "IS NOT")
        _refuse(table, "UPDATE", f"{table}_frozen", f"({when}) AND ({changed})",
                f"{table}: what was agreed is never edited")  # fmt: skip
    op.execute("INSERT INTO audit_head (id, sequence, hash) VALUES (1, 0, '')")
    op.execute("INSERT INTO installation (id, code_tries) VALUES (1, 0)")


def downgrade() -> None:
    """Remove the triggers."""
    names = [(table, f"{table}_keep") for table in (*APPEND_ONLY, *KEPT)]
    names += [(table, f"{table}_append_only") for table in APPEND_ONLY]
    names += [(table, f"{table}_frozen") for table in FROZEN]
    for table, name in names:
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"DROP TRIGGER {name}")
        else:
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
