"""The drift of a place's currency since its limits were last published."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.queries.exchange_rates import exchange_rates
from db.queries.places import PlaceRow
from db.rules.limit_drift import drift_in_words
from db.rules.rate_routes import route_on
from db.tables.limits import LimitSet
from db.tables.places import Place


def drift(session: Session, place: PlaceRow, *, at: datetime) -> str:
    """One sentence, against the currency of the organisation; empty where nothing was published
    there yet, or where both count in one currency.
    """
    question = select(func.max(LimitSet.published_at)).where(LimitSet.place_id == place.id)
    reviewed_at = session.scalar(question)
    home = session.scalar(select(Place.currency).where(Place.parent_id.is_(None)).limit(1))
    if reviewed_at is None or home is None:
        return ""
    rates, since = exchange_rates(session), reviewed_at.date()
    then, now = (route_on(rates, place.currency, home, day=day) for day in (since, at.date()))
    return drift_in_words(place.currency, home, then, now, since)
