"""Which escalations a wait counts: by the one rule that makes its figures, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from db.queries.open_cohorts import in_opening_hours
from db.queries.wait_cohorts import cohort
from db.rules.bases import LEFT_OUT, Basis
from db.rules.tallies import Ending
from db.rules.words import Stage, WaitClock

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.queries.places import PlaceRow
    from db.rules.marks import Mark

ENDINGS = {Basis.REACHED: Ending.REACHED, Basis.LEFT: Ending.LEFT, Basis.OPEN: Ending.OPEN}


def waiting_ids(
    session: Session,
    viewer: Viewer,
    office: PlaceRow,
    mark: Mark,
    among: ColumnElement[bool],
    *,
    now: datetime,
) -> list[int]:
    """The keys of those among the asks of an office whose wait the mark counts.

    With a length: who was reached, or left, within it, that second included; of whom nothing more
    is known by then; and who had waited longer. Without one, all with that ending.
    Those that are in no figure are chosen by why they are not.
    """
    found = cohort(
        session, viewer, stage=mark.stage or Stage.ACKNOWLEDGED, as_of=now, place_id=office.id,
        among=among,
    )  # fmt: skip
    if mark.clock is WaitClock.OPEN:
        found = in_opening_hours(session, found)
    if mark.basis in LEFT_OUT:
        return {
            Basis.NO_MOMENT: found.without_times, Basis.BACKWARDS: found.backwards,
        }.get(mark.basis, found.without_hours)  # fmt: skip
    counted = np.ones(found.seconds.size, dtype=np.bool_)
    if mark.basis in ENDINGS:
        counted &= found.codes == ENDINGS[mark.basis]
    if mark.seconds is not None:
        is_longer = found.seconds > mark.seconds
        counted &= is_longer if mark.basis is Basis.LONGER else ~is_longer
    return [found.ids[number] for number in np.flatnonzero(counted).tolist()]
