"""What is to be added to rows of holdings, collected before any of them is read."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from db.rules import held_waits
from db.rules import holdings as rules
from db.rules.holdings import Part
from db.rules.packed_counts import Counts
from db.rules.tallies import Ints

# Room for the numbers of pieces beside the key of a place.
PIECE_BITS = 20


@dataclass(slots=True)
class Sums:
    """What is to be added: columns of office, piece, place in the piece, and how much."""

    given: list[tuple[Ints, Ints, Ints, Ints]] = field(default_factory=list)

    def add(self, part: Part, office_ids: Ints, weeks: Ints, cells: Ints, times: Ints) -> None:
        """Add to one cell of a week, in each row of the columns."""
        pieces, rows = np.divmod(weeks, held_waits.WEEKS)
        self.put(office_ids, pieces, rows * rules.PER_WEEK + part.begins + cells, times)

    def put(self, place_ids: Ints, pieces: Ints, cells: Ints, times: Ints) -> None:
        """Add to one cell of a piece, in each row of the columns."""
        self.given.append((place_ids, pieces, cells, times))

    def pieces(self) -> tuple[list[tuple[int, int]], Counts]:
        """Place and number of each piece that changes at all, in one order for everybody, and
        what is added to each.
        """
        columns = [np.zeros((4, 0), np.int64), *map(np.array, self.given)]
        office_ids, pieces, places, times = np.concatenate(columns, axis=1)
        if (times < 0).any():
            office_ids, pieces, places, times = _netted(office_ids, pieces, places, times)
        every = office_ids << PIECE_BITS | pieces
        keys = np.unique(every)
        numbers = np.asarray(np.searchsorted(keys, every))
        found = zip(*(each.tolist() for each in np.divmod(keys, 1 << PIECE_BITS)), strict=True)
        return [*found], Counts(numbers, places, times)


def _netted(*columns: Ints) -> tuple[Ints, ...]:
    """The same without what is taken back as well."""
    *rows, times = columns
    every, places = np.unique(np.stack(rows), axis=1, return_inverse=True)
    found = np.bincount(places.reshape(-1), times).astype(np.int64)
    kept = found != 0
    return (*every[:, kept], found[kept])
