"""The week of every office that comes again: who is on duty, early and late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from db.demonstration.cast import CREWS
from db.demonstration.geography import Office

SHIFT_LASTS = timedelta(hours=9)
# On Sunday evenings nobody in Jakarta leads the desk after six.
HOLE_AT, HOLE_ON, HOLE_FROM = "Jakarta T3", 6, time(18)
# Which manager (the last is the duty manager), early or late, and on which weekdays.
LED_BY_THREE = (
    (0, True, (0, 1, 2, 3, 4)),
    (1, False, (2, 3, 4, 5, 6)),
    (2, False, (0, 1)),
    (2, True, (5, 6)),
)
LED_BY_TWO = ((0, True, (0, 1, 2, 3, 4)), (1, False, (0, 1, 2, 3)), (1, True, (5,)))


@dataclass(frozen=True, slots=True)
class Turn:
    """One shift of the week that comes again: who, on which weekday, early or late."""

    name: str
    weekday: int
    is_early: bool


def monday_of(day: date) -> date:
    """The Monday on or before a day."""
    return day - timedelta(days=day.weekday())


def local(office: Office, day: date, clock: time) -> datetime:
    """A reading of the office's clock as a moment."""
    return datetime.combine(day, clock, ZoneInfo(office.zone)).astimezone(UTC)


def turns(office: Office) -> Iterator[Turn]:
    """The shifts of one week: five a week for everybody, weekends in turn."""
    agents, seniors, leaders, (duty,) = CREWS[office.name]
    for index, name in enumerate((*agents, *seniors)):
        for day in range(7):
            if (day + 2 * index) % 7 < 5:  # noqa: PLR2004 - five days on, two days off.
                yield Turn(name, day, index % 2 == 0)
    names = (*leaders, duty)
    for number, is_early, days in LED_BY_TWO if office.is_small else LED_BY_THREE:
        yield from (Turn(names[number], day, is_early) for day in days)


def hours_of(office: Office, day: date, turn: Turn) -> tuple[datetime, datetime]:
    """From when to when a turn lasts on a day."""
    opens, closes = office.open[0][0], office.open[-1][1]
    starts_at = local(office, day, opens)
    if not turn.is_early:
        last = day if closes > opens else day + timedelta(days=1)
        starts_at = local(office, last, closes) - SHIFT_LASTS
    ends_at = starts_at + SHIFT_LASTS
    in_the_hole = (office.name, day.weekday(), turn.is_early) == (HOLE_AT, HOLE_ON, False)
    if in_the_hole and leads(turn, office):
        ends_at = local(office, day, HOLE_FROM)
    return starts_at.astimezone(UTC), ends_at.astimezone(UTC)


def leads(turn: Turn, office: Office) -> bool:
    """Whether the turn is one of a manager."""
    return turn.name in (*CREWS[office.name][2], *CREWS[office.name][3])


def working(office: Office, moment: datetime) -> list[str]:
    """Who is on duty by the rota, managers last."""
    monday = monday_of(moment.astimezone(ZoneInfo(office.zone)).date())
    weeks = (monday - timedelta(days=7), monday)
    return [name for week in weeks for name, one, two in _week(office, week) if one <= moment < two]


@lru_cache(maxsize=64)
def _week(office: Office, monday: date) -> list[tuple[str, datetime, datetime]]:
    return [
        (turn.name, *hours_of(office, monday + timedelta(days=turn.weekday), turn))
        for turn in turns(office)
    ]
