"""Closed on purpose: outside opening hours, on a day off, or while a ladder rests. Not a gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from db.rules.ladders import Closed, is_closed, opens_again
from db.rules.spans import DAY, Span, merged, opening_spans, without

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from db.rules.ladders import Step
    from db.rules.places import Stretch

# Further ahead nobody is told a day; a seasonal office is then closed without one.
LOOKED_AHEAD = timedelta(days=60)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody is meant to be at an office, on its clock: its opening hours (none recorded
    means nobody knows, not closed), its days off with their reasons, and when its ladder rests.
    """

    stretches: tuple[Stretch, ...]
    days_off: Mapping[date, str]
    rests: tuple[Closed, ...] = ()

    def meant(self, zone: ZoneInfo, within: Span) -> list[Span]:
        """The opening hours within a span in which somebody is meant to come."""
        opening = opening_spans(self.stretches, zone, self.days_off.keys(), within=within)
        return without(opening, resting_spans(self.rests, zone, within))


@dataclass(frozen=True, slots=True)
class Closing:
    """That nobody is meant to be there now: why, if anybody wrote it, and until when if known."""

    reason: str
    opens_at: datetime | None

    def words(self, zone: ZoneInfo, at: datetime) -> str:
        """`opens Monday 09:00`, on the office's clock; the reason stands before it."""
        opens = "opens at no hour that is known"
        if self.opens_at is not None:
            opens = f"opens {moment_ahead(self.opens_at, zone, at)}"
        return f"{self.reason}, {opens}" if self.reason else opens


def closing_at(hours: Hours, at: datetime, zone: ZoneInfo) -> Closing | None:
    """Why nobody is meant to be at the office at the moment; None when it is open, or when its
    hours are not known. The moment of opening is open, that of closing is not.
    """
    ahead = Span(at, at + LOOKED_AHEAD)
    if hours.stretches:
        meant = hours.meant(zone, ahead)
        if meant and meant[0].starts_at == at:
            return None
        opens_at = meant[0].starts_at if meant else None
    else:
        opens_at = None
    today = hours.days_off.get(at.astimezone(zone).date())
    rest = next((each for each in hours.rests if is_closed(each, at, zone)), None)
    if hours.stretches:
        return Closing(today or (rest.reason if rest else ""), opens_at)
    if today is not None:
        return Closing(today, None)
    return Closing(rest.reason, opens_again(rest, at, zone)) if rest else None


def rests_first(steps: Iterable[Step]) -> tuple[Closed, ...]:
    """The hours in which a ladder calls nobody at all: those that stand before anybody in it."""
    found = []
    for step in steps:
        if step.closed is None:
            break
        found.append(step.closed)
    return tuple(found)


def resting_spans(rests: Sequence[Closed], zone: ZoneInfo, within: Span) -> list[Span]:
    """When nobody is meant to come, within a span, in order and without overlaps."""
    found = []
    first = within.starts_at.astimezone(zone).date() - DAY
    days = (within.ends_at.astimezone(zone).date() - first).days + 1
    for rest in rests:
        if rest.begins is None or rest.ends is None:
            return [within]
        for number in range(days):
            day = first + DAY * number
            last = day if rest.ends > rest.begins else day + DAY
            begins = datetime.combine(day, rest.begins, zone).astimezone(UTC)
            found.append(Span(begins, datetime.combine(last, rest.ends, zone).astimezone(UTC)))
    return merged(found)


def moment_ahead(moment: datetime, zone: ZoneInfo, at: datetime) -> str:
    """A moment to come on the office's clock, with as much of its day as is needed: `09:00` of
    today, `Monday 09:00` of the week ahead, else `14 Dec 09:00`.
    """
    there, here = moment.astimezone(zone), at.astimezone(zone)
    if there.date() == here.date():
        return f"{there:%H:%M}"
    if there.date() - here.date() < WEEK:
        return f"{there:%A %H:%M}"
    return f"{there:%-d %b %H:%M}"
