"""How long customers of one office wait, from what is held: figures and curve from one count.

Whoever still waits is asked of the rows, because their wait grows; all others are held.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Select, bindparam, select

from db.access import Permission
from db.open_times import hours_at
from db.queries.held import waits_held
from db.queries.offices import office_for, places_inside
from db.queries.places import PlaceRow
from db.queries.waits import Waits
from db.rules import holdings as rules
from db.rules import timelines
from db.rules.held_waits import MEASURES, HeldWaits
from db.rules.opening_hours import SECOND, open_times
from db.rules.resampling import ClusteredWaits, clustered_counts
from db.rules.spans import Span, midnight, whole_weeks
from db.rules.tallies import Ending
from db.rules.wait_curves import CurveStep, curve_of
from db.rules.wait_lengths import ByThen, by_then
from db.rules.waits import WITHIN, draws_of, summary_of
from db.rules.words import EscalationState, Stage, WaitClock
from db.tables.escalations import Escalation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from db.access import Viewer

RUNNING = (
    EscalationState.WAITING, EscalationState.ACKNOWLEDGED, EscalationState.WITH_CUSTOMER,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfficeWaits:
    """The figures of one office, the steps of its curve, and how all stood after each length that
    was asked for.
    """

    figures: Waits
    steps: tuple[CurveStep, ...]
    after: tuple[ByThen, ...] = ()


def office_waits(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    stage: Stage,
    clock: WaitClock = WaitClock.WALL,
    weeks: int,
    now: datetime,
    within: Sequence[int] = WITHIN,
) -> OfficeWaits:
    """The waits of everybody who asked at an office in the last whole weeks and in this one.

    In opening hours, settled waits are as they were measured when they settled; what still runs
    is measured by the hours of now.

    Raises:
        Refusal: the viewer may not see the measures of such an office.
    """
    office = office_for(session, viewer, Permission.MEASURES_SEE, place_id=place_id)
    zone = ZoneInfo(office.zone)
    first = whole_weeks(now, zone, weeks)[0]
    held = waits_held(session, MEASURES[clock, stage], place_id=office.id, first=first)
    running, without_hours = running_waits(
        session, office, stage, clock, since=midnight(first, zone), now=now
    )
    waits = clustered_waits(held, running)
    drawn = draws_of(waits, within)
    figures = Waits(
        stage=stage,
        as_of=now,
        place=office.name,
        problem=None,
        summary=summary_of(waits, within, drawn=drawn),
        ended_without_stage=int(held.counts[held.codes == Ending.OPEN].sum()),
        without_times=held.left_out(timelines.NO_MOMENT),
        backwards=held.left_out(timelines.BACKWARDS),
        clock=clock,
        without_hours=held.left_out(timelines.NO_HOURS) + without_hours,
    )
    return OfficeWaits(figures, curve_of(waits, drawn=drawn), by_then(waits, within))


def clustered_waits(held: HeldWaits, running: Sequence[tuple[int, int]]) -> ClusteredWaits:
    """The waits that have a length, and those that still run, by week."""
    told = held.codes != timelines.WITHOUT_TIME
    return clustered_counts(
        np.concatenate((held.seconds[told], [seconds for seconds, _ in running])),
        np.concatenate((held.codes[told], [int(Ending.OPEN)] * len(running))),
        np.concatenate((held.weeks[told], [week for _, week in running])),
        np.concatenate((held.counts[told], [1] * len(running))),
    )


def running_waits(
    session: Session,
    office: PlaceRow,
    stage: Stage,
    clock: WaitClock,
    *,
    since: datetime,
    now: datetime,
) -> tuple[list[tuple[int, int]], int]:
    """The waits that still run, in whole seconds, and the number of the week of each ask; and how
    many more run where no opening hours are known.
    """
    zone = ZoneInfo(office.zone)
    inside = places_inside(session, office.path)
    # Few wait at a time, so that state and place find them; dates are compared here.
    found = session.scalars(_OF_STAGE[stage], {"inside": inside})
    asked = [asked_at for asked_at in found if since <= asked_at <= now]
    seconds = [int((now - asked_at).total_seconds()) for asked_at in asked]
    if clock is WaitClock.OPEN and asked:
        hours = hours_at(session.connection(), {office.id}).get(office.id)
        if hours is None or not hours.stretches:
            return [], len(asked)
        seconds = [t // SECOND for t in open_times([Span(each, now) for each in asked], hours)]
    weeks = [rules.week_number(each.astimezone(zone).date()) for each in asked]
    return list(zip(seconds, weeks, strict=True)), 0


def _question(stage: Stage) -> Select[datetime]:
    reached = {
        Stage.ACKNOWLEDGED: Escalation.acknowledged_at,
        Stage.WITH_CUSTOMER: Escalation.with_customer_at,
        Stage.RESOLVED: Escalation.resolved_at,
    }
    return select(Escalation.asked_at).where(
        Escalation.state.in_(RUNNING),
        Escalation.place_id.in_(bindparam("inside", expanding=True)),
        reached[stage].is_(None),
        Escalation.left_at.is_(None),
        Escalation.withdrawn_at.is_(None),
        Escalation.resolved_at.is_(None),
    )


_OF_STAGE = {stage: _question(stage) for stage in Stage}
