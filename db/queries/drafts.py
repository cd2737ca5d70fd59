"""What a person has typed and not yet submitted."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.access import Viewer
from db.tables.huddles import Draft


def draft(session: Session, viewer: Viewer, *, subject: str) -> str:
    """The viewer's own kept words about the subject; empty when there are none."""
    if viewer.person_id is None:
        return ""
    found = session.get(Draft, (viewer.person_id, subject))
    return found.text if found else ""


def drafts_under(session: Session, viewer: Viewer, *, subject: str) -> dict[str, str]:
    """The viewer's own kept words of every subject that begins with this one."""
    question = (
        select(Draft.subject, Draft.text)
        .where(
            Draft.person_id == viewer.person_id, Draft.subject.startswith(subject, autoescape=True)
        )
        .order_by(Draft.subject)
    )
    return {subject: text for subject, text in session.execute(question)}  # noqa: C416 - dict() takes a result for a mapping.
