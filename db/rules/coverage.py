"""Authority coverage: hour of the week by amount, from who is on duty and what they hold.

An hour counts as covered up to an amount when somebody who may approve it is there for all of
its open part, on each of the days looked at: the worst of them stands for the hour.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from db.rules.spans import HOUR, Span, merged, overlap

LONG_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NOBODY = Decimal(0)
# More than anybody can type: a limit without an upper end.
ANY = Decimal("Infinity")
At = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Duty:
    """One shift of somebody, and the most that they may approve."""

    name: str
    reach: Decimal
    span: Span


@dataclass(frozen=True, slots=True)
class Gap:
    """Hours `starts` to `ends` of some weekdays with less than the best of the week."""

    days: tuple[int, ...]
    starts: int
    ends: int
    reach: Decimal

    @property
    def hours(self) -> int:
        """How many hours of the week it takes."""
        return len(self.days) * (self.ends - self.starts)


def week(opening: Sequence[Span], zone: ZoneInfo, duties: Sequence[Duty]) -> dict[At, Decimal]:
    """The most that can be approved in each open hour of the week, (weekday, hour) on the
    office's clock; zero where nobody is there for all of it.
    """
    parts: dict[Span, At] = {}
    for span in opening:
        parts |= _hours(span, zone)
    found: dict[At, Decimal] = {}
    for part, at in parts.items():
        reach = reach_of(part, duties)
        found[at] = min(reach, found.get(at, reach))
    return found


def reach_of(part: Span, duties: Iterable[Duty]) -> Decimal:
    """The highest amount for which somebody is there from the beginning to the end."""
    there = [each for each in duties if _meets(each.span, part)]
    for level in sorted({each.reach for each in there if each.reach > NOBODY}, reverse=True):
        spans = merged(each.span for each in there if each.reach >= level)
        if overlap([part], spans) == [part]:
            return level
    return NOBODY


def there_at(at: At, opening: Sequence[Span], zone: ZoneInfo, duties: Sequence[Duty]) -> list[Duty]:
    """Who is on duty in that hour of the week, the next time that it comes, who reaches most
    first.
    """
    parts = (part for span in opening for part, when in _hours(span, zone).items() if when == at)
    part = min(parts, default=None)
    if part is None:
        return []
    there = (each for each in duties if _meets(each.span, part))
    return sorted(there, key=lambda each: (-each.reach, each.name))


def gaps(found: Mapping[At, Decimal]) -> list[Gap]:
    """Where less can be approved than in the best hour; nobody at all first, then the lowest
    amounts, then the longest.
    """
    best = max(found.values(), default=NOBODY)
    days: dict[tuple[int, int, Decimal], list[int]] = defaultdict(list)
    for day in range(7):
        for starts, ends, reach in _runs(
            {hour: found[day, hour] for at, hour in found if at == day}
        ):
            if reach < best or reach == NOBODY:
                days[starts, ends, reach].append(day)
    found_gaps = [
        Gap(tuple(each), starts, ends, reach) for (starts, ends, reach), each in days.items()
    ]
    return sorted(found_gaps, key=lambda gap: (gap.reach, -gap.hours, gap.days, gap.starts))


def _runs(reaches: Mapping[int, Decimal]) -> Iterable[tuple[int, int, Decimal]]:
    """Hours of one day that follow each other with the same amount: first, end, amount."""
    # Such hours keep the same distance from their number in the row.
    numbered = enumerate(sorted(reaches))
    for (_, reach), run in groupby(numbered, lambda each: (each[1] - each[0], reaches[each[1]])):
        hours = [hour for _, hour in run]
        yield hours[0], hours[-1] + 1, reach


def sentence(gap: Gap, place: str, amount: str) -> str:
    """A gap as people say it: "Sundays 18 to 22 nobody in Jakarta may approve above 200."."""
    limit = "anything" if gap.reach == NOBODY else f"above {amount}"
    return f"{_named(gap.days)} {gap.starts} to {gap.ends} nobody in {place} may approve {limit}."


def _named(days: tuple[int, ...]) -> str:
    """`Every day`, `Mondays to Fridays`, `Mondays, Wednesdays and Sundays`."""
    several = 2
    names = [f"{LONG_DAYS[day]}s" for day in days]
    if len(days) == len(LONG_DAYS):
        return "Every day"
    if len(days) > several and days[-1] - days[0] == len(days) - 1:
        return f"{names[0]} to {names[-1]}"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _hours(span: Span, zone: ZoneInfo) -> dict[Span, At]:
    """The span in pieces that each lie within one hour of the office's clock."""
    found: dict[Span, At] = {}
    starts_at = span.starts_at
    while starts_at < span.ends_at:
        local = starts_at.astimezone(zone)
        rest = HOUR - timedelta(minutes=local.minute, seconds=local.second)
        ends_at = min(starts_at + rest, span.ends_at)
        found[Span(starts_at, ends_at)] = (local.weekday(), local.hour)
        starts_at = ends_at
    return found


def _meets(one: Span, other: Span) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
