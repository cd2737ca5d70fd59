"""Who is on duty when: a week that comes again, with the holes that real rotas have."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.commands import cover
from db.demonstration.cast import CREWS
from db.demonstration.geography import BUSIEST, OFFICES, Office
from db.demonstration.shifts import hours_of, local, monday_of, turns
from db.demonstration.stage import Stage
from db.rules.refusals import Refusal

WEEK = timedelta(days=7)
WEEKS_AHEAD = 3
THURSDAY = 3
# Whoever is called in for the present: as long as the rota leaves room.
CALLED_IN = (
    (timedelta(hours=2), timedelta(hours=7)),
    (timedelta(hours=1), timedelta(hours=3)),
    (timedelta(minutes=40), timedelta(hours=1)),
    (timedelta(minutes=40), timedelta(minutes=10)),
)
STAFF_WANTED, LEADERS_WANTED = 2, 1


def plan_rota(stage: Stage) -> None:
    """The first weeks now, and every Thursday one week more."""
    for office in OFFICES:
        monday = monday_of(stage.first_day_at.astimezone(ZoneInfo(office.zone)).date())
        _draw_up(stage, office, monday, stage.planned_at)
        cover.repeat_week(
            stage.session, stage.duty_manager(office), place_id=stage.places[office.name],
            monday=monday, until=monday + WEEK * WEEKS_AHEAD - timedelta(days=1),
            at=stage.planned_at,
        )  # fmt: skip
        _plan_copies(stage, office, monday)


def _draw_up(stage: Stage, office: Office, monday: date, at: datetime) -> None:
    for turn in turns(office):
        starts_at, ends_at = hours_of(office, monday + timedelta(days=turn.weekday), turn)
        cover.add_shift(
            stage.session, stage.duty_manager(office),
            person_id=stage.viewers[turn.name].person_id or 0,
            place_id=stage.places[office.name], starts_at=starts_at, ends_at=ends_at, at=at,
        )  # fmt: skip


def _plan_copies(stage: Stage, office: Office, first_monday: date) -> None:
    monday = first_monday
    while local(office, monday, time()) < stage.at:
        last = monday + WEEK * (WEEKS_AHEAD - 1)
        thursday = local(office, monday + timedelta(days=THURSDAY), time(14))

        def copy(at: datetime, last: date = last) -> None:
            _copy(stage, office, last, last + WEEK, at)

        stage.timeline.plan(thursday, copy)
        monday += WEEK


def _copy(stage: Stage, office: Office, source: date, target: date, at: datetime) -> None:
    cover.copy_week(
        stage.session, stage.duty_manager(office), place_id=stage.places[office.name],
        from_monday=source, to_monday=target, at=at,
    )  # fmt: skip


def call_in(stage: Stage, at: datetime) -> None:
    """See to it that every office can act now, whatever the hour is there."""
    for office in OFFICES:
        agents, seniors, leaders, duty = CREWS[office.name]
        here = {row.person_id: row.may_take for row in stage.on_duty(office, stage.at)}
        leading = LEADERS_WANTED + (office.name == BUSIEST) - sum(here.values())
        _call(stage, office, leaders + duty, leading, at)
        at_desks = sum(not may_take for may_take in here.values())
        _call(stage, office, agents + seniors, STAFF_WANTED - at_desks, at)


def _call(stage: Stage, office: Office, names: tuple[str, ...], wanted: int, at: datetime) -> None:
    on_duty = {row.name for row in stage.on_duty(office, stage.at)}
    for name in names:
        if wanted > 0 and name not in on_duty:
            wanted -= _is_called_in(stage, office, name, at)


def _is_called_in(stage: Stage, office: Office, name: str, at: datetime) -> bool:
    for before, after in CALLED_IN:
        try:
            cover.add_shift(
                stage.session, stage.duty_manager(office),
                person_id=stage.viewers[name].person_id or 0,
                place_id=stage.places[office.name], starts_at=stage.at - before,
                ends_at=stage.at + after, at=at,
            )  # fmt: skip
        except Refusal:
            # Their own shift is too near: a shorter stay may fit.
            continue
        return True
    return False
