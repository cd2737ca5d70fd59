"""How often staff need a manager: escalations per 100 contacts, by week and office."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from db.access import Viewer
from db.queries.measures import OfficeWeeks, every_office_weeks
from db.queries.places import place
from db.queries.rebases import RebaseRow, rebases_of
from db.rules.control_charts import ControlChart, u_prime_chart
from db.rules.control_points import ChartPoint
from db.rules.intervals import Interval
from db.rules.proportions import exact_rate_interval
from db.rules.rare_events import unless_too_rare
from db.rules.refusals import Refusal
from db.rules.signals import Signal
from db.rules.words import PlaceKind

PER = 100
# From so many weeks on the first half fixes the usual range; a change then stands out from it.
LONG_ENOUGH = 26
NO_CONTACTS = "no contacts recorded"
DEFINITION = (
    "Escalations per 100 contacts, in whole weeks of the office's calendar, of the days for which"
    " contacts were recorded. Interval 95 %, exact (chi-square). Asks on other days are left out"
    " and counted in left_out. Usual range: u-prime, 3 sigma, from the first half of the weeks"
    f" where there are {LONG_ENOUGH} or more, else from all of them; each new range that was set"
    " rests on all of its own weeks, and so does the one before it. Less than one ask a week is"
    " too rare to judge: no signal is named then."
)


@dataclass(frozen=True, slots=True)
class Rate:
    """Escalations per 100 contacts of one period; None where no contacts are recorded."""

    escalations: int
    contacts: int
    per_100: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class OfficeRates:
    """The weeks of one office, oldest first, and all of them together; what the control chart
    says of each week, and the ranges that were begun in these weeks.
    """

    office_id: int
    office: str
    weeks: tuple[tuple[date, Rate], ...]
    together: Rate
    left_out: int
    chart: ControlChart
    ranges: tuple[RebaseRow, ...]


def rate(escalations: int, contacts: int) -> Rate:
    """The rate per 100 contacts with its exact interval; no contacts give no rate."""
    if contacts == 0:
        return Rate(escalations, contacts, None, None)
    per_100 = PER * escalations / contacts
    return Rate(escalations, contacts, per_100, exact_rate_interval(escalations, contacts, per=PER))


def rate_chart(found: OfficeWeeks, begun: Collection[date] = ()) -> ControlChart:
    """The u-prime chart of the weeks; from 26 weeks on, the first half is the baseline. A new
    group starts in each shown week in which a range was `begun`, and all rest on all of their own
    weeks then. Less than one ask a week is too rare to judge: no week breaks a rule.
    """
    dates = [week.starts_on for week in found.weeks]
    rebase_at = [place for place, day in enumerate(dates) if place and day in begun]
    baseline = len(dates) // 2 if len(dates) >= LONG_ENOUGH and not rebase_at else None
    asks = [week.escalations for week in found.weeks]
    chart = u_prime_chart(
        asks, [week.contacts for week in found.weeks], baseline, rebase_at=rebase_at
    )
    return unless_too_rare(chart, asks)


def rates(
    session: Session, viewer: Viewer, *, weeks: int, now: datetime, place_id: int | None = None
) -> list[OfficeRates]:
    """The last `weeks` whole weeks of every office at or below the place, by name.

    Raises:
        Refusal: the place is not there for the viewer, or lies below an office.
    """
    path = "/"
    if place_id is not None:
        here = place(session, viewer, place_id=place_id)
        if here.kind is PlaceKind.TEAM:
            raise Refusal(f"{here.name} is a team, and contacts are counted by office.")
        path = here.path
    every = every_office_weeks(session, viewer, weeks=weeks, now=now)
    found = [each for each in every if each.office.path.startswith(path)]
    ids = [each.office.id for each in found]
    begun = rebases_of(session, viewer, place_ids=ids, as_of=now)
    return sorted(
        (_of_office(each, begun.get(each.office.id, ())) for each in found),
        key=lambda each: (each.office, each.office_id),
    )


def _of_office(found: OfficeWeeks, begun: Sequence[RebaseRow]) -> OfficeRates:
    chart = rate_chart(found, {each.starts_on for each in begun})
    shown = {week.starts_on for week in found.weeks[1:]}
    return OfficeRates(
        office_id=found.office.id,
        office=found.office.name,
        weeks=tuple(
            (week.starts_on, rate(week.escalations, week.contacts)) for week in found.weeks
        ),
        together=rate(found.escalations, found.contacts),
        left_out=found.left_out,
        chart=chart,
        ranges=tuple(each for each in begun if each.starts_on in shown),
    )


def as_record(found: Sequence[OfficeRates]) -> dict[str, object]:
    """The rates with their definition, as the report prints them."""
    return {
        "report": "rates",
        "unit": f"escalations per {PER} contacts",
        "offices": [
            {
                "office": each.office,
                "weeks": [
                    {"starts_on": day.isoformat(), **_said(week), **_charted(point)}
                    for (day, week), point in zip(each.weeks, each.chart.points, strict=True)
                ],
                "together": _said(each.together),
                "left_out": each.left_out,
                "ranges": [_begun(row) for row in each.ranges],
                "notes": list(each.chart.notes),
            }
            for each in found
        ],
        "definition": DEFINITION,
    }


def _said(each: Rate) -> dict[str, object]:
    interval = each.interval
    return {
        "escalations": each.escalations,
        "contacts": each.contacts,
        "per_100": each.per_100,
        "interval": None if interval is None else [interval.lower, interval.upper],
        **({"note": NO_CONTACTS} if each.per_100 is None else {}),
    }


def _charted(point: ChartPoint) -> dict[str, object]:
    """What the control chart says of a week; null is "no limits yet"."""
    return {
        "mean": point.mean,
        "usual_range": None if point.upper is None else [point.lower, point.upper],
        "signal": None if point.signal is Signal.COMMON_CAUSE else point.signal.value,
    }


def _begun(row: RebaseRow) -> dict[str, object]:
    return {
        "starts_on": row.starts_on.isoformat(),
        "reason": row.reason,
        "set_by": row.set_by or None,
        "set_at": row.set_at.isoformat(),
    }
