"""The weekly huddles of every office: prepared, held, closed and signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial

from db.access import Viewer
from db.commands import agenda, decisions, huddle_series, huddles, minutes
from db.demonstration import special
from db.demonstration.cast import CREWS
from db.demonstration.deciding import PutOff, Table, ending_of
from db.demonstration.following import follow, see_to_work
from db.demonstration.geography import OFFICES, Office
from db.demonstration.shifts import local, working
from db.demonstration.special import Special
from db.demonstration.stage import Stage, days_of
from db.queries.huddle_items import ItemView, items_of
from db.rules.words import ItemKind

NAME, PURPOSE = "Weekly huddle", "What customers brought us, and what we do about it"
STARTS_AT, PREPARED_AT = time(13, 40), time(6, 30)
WEEKS, WORKDAYS = 7, 5
AN_ITEM_TAKES = timedelta(seconds=85)
SIGNED_AFTER = timedelta(minutes=20)
CONFIRM = 3
# Habits that a regional manager should notice when reading the minutes.
EVERY_OTHER_WEEK, NEVER_IMAGINES, COPIES = "Mombasa", "Mombasa", "Frankfurt"
SIGNS_LATE, SIGNS_IN_BULK = "Jakarta T3", "Manchester"
LATE, SAT_DOWN_AT = timedelta(days=4), time(20, 10)
COPIES_FOR = timedelta(days=15)


@dataclass
class Sitting:
    """One huddle of one office."""

    office: Office
    leader: Viewer
    table: Table
    huddle_id: int = 0
    special: dict[int, Special] = field(default_factory=dict)


def plan_huddles(stage: Stage) -> None:
    """A series for every office, and its huddles of the past weeks."""
    for index, office in enumerate(OFFICES):
        weekday = index % WORKDAYS
        series_id = _begin_series(stage, office, weekday)
        held = [
            day
            for day in days_of(stage, office)[-7 * WEEKS :]
            if day.weekday() == weekday and _is_held(stage, office, day)
        ]
        for day in held:
            _plan_one(stage, office, series_id, day)
        _plan_next(stage, office, series_id, weekday)


def _begin_series(stage: Stage, office: Office, weekday: int) -> int:
    leader = stage.viewers[CREWS[office.name][2][0]]
    return huddle_series.begin_series(
        stage.session, stage.duty_manager(office), place_id=stage.places[office.name], name=NAME,
        weekdays=str(weekday), starts_at=STARTS_AT, budget_minutes=15, purpose=PURPOSE,
        chair_id=leader.person_id, at=stage.planned_at,
    )  # fmt: skip


def _is_held(stage: Stage, office: Office, day: date) -> bool:
    is_over = local(office, day, STARTS_AT) + timedelta(minutes=45) < stage.at
    return is_over and not (office.name == EVERY_OTHER_WEEK and day.isocalendar().week % 2)


def _plan_one(stage: Stage, office: Office, series_id: int, day: date) -> None:
    copies = office.name == COPIES and local(office, day, time()) > stage.at - COPIES_FOR

    def prepare(at: datetime) -> None:
        starts_at = local(office, day, STARTS_AT)
        leader = stage.leader_for(office, starts_at)
        table = Table(day, _present(stage, office, leader, starts_at), is_copied=copies,
                      imagines=office.name != NEVER_IMAGINES)  # fmt: skip
        sitting = Sitting(office, leader, table)
        sitting.huddle_id = _prepare(stage, sitting, series_id, at)
        sitting.special = special.bring(stage, office, leader, huddle_id=sitting.huddle_id, at=at)
        stage.timeline.plan(starts_at, partial(_start, stage, sitting))

    stage.timeline.plan(local(office, day, PREPARED_AT), prepare)


def _present(stage: Stage, office: Office, leader: Viewer, starts_at: datetime) -> tuple[int, ...]:
    """Those of both shifts who meet at the handover, and who leads."""
    both = (starts_at - timedelta(minutes=50), starts_at + timedelta(minutes=50))
    names = {name for moment in both for name in working(office, moment)} | {leader.name}
    return tuple(sorted(stage.viewers[name].person_id or 0 for name in names))


def _prepare(stage: Stage, sitting: Sitting, series_id: int, at: datetime) -> int:
    huddle_id = huddles.prepare(
        stage.session, sitting.leader, place_id=stage.places[sitting.office.name],
        held_on=sitting.table.held_on, series_id=series_id, chair_id=sitting.leader.person_id,
        at=at,
    )  # fmt: skip
    huddles.open_for_topics(stage.session, sitting.leader, huddle_id=huddle_id, at=at)
    return huddle_id


def _start(stage: Stage, sitting: Sitting, at: datetime) -> None:
    session, leader = stage.session, sitting.leader
    huddles.start(session, leader, huddle_id=sitting.huddle_id, at=at)
    huddles.set_attendance(
        session, leader, huddle_id=sitting.huddle_id, present=sitting.table.present, at=at
    )
    path = stage.paths[sitting.office.name]
    for item in items_of(session, huddle_id=sitting.huddle_id, path=path):
        at += AN_ITEM_TAKES
        stage.timeline.plan(at, partial(_end, stage, sitting, item))
    stage.timeline.plan(at + AN_ITEM_TAKES, partial(_close, stage, sitting))


def _end(stage: Stage, sitting: Sitting, item: ItemView, at: datetime) -> None:
    """End one item: decided, carried over or dropped; an action is followed from then on."""
    session, leader = stage.session, sitting.leader
    version, how = item.version, ending_of(stage, item, sitting.table)
    if item.id in sitting.special:
        version, how = special.ending_of(
            stage, leader, item=item, about=sitting.special[item.id], at=at
        )
    if isinstance(how, PutOff):
        put_off = agenda.drop if how.is_dropped else agenda.carry_over
        put_off(session, leader, item_id=item.id, why=how.why, version=version, at=at)
        return
    action_id = decisions.decide(
        session, leader, item_id=item.id, decided=how, version=version, at=at
    )
    if action_id is not None and how.due_on is not None:
        follow(stage, sitting.office, action_id, how.due_on)
    elif item.kind is ItemKind.OVERDUE_ACTION and item.action_id is not None:
        see_to_work(stage, leader, item.action_id, at)


def _close(stage: Stage, sitting: Sitting, at: datetime) -> None:
    huddles.close(stage.session, sitting.leader, huddle_id=sitting.huddle_id, at=at)
    stage.timeline.plan(at + timedelta(minutes=4), partial(_confirm, stage, sitting))
    stage.timeline.plan(_signing(stage, sitting, at), partial(_sign, stage, sitting))


def _confirm(stage: Stage, sitting: Sitting, at: datetime) -> None:
    for person_id in sitting.table.present[:CONFIRM]:
        huddles.confirm(stage.session, stage.viewer(person_id), huddle_id=sitting.huddle_id, at=at)


def _signing(stage: Stage, sitting: Sitting, closed_at: datetime) -> datetime:
    """When the minutes are signed: soon, days later, or many at once."""
    if sitting.office.name == SIGNS_LATE:
        return closed_at + LATE
    if sitting.office.name == SIGNS_IN_BULK:
        day = (stage.at - timedelta(days=9)).date()
        sat_down = local(sitting.office, day, SAT_DOWN_AT)
        if timedelta() < sat_down - closed_at < timedelta(days=22):
            return sat_down + timedelta(minutes=stage.chance.uniform(0, 6))
    return closed_at + SIGNED_AFTER


def _sign(stage: Stage, sitting: Sitting, at: datetime) -> None:
    signed = minutes.sign(stage.session, sitting.leader, huddle_id=sitting.huddle_id, at=at)
    stage.signed.setdefault(sitting.office.name, []).append(signed.minutes_id)


def _plan_next(stage: Stage, office: Office, series_id: int, weekday: int) -> None:
    """The next huddle is prepared and open for topics; in some offices it is today's."""
    today = days_of(stage, office)[-1]
    ahead = (weekday - today.weekday()) % 7
    later_today = local(office, today, STARTS_AT) > stage.at
    day = today + timedelta(days=ahead or (0 if later_today else 7))
    leader = stage.leader_for(office, local(office, day, STARTS_AT))
    table = Table(day, ())

    def prepare(at: datetime) -> None:
        _prepare(stage, Sitting(office, leader, table), series_id, at)

    stage.timeline.plan(stage.at - timedelta(hours=2, minutes=20), prepare)
