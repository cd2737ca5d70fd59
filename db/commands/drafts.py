"""Keeping what a person types, so that a reload or a restart loses none of it.

Drafts are the person's own and no evidence: the audit trail does not follow each stroke.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.access import Viewer
from db.rules.refusals import Refusal
from db.tables.huddles import Draft

LONGEST = 20_000
LONGEST_SUBJECT = 200


def keep(session: Session, viewer: Viewer, *, subject: str, text: str, at: datetime) -> None:
    """Keep the viewer's words about a subject, in place of what was kept before; none forgets.

    Two open tabs may keep at the same moment: the later one stays.
    """
    if viewer.person_id is None or len(subject) > LONGEST_SUBJECT:
        raise Refusal("Only a person's own words can be kept.")
    if len(text) > LONGEST:
        raise Refusal(f"Words are kept up to {LONGEST:,} letters. Shorten them.")
    kept = text.replace("\x00", "")
    if not kept:
        forget(session, viewer, subject=subject)
        return
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = {"text": kept, "updated_at": at}
    words = insert(Draft).values(person_id=viewer.person_id, subject=subject, **row)
    session.execute(words.on_conflict_do_update(index_elements=["person_id", "subject"], set_=row))


def forget(session: Session, viewer: Viewer, *, subject: str) -> None:
    """Forget the viewer's kept words about a subject, once they were submitted."""
    session.execute(
        delete(Draft).where(Draft.person_id == viewer.person_id, Draft.subject == subject)
    )


def forget_under(session: Session, viewer: Viewer, *, subject: str) -> None:
    """Forget the viewer's kept words of every subject that begins with this one."""
    session.execute(
        delete(Draft).where(
            Draft.person_id == viewer.person_id, Draft.subject.startswith(subject, autoescape=True)
        )
    )
