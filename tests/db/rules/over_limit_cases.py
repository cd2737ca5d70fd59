"""Cases over a limit, one by one, and the past that is held of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from db.rules.held_limits import cells_of, past_of
from db.rules.holdings import monday_of, week_number
from db.rules.marks import quarter_of
from db.rules.over_limits import NONE, Kind, OverLimits, Past, scaled
from db.rules.packed_counts import Counts, packed, unpacked, with_more
from db.rules.tallies import Ints

WEEKS = 4


@dataclass(frozen=True, slots=True)
class OverLimit:
    """One escalation whose reason is *over my limit*; None where nobody kept it."""

    asked_on: date
    limit: Decimal
    asked: Decimal
    granted: Decimal | None = None
    customer_seconds: int | None = None
    manager_seconds: int | None = None
    has_left: bool = False
    kind: Kind = (0, 0)


def columns_of(cases: Sequence[OverLimit], *, times: int = 1) -> OverLimits:
    """The cases as columns."""

    def column(values: Sequence[int]) -> Ints:
        return np.array(values, dtype=np.int64)

    weeks = [week_number(case.asked_on) for case in cases]
    return OverLimits(
        weeks=column(weeks),
        later=column([
            quarter_of(case.asked_on) != quarter_of(monday_of(week))
            for case, week in zip(cases, weeks, strict=True)
        ]),
        limit=column([scaled(case.limit) for case in cases]),
        asked=column([scaled(case.asked) for case in cases]),
        granted=column([NONE if case.granted is None else scaled(case.granted) for case in cases]),
        customer=column([_seconds(case.customer_seconds) for case in cases]),
        manager=column([_seconds(case.manager_seconds) for case in cases]),
        left=column([case.has_left for case in cases]),
        problem_ids=column([case.kind[0] for case in cases]),
        remedy_ids=column([case.kind[1] for case in cases]),
        times=column([times] * len(cases)),
    )  # fmt: skip


def past(cases: Sequence[OverLimit], *, taken_back: Sequence[OverLimit] = ()) -> Past:
    """What is held of the cases after some more were written and taken back again."""
    held: dict[int, bytes] = {}
    for given, times in ((cases, 1), (taken_back, 1), (taken_back, -1)):
        found = columns_of(given, times=times)
        for applies, cells, much in cells_of(found, WEEKS):
            for piece in np.unique(found.weeks // WEEKS).tolist():
                rows = applies & (found.weeks // WEEKS == piece)
                more = Counts(np.zeros(int(rows.sum()), np.int64), cells[rows], much[rows])
                (held[piece],) = packed(with_more(unpacked([held.get(piece, b"")]), more), 1)
    numbers = np.array([*held], np.int64)
    return past_of(numbers, unpacked([*held.values()]), WEEKS, since=0)


def _seconds(value: int | None) -> int:
    return NONE if value is None else value
