"""Questions about what was given to customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from db.rules.money import show_money
from db.tables.places import Place
from db.tables.remedies import Grant, Remedy

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def received_by(session: Session, *, customer_hash: str | None) -> list[str]:
    """What this customer already received from any office, newest first, in words."""
    if customer_hash is None:
        return []
    return [
        f"{remedy} {show_money(amount, currency)}, {place}, {given_at:%-d %b}"
        for remedy, amount, currency, place, given_at in session.execute(
            _RECEIVED, {"customer_hash": customer_hash}
        )
    ]


_RECEIVED = (
    select(Remedy.name, Grant.amount, Grant.currency, Place.name, Grant.given_at)
    .join(Remedy, Remedy.id == Grant.remedy_id)
    .join(Place, Place.id == Grant.place_id)
    .where(Grant.customer_hash == bindparam("customer_hash"))
    .order_by(Grant.given_at.desc(), Grant.id.desc())
    .limit(20)
)
