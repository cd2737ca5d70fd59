"""What caps leave one manager of each of many asks at once: two statements, however many wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, or_, select

from db.queries.caps import standing
from db.rules.authority import Question
from db.rules.caps import NO_CAPS, Cap, Tally, Window, Windows, holds, window
from db.rules.gifts import Gift, tally
from db.rules.words import CapHolder, CapPeriod
from db.session import rows_of
from db.tables.remedies import Grant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.escalations import EscalationRow

Periods = dict[CapPeriod, Window]


def windows_of_each(
    session: Session, viewer: Viewer, *, rows: Sequence[EscalationRow], now: datetime
) -> Mapping[int, Windows]:
    """By the key of each row that asks for a remedy: the caps that bind the viewer there, what
    they gave and what its customer received. Gifts are read where a cap binds at all.
    """
    asked = [row for row in rows if row.remedy_id]
    binding = [
        each
        for each in standing(session, {row.place_path for row in asked}, now)
        if each.grade_rank in {None, viewer.grade_rank}
    ]
    caps = {row.id: _holding(binding, row, now) for row in asked}
    zones = {row.zone for row in asked if caps[row.id]}
    periods = {zone: _periods(zone, now) for zone in zones}
    starts = [periods[row.zone][cap.period].starts_at for row in asked for cap in caps[row.id]]
    gifts = _gifts(session, viewer, asked, min(starts)) if starts else ()
    return {
        row.id: _windows(caps[row.id], row, viewer, periods[row.zone], gifts)
        if caps[row.id]
        else NO_CAPS
        for row in asked
    }


def _holding(caps: Sequence[Cap], row: EscalationRow, now: datetime) -> tuple[Cap, ...]:
    about = Question(row.place_path, row.problem_id, row.remedy_id or 0, now)
    return tuple(cap for cap in caps if holds(cap, about))


def _periods(zone: str, now: datetime) -> Periods:
    return {period: window(period, now, ZoneInfo(zone)) for period in CapPeriod}


def _windows(
    caps: tuple[Cap, ...],
    row: EscalationRow,
    viewer: Viewer,
    periods: Periods,
    gifts: Sequence[Gift],
) -> Windows:
    counted: dict[tuple[int, int | None], Tally] = {}
    for cap in caps:
        if cap.holder is CapHolder.PERSON:
            own = [each for each in gifts if each.person_id == viewer.person_id]
            counted[cap.id, viewer.person_id] = tally(cap, periods[cap.period], own)
        elif row.customer_hash is not None:
            theirs = [each for each in gifts if each.customer_hash == row.customer_hash]
            counted[cap.id, None] = tally(cap, periods[cap.period], theirs)
    return Windows(caps, counted, periods, row.customer_hash is not None)


def _gifts(
    session: Session, viewer: Viewer, rows: Sequence[EscalationRow], since: datetime
) -> list[Gift]:
    given: dict[str, Any] = {
        "since": since,
        "person": viewer.person_id,
        "customers": sorted({row.customer_hash for row in rows if row.customer_hash}),
    }
    return [Gift(*row) for row in rows_of(session, _GIFTS, given)]


# Stands on a screen that is drawn anew at each ask: built once.
_GIFTS = select(
    Grant.given_at, Grant.amount, Grant.currency, Grant.remedy_id, Grant.problem_id,
    Grant.person_id, Grant.customer_hash,
).where(
    Grant.given_at >= bindparam("since"),
    or_(
        Grant.person_id == bindparam("person"),
        Grant.customer_hash.in_(bindparam("customers", expanding=True)),
    ),
)  # fmt: skip
