"""How long until it happened, with the ones still waiting counted: Kaplan-Meier.

Averages over finished waits flatter, because the long ones are still open. The estimate here
keeps them in the count for as long as they are known to have waited.

Kaplan and Meier 1958; variance by Greenwood 1926; the interval is computed for log(-log S), so
that it never leaves 0 to 1. Results agree with R's `survival` for conf.type "log-log".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from db.rules.intervals import Z_95, Interval
from db.rules.refusals import Refusal
from db.rules.tallies import Floats, Ints, Tally, tally, whole_numbers

# Products of fractions miss the fraction that they stand for by some last digits. Two different
# values of a curve lie much further apart than this.
FLAT = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalCurve:
    """The share still waiting after each length that occurs; arrays of one length.

    `times` in seconds, ascending; `survival` holds from its time on, until the next. Where
    `survival` is 0 nobody is left to say how sure that is: error and limits are nan there.
    """

    times: Ints
    at_risk: Ints
    events: Ints
    censored: Ints
    survival: Floats
    standard_error: Floats
    lower: Floats
    upper: Floats


def kaplan_meier(durations: ArrayLike, reached: ArrayLike) -> SurvivalCurve:
    """S(t) = prod(1 - d/n) over whole seconds; at ties the events come before the censorings.

    `durations` in whole seconds; `reached` true or 1 where the stage was reached, else the wait
    was still open at that length. Nothing at all gives a curve of length 0.

    Raises:
        Refusal: a duration is negative or not whole, `reached` is not 0 or 1, or lengths differ.
    """
    flags = whole_numbers(reached, "Endings")
    if flags.size and int(flags.max()) > 1:
        raise Refusal(
            "Kaplan-Meier knows reached and still open; someone who left needs the other."
        )
    return survival_curve(tally(durations, flags))


def survival_curve(counted: Tally) -> SurvivalCurve:
    """The curve of waits already counted; whoever left is counted as no longer observed."""
    at_risk, events = counted.at_risk, counted.reached
    survival = surviving(at_risk, events)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.sqrt(np.cumsum(events / (at_risk * (at_risk - events))))
        error = np.where(survival > 0, survival * relative, np.nan)
    lower, upper = _log_log_band(survival, relative)
    censored = counted.left + counted.open
    return SurvivalCurve(counted.times, at_risk, events, censored, survival, error, lower, upper)


def surviving(at_risk: Ints, events: Ints) -> Floats:
    """prod(1 - events / at_risk), multiplied with the longest digits that the machine has."""
    factors = (at_risk - events).astype(np.longdouble) / at_risk
    return np.cumprod(factors).astype(np.float64)


def quantile(curve: SurvivalCurve, q: float) -> float | None:
    """The smallest t with S(t) <= 1 - q, in seconds; None is "not yet known".

    Where S is flat at exactly 1 - q this is the left end; R's `survival` gives the midpoint.
    """
    return first_time(curve.times, curve.survival, q)


def quantile_interval(curve: SurvivalCurve, q: float) -> Interval:
    """Where the pointwise log-log limits cross 1 - q, as R's `quantile.survfit` has it.

    This treats waits as independent. Waits of one day are not: beside a figure that is shown,
    give the interval of `cluster_bootstrap`.
    """
    return Interval(
        lower=first_time(curve.times, curve.lower, q),
        upper=first_time(curve.times, curve.upper, q),
    )


def first_time(times: Ints, survival: Floats, q: float) -> float | None:
    """The first time at which the curve stands at 1 - q or below, or None.

    Raises:
        ValueError: q does not lie between 0 and 1.
    """
    if not 0 < q < 1:
        raise ValueError(f"a quantile lies between 0 and 1, not at {q}")
    # A limit that is nan compares as false: it is not there yet.
    hits = np.flatnonzero(survival <= 1 - q + FLAT)
    return float(times[hits[0]]) if hits.size else None


def restricted_mean(curve: SurvivalCurve, horizon: int) -> float | None:
    """Mean seconds waited up to `horizon`: the area under S from 0 to there.

    None when there is nothing to count, or when nobody was observed for as long as the horizon
    while some still waited.

    Raises:
        ValueError: the horizon is negative.
    """
    if horizon < 0:
        raise ValueError(f"a horizon is not negative, as {horizon} is")
    if curve.times.size == 0 or (horizon > curve.times[-1] and curve.survival[-1] > 0):
        return None
    edges = np.concatenate(([0], np.minimum(curve.times, horizon), [horizon]))
    heights = np.concatenate(([1.0], curve.survival))
    return float(np.sum(np.diff(edges) * heights))


def restricted_mean_error(curve: SurvivalCurve, horizon: int) -> float | None:
    """The standard error of the restricted mean, in seconds, as R's `survfit` has it.

    Root of sum A_j^2 d_j / (n_j (n_j - d_j)), where A_j is the area under S from the j-th time to
    the horizon. None where the mean itself is not yet known.
    """
    if restricted_mean(curve, horizon) is None:
        return None
    edges = np.minimum(np.append(curve.times, horizon), horizon)
    later = np.cumsum((np.diff(edges) * curve.survival)[::-1])[::-1]
    left_over = curve.at_risk - curve.events
    # Where the last ones end nothing is left under the curve, and nothing varies.
    counted = (curve.events > 0) & (left_over > 0) & (curve.times <= horizon)
    growth = curve.events[counted] / (curve.at_risk[counted] * left_over[counted])
    return float(np.sqrt(np.sum(later[counted] ** 2 * growth)))


def _log_log_band(survival: Floats, relative_error: Floats) -> tuple[Floats, Floats]:
    """exp(-exp(log(-log S) -+ z s / log S)), where s is the standard error of log S."""
    inside = (survival > 0) & (survival < 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(survival)
        spread = Z_95 * relative_error / logs
        lower = np.exp(logs * np.exp(-spread))
        upper = np.exp(logs * np.exp(spread))
    edge = np.where(survival > 0, 1.0, np.nan)
    return np.where(inside, lower, edge), np.where(inside, upper, edge)
