"""How it ended for customers: shares of counts by week, each with its interval and its chart.

A share is what happened out of what could. Its chart is the u-prime chart of the weeks: Laney's
correction measures the spread from the series itself, so that the limits of a proportion come out
the same whether its own law or Poisson's is put in first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from db.rules.control_charts import ControlChart, u_prime_chart
from db.rules.incidence import shares_over_time
from db.rules.intervals import Interval
from db.rules.proportions import wilson, wilson_of_share
from db.rules.rare_events import unless_too_rare
from db.rules.tallies import Tally

# From so many weeks on the first half fixes the usual range, and a change stands out from it.
LONG_ENOUGH = 26


@dataclass(frozen=True, slots=True)
class WeekShare:
    """In one week, `happened` out of `of`."""

    starts_on: date
    happened: int
    of: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """A share over whole weeks, oldest first: what happened, out of what could.

    `share` is None where nothing could happen; `interval` is Wilson's, 95 %.
    """

    weeks: tuple[WeekShare, ...]
    share: float | None
    interval: Interval | None

    @property
    def happened(self) -> int:
        """How often it happened."""
        return sum(week.happened for week in self.weeks)

    @property
    def of(self) -> int:
        """Out of how many."""
        return sum(week.of for week in self.weeks)


@dataclass(frozen=True, slots=True)
class Departures:
    """Customers who left before the manager came, out of all who asked.

    `share` is P(left) by Aalen-Johansen at the longest wait observed, so that whoever still waits
    is neither counted as gone nor as served; None while nobody's end is known.
    """

    asks: int
    left: int
    came: int
    open: int
    share: float | None
    interval: Interval | None


def outcome(weeks: Sequence[WeekShare]) -> Outcome:
    """The weeks with their share: sum of what happened / sum of what could (Wilson)."""
    happened, of = sum(week.happened for week in weeks), sum(week.of for week in weeks)
    return Outcome(tuple(weeks), happened / of if of else None, wilson(happened, of))


def departures(counted: Tally) -> Departures:
    """The share of customers who walked away, of waits already counted.

    The interval is Wilson's for this share out of those whose end is known: whoever still waits
    adds nothing to how sure it is.
    """
    left, came = int(counted.left.sum()), int(counted.reached.sum())
    known = left + came
    share = float(shares_over_time(counted).left[-1]) if known else None
    interval = None if share is None else wilson_of_share(share, known)
    return Departures(counted.total, left, came, int(counted.open.sum()), share, interval)


def share_chart(weeks: Sequence[WeekShare]) -> ControlChart:
    """The u-prime chart of the shares in per cent; a week without any is passed over, and what
    happens less than once a week is too rare to judge.
    """
    baseline = len(weeks) // 2 if len(weeks) >= LONG_ENOUGH else None
    measured = sum(week.of > 0 for week in weeks)
    happened = [week.happened for week in weeks]
    chart = u_prime_chart(
        happened,
        [week.of for week in weeks],
        baseline if baseline and measured > baseline else None,
    )
    return unless_too_rare(chart, happened)
