"""Questions about what was given to customers."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select

from db.rules.money import show_money
from db.session import rows_of
from db.tables.places import Place
from db.tables.remedies import Grant, Remedy

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.orm import Session


MOST_RECEIVED = 20


def received_by(session: Session, *, customer_hash: str | None) -> list[str]:
    """What this customer already received from any office, newest first, in words."""
    found = received_by_each(session, customer_hashes={customer_hash})
    return found[customer_hash] if customer_hash else []


def received_by_each(
    session: Session, *, customer_hashes: Collection[str | None]
) -> Mapping[str | None, list[str]]:
    """The same for several customers at once; who received nothing has an empty list."""
    found: defaultdict[str | None, list[str]] = defaultdict(list)
    known = sorted(each for each in customer_hashes if each)
    if not known:
        return found
    for customer, remedy, amount, currency, place, at in rows_of(
        session, _RECEIVED, {"customers": known, "most": MOST_RECEIVED}
    ):
        found[customer].append(f"{remedy} {show_money(amount, currency)}, {place}, {at:%-d %b}")
    return found


# The newest of each customer: numbered per customer, or one with many would hide the others.
_NUMBERED = (
    select(
        Grant.id,
        func.row_number()
        .over(partition_by=Grant.customer_hash, order_by=(Grant.given_at.desc(), Grant.id.desc()))
        .label("nth"),
    )
    .where(Grant.customer_hash.in_(bindparam("customers", expanding=True)))
    .subquery()
)
_RECEIVED = (
    select(
        Grant.customer_hash, Remedy.name, Grant.amount, Grant.currency, Place.name, Grant.given_at
    )
    .join(_NUMBERED, _NUMBERED.c.id == Grant.id)
    .join(Remedy, Remedy.id == Grant.remedy_id)
    .join(Place, Place.id == Grant.place_id)
    .where(_NUMBERED.c.nth <= bindparam("most"))
    .order_by(Grant.given_at.desc(), Grant.id.desc())
)
