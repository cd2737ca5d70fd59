"""Waits of a selection, counted from its rows: what is held knows weeks, but neither hours nor
classes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from db.access import Permission
from db.queries.narrowing import among
from db.queries.office_waits import OfficeWaits, office_waits
from db.queries.offices import office_for
from db.queries.open_cohorts import in_opening_hours
from db.queries.wait_cohorts import cohort
from db.queries.waits import summary_of
from db.rules.resampling import clustered
from db.rules.selections import spans_of, with_the_running_week
from db.rules.spans import whole_weeks
from db.rules.wait_curves import curve_of
from db.rules.wait_lengths import by_then
from db.rules.waits import WITHIN, draws_of
from db.rules.words import WaitClock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.rules.selections import Selection
    from db.rules.words import Stage


def waits_of(
    session: Session, viewer: Viewer, *, place_id: int, stage: Stage, clock: WaitClock, weeks: int,
    selection: Selection, now: datetime, within: Sequence[int] = WITHIN,
) -> OfficeWaits:  # fmt: skip
    """The waits of an office: from what is held, or from the rows of a selection.

    Raises:
        Refusal: the viewer may not see the measures of such an office, or no chosen week is shown.
    """
    if selection.is_empty:
        return office_waits(
            session, viewer, place_id=place_id, stage=stage, clock=clock, weeks=weeks, now=now,
            within=within,
        )  # fmt: skip
    return selected_waits(
        session, viewer, place_id=place_id, stage=stage, clock=clock, weeks=weeks,
        selection=selection, now=now, within=within,
    )  # fmt: skip


def selected_waits(
    session: Session, viewer: Viewer, *, place_id: int, stage: Stage, weeks: int,
    selection: Selection, now: datetime, clock: WaitClock = WaitClock.WALL,
    within: Sequence[int] = WITHIN,
) -> OfficeWaits:  # fmt: skip
    """The waits of those who belong to the selection, of the weeks that `office_waits` takes: the
    running one is among them.

    Raises:
        Refusal: the viewer may not see the measures of such an office, or no chosen week is shown.
    """
    office = office_for(session, viewer, Permission.MEASURES_SEE, place_id=place_id)
    zone = ZoneInfo(office.zone)
    mondays = with_the_running_week(whole_weeks(now, zone, weeks))
    spans = spans_of(selection, mondays, zone, days=None)
    found = cohort(
        session, viewer, stage=stage, as_of=now, place_id=office.id, among=among(spans, selection)
    )
    if clock is WaitClock.OPEN:
        found = in_opening_hours(session, found)
    waits = clustered(found.seconds, found.codes, found.weeks)
    figures = summary_of(found, stage=stage, as_of=now, within=within, clock=clock)
    return OfficeWaits(
        figures, curve_of(waits, drawn=draws_of(waits, within)), by_then(waits, within)
    )
