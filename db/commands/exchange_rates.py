"""Acts on exchange rates: recording one, which is never edited afterwards."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer, require
from db.audit import Subject
from db.commands.scope import in_turn, root
from db.rules.exchange_rates import check_pair, read_rate
from db.rules.writing import given_name
from db.tables.exchange_rates import ExchangeRate


def record(
    session: Session,
    viewer: Viewer,
    *,
    from_currency: str,
    to_currency: str,
    rate: str,
    valid_from_on: date,
    source: str,
    submit_key: str,
    at: datetime,
) -> int:
    """Record what one unit of a currency is in another from a day on, and who says so. A later
    record of the same day puts a wrong one right. The same `submit_key` twice is one record.
    """
    place = root(session)
    require(viewer, Permission.LIMITS_PUBLISH, place.path)
    in_turn(session, submit_key)
    known = session.scalar(select(ExchangeRate.id).where(ExchangeRate.submit_key == submit_key))
    if known is not None:
        return known
    check_pair(from_currency, to_currency)
    row = ExchangeRate(
        from_currency=from_currency,
        to_currency=to_currency,
        rate=f"{read_rate(rate).normalize():f}",
        valid_from_on=valid_from_on,
        source=given_name(source, "source of the rate"),
        recorded_at=at,
        recorded_by_id=viewer.person_id,
        submit_key=submit_key,
    )
    session.add(row)
    session.flush()
    detail = {"from": from_currency, "to": to_currency, "rate": row.rate,
              "valid from": valid_from_on.isoformat(), "source": row.source}  # fmt: skip
    subject = Subject("exchange rate", row.id, place.id)
    audit.record(session, viewer, "exchange rate recorded", subject, at=at, detail=detail)
    return row.id
