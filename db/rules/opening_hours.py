"""How long something lasted: on the wall clock, and in opening hours.

The two are separate measures and never mixed. Both are computed between moments, not between
readings of a clock, so that a change to summer time makes neither wrong.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import ArrayLike

from db.rules.places import Stretch
from db.rules.refusals import Refusal
from db.rules.spans import Span, opening_spans
from db.rules.tallies import Ints, whole_numbers

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When an office is open, on its own clock.

    A stretch belongs to the day on which it opens: one that runs past midnight into a closed day
    is worked to its end, and one that would open on a closed day falls away.
    """

    stretches: tuple[Stretch, ...]
    zone: ZoneInfo
    closed: frozenset[date] = frozenset()


def wall_clock_time(start: datetime, end: datetime) -> timedelta:
    """How long it lasted for someone with a stopwatch.

    Raises:
        Refusal: a moment has no zone, or the end lies before the start.
    """
    span = _checked(start, end)
    return span.ends_at - span.starts_at


def open_time(start: datetime, end: datetime, hours: OpeningHours) -> timedelta:
    """How much of that time the office was open.

    Raises:
        Refusal: a moment has no zone, the end lies before the start, or no hours are set.
    """
    span = _checked(start, end)
    found = opening_spans(_stretches(hours), hours.zone, hours.closed, within=span)
    return sum((each.ends_at - each.starts_at for each in found), timedelta())


def open_times(spans: Sequence[Span], hours: OpeningHours) -> list[timedelta]:
    """The same for many at once: the hours of the whole period are laid out once.

    Raises:
        Refusal: as for `open_time`.
    """
    checked = [_checked(each.starts_at, each.ends_at) for each in spans]
    stretches = _stretches(hours)
    if not checked:
        return []
    within = Span(min(checked).starts_at, max(each.ends_at for each in checked))
    open_spans = opening_spans(stretches, hours.zone, hours.closed, within=within)
    opens = [each.starts_at for each in open_spans]
    earlier = [timedelta(), *accumulate(each.ends_at - each.starts_at for each in open_spans)]

    def before(moment: datetime) -> timedelta:
        """How long it was open from the beginning of the period until then."""
        place = bisect_right(opens, moment) - 1
        if place < 0:
            return timedelta()
        return earlier[place] + min(moment, open_spans[place].ends_at) - opens[place]

    return [before(each.ends_at) - before(each.starts_at) for each in checked]


def open_seconds(starts: ArrayLike, ends: ArrayLike, hours: OpeningHours) -> Ints:
    """The same for many at once, in whole seconds; moments in microseconds of UTC since 1970.

    `starts` and `ends` are rows of one length; opening hours of the whole period are laid out
    once, which makes a hundred thousand durations a matter of milliseconds.

    Raises:
        Refusal: moments are not whole, an end lies before its start, or no hours are set.
    """
    first, last = whole_numbers(starts, "Moments"), whole_numbers(ends, "Moments")
    if first.size != last.size:
        raise Refusal(f"{first.size} starts came with {last.size} ends; give one for each.")
    if (last < first).any():
        raise Refusal("An end lies before its start; correct one of them.")
    stretches = _stretches(hours)
    if first.size == 0:
        return np.zeros(0, np.int64)
    within = Span(_moment(int(first.min())), _moment(int(last.max())))
    spans = opening_spans(stretches, hours.zone, hours.closed, within=within)
    return (_open_before(last, spans) - _open_before(first, spans)) // (SECOND // MICROSECOND)


def _open_before(moments: Ints, spans: Sequence[Span]) -> Ints:
    """Microseconds open from the first span on until each moment."""
    if not spans:
        return np.zeros(moments.size, np.int64)
    opens = np.array([(span.starts_at - EPOCH) // MICROSECOND for span in spans], dtype=np.int64)
    closes = np.array([(span.ends_at - EPOCH) // MICROSECOND for span in spans], dtype=np.int64)
    earlier = np.concatenate(([0], np.cumsum(closes - opens)))
    place = np.searchsorted(opens, moments, side="right") - 1
    running = np.minimum(moments, closes[place]) - opens[place]
    return np.where(place < 0, 0, earlier[place] + running).astype(np.int64)


def _checked(start: datetime, end: datetime) -> Span:
    """The span in UTC: two readings of one clock would be subtracted without its changes."""
    if start.utcoffset() is None or end.utcoffset() is None:
        raise Refusal("A moment without a time zone could be any of forty; say which zone it is.")
    span = Span(start.astimezone(UTC), end.astimezone(UTC))
    if span.ends_at < span.starts_at:
        raise Refusal(f"It ends on {end:%d %b %Y %H:%M}, before it starts; correct one of them.")
    return span


def _stretches(hours: OpeningHours) -> tuple[Stretch, ...]:
    if not hours.stretches:
        raise Refusal("Opening hours are not recorded here; set them before measuring by them.")
    return hours.stretches


def _moment(microseconds: int) -> datetime:
    return EPOCH + microseconds * MICROSECOND
