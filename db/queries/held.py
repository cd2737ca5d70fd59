"""What is held about offices, read back: the one place that reads holdings.

Who may see an office was decided by whoever asks here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import bindparam, select

from db.rules import holdings as rules
from db.rules.holdings import Cells
from db.rules.words import HoldingKind
from db.tables.holdings import Holding

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_EVERY = (
    select(Holding.place_id, Holding.piece, Holding.packed)
    .where(
        Holding.kind == bindparam("kind"),
        Holding.piece >= bindparam("first"),
        Holding.piece <= bindparam("last"),
    )
    .order_by(Holding.place_id, Holding.piece)
)
_ONE = _EVERY.where(Holding.place_id == bindparam("place_id"))


@dataclass(frozen=True, slots=True, eq=False)
class HeldWaits:
    """Settled waits of one office, one cell for each week, length and code that occurs."""

    weeks: Cells
    seconds: Cells
    codes: Cells
    counts: Cells

    def until(self, week: int) -> HeldWaits:
        """Those asked before a week, by its number."""
        kept = self.weeks < week
        return HeldWaits(self.weeks[kept], self.seconds[kept], self.codes[kept], self.counts[kept])

    def left_out(self, why: int) -> int:
        """How many are over and have no length, for one of the reasons in `db.rules.holdings`."""
        found = (self.codes == rules.WITHOUT_TIME) & (self.seconds == why)
        return int(self.counts[found].sum())


def weeks_held(
    session: Session, kind: HoldingKind, *, place_id: int, first: date, weeks: int
) -> Cells:
    """The cells of an office for so many weeks from the Monday `first` on, a row a week."""
    start = rules.week_number(first)
    pieces = _pieces(kind, start, start + weeks - 1)
    found = session.execute(_ONE, {"kind": kind, "place_id": place_id, **pieces})
    held = {piece: packed for _, piece, packed in found}
    rows = [
        rules.cells(kind, held.get(piece)) for piece in range(pieces["first"], pieces["last"] + 1)
    ]
    skipped = start - pieces["first"] * rules.WEEKS_IN_A_PIECE[kind]
    return np.concatenate(rows)[skipped : skipped + weeks]


def sums_held(
    session: Session, firsts: Mapping[int, date], *, weeks: int
) -> dict[int, tuple[int, int, int]]:
    """Asks that count, contacts and asks left out of so many weeks, by office.

    `firsts` is the first Monday of each office: where it is Monday already, it is a later one.
    """
    starts = {place_id: rules.week_number(day) for place_id, day in firsts.items()}
    if not starts:
        return {}
    kind = HoldingKind.WEEKS
    wanted = _pieces(kind, min(starts.values()), max(starts.values()) + weeks - 1)
    found = [
        each for each in session.execute(_EVERY, {"kind": kind, **wanted}) if each[0] in starts
    ]
    sums = _sums([(place_id, piece) for place_id, piece, _ in found],
                 b"".join(packed for *_, packed in found), starts, weeks)  # fmt: skip
    return {place_id: sums.get(place_id, (0, 0, 0)) for place_id in firsts}


def _sums(
    keys: Sequence[tuple[int, int]], packed: bytes, starts: Mapping[int, int], weeks: int
) -> dict[int, tuple[int, int, int]]:
    kind = HoldingKind.WEEKS
    length = rules.WEEKS_IN_A_PIECE[kind]
    cells = np.frombuffer(packed, dtype="<i4").reshape(len(keys), length, rules.PER_WEEK[kind])
    numbers = np.array([piece for _, piece in keys])[:, None] * length + np.arange(length)
    first = np.array([starts[place_id] for place_id, _ in keys])[:, None]
    inside = (numbers >= first) & (numbers < first + weeks)
    sums = np.einsum("kw,kwc->kc", inside, cells, dtype=np.int64)
    found: dict[int, tuple[int, int, int]] = {}
    for (place_id, _), (asks, contacts, left_out) in zip(keys, sums.tolist(), strict=True):
        before = found.get(place_id, (0, 0, 0))
        found[place_id] = (before[0] + asks, before[1] + contacts, before[2] + left_out)
    return found


def waits_held(session: Session, kind: HoldingKind, *, place_id: int, first: date) -> HeldWaits:
    """The settled waits of everybody who asked at an office since the Monday `first`."""
    start = rules.week_number(first)
    wanted = {"kind": kind, "place_id": place_id, "first": start, "last": 1 << 30}
    found = session.execute(_ONE, wanted).all()
    keys, counts = rules.wait_cells(packed for *_, packed in found)
    lengths = [len(packed) // 8 for *_, packed in found]
    weeks = np.repeat(np.array([week for _, week, _ in found], dtype=np.int32), lengths)
    seconds, codes = np.divmod(keys, rules.CODES)
    return HeldWaits(weeks, seconds, codes, counts)


def _pieces(kind: HoldingKind, first: int, last: int) -> dict[str, int]:
    return {
        "first": rules.piece_and_row(kind, first)[0],
        "last": rules.piece_and_row(kind, last)[0],
    }
