"""How many customers an office served."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from db.tables.contacts import ContactsServed
from db.tables.places import Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.queries.places import PlaceRow


def contacts_of_days(session: Session, office: PlaceRow, *, until: date, days: int) -> int | None:
    """Contacts of the office and its teams in the `days` up to `until`, that day included; None
    when nobody recorded any.
    """
    question = (
        select(func.sum(ContactsServed.contacts))
        .join(Place, Place.id == ContactsServed.place_id)
        .where(
            Place.path.startswith(office.path, autoescape=True),
            ContactsServed.served_on > until - timedelta(days=days),
            ContactsServed.served_on <= until,
        )
    )
    found = session.scalar(question)
    return None if found is None else int(found)
