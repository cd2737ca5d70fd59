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
from db.queries.held import HeldWaits, waits_held
from db.queries.offices import office_for
from db.queries.places import PlaceRow
from db.queries.waits import Waits
from db.rules import holdings as rules
from db.rules.resampling import clustered_counts
from db.rules.spans import midnight, whole_weeks
from db.rules.tallies import Ending
from db.rules.wait_curves import CurveStep, curve_of
from db.rules.waits import WITHIN, draws_of, summary_of
from db.rules.words import EscalationState, Stage
from db.tables.escalations import Escalation
from db.tables.places import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from db.access import Viewer

RUNNING = (
    EscalationState.WAITING, EscalationState.ACKNOWLEDGED, EscalationState.WITH_CUSTOMER,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfficeWaits:
    """The figures of one office and the steps of its curve."""

    figures: Waits
    steps: tuple[CurveStep, ...]


def office_waits(
    session: Session,
    viewer: Viewer,
    *,
    place_id: int,
    stage: Stage,
    weeks: int,
    now: datetime,
    within: Sequence[int] = WITHIN,
) -> OfficeWaits:
    """The waits of everybody who asked at an office in the last whole weeks and in this one.

    Raises:
        Refusal: the viewer may not see the measures of such an office.
    """
    office = office_for(session, viewer, Permission.MEASURES_SEE, place_id=place_id)
    zone = ZoneInfo(office.zone)
    first = whole_weeks(now, zone, weeks)[0]
    held = waits_held(session, stage, place_id=office.id, first=first)
    running = _running(session, office, stage, since=midnight(first, zone), now=now)
    told = held.codes != rules.WITHOUT_TIME
    waits = clustered_counts(
        np.concatenate((held.seconds[told], [seconds for seconds, _ in running])),
        np.concatenate((held.codes[told], [int(Ending.OPEN)] * len(running))),
        np.concatenate((held.weeks[told], [week for _, week in running])),
        np.concatenate((held.counts[told], [1] * len(running))),
    )
    drawn = draws_of(waits, within)
    figures = Waits(
        stage=stage,
        as_of=now,
        place=office.name,
        problem=None,
        summary=summary_of(waits, within, drawn=drawn),
        ended_without_stage=_how_many(held, Ending.OPEN),
        without_times=_how_many(held, rules.WITHOUT_TIME),
    )
    return OfficeWaits(figures, curve_of(waits, drawn=drawn))


def _how_many(held: HeldWaits, code: int) -> int:
    return int(held.counts[held.codes == code].sum())


def _running(
    session: Session, office: PlaceRow, stage: Stage, *, since: datetime, now: datetime
) -> list[tuple[int, int]]:
    """The waits that still run, in whole seconds, and the number of the week of each ask."""
    zone = ZoneInfo(office.zone)
    inside = session.scalars(_INSIDE, {"path": f"{office.path}%"}).all()
    # Few wait at a time, so that state and place find them; dates are compared here.
    running = session.scalars(_OF_STAGE[stage], {"inside": inside})
    return [
        (int((now - asked_at).total_seconds()), rules.week_number(asked_at.astimezone(zone).date()))
        for asked_at in running
        if since <= asked_at <= now
    ]


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


_INSIDE = select(Place.id).where(Place.path.like(bindparam("path")))
_OF_STAGE = {stage: _question(stage) for stage in Stage}
