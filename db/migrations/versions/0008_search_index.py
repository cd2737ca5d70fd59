"""The search index: the database's own full text over problems, answers, remedies and rulings.

FTS5 on SQLite, a tsvector on PostgreSQL; triggers keep it, so that no import and no command can
forget it. Each row carries the number of the change that wrote it: whoever keeps a vocabulary
reads only what is newer.
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SPOKEN = ("opening_words", "acknowledgement", "cause", "what_we_do_now", "what_we_can_still_do",
          "referral")  # fmt: skip
# Table: number, kind, what is opened, place, title, further words, and when it can be found.
# The number is a quarter of the key of a row of the index, so that each table has its own.
SOURCES = {
    "problems": (0, "problem", "{}.id", "{}.place_id", "{}.title", "{}.keywords",
                 "{}.deactivated_at IS NULL"),
    "responses": (
        1, "response", "{}.problem_id", "{}.place_id", "''",
        " || ' ' || ".join(f"{{}}.{part}" for part in SPOKEN),
        "{}.state = 'agreed'",
    ),
    "remedies": (2, "remedy", "{}.id", "NULL", "{}.name", "replace({}.kind, '_', ' ')",
                 "{}.deactivated_at IS NULL"),
    "rulings": (3, "ruling", "{}.id", "{}.place_id", "{}.question", "{}.answer",
                "{}.state = 'answered'"),
}  # fmt: skip
MARK = "(SELECT changes FROM search_index_mark)"


def _row(table: str, of: str) -> str:
    """The select of one row of the index from a row `of` the table."""
    number, kind, *parts = SOURCES[table]
    subject, place, title, body = (part.replace("{}", of) for part in parts[:4])
    return f"SELECT {of}.id * 4 + {number}, '{kind}', {subject}, {place}, {MARK}, {title}, {body}"


def _columns() -> str:
    key = "rowid" if op.get_bind().dialect.name == "sqlite" else "id"
    return f"search_index ({key}, kind, subject_id, place_id, change, title, body)"


def _kept(table: str) -> str:
    """What happens to the index when a row of the table is written."""
    key = "rowid" if op.get_bind().dialect.name == "sqlite" else "id"
    number, condition = SOURCES[table][0], SOURCES[table][-1].replace("{}", "NEW")
    statements = (
        f"DELETE FROM search_index WHERE {key} = NEW.id * 4 + {number}",  # noqa: S608 - our names.
        "UPDATE search_index_mark SET changes = changes + 1",
        f"INSERT INTO {_columns()} {_row(table, 'NEW')} WHERE {condition}",
    )
    return "".join(f"{statement}; " for statement in statements)


def _watch(table: str) -> None:
    """The triggers of one table: after a row is written, the index holds what it says."""
    if op.get_bind().dialect.name == "sqlite":
        for action in ("INSERT", "UPDATE"):
            name = f"search_index_{table}_{action.lower()}"
            op.execute(
                f"CREATE TRIGGER {name} AFTER {action} ON {table} FOR EACH ROW "
                f"BEGIN {_kept(table)} END"
            )
        return
    name = f"search_index_{table}"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {_kept(table)} RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION {name}()"
    )


def upgrade() -> None:
    """Create the index, fill it with what is there, and let triggers keep it."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5(kind UNINDEXED, subject_id UNINDEXED, "
            "place_id UNINDEXED, change UNINDEXED, title, body, "
            "tokenize = 'unicode61 remove_diacritics 0')"
        )
    else:
        op.execute(
            "CREATE TABLE search_index (id bigint PRIMARY KEY, kind text NOT NULL, subject_id "
            "integer NOT NULL, place_id integer, change integer NOT NULL, title text NOT NULL, "
            "body text NOT NULL, words tsvector GENERATED ALWAYS AS (setweight(to_tsvector("
            "'simple'::regconfig, title), 'A') || to_tsvector('simple'::regconfig, body)) STORED)"
        )
        op.execute("CREATE INDEX ix_search_index_words ON search_index USING gin (words)")
        op.execute("CREATE INDEX ix_search_index_change ON search_index (change)")
    op.execute("CREATE TABLE search_index_mark (changes integer NOT NULL)")
    op.execute("INSERT INTO search_index_mark (changes) VALUES (1)")
    for table, source in SOURCES.items():
        condition = source[-1].replace("{}", table)
        op.execute(f"INSERT INTO {_columns()} {_row(table, table)} FROM {table} WHERE {condition}")
        _watch(table)


def downgrade() -> None:
    """Remove the index and its triggers."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in SOURCES:
        if is_sqlite:
            op.execute(f"DROP TRIGGER search_index_{table}_insert")
            op.execute(f"DROP TRIGGER search_index_{table}_update")
        else:
            op.execute(f"DROP TRIGGER search_index_{table} ON {table}")
            op.execute(f"DROP FUNCTION search_index_{table}()")
    op.execute("DROP TABLE search_index_mark")
    op.execute("DROP TABLE search_index")
