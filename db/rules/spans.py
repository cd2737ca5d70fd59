"""Stretches of time: opening hours on real days, shifts, and where the two overlap."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from db.rules.places import Stretch

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """From one aware moment to a later one; the end itself is not in it."""

    starts_at: datetime
    ends_at: datetime


def opening_spans(
    stretches: Sequence[Stretch], zone: ZoneInfo, closed: Collection[date], *, within: Span
) -> list[Span]:
    """When an office is open within a span, in order and without overlaps.

    `closed` are days of its calendar closed on purpose; a stretch belongs to the day on which it
    opens. Clocks that change make a stretch longer or shorter, as they do for the people in it.
    """
    first = within.starts_at.astimezone(zone).date() - DAY
    last = within.ends_at.astimezone(zone).date()
    days = [first + DAY * number for number in range((last - first).days + 1)]
    found = [
        _on(day, stretch, zone)
        for day in days
        if day not in closed
        for stretch in stretches
        if stretch.weekday == day.weekday()
    ]
    return overlap(merged(found), [within])


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time in order, with spans that touch or overlap made one; empty ones fall away."""
    found: list[Span] = []
    for span in sorted(span for span in spans if span.ends_at > span.starts_at):
        if found and span.starts_at <= found[-1].ends_at:
            found[-1] = Span(found[-1].starts_at, max(found[-1].ends_at, span.ends_at))
        else:
            found.append(span)
    return found


def overlap(one: Sequence[Span], two: Sequence[Span]) -> list[Span]:
    """The time that is in both; each given in order and without overlaps, as `merged` gives."""
    found: list[Span] = []
    left, right = 0, 0
    while left < len(one) and right < len(two):
        a, b = one[left], two[right]
        starts_at, ends_at = max(a.starts_at, b.starts_at), min(a.ends_at, b.ends_at)
        if ends_at > starts_at:
            found.append(Span(starts_at, ends_at))
        left, right = (left + 1, right) if a.ends_at <= b.ends_at else (left, right + 1)
    return found


def without(one: Sequence[Span], two: Sequence[Span]) -> list[Span]:
    """The time that is in the first and not in the second; each given as `merged` gives."""
    found: list[Span] = []
    for span in one:
        starts_at = span.starts_at
        for gone in two:
            if gone.ends_at <= starts_at or gone.starts_at >= span.ends_at:
                continue
            if gone.starts_at > starts_at:
                found.append(Span(starts_at, gone.starts_at))
            starts_at = gone.ends_at
        if starts_at < span.ends_at:
            found.append(Span(starts_at, span.ends_at))
    return found


def hours_of(spans: Iterable[Span]) -> float:
    """How long spans last together, in hours."""
    return sum((span.ends_at - span.starts_at for span in spans), timedelta()) / HOUR


def _on(day: date, stretch: Stretch, zone: ZoneInfo) -> Span:
    closing_day = day if stretch.closes_at > stretch.opens_at else day + DAY
    opens = datetime.combine(day, stretch.opens_at, zone)
    closes = datetime.combine(closing_day, stretch.closes_at, zone)
    return Span(opens.astimezone(UTC), closes.astimezone(UTC))


def whole_weeks(now: datetime, zone: ZoneInfo, count: int) -> list[date]:
    """The Mondays of the last `count` weeks that are over on the office's clock, oldest first.

    The running week is left out: half a week beside whole ones reads like a fall.
    """
    today = now.astimezone(zone).date()
    monday = today - DAY * today.weekday()
    return [monday - 7 * DAY * back for back in range(count, 0, -1)]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The moment at which the day begins on the office's clock, in UTC."""
    return datetime.combine(day, datetime.min.time(), zone).astimezone(UTC)


def day_ended(now: datetime, zone: ZoneInfo) -> date:
    """The day that ended last on the office's clock."""
    return now.astimezone(zone).date() - DAY


def hours_open(stretches: Iterable[Stretch]) -> frozenset[tuple[int, int]]:
    """The hours of the week, as (weekday from Monday 0, hour), of which any part is open."""
    found = set()
    for stretch in stretches:
        opens, closes = stretch.minutes
        for hour in range(opens // 60, -(-closes // 60)):
            found.add((hour // 24 % 7, hour % 24))
    return frozenset(found)
