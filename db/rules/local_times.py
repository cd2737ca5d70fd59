"""Local times: which moments a wall clock can mean."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo


def moments_of(written: datetime, zone: tzinfo) -> tuple[datetime, ...]:
    """The moments, in UTC and in order, at which clocks in `zone` showed the naive `written`.

    One as a rule; none when clocks skipped it in spring; two when they were put back over it.
    """
    first = written.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = written.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first == second:
        return (first,)
    if first.astimezone(zone).replace(tzinfo=None) != written.replace(fold=0):
        return ()
    return first, second
