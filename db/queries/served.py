"""How many customers an office served."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from db.session import rows_of
from db.tables.contacts import ContactsServed
from db.tables.places import Place

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.queries.places import PlaceRow


def contacts_of_days(session: Session, office: PlaceRow, *, until: date, days: int) -> int | None:
    """Contacts of the office and its teams in the `days` up to `until`, that day included; None
    when nobody recorded any.
    """
    given = {"below": f"{office.path}%", "after": until - timedelta(days=days), "until": until}
    found = rows_of(session, _SERVED, given).scalar()
    return None if found is None else int(found)


# Built once: building it costs several times what the database takes for it.
_SERVED = (
    select(func.sum(ContactsServed.contacts))
    .join(Place, Place.id == ContactsServed.place_id)
    .where(
        Place.path.like(bindparam("below")),
        ContactsServed.served_on > bindparam("after"),
        ContactsServed.served_on <= bindparam("until"),
    )
)
