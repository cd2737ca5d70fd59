"""How it ended for the customers of an office, week by week, from what is held.

Settled without a manager, walked away before one came, called back as promised, sorted out
completely: each is a share with its counts, and with what it leaves out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import bindparam, select

from db.access import Permission
from db.queries.held import waits_held, weeks_held
from db.queries.office_waits import clustered_waits, running_waits
from db.queries.offices import office_for, places_inside
from db.queries.places import PlaceRow
from db.rules import holdings as rules
from db.rules import timelines
from db.rules.held_waits import CAME, HeldWaits
from db.rules.holdings import OutcomeCell, Part, PromiseCell
from db.rules.outcomes import Departures, Outcome, WeekShare, departures, outcome
from db.rules.promises import KeptRate
from db.rules.spans import midnight, whole_weeks
from db.rules.tallies import Ending
from db.rules.words import Outcome as Ended
from db.rules.words import Stage, WaitClock
from db.session import rows_of
from db.tables.escalations import Escalation
from db.tables.places import Place
from db.tables.promises import Promise

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.access import Viewer
    from db.rules.holdings import Cells

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FirstLine:
    """What staff settled themselves: gifts within their own authority, out of those and asks.

    Asks that were `withdrawn` needed no manager in the end; beside `imported` ones nobody kept
    the gifts; those that ended as `not_satisfiable` rate nobody (P70). All are left out.
    """

    settled: Outcome
    withdrawn: int
    imported: int
    not_satisfiable: int


@dataclass(frozen=True, slots=True)
class WalkAways:
    """Customers who left before the manager came. The weeks count those whose end is known;
    `withdrawn` asks ended without either, `without_times` and `backwards` have no length.
    """

    weeks: tuple[WeekShare, ...]
    found: Departures
    withdrawn: int
    without_times: int
    backwards: int


@dataclass(frozen=True, slots=True)
class PromisesKept:
    """Promises to call back that came to their end, by the window that decided."""

    kept: Outcome
    rate: KeptRate


@dataclass(frozen=True, slots=True)
class Complete:
    """Resolved asks of which somebody said whether it was complete for the customer; of
    `not_said` nobody did.
    """

    complete: Outcome
    not_said: int


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Everything about how it ended at one office, over the same whole weeks."""

    office: PlaceRow
    mondays: tuple[date, ...]
    first_line: FirstLine
    walk_aways: WalkAways
    promises: PromisesKept
    complete: Complete

    @property
    def last_day(self) -> date:
        """The Sunday on which the period ends."""
        return self.mondays[-1] + WEEK - timedelta(days=1)


def outcomes(
    session: Session, viewer: Viewer, *, place_id: int, weeks: int, now: datetime,
    chosen: Sequence[date] | None = None,
) -> Outcomes:  # fmt: skip
    """How it ended for customers in the last `weeks` whole weeks of an office; only in the weeks
    from these Mondays on, which follow each other, where some are `chosen`.

    Raises:
        Refusal: the viewer may not see the measures of such an office.
    """
    office = office_for(session, viewer, Permission.MEASURES_SEE, place_id=place_id)
    mondays = tuple(chosen or whole_weeks(now, ZoneInfo(office.zone), weeks))
    cells = weeks_held(
        session, Part.OUTCOMES, place_id=office.id, first=mondays[0], weeks=len(mondays)
    )
    return Outcomes(
        office=office,
        mondays=mondays,
        first_line=_first_line(mondays, cells, _not_satisfiable(session, office, mondays)),
        walk_aways=_walk_aways(session, office, mondays, now=now),
        promises=_promises(session, office, mondays, now=now),
        complete=_complete(mondays, cells),
    )


def _shares(mondays: Sequence[date], happened: Cells, of: Cells) -> list[WeekShare]:
    return [WeekShare(*each) for each in zip(mondays, happened.tolist(), of.tolist(), strict=True)]


def _first_line(mondays: Sequence[date], cells: Cells, ended: Cells) -> FirstLine:
    gifts = cells[:, OutcomeCell.GIFTS]
    shares = _shares(mondays, gifts, gifts + cells[:, OutcomeCell.ASKS] - ended)
    left_out = cells.sum(axis=0).tolist()
    return FirstLine(
        outcome(shares), left_out[OutcomeCell.WITHDRAWN], left_out[OutcomeCell.IMPORTED],
        int(ended.sum()),
    )  # fmt: skip


def _not_satisfiable(session: Session, office: PlaceRow, mondays: Sequence[date]) -> Cells:
    """By week of the ask, those that could end no better: few rows, which an index holds alone."""
    zone, found = ZoneInfo(office.zone), np.zeros(len(mondays), dtype=np.int32)
    given = {
        "places": places_inside(session, office.path),
        "since": midnight(mondays[0], zone),
        "until": midnight(mondays[-1] + WEEK, zone),
    }
    for asked_at in rows_of(session, _ENDED, given).scalars():
        found[(asked_at.astimezone(zone).date() - mondays[0]).days // WEEK.days] += 1
    return found


def _complete(mondays: Sequence[date], cells: Cells) -> Complete:
    yes, no = cells[:, OutcomeCell.COMPLETE], cells[:, OutcomeCell.NOT_COMPLETE]
    not_said = int(cells[:, OutcomeCell.NOT_SAID].sum())
    return Complete(outcome(_shares(mondays, yes, yes + no)), not_said)


def _walk_aways(
    session: Session, office: PlaceRow, mondays: Sequence[date], *, now: datetime
) -> WalkAways:
    """Asks of the whole weeks only: this week is not over, and would count for less than a week."""
    zone, start = ZoneInfo(office.zone), rules.week_number(mondays[0])
    held = waits_held(session, CAME, place_id=office.id, first=mondays[0])
    held = held.until(start + len(mondays))
    since = midnight(mondays[0], zone)
    # Whoever was not met yet waits for the manager; a resolved ask no longer runs.
    running, _ = running_waits(
        session, office, Stage.WITH_CUSTOMER, WaitClock.WALL, since=since, now=now
    )
    inside = [each for each in running if each[1] < start + len(mondays)]
    counted = clustered_waits(held, inside)
    whole = counted.drawn(np.ones(counted.clusters, dtype=np.int64))
    left, came = (_by_week(held, code, mondays) for code in (Ending.LEFT, Ending.REACHED))
    return WalkAways(
        weeks=tuple(_shares(mondays, left, left + came)),
        found=departures(whole),
        withdrawn=int(held.counts[held.codes == Ending.OPEN].sum()),
        without_times=held.left_out(timelines.NO_MOMENT),
        backwards=held.left_out(timelines.BACKWARDS),
    )


def _by_week(held: HeldWaits, code: Ending, mondays: Sequence[date]) -> Cells:
    """How many waits of each week ended like this."""
    kept = held.codes == code
    places = held.weeks[kept] - rules.week_number(mondays[0])
    found = np.bincount(places, weights=held.counts[kept], minlength=len(mondays))
    return found.astype(np.int32)


def _promises(
    session: Session, office: PlaceRow, mondays: Sequence[date], *, now: datetime
) -> PromisesKept:
    """Closed ones are held. Those that broke and are still open are asked of the rows."""
    cells = weeks_held(
        session, Part.PROMISES, place_id=office.id, first=mondays[0], weeks=len(mondays)
    )
    zone, start = ZoneInfo(office.zone), rules.week_number(mondays[0])
    for broke_at, ends_at in session.execute(_BROKEN, {"path": f"{office.path}%"}):
        decided_at = broke_at or ends_at
        place = rules.week_number(decided_at.astimezone(zone).date()) - start
        if decided_at < now and 0 <= place < len(mondays):
            cells[place, PromiseCell.MISSED] += 1
    kept, late, missed, again = (cells[:, cell] for cell in PromiseCell)
    rate = KeptRate(*(int(each.sum()) for each in (kept, late, missed, again)))
    return PromisesKept(outcome(_shares(mondays, kept, kept + late + missed)), rate)


_ENDED = select(Escalation.asked_at).where(
    Escalation.outcome == Ended.NOT_SATISFIABLE,
    Escalation.import_run_id.is_(None),
    Escalation.asked_at >= bindparam("since"),
    Escalation.asked_at < bindparam("until"),
    Escalation.place_id.in_(bindparam("places", expanding=True)),
)
_BROKEN = (
    select(Promise.broke_at, Promise.ends_at)
    .join(Place, Place.id == Promise.place_id)
    .where(Promise.closed_at.is_(None), Place.path.like(bindparam("path")))
)
