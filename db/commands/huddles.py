"""Acts on huddles: prepare, open, start, take attendance, close."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.access import Permission, Viewer
from db.commands.agenda_writing import refresh_agenda, write_agenda
from db.commands.huddle_leading import led_huddle, seen_huddle, tell
from db.commands.huddle_results import brief_those_present, mention_problems
from db.commands.scope import active_person, place_where
from db.queries.huddles import COMING, attendance_of
from db.rules import huddles as rules
from db.rules import writing
from db.rules.refusals import Refusal
from db.rules.words import HuddleState
from db.tables.huddles import AgendaItem, Attendance, Huddle, HuddleSeries
from db.tables.places import Place

FARTHEST = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a huddle is prepared with, from its series or as it was typed."""

    name: str
    budget_minutes: int
    chair_id: int | None


def prepare(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    held_on: date,
    at: datetime,
    series_id: int | None = None,
    name: str = "",
    budget_minutes: int = 10,
    chair_id: int | None = None,
) -> int:
    """Prepare a huddle, with its agenda written, and return its key.

    With a `series_id` the name, the budget and the chair are those of the series, unless another
    chair is named. Preparing the same slot, or a huddle of the same name and day, again returns
    the first one. Raises `Refusal` for a day that is over or too far away.
    """
    place = place_where(session, viewer, Permission.HUDDLE_PREPARE, place_id=place_id)
    # Two managers who prepare at the same moment queue here and get the same huddle.
    session.get_one(Place, place.id, with_for_update=True, populate_existing=True)
    plan = _plan(session, place, series_id, name, budget_minutes)
    known = _prepared_already(session, place, held_on, series_id, plan.name)
    if known is not None:
        return known
    _check_day(held_on, place, at)
    chair = chair_id or plan.chair_id or viewer.person_id
    if chair is None:
        raise Refusal("Say who leads this huddle.")
    huddle = Huddle(
        series_id=series_id,
        place_id=place.id,
        name=plan.name,
        held_on=held_on,
        budget_minutes=plan.budget_minutes,
        chair_id=active_person(session, chair).id,
        state=HuddleState.DRAFT,
        created_at=at,
    )
    session.add(huddle)
    session.flush()
    items = write_agenda(session, huddle, place)
    tell(session, viewer, "huddle prepared", huddle, at=at, held_on=held_on, items=items)
    return huddle.id


def _plan(
    session: Session, place: Place, series_id: int | None, name: str, budget_minutes: int
) -> _Plan:
    if series_id is None:
        named = writing.given_name(name, "name of the huddle")
        return _Plan(named, rules.check_budget(budget_minutes), None)
    series = session.get(HuddleSeries, series_id)
    if series is None or series.place_id != place.id or series.deactivated_at is not None:
        raise Refusal("This series does not run here any more. Choose another one.")
    return _Plan(series.name, series.budget_minutes, series.chair_id)


def _prepared_already(
    session: Session, place: Place, held_on: date, series_id: int | None, name: str
) -> int | None:
    question = select(Huddle.id).where(Huddle.place_id == place.id, Huddle.held_on == held_on)
    if series_id is not None:
        return session.scalar(question.where(Huddle.series_id == series_id))
    same = question.where(Huddle.series_id.is_(None), Huddle.name == name, Huddle.state.in_(COMING))
    return session.scalar(same.order_by(Huddle.id).limit(1))


def _check_day(held_on: date, place: Place, at: datetime) -> None:
    today = at.astimezone(ZoneInfo(place.zone)).date()
    if held_on < today:
        raise Refusal("This day is over. A huddle is prepared before it is held.")
    if held_on > today + FARTHEST:
        raise Refusal("This day is too far away. Prepare a huddle at most three months ahead.")


def open_for_topics(session: Session, viewer: Viewer, *, huddle_id: int, at: datetime) -> None:
    """Let everybody at the place see the agenda and bring topics; again changes nothing."""
    huddle, _ = led_huddle(session, viewer, Permission.HUDDLE_PREPARE, huddle_id=huddle_id)
    if huddle.state is HuddleState.OPEN:
        return
    rules.check_move(huddle.state, HuddleState.OPEN)
    huddle.state = HuddleState.OPEN
    session.flush()
    tell(session, viewer, "huddle opened", huddle, at=at)


def start(session: Session, viewer: Viewer, *, huddle_id: int, at: datetime) -> None:
    """Start a huddle: its facts are brought up to date, and everybody expected is on the list
    of attendance, the chair as present. Starting it again changes nothing.
    """
    huddle, place = led_huddle(session, viewer, Permission.HUDDLE_PREPARE, huddle_id=huddle_id)
    if huddle.state is HuddleState.IN_PROGRESS:
        return
    rules.check_move(huddle.state, HuddleState.IN_PROGRESS)
    if huddle.held_on > at.astimezone(ZoneInfo(place.zone)).date():
        raise Refusal(f"This huddle is planned for {huddle.held_on:%a %-d %b}. Start it that day.")
    refresh_agenda(session, huddle, place)
    huddle.state, huddle.started_at = HuddleState.IN_PROGRESS, at
    expected = attendance_of(session, huddle_id=huddle.id, path=place.path)
    people = {each.person_id for each in expected} | {huddle.chair_id}
    session.add_all(
        Attendance(huddle_id=huddle.id, person_id=each, is_present=each == huddle.chair_id)
        for each in sorted(people)
    )
    session.flush()
    tell(session, viewer, "huddle started", huddle, at=at, chair=huddle.chair_id)


def set_attendance(
    session: Session, viewer: Viewer, *, huddle_id: int, present: Collection[int], at: datetime
) -> None:
    """Say who is here: exactly the people with these keys, out of those who are expected."""
    huddle, _ = led_huddle(session, viewer, Permission.HUDDLE_PREPARE, huddle_id=huddle_id)
    rules.check_in_progress(huddle.state)
    rows = {row.person_id: row for row in session.scalars(_attendance(huddle.id))}
    if not set(present) <= set(rows):
        raise Refusal("Somebody on this list does not belong to this huddle.")
    changed = {key for key, row in rows.items() if row.is_present != (key in present)}
    for key in changed:
        rows[key].is_present = key in present
    session.flush()
    if changed:
        tell(session, viewer, "attendance taken", huddle, at=at, present=sorted(present))


def close(session: Session, viewer: Viewer, *, huddle_id: int, at: datetime) -> None:
    """Close a huddle: what was agreed is now known to those present, and the problems that were
    talked about count as thought of. Closing it again changes nothing.

    Raises `Refusal` naming what is undecided, and when nobody was there.
    """
    huddle, _ = led_huddle(session, viewer, Permission.HUDDLE_PREPARE, huddle_id=huddle_id)
    if huddle.state is HuddleState.CLOSED:
        return
    rules.check_move(huddle.state, HuddleState.CLOSED)
    present = [row.person_id for row in session.scalars(_attendance(huddle.id)) if row.is_present]
    rules.check_closing(list(session.scalars(_undecided(huddle.id))), len(present))
    huddle.state, huddle.closed_at = HuddleState.CLOSED, at
    session.flush()
    briefed = brief_those_present(session, huddle, present, at=at)
    mentioned = mention_problems(session, huddle, at=at)
    tell(session, viewer, "huddle closed", huddle, at=at, briefed=briefed, mentioned=mentioned)


def confirm(session: Session, viewer: Viewer, *, huddle_id: int, at: datetime) -> None:
    """Confirm, as somebody who was there, what was agreed; again changes nothing."""
    huddle, _ = seen_huddle(session, viewer, huddle_id=huddle_id)
    row = session.get(Attendance, (huddle.id, viewer.person_id or 0))
    if row is None or not row.is_present:
        raise Refusal("Only those who were here confirm what was agreed.")
    if row.confirmed_at is not None:
        return
    if huddle.state is not HuddleState.CLOSED:
        raise Refusal(f"This huddle {rules.STANDS[huddle.state]}. Confirm before it is signed.")
    row.confirmed_at = at
    session.flush()
    tell(session, viewer, "minutes confirmed", huddle, at=at)


def _attendance(huddle_id: int) -> Select[Attendance]:
    return (
        select(Attendance)
        .where(Attendance.huddle_id == huddle_id)
        .order_by(Attendance.person_id)
        .execution_options(populate_existing=True)
    )


def _undecided(huddle_id: int) -> Select[str]:
    return (
        select(AgendaItem.title)
        .where(AgendaItem.huddle_id == huddle_id, AgendaItem.decided_at.is_(None))
        .order_by(AgendaItem.position)
    )
