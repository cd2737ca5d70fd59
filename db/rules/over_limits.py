"""Escalations over their asker's limit, as a back-test counts them again: by week and round amount.

An ask of R over a limit of L falls away with a higher limit when that one is at least R. The
limits that people set are round, so it is enough to know between which round amounts each ask
lies; sums stay exact. Amounts are whole ten-thousandths, all of one currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum

import numpy as np

from db.rules.holdings import monday_of
from db.rules.marks import quarter_of
from db.rules.refusals import Refusal
from db.rules.spans import DAY
from db.rules.tallies import Ints

SCALE = Decimal(10_000)
NEAR = 10
# Round sizes between 1 and 10, times any power of ten: what people set limits to.
SIZES = (Decimal(1), Decimal("1.5"), Decimal(2), Decimal("2.5"), Decimal(3), Decimal(4), Decimal(5),
         Decimal(6), Decimal(8))  # fmt: skip
BOUNDS = np.array([int(size * Decimal(10) ** power * SCALE) for power in range(-2, 13)
                   for size in SIZES], dtype=np.int64)  # fmt: skip
# The place of what is more than every round amount.
BEYOND = BOUNDS.size
NONE = -1


class Cell(IntEnum):
    """What is summed for each week and round amount, by the first one that covers the ask.

    `LATER` are those of the quarter that begins within the week. `WITHIN` counts where what was
    granted begins to lie within a limit, and takes back where the ask itself does. `LIMIT` counts
    the limits by the first round amount above each.
    """

    ASKS = 0
    LATER = 1
    GRANTED = 2
    SHORTFALL = 3
    CUSTOMER_SECONDS = 4
    CUSTOMERS = 5
    MANAGER_SECONDS = 6
    MANAGERS = 7
    LEFT = 8
    WITHIN = 9
    LIMIT = 10


class Count(IntEnum):
    """What is counted for each week whatever the amount: `CASES` have one in the currency of the
    place, `LATER` as above; near a limit, see `Bunching`.
    """

    CASES = 0
    LATER = 1
    WITHOUT_AMOUNTS = 2
    OTHER_CURRENCIES = 3
    JUST_BELOW = 4
    JUST_ABOVE = 5


class KindCell(IntEnum):
    """What is summed for each kind of case and round amount."""

    ASKS = 0
    SHORTFALL = 1


Kind = tuple[int, int]
"""What cases of one kind share: the keys of their problem and of their remedy, 0 without."""


@dataclass(frozen=True, slots=True, eq=False)
class OverLimits:
    """Escalations whose reason is *over my limit*, as columns, a row each.

    Amounts are in ten-thousandths, NONE where nobody kept one; times in seconds, NONE likewise.
    `weeks` are numbers of weeks, `later` says who asked in the quarter that began in that week.
    """

    weeks: Ints
    later: Ints
    limit: Ints
    asked: Ints
    granted: Ints
    customer: Ints
    manager: Ints
    left: Ints
    problem_ids: Ints
    remedy_ids: Ints
    times: Ints


def scaled(amount: Decimal) -> int:
    """An amount in whole ten-thousandths."""
    return int(amount * SCALE)


def unscaled(amount: int) -> Decimal:
    """Ten-thousandths as an amount, without idle zeros."""
    plain = (Decimal(amount) / SCALE).normalize()
    return plain if plain != plain.to_integral_value() else plain.quantize(Decimal(1))


ROUND = tuple(unscaled(bound) for bound in BOUNDS.tolist())


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """The past of a place from a week on: cells by week and round amount, counts by week, and by
    kind of case the cells of all weeks together.
    """

    first_week: int = 0
    cells: Ints = field(default_factory=lambda: np.zeros((0, BEYOND + 1, len(Cell)), np.int64))
    counts: Ints = field(default_factory=lambda: np.zeros((0, len(Count)), np.int64))
    kinds: Mapping[Kind, Ints] = field(default_factory=dict)

    @property
    def over(self) -> int:
        """How many asked for more than the limit of their asker."""
        return int(self.cells[..., Cell.ASKS].sum())

    @property
    def span(self) -> slice:
        """The weeks from the first case to the last, gaps included."""
        found = np.flatnonzero(self.counts[:, Count.CASES])
        return slice(int(found[0]), int(found[-1]) + 1) if found.size else slice(0, 0)

    def counted(self, what: Count) -> int:
        """One of the counts, of all weeks."""
        return int(self.counts[:, what].sum())

    def removed(self, what: Cell, proposed: Decimal) -> Ints:
        """A sum of those who would not have needed to ask, by week.

        Raises:
            Refusal: `proposed` is not one of the round amounts.
        """
        place = place_of(proposed)
        if place == BEYOND or ROUND[place] != proposed:
            raise Refusal(f"{proposed:f} is no round amount; choose one such as 1, 1.5, 2 or 250.")
        found: Ints = self.cells[:, : place + 1, what].sum(axis=1)
        return found

    def quarters(self, proposed: Decimal) -> dict[str, int]:
        """How many would not have needed to ask, by calendar quarter, those without any too."""
        found: dict[str, int] = {}
        rows = zip(
            self.removed(Cell.ASKS, proposed).tolist(),
            self.removed(Cell.LATER, proposed).tolist(),
            self.counts[:, [Count.CASES, Count.LATER]].tolist(),
            strict=True,
        )
        for number, (asks, later, (cases, cases_later)) in enumerate(rows):
            monday = monday_of(self.first_week + number)
            if cases > cases_later:
                quarter = quarter_of(monday)
                found[quarter] = found.get(quarter, 0) + asks - later
            if cases_later:
                quarter = quarter_of(monday + 6 * DAY)
                found[quarter] = found.get(quarter, 0) + later
        return found


@dataclass(frozen=True, slots=True)
class Bunching:
    """Asks close to today's limits: in the last tenth up to the limit, and in the first above.

    Where far more stand just below, staff or customers aim at the limit, and would aim at
    another one.
    """

    just_below: int
    just_above: int


def bunching(past: Past) -> Bunching:
    """How many asks lie just below and just above the limit of their asker."""
    return Bunching(past.counted(Count.JUST_BELOW), past.counted(Count.JUST_ABOVE))


def place_of(amount: Decimal) -> int:
    """The place of the first round amount that covers an amount."""
    return int(np.searchsorted(BOUNDS, scaled(amount)))
