"""What asks over a limit add to the holdings of their office, and of every place above it.

A back-test looks at an office, or at all offices of a country or of the organisation: sums that
are only held by office would be as many as there are offices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from db.held_additions import Sums
from db.held_sums import readings_of
from db.office_clocks import Standing
from db.rules import held_limits
from db.rules.held_limits import ABOVE, AT_OFFICES
from db.rules.holdings import FIRST_DAY, WEEK
from db.rules.marks import MONTHS_OF_A_QUARTER
from db.rules.offsets import DAY
from db.rules.over_limits import NONE, OverLimits, scaled
from db.rules.tallies import Ints
from db.rules.timelines import MOMENTS, NEVER, SECOND, Moments, Timelines, timelines_of
from db.rules.words import EscalationReason, LimitKind


@dataclass(frozen=True, slots=True, eq=False)
class OverAsks:
    """Escalations whose reason is *over my limit*, as columns; see `db.rules.over_limits`."""

    place_ids: Ints
    timelines: Timelines
    limit: Ints
    asked: Ints
    granted: Ints
    currencies: Sequence[str | None]
    problem_ids: Ints
    remedy_ids: Ints
    times: Ints


def over_asks_of(rows: Sequence[Mapping[Any, Any]], times: Sequence[int]) -> OverAsks | None:
    """Those of the escalations that are over a limit; the columns are those of `ASK_COLUMNS`."""
    inside = [
        (row, number)
        for row, number in zip(rows, times, strict=True)
        if row["reason"] is EscalationReason.OVER_MY_LIMIT
    ]
    if not inside:
        return None
    found = [row for row, _ in inside]
    same = [row["granted_currency"] == row["asked_currency"] for row in found]
    granted = (row["amount_granted"] if is_same else None
               for row, is_same in zip(found, same, strict=True))  # fmt: skip
    return OverAsks(
        place_ids=_keys(found, "place_id"),
        timelines=timelines_of([Moments(*(row[name] for name in MOMENTS)) for row in found]),
        limit=amounts(
            Decimal(0) if row["limit_kind"] is LimitKind.NONE else row["limit_amount"]
            for row in found
        ),
        asked=amounts(row["amount_asked"] for row in found),
        granted=amounts(granted),
        currencies=[row["asked_currency"] for row in found],
        problem_ids=_keys(found, "problem_id"),
        remedy_ids=_keys(found, "remedy_id"),
        times=np.array([number for _, number in inside], np.int64),
    )


def amounts(given: Iterable[Decimal | None]) -> Ints:
    """Amounts in ten-thousandths, NONE where there is none."""
    return np.array([NONE if each is None else scaled(each) for each in given], np.int64)


def add_over_limits(
    at_offices: Sums, above: Sums, asks: OverAsks, standings: Mapping[int, Sequence[Standing]],
    *, only: int | None = None,
) -> None:  # fmt: skip
    """Add asks over a limit to their offices and to the places above; to `only` one of them."""
    place_ids, places = np.unique(asks.place_ids, return_inverse=True)
    every = [[*standings.get(key, ())] for key in place_ids.tolist()]
    for level in range(max(map(len, every), default=0)):
        found = [each[level] if level < len(each) else None for each in every]
        for is_office, sums, weeks in ((True, at_offices, AT_OFFICES), (False, above, ABOVE)):
            held = [
                each if each and each.is_office is is_office and only in {None, each.id} else None
                for each in found
            ]
            if any(held):
                _add(sums, asks, held, places, weeks)


def _add(
    sums: Sums, asks: OverAsks, held: Sequence[Standing | None], places: Ints, weeks: int
) -> None:
    """Add each ask to the place that holds it at one level."""
    ids = np.array([each.id if each else 0 for each in held], np.int64)[places]
    week, later = _weeks(asks, held, places)
    own = [each.currency if each else "" for each in held]
    currencies = zip(asks.currencies, (own[place] for place in places.tolist()), strict=True)
    is_other = np.fromiter((a is not None and a != b for a, b in currencies), np.bool_, ids.size)
    has_amounts = (asks.asked != NONE) & (asks.limit != NONE)
    inside, others = ids > 0, (ids > 0) & has_amounts & is_other
    found = _columns(asks, week, later)
    for applies, cells, times in held_limits.cells_of(found, weeks):
        rows = applies & inside & ~others
        sums.put(ids[rows], week[rows] // weeks, cells[rows], times[rows])
    cells, times = held_limits.others_of(week, asks.times, weeks)
    sums.put(ids[others], week[others] // weeks, cells[others], times[others])


def _weeks(asks: OverAsks, held: Sequence[Standing | None], places: Ints) -> tuple[Ints, Ints]:
    """The number of the week of each ask on the clock of who holds it, and who asked in the
    quarter that began in that week.
    """
    days = np.zeros(places.size, np.int64)
    clocks = [each.zone if each else None for each in held]
    for zone in {each.zone for each in held if each}:
        here = np.array([each is zone for each in clocks], np.bool_)[places]
        days[here] = readings_of(asks.timelines.asked[here], zone) // DAY
    week = (days - FIRST_DAY) // WEEK.days
    monday = week * WEEK.days + FIRST_DAY
    return week, (_quarters(days) != _quarters(monday)).astype(np.int64)


def _quarters(days: Ints) -> Ints:
    """The number of the calendar quarter that each day since 1970 lies in."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months // MONTHS_OF_A_QUARTER


def _columns(asks: OverAsks, week: Ints, later: Ints) -> OverLimits:
    timelines = asks.timelines
    met = np.where(timelines.met() == NEVER, timelines.left, timelines.met())
    return OverLimits(
        weeks=week,
        later=later,
        limit=asks.limit,
        asked=asks.asked,
        granted=asks.granted,
        customer=_seconds(timelines.asked, met),
        manager=_seconds(timelines.acknowledged, timelines.resolved),
        left=(timelines.left != NEVER).astype(np.int64),
        problem_ids=asks.problem_ids,
        remedy_ids=asks.remedy_ids,
        times=asks.times,
    )


def _seconds(starts: Ints, ends: Ints) -> Ints:
    """Whole seconds from one moment to another, NONE where one is missing or clocks ran back."""
    is_known = (starts != NEVER) & (ends != NEVER) & (ends >= starts)
    return np.where(is_known, (np.where(is_known, ends - starts, 0)) // SECOND, NONE)


def _keys(rows: Sequence[Mapping[Any, Any]], name: str) -> Ints:
    return np.array([row[name] or 0 for row in rows], np.int64)
