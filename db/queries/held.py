"""What is held about offices, read back: the one place that reads holdings.

Who may see an office was decided by whoever asks here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import bindparam, select

from db.rules import held_waits
from db.rules import holdings as rules
from db.rules.held_limits import ABOVE, AT_OFFICES, past_of
from db.rules.held_waits import HeldWaits, held
from db.rules.holdings import Cells, Part
from db.rules.packed_counts import unpacked
from db.rules.words import HoldingKind, PlaceKind
from db.tables.holdings import Holding

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.queries.places import PlaceRow
    from db.rules.over_limits import Past

# A week after all others.
LAST = 1 << 30
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
_SOME = _EVERY.where(Holding.place_id.in_(bindparam("places", expanding=True)))


def weeks_held(session: Session, part: Part, *, place_id: int, first: date, weeks: int) -> Cells:
    """The cells of an office for so many weeks from the Monday `first` on, a row a week."""
    start = rules.week_number(first)
    found = dict(_four_weeks(session, place_id, start, start + weeks - 1))
    pieces = range(start // held_waits.WEEKS, (start + weeks - 1) // held_waits.WEEKS + 1)
    counts = unpacked([found.get(each, b"") for each in pieces])
    cells = rules.cells_of(counts, len(pieces), part)
    skipped = start % held_waits.WEEKS
    return np.concatenate(cells)[skipped : skipped + weeks]


def rates_held(session: Session, *, place_id: int, first: date, weeks: int) -> Cells:
    """What a rate is made of, for so many weeks from the Monday `first` on: asks that count,
    contacts, and asks left out.
    """
    return rates_of(session, [place_id], first=first, weeks=weeks)[place_id]


def rates_of(
    session: Session, place_ids: Sequence[int], *, first: date, weeks: int
) -> dict[int, Cells]:
    """The same of several offices, by their keys."""
    start = rules.week_number(first)
    years = _years(start, start + weeks - 1)
    wanted = {"kind": HoldingKind.YEAR, "places": sorted(place_ids), **years}
    found = {(each, year): packed for each, year, packed in session.execute(_SOME, wanted)}
    spanned = range(years["first"], years["last"] + 1)
    skipped = start % rules.YEAR
    return {
        place_id: np.concatenate(
            [rules.year_of(found.get((place_id, year), b"")) for year in spanned]
        )[skipped : skipped + weeks]
        for place_id in place_ids
    }


def sums_held(
    session: Session, firsts: Mapping[int, date], *, weeks: int
) -> dict[int, tuple[int, int, int]]:
    """Asks that count, contacts and asks left out of so many weeks, by office.

    `firsts` is the first Monday of each office: where it is Monday already, it is a later one.
    """
    starts = {place_id: rules.week_number(day) for place_id, day in firsts.items()}
    if not starts:
        return {}
    wanted = _years(min(starts.values()), max(starts.values()) + weeks - 1)
    every = session.execute(_EVERY, {"kind": HoldingKind.YEAR, **wanted})
    found = [each for each in every if each[0] in starts]
    sums = _sums([(place_id, piece) for place_id, piece, _ in found],
                 b"".join(packed for *_, packed in found), starts, weeks)  # fmt: skip
    return {place_id: sums.get(place_id, (0, 0, 0)) for place_id in firsts}


def _sums(
    keys: Sequence[tuple[int, int]], packed: bytes, starts: Mapping[int, int], weeks: int
) -> dict[int, tuple[int, int, int]]:
    cells = np.frombuffer(packed, dtype="<i4").reshape(len(keys), rules.YEAR, rules.RATES)
    numbers = np.array([year for _, year in keys])[:, None] * rules.YEAR + np.arange(rules.YEAR)
    first = np.array([starts[place_id] for place_id, _ in keys])[:, None]
    inside = (numbers >= first) & (numbers < first + weeks)
    sums = np.einsum("kw,kwc->kc", inside, cells, dtype=np.int64)
    found: dict[int, tuple[int, int, int]] = {}
    for (place_id, _), (asks, contacts, left_out) in zip(keys, sums.tolist(), strict=True):
        before = found.get(place_id, (0, 0, 0))
        found[place_id] = (before[0] + asks, before[1] + contacts, before[2] + left_out)
    return found


def waits_held(session: Session, measure: int, *, place_id: int, first: date) -> HeldWaits:
    """The settled waits of everybody who asked at an office since the Monday `first`, of one of
    the measures of `db.rules.held_waits`.
    """
    start = rules.week_number(first)
    found = _four_weeks(session, place_id, start, LAST)
    numbers = np.array([piece for piece, _ in found], np.int64)
    return held(numbers, unpacked([packed for _, packed in found]), measure).since(start)


def past_held(session: Session, here: PlaceRow, *, first: date | None) -> Past:
    """The asks over a limit of an office or a place above one, from the week of `first` on."""
    is_office = here.kind is PlaceKind.OFFICE
    weeks = AT_OFFICES if is_office else ABOVE
    since = 0 if first is None else rules.week_number(first)
    wanted = {
        "kind": HoldingKind.OVER_LIMITS if is_office else HoldingKind.OVER_LIMITS_ABOVE,
        "place_id": here.id, "first": since // weeks, "last": LAST,
    }  # fmt: skip
    found = session.execute(_ONE, wanted).all()
    numbers = np.array([piece for _, piece, _ in found], np.int64)
    return past_of(numbers, unpacked([each for *_, each in found]), weeks, since=since)


def _four_weeks(session: Session, place_id: int, first: int, last: int) -> list[tuple[int, bytes]]:
    """The pieces of the weeks from `first` to `last`, by number, each with its own."""
    wanted = {
        "kind": HoldingKind.FOUR_WEEKS, "place_id": place_id,
        "first": first // held_waits.WEEKS, "last": last // held_waits.WEEKS,
    }  # fmt: skip
    return [(piece, packed) for _, piece, packed in session.execute(_ONE, wanted)]


def _years(first: int, last: int) -> dict[str, int]:
    return {"first": first // rules.YEAR, "last": last // rules.YEAR}
