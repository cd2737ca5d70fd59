"""How long until it happened, where customers leave before: Aalen-Johansen.

Counting whoever left as still waiting would promise that they would have been reached too. Here
reached, left and waiting are three shares of all who asked, and they add up to 1 at every moment.

Aalen and Johansen 1978; the variances are the multinomial form of Greenwood's (Dinse and
Larson 1986), and agree with R's `survival` and `etm`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from db.rules.survival import first_time, surviving
from db.rules.tallies import Floats, Ints, Tally, tally


@dataclass(frozen=True, slots=True, eq=False)
class CumulativeIncidence:
    """P(reached by t), P(left by t) and P(waiting at t), with standard errors; one length.

    `times` in seconds, ascending; each share holds from its time on, until the next.
    """

    times: Ints
    reached: Floats
    left: Floats
    waiting: Floats
    reached_error: Floats
    left_error: Floats
    waiting_error: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """The three shares without their errors: all that resampling needs."""

    times: Ints
    reached: Floats
    left: Floats
    waiting: Floats


def aalen_johansen(durations: ArrayLike, causes: ArrayLike) -> CumulativeIncidence:
    """The three shares of waits; `durations` in whole seconds, `causes` as in `Ending`.

    Exact at ties: reaching and leaving in one second are drawn from the same number at risk.

    Raises:
        Refusal: a duration is negative or not whole, a cause is unknown, or the lengths differ.
    """
    return incidence_curve(tally(durations, causes))


def incidence_curve(counted: Tally) -> CumulativeIncidence:
    """The three shares, with standard errors, of waits already counted."""
    shares, at_risk = shares_over_time(counted), counted.at_risk
    ends = counted.reached + counted.left
    before = np.concatenate(([1.0], shares.waiting[:-1]))
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = ends / (at_risk * (at_risk - ends))
    # Where the last ones end nobody is at risk any more, and nothing after it varies.
    growth = np.where(at_risk > ends, growth, 0.0)
    return CumulativeIncidence(
        shares.times,
        shares.reached,
        shares.left,
        shares.waiting,
        _error(shares.reached, before, counted.reached, at_risk, growth),
        _error(shares.left, before, counted.left, at_risk, growth),
        shares.waiting * np.sqrt(np.cumsum(growth)),
    )


def shares_over_time(counted: Tally) -> Shares:
    """P(reached by t) = sum S(t-) d/n, P(left by t) likewise, and S(t) over both ends."""
    at_risk = counted.at_risk
    waiting = surviving(at_risk, counted.reached + counted.left)
    step = np.concatenate(([1.0], waiting[:-1])).astype(np.longdouble) / at_risk
    return Shares(
        times=counted.times,
        reached=np.cumsum(step * counted.reached).astype(np.float64),
        left=np.cumsum(step * counted.left).astype(np.float64),
        waiting=waiting,
    )


def reach_quantile(curve: CumulativeIncidence | Shares, q: float) -> float | None:
    """The smallest t with P(reached by t) >= q, in seconds; None is "not yet known" or never.

    Raises:
        ValueError: q does not lie between 0 and 1.
    """
    return first_time(curve.times, 1 - curve.reached, q)


def carried_share(curve: CumulativeIncidence | Shares, seconds: int) -> float:
    """P(reached by `seconds`), carried on from the last length observed; 0 before the first."""
    place = int(np.searchsorted(curve.times, seconds, side="right"))
    return float(curve.reached[place - 1]) if place else 0.0


def reached_by(curve: CumulativeIncidence | Shares, seconds: int) -> float | None:
    """P(reached by `seconds`), or None where it is not yet known.

    It is not known when nothing was counted, nor beyond the longest wait observed while someone
    was still waiting there: a customer who asked ten seconds ago says nothing about a minute.
    """
    if curve.times.size == 0:
        return None
    if seconds > curve.times[-1] and curve.waiting[-1] > 0:
        return None
    return carried_share(curve, seconds)


def _error(share: Floats, before: Floats, ends: Ints, at_risk: Ints, growth: Floats) -> Floats:
    """Root of sum (F(t) - F_j)^2 a_j - 2 (F(t) - F_j) S_j d_j/n_j^2 + S_j^2 d_j (n_j - d_j)/n_j^3.

    The sums over j <= t are opened so that each is one running total. F_j is the share at the
    j-th time, S_j what waited just before it, a_j the step of Greenwood's sum.
    """
    mixed = before * ends / at_risk**2.0
    own = before**2 * ends * (at_risk - ends) / at_risk**3.0
    variance = (
        share**2 * np.cumsum(growth)
        - 2 * share * np.cumsum(share * growth + mixed)
        + np.cumsum(share**2 * growth + 2 * share * mixed + own)
    )
    error: Floats = np.sqrt(np.maximum(variance, 0.0))
    return error
