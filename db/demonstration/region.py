"""What the regions do: read minutes, leave findings, and look at readiness week by week."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial

from db import access
from db.commands import findings, readiness
from db.demonstration.geography import AREAS, OFFICES, Office
from db.demonstration.lines import FINDINGS
from db.demonstration.shifts import local, monday_of
from db.demonstration.stage import Stage, days_of

REGIONS = {
    "Asia Pacific": ("Vikram Pillai", 0.4),
    "Africa": ("Wanjiku Mbogo", 0.8),
    "Europe": ("Charlotte Lindqvist", 0.15),
}
REGION_OF = {area.name: area.parent for area in AREAS}
READS_EVERY, READS_AT = 5, time(9, 30)
FINDS_EVERY, FINDS_AT = timedelta(days=2), time(11, 15)
DUE_IN = timedelta(days=7)
ANSWERED_AFTER, CLOSED_AFTER = timedelta(days=3), timedelta(days=2)
WEEKS_KEPT = 12
KEPT_AT = time(1)


def plan_reading(stage: Stage) -> None:
    """Every few days somebody in each region reads what was signed since."""
    for region, (reader, share) in REGIONS.items():
        office = next(each for each in OFFICES if REGION_OF[each.country] == region)
        for day in days_of(stage, office)[::READS_EVERY]:
            moment = local(office, day, READS_AT)
            stage.timeline.plan(moment, partial(_read, stage, region, reader, share))
    for number, found in enumerate(reversed(FINDINGS)):
        office = next(each for each in OFFICES if each.name == found[0])
        moment = local(office, days_of(stage, office)[-2], FINDS_AT) - FINDS_EVERY * number
        stage.timeline.plan(moment, partial(_find, stage, found, number))


def _read(stage: Stage, region: str, reader: str, share: float, at: datetime) -> None:
    for office in OFFICES:
        if REGION_OF[office.country] != region:
            continue
        for minutes_id in stage.signed.get(office.name, [])[-2:]:
            if stage.chance.random() < share:
                findings.mark_read(
                    stage.session, stage.viewers[reader], minutes_id=minutes_id, at=at
                )


def _find(stage: Stage, found: tuple[str, str, str, bool], number: int, at: datetime) -> None:
    name, text, answer, is_closed = found
    office = next(each for each in OFFICES if each.name == name)
    signed = stage.signed.get(name)
    if not signed:
        return
    reader = stage.viewers[REGIONS[REGION_OF[office.country]][0]]
    owner = stage.duty_manager(office)
    finding_id = findings.leave(
        stage.session, reader, minutes_id=signed[-1], text=text, owner_id=owner.person_id or 0,
        due_on=(at + DUE_IN).date(), submit_key=f"demonstration finding {number}", at=at,
    )  # fmt: skip

    def reply(moment: datetime) -> None:
        findings.answer(stage.session, owner, finding_id=finding_id, text=answer, at=moment)

    def close(moment: datetime) -> None:
        findings.close(stage.session, reader, finding_id=finding_id, at=moment)

    if answer:
        stage.timeline.plan(at + ANSWERED_AFTER, reply)
    if is_closed:
        stage.timeline.plan(at + ANSWERED_AFTER + CLOSED_AFTER, close)


def plan_snapshots(stage: Stage) -> None:
    """The readiness of every office as it stood at the beginning of each week."""
    for office in OFFICES:
        monday = monday_of(days_of(stage, office)[-1])
        for week in range(WEEKS_KEPT):
            moment = local(office, monday - timedelta(days=7) * week, KEPT_AT)
            if moment > stage.first_day_at:
                stage.timeline.plan(moment, partial(_keep, stage, office))


def _keep(stage: Stage, office: Office, at: datetime) -> None:
    readiness.take_snapshot(
        stage.session, access.system(), place_id=stage.places[office.name], at=at
    )
