"""How it is to ask for a manager at an office: what was turned away, and what was not asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, select

from db.queries.narrowing import among
from db.queries.near_escalations import counts_between
from db.queries.offices import measured_office, places_inside
from db.rules.bother import PASSED_ON, SOURCE_KEY, Bother, Turned, bother_of
from db.rules.near_escalations import NearCounts
from db.rules.selections import EVERYTHING, spans_of
from db.rules.spans import midnight, whole_weeks
from db.rules.words import EventKind
from db.tables.escalations import Escalation, EscalationEvent
from db.tables.huddles import AgendaItem, Huddle
from db.tables.places import Place

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.rules.selections import Selection

WEEKS_TALKED_ABOUT = 4
AGAIN_AFTER = timedelta(days=7)
TURNED = (*PASSED_ON, EventKind.UNANSWERED)


def bother(
    session: Session, viewer: Viewer, *, place_id: int, weeks: int, now: datetime,
    selection: Selection = EVERYTHING,
) -> Bother:  # fmt: skip
    """The signal of one office and its teams over its last whole weeks, of the selection alone.

    Who did not ask is counted for all weeks together or not at all: parts of it, set beside each
    other, would tell who it was.
    """
    office = measured_office(session, viewer, place_id=place_id)
    zone = ZoneInfo(office.zone)
    mondays = whole_weeks(now, zone, weeks)
    chosen = selection.mondays_of(mondays)
    in_time = among(spans_of(selection, mondays, zone, days=None), selection)
    near = NearCounts(0)
    if selection.is_empty:
        since, until = midnight(mondays[0], zone), midnight(mondays[-1] + timedelta(days=7), zone)
        near = counts_between(session, path=office.path, since=since, until=until)
    return _signal(session, office.path, in_time, near, weeks=len(chosen))


def bother_between(
    session: Session, *, path: str, since: datetime, until: datetime, weeks: int
) -> Bother:
    """The same of any place and time, for those who have checked that the viewer may see it."""
    in_time = and_(Escalation.asked_at >= since, Escalation.asked_at < until)
    near = counts_between(session, path=path, since=since, until=until)
    return _signal(session, path, in_time, near, weeks=weeks)


def _signal(
    session: Session, path: str, in_time: ColumnElement[bool], near: NearCounts, *, weeks: int
) -> Bother:
    """Imported asks were offered to nobody here and are left out."""
    every = (
        select(Escalation.id)
        # By their keys, so that place and moment find the rows.
        .where(Escalation.place_id.in_(places_inside(session, path)), in_time)
    )
    asked = every.where(Escalation.import_run_id.is_(None))
    asks, both = (
        session.scalar(select(func.count()).select_from(each.subquery())) or 0
        for each in (asked, every)
    )
    turned = (
        asked.join(EscalationEvent, EscalationEvent.escalation_id == Escalation.id)
        .where(EscalationEvent.kind.in_(TURNED))
        .with_only_columns(
            Escalation.id, EscalationEvent.kind, EscalationEvent.pass_on_reason,
            maintain_column_froms=True,
        )
        .distinct()
    )  # fmt: skip
    rows = (Turned(*each) for each in session.execute(turned))
    return replace(bother_of(rows, weeks=weeks, asks=asks, near=near), imported=both - asks)


def bother_to_talk_about(
    session: Session, *, place: Place, path: str, held_on: date, until: datetime
) -> Bother | None:
    """The signal of the desk at `path` for a huddle of the place; None when it stood on an agenda
    of the last days already: what is said every morning is not heard.
    """
    lately = (
        select(AgendaItem.id)
        .join(Huddle, Huddle.id == AgendaItem.huddle_id)
        .where(
            Huddle.place_id == place.id,
            Huddle.held_on >= held_on - AGAIN_AFTER,
            Huddle.held_on < held_on,
            AgendaItem.source_key == SOURCE_KEY,
        )
    )
    if session.scalar(lately.limit(1)) is not None:
        return None
    since = until - timedelta(weeks=WEEKS_TALKED_ABOUT)
    return bother_between(session, path=path, since=since, until=until, weeks=WEEKS_TALKED_ABOUT)
