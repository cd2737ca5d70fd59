"""How often staff need a manager: escalations per 100 contacts, by week and office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from db.access import Viewer
from db.queries.measures import OfficeWeeks, every_office_weeks
from db.queries.places import place
from db.rules.intervals import Interval
from db.rules.proportions import exact_rate_interval
from db.rules.refusals import Refusal
from db.rules.words import PlaceKind

PER = 100
NO_CONTACTS = "no contacts recorded"
DEFINITION = (
    "Escalations per 100 contacts, in whole weeks of the office's calendar, of the days for which"
    " contacts were recorded. Interval 95 %, exact (chi-square). Asks on other days are left out"
    " and counted in left_out."
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
    """The weeks of one office, oldest first, and all of them together."""

    office_id: int
    office: str
    weeks: tuple[tuple[date, Rate], ...]
    together: Rate
    left_out: int


def rate(escalations: int, contacts: int) -> Rate:
    """The rate per 100 contacts with its exact interval; no contacts give no rate."""
    if contacts == 0:
        return Rate(escalations, contacts, None, None)
    per_100 = PER * escalations / contacts
    return Rate(escalations, contacts, per_100, exact_rate_interval(escalations, contacts, per=PER))


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
    found = every_office_weeks(session, viewer, weeks=weeks, now=now)
    return sorted(
        (_of_office(each) for each in found if each.office.path.startswith(path)),
        key=lambda each: (each.office, each.office_id),
    )


def _of_office(found: OfficeWeeks) -> OfficeRates:
    return OfficeRates(
        office_id=found.office.id,
        office=found.office.name,
        weeks=tuple(
            (week.starts_on, rate(week.escalations, week.contacts)) for week in found.weeks
        ),
        together=rate(found.escalations, found.contacts),
        left_out=found.left_out,
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
                    {"starts_on": day.isoformat(), **_said(week)} for day, week in each.weeks
                ],
                "together": _said(each.together),
                "left_out": each.left_out,
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
