"""Waits of a cohort in opening hours: as they were measured when they settled.

What still runs is measured by the hours that its office has now. A wait for which no hours were
known has no length in them; it is left out and counted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from db.open_times import hours_at
from db.rules.opening_hours import SECOND, open_times
from db.rules.spans import Span

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.queries.wait_cohorts import Cohort


def in_opening_hours(session: Session, found: Cohort) -> Cohort:
    """The same waits as far as their offices were open."""
    lengths = [
        seconds if is_settled else None
        for seconds, is_settled in zip(found.open_seconds, found.settled, strict=True)
    ]
    by_place: defaultdict[int, list[int]] = defaultdict(list)
    for number, is_settled in enumerate(found.settled):
        if not is_settled:
            by_place[found.place_ids[number]].append(number)
    hours_of = hours_at(session.connection(), set(by_place))
    for place_id, numbers in by_place.items():
        hours = hours_of.get(place_id)
        if hours is None or not hours.stretches:
            continue
        spans = [_span(found, number) for number in numbers]
        for number, length in zip(numbers, open_times(spans, hours), strict=True):
            lengths[number] = length // SECOND
    return _known(found, lengths)


def _span(found: Cohort, number: int) -> Span:
    asked_at = found.asked[number]
    return Span(asked_at, asked_at + int(found.seconds[number]) * SECOND)


def _known(found: Cohort, lengths: list[int | None]) -> Cohort:
    """Those that have a length in opening hours; the keys of the others."""
    kept = [number for number, length in enumerate(lengths) if length is not None]
    unknown = [found.ids[number] for number, length in enumerate(lengths) if length is None]
    names = ("weeks", "asked", "place_ids", "settled", "open_seconds", "ids")
    rows: dict[str, Any] = {
        name: [getattr(found, name)[number] for number in kept] for name in names
    }
    rows["seconds"] = np.array([lengths[number] for number in kept], dtype=np.int64)
    return replace(found, **rows, codes=found.codes[kept], without_hours=unknown)
