"""When offices are closed on purpose: their hours, days off, and the hours their ladders rest."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from db import access
from db.rules.closings import Hours, closing_at, rests_first
from db.rules.ladders import Closed, Step
from db.rules.places import Stretch
from db.session import once, rows_of
from db.tables.escalations import LadderStep
from db.tables.places import Closure, OpeningHours, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from db.queries.places import PlaceRow


def closed_now(session: Session, place: PlaceRow, *, now: datetime) -> str:
    """Why and until when nobody is meant to be at the place, in words; empty while it is open or
    nobody wrote its hours down.
    """
    zone = ZoneInfo(place.zone)
    closing = closing_at(hours_of_places(session, [place])[place.id], now, zone)
    return closing.words(zone, now) if closing else ""


def hours_of_places(session: Session, places: Iterable[PlaceRow]) -> dict[int, Hours]:
    """The hours of each place: a team without its own has those of its office, a day off above
    counts below, and the nearest ladder is the one that rests.
    """
    wanted = list(places)
    paths = sorted({path for each in wanted for path in access.ancestors(each.path)})
    stretches, days_off, ladders = once(
        session, (_STEPS, tuple(paths)), lambda: _read(session, paths)
    )
    found = {}
    for place in wanted:
        upwards = sorted(access.ancestors(place.path), key=len, reverse=True)
        steps = next((ladders[path] for path in upwards if path in ladders), [])
        found[place.id] = Hours(
            next((tuple(stretches[path]) for path in upwards if path in stretches), ()),
            {day: why for path in reversed(upwards) for day, why in days_off[path].items()},
            rests_first(steps),
        )
    return found


def _read(
    session: Session, paths: list[str]
) -> tuple[Mapping[str, list[Stretch]], Mapping[str, dict[date, str]], Mapping[str, list[Step]]]:
    stretches: dict[str, list[Stretch]] = defaultdict(list)
    days_off: dict[str, dict[date, str]] = defaultdict(dict)
    ladders: dict[str, list[Step]] = defaultdict(list)
    for path, weekday, opens_at, closes_at in rows_of(session, _HOURS, {"paths": paths}):
        stretches[path].append(Stretch(weekday, opens_at, closes_at))
    for path, day, reason in rows_of(session, _DAYS_OFF, {"paths": paths}):
        days_off[path][day] = reason
    for path, position, why, begins, ends in rows_of(session, _STEPS, {"paths": paths}):
        closed = None if why is None else Closed(why, begins, ends)
        ladders[path].append(Step(position, None, None, 0, None, closed))
    return stretches, days_off, ladders


# The counter card asks these where nobody is on duty, therefore they are built once.
_HERE = Place.path.in_(bindparam("paths", expanding=True))
_HOURS = (
    select(Place.path, OpeningHours.weekday, OpeningHours.opens_at, OpeningHours.closes_at)
    .join(Place, Place.id == OpeningHours.place_id)
    .where(_HERE)
    .order_by(OpeningHours.weekday, OpeningHours.opens_at)
)
_DAYS_OFF = (
    select(Place.path, Closure.closed_on, Closure.reason)
    .join(Place, Place.id == Closure.place_id)
    .where(_HERE)
    .order_by(Closure.closed_on)
)
_STEPS = (
    select(
        Place.path, LadderStep.position, LadderStep.closed_reason, LadderStep.closed_from,
        LadderStep.closed_until,
    )
    .join(Place, Place.id == LadderStep.place_id)
    .where(_HERE)
    .order_by(Place.path, LadderStep.position)
)  # fmt: skip
