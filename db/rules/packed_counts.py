"""Counts packed into a row of bytes: the cells that occur, and how often each does.

A cell is a whole number below 2^46 and a count one of four bytes, 12 bytes together; a cell that
nobody counted takes no room. Many rows are changed at once, because a change of many asks touches
many.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from db.rules.tallies import Ints

# Beside the cell, the number of its row.
_ROW = 46
_CELL, _COUNT = np.dtype("<i8"), np.dtype("<i4")
_BYTES = _CELL.itemsize + _COUNT.itemsize


class Counts(NamedTuple):
    """Rows that were read, as columns: which row, which cell in it, and how often."""

    rows: Ints
    cells: Ints
    counts: Ints


def unpacked(packed: Sequence[bytes]) -> Counts:
    """What some rows of bytes hold."""
    sizes = [len(each) // _BYTES for each in packed]
    cells, counts = [np.zeros(0, _CELL)], [np.zeros(0, _COUNT)]
    for each, size in zip(packed, sizes, strict=True):
        cells.append(np.frombuffer(each, dtype=_CELL, count=size))
        counts.append(np.frombuffer(each, dtype=_COUNT, offset=size * _CELL.itemsize))
    return Counts(
        np.repeat(np.arange(len(sizes)), sizes),
        np.concatenate(cells).astype(np.int64),
        np.concatenate(counts).astype(np.int64),
    )


def added(before: Counts, more: Counts) -> Counts:
    """So many more in some cells of some rows; cells of which none are left fall away."""
    keys, counts = before.rows << _ROW | before.cells, before.counts.copy()
    new, places = np.unique(more.rows << _ROW | more.cells, return_inverse=True)
    times = np.bincount(places, more.counts, minlength=new.size).astype(np.int64)
    at = np.asarray(np.searchsorted(keys, new))
    is_there = np.zeros(new.size, np.bool_)
    inside = at < keys.size
    is_there[inside] = keys[at[inside]] == new[inside]
    counts[at[is_there]] += times[is_there]
    keys = np.insert(keys, at[~is_there], new[~is_there])
    counts = np.insert(counts, at[~is_there], times[~is_there])
    kept = counts != 0
    return Counts(keys[kept] >> _ROW, keys[kept] & (1 << _ROW) - 1, counts[kept])


def packed(given: Counts, rows: int) -> list[bytes]:
    """So many rows as bytes; the counts lie in the order of their rows and cells."""
    ends = np.searchsorted(given.rows, np.arange(rows + 1)).tolist()
    cells, counts = given.cells.astype(_CELL).tobytes(), given.counts.astype(_COUNT).tobytes()
    wide, narrow = _CELL.itemsize, _COUNT.itemsize
    return [
        cells[wide * first : wide * end] + counts[narrow * first : narrow * end]
        for first, end in pairwise(ends)
    ]
