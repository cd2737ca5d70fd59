"""Escalations over a limit as they are held: which cells of a week each of them adds to.

A cell has a place in its week; three kinds of cell lie one after another, the sums by round
amount, the counts, and the sums by kind of case.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from db.rules.over_limits import (
    BEYOND,
    BOUNDS,
    NEAR,
    NONE,
    Cell,
    Count,
    Kind,
    KindCell,
    OverLimits,
    Past,
)
from db.rules.packed_counts import Counts
from db.rules.tallies import Ints
from db.rules.timelines import Flags

# Weeks in a row: above offices there are many cases in one.
AT_OFFICES, ABOVE = 4, 1
_AMOUNTS = len(Cell) * (BEYOND + 1)
_COUNTS_FIRST, _KINDS_FIRST = 1 << 12, 1 << 42
# Of a kind: problem, remedy, round amount, and what is summed.
_PROBLEM, _REMEDY, _AMOUNT = 1 << 19, 1 << 9, 1 << 1
MOST_PROBLEMS, MOST_REMEDIES = 1 << 22, 1 << 10
# Weeks of a row, above the cells of one week.
_WEEK = 43


def cells_of(found: OverLimits, weeks: int) -> Iterator[tuple[Flags, Ints, Ints]]:
    """What each case adds: to whom it applies, the cell in its row of so many weeks, how much."""
    row = found.weeks % weeks << _WEEK
    has_amounts = (found.asked != NONE) & (found.limit != NONE)
    for what, applies in _counts(found, has_amounts):
        yield applies, row + _COUNTS_FIRST + what, found.times
    over = has_amounts & (found.asked > found.limit)
    place = np.searchsorted(BOUNDS, found.asked)
    for cell, at, applies, much in _sums(found, place):
        yield over & applies, row + at * len(Cell) + cell, much * found.times
    kind = _KINDS_FIRST + found.problem_ids * _PROBLEM + found.remedy_ids * _REMEDY
    is_kind = (found.problem_ids < MOST_PROBLEMS) & (found.remedy_ids < MOST_REMEDIES)
    is_bounded = over & is_kind & (place < BEYOND)
    short = np.maximum(found.asked - np.maximum(found.granted, 0), 0)
    yield over & is_kind, row + kind + place * _AMOUNT + KindCell.ASKS, found.times
    yield is_bounded, row + kind + place * _AMOUNT + KindCell.SHORTFALL, short * found.times


def _counts(found: OverLimits, has_amounts: Flags) -> Iterator[tuple[Count, Flags]]:
    yield Count.CASES, has_amounts
    yield Count.LATER, has_amounts & (found.later > 0)
    yield Count.WITHOUT_AMOUNTS, ~has_amounts
    limited, asked, limit = has_amounts & (found.limit > 0), found.asked, found.limit
    yield Count.JUST_BELOW, limited & (asked <= limit) & (asked * NEAR > limit * (NEAR - 1))
    yield Count.JUST_ABOVE, limited & (asked > limit) & (asked * NEAR <= limit * (NEAR + 1))


def _sums(found: OverLimits, place: Ints) -> Iterator[tuple[Cell, Ints, Flags, Ints]]:
    """Cell, place of the round amount, to whom it applies, how much; of those over a limit."""
    one = np.ones_like(found.asked)
    every = np.ones(found.asked.size, np.bool_)
    yield Cell.ASKS, place, every, one
    yield Cell.LATER, place, found.later > 0, one
    # What nobody would set a limit to is never added up: one row asks for three trillion.
    bounded = place < BEYOND
    given = np.maximum(found.granted, 0)
    yield Cell.GRANTED, place, bounded, given
    yield Cell.SHORTFALL, place, bounded, np.maximum(found.asked - given, 0)
    for seconds, known, column in (
        (Cell.CUSTOMER_SECONDS, Cell.CUSTOMERS, found.customer),
        (Cell.MANAGER_SECONDS, Cell.MANAGERS, found.manager),
    ):
        yield seconds, place, bounded & (column >= 0), column
        yield known, place, bounded & (column >= 0), one
    yield Cell.LEFT, place, bounded & (found.left > 0), one
    # Who was given more than they asked for asked for no more than any limit that covers it.
    within = np.searchsorted(BOUNDS, found.granted)
    is_within = (found.granted > 0) & (within < place)
    yield Cell.WITHIN, within, is_within, one
    yield Cell.WITHIN, place, is_within, -one
    yield Cell.LIMIT, np.searchsorted(BOUNDS, found.limit, side="right"), every, one


def others_of(weeks_of: Ints, times: Ints, weeks: int) -> tuple[Ints, Ints]:
    """What cases in other currencies than the place's add."""
    return (weeks_of % weeks << _WEEK) + _COUNTS_FIRST + Count.OTHER_CURRENCIES, times


def past_of(pieces: Ints, found: Counts, weeks: int, *, since: int) -> Past:
    """The past from a week on, as rows of so many weeks have it, each row with its number."""
    numbers = pieces[found.rows] * weeks + (found.cells >> _WEEK)
    cells, inside = found.cells & (1 << _WEEK) - 1, numbers >= since
    numbers, cells, counts = numbers[inside], cells[inside], found.counts[inside]
    if not numbers.size:
        return Past()
    first = int(numbers.min())
    return _laid_out(first, int(numbers.max()) - first + 1, numbers, cells, counts)


def _laid_out(first: int, rows: int, numbers: Ints, cells: Ints, counts: Ints) -> Past:
    week = numbers - first
    of_amount, of_kind = cells < _AMOUNTS, cells >= _KINDS_FIRST
    by_amount = np.zeros((rows, _AMOUNTS), np.int64)
    np.add.at(by_amount, (week[of_amount], cells[of_amount]), counts[of_amount])
    counted = np.zeros((rows, len(Count)), np.int64)
    other = ~of_amount & ~of_kind
    np.add.at(counted, (week[other], cells[other] - _COUNTS_FIRST), counts[other])
    return Past(
        first,
        by_amount.reshape(rows, BEYOND + 1, len(Cell)),
        counted,
        _kinds(cells[of_kind] - _KINDS_FIRST, counts[of_kind]),
    )


def _kinds(cells: Ints, counts: Ints) -> dict[Kind, Ints]:
    """The sums of each kind of case by round amount, of all weeks together."""
    keys = cells // _REMEDY
    kinds, places = np.unique(keys, return_inverse=True)
    sums = np.zeros((kinds.size, BEYOND + 1, len(KindCell)), np.int64)
    rest = cells % _REMEDY
    np.add.at(sums, (places, rest // _AMOUNT, rest % _AMOUNT), counts)
    problems, remedies = np.divmod(kinds, _PROBLEM // _REMEDY)
    pairs = zip(problems.tolist(), remedies.tolist(), strict=True)
    return dict(zip(pairs, sums, strict=True))
