"""Acts on series: huddles that come again."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.access import Permission, Viewer
from db.audit import Subject
from db.commands.scope import active_person, place_where
from db.rules import huddles as rules
from db.rules import writing
from db.rules.refusals import Refusal
from db.tables.huddles import HuddleSeries


def begin_series(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    name: str,
    weekdays: str,
    starts_at: time,
    at: datetime,
    budget_minutes: int = 10,
    purpose: str = "",
    chair_id: int | None = None,
) -> int:
    """Begin a series at a place and return its key.

    `weekdays` holds digits, 0 is Monday; `starts_at` is the wall clock of the place. Beginning
    the same series again returns the first. Raises `Refusal` for another one of the same name.
    """
    place = place_where(session, viewer, Permission.HUDDLE_PREPARE, place_id=place_id)
    named = writing.given_name(name, "name of the huddle")
    days = "".join(sorted(set(weekdays) & set("0123456")))
    if not days:
        raise Refusal("Choose at least one weekday for this huddle.")
    known = session.scalar(
        select(HuddleSeries).where(HuddleSeries.place_id == place.id, HuddleSeries.name == named)
    )
    if known is not None:
        return _again(known, days, starts_at)
    series = HuddleSeries(
        place_id=place.id,
        name=named,
        purpose=writing.optional_text(purpose, "purpose"),
        weekdays=days,
        starts_at=starts_at,
        budget_minutes=rules.check_budget(budget_minutes),
        chair_id=active_person(session, chair_id).id if chair_id is not None else None,
    )
    session.add(series)
    session.flush()
    _tell(session, viewer, "series begun", series, at)
    return series.id


def end_series(session: Session, viewer: Viewer, *, series_id: int, at: datetime) -> None:
    """End a series; the huddles that were held stay. Ending it again changes nothing."""
    series = session.get(HuddleSeries, series_id)
    if series is None:
        raise Refusal("There is no such series here. Choose one from the list.")
    place_where(session, viewer, Permission.HUDDLE_PREPARE, place_id=series.place_id)
    if series.deactivated_at is not None:
        return
    series.deactivated_at = at
    session.flush()
    _tell(session, viewer, "series ended", series, at)


def _again(known: HuddleSeries, weekdays: str, starts_at: time) -> int:
    same = (known.weekdays, known.starts_at) == (weekdays, starts_at)
    if same and known.deactivated_at is None:
        return known.id
    raise Refusal(f"There is a series called “{known.name}” here already. Choose another name.")


def _tell(session: Session, viewer: Viewer, act: str, series: HuddleSeries, at: datetime) -> None:
    subject = Subject("huddle series", series.id, series.place_id)
    detail = {"name": series.name, "weekdays": series.weekdays, "starts_at": series.starts_at}
    audit.record(session, viewer, act, subject, at=at, detail=detail)
