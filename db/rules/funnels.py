"""Comparing offices without a league table: a funnel, and three bands.

Limits are exact for small offices and widened where offices differ for more reasons than chance.
Spiegelhalter, "Funnel plots for comparing institutional performance", 2005: exact binomial limits
with interpolation (A.1.1), winsorised over-dispersion and additive variance (A.3).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from db.rules.refusals import Refusal
from db.rules.tallies import Floats

# With 200 offices, 95 % limits would call ten of them unusual by chance alone; these call none.
LEVEL = 0.998
WINSORISED = 0.10
FEWEST_OFFICES = 2
# Beyond so many standard deviations a binomial has no weight that a double could hold.
REACH = 12


class Band(StrEnum):
    """Where an office lies; there is no order within a band."""

    BELOW = "below"
    USUAL = "usual"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class OverDispersion:
    """How much more offices differ than chance allows: phi is about 1 where they do not.

    `tau_squared` is the variance between offices beyond chance, in squared shares.
    """

    phi: float
    tau_squared: float


@dataclass(frozen=True, slots=True)
class FunnelLimits:
    """The limits of one office, in shares 0 to 1."""

    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One office: its share and limits in 0 to 1, None without contacts."""

    office: str
    events: int
    contacts: int
    share: float | None
    limits: FunnelLimits | None
    band: Band | None


@dataclass(frozen=True, slots=True)
class Funnel:
    """All offices around their common share, in the order in which they were given."""

    centre: float | None
    over_dispersion: OverDispersion
    rows: tuple[FunnelRow, ...]


def funnel(offices: Mapping[str, tuple[int, int]]) -> Funnel:
    """Compare offices, each with (events, contacts), around the share of all of them together.

    Raises:
        Refusal: an office has more events than contacts, or a negative number.
    """
    for office, (events, contacts) in offices.items():
        if not 0 <= events <= contacts:
            raise Refusal(f"{office}: {events} out of {contacts} is no share; correct one of them.")
    open_offices = [row for row in offices.values() if row[1] > 0]
    total = sum(contacts for _, contacts in open_offices)
    centre = sum(events for events, _ in open_offices) / total if total else None
    spread = over_dispersion(open_offices, centre or 0.0)
    rows = tuple(_row(office, *counts, centre, spread) for office, counts in offices.items())
    return Funnel(centre, spread, rows)


# Screens ask for the same offices again and again, and the exact limits are a long sum.
@lru_cache(maxsize=4096)
def funnel_limits(
    contacts: int, centre: float, *, level: float = LEVEL, tau_squared: float = 0.0
) -> FunnelLimits:
    """Limits for an office of `contacts` around `centre`, both in shares 0 to 1.

    Exact binomial, interpolated; with a variance between offices normal limits of both variances,
    kept within 0 to 1.

    Raises:
        ValueError: there are no contacts, or the centre lies outside 0 to 1.
    """
    if contacts < 1 or not 0 <= centre <= 1:
        raise ValueError(f"no funnel for {contacts} contacts around {centre}")
    tail = (1 - level) / 2
    if tau_squared > 0:
        spread = math.sqrt(centre * (1 - centre) / contacts + tau_squared)
        half = NormalDist().inv_cdf(1 - tail) * spread
        return FunnelLimits(max(centre - half, 0.0), min(centre + half, 1.0))
    if centre in {0.0, 1.0}:
        return FunnelLimits(centre, centre)
    first, weights = _binomial(contacts, centre)
    lower, upper = (_interpolated(first, weights, p) / contacts for p in (tail, 1 - tail))
    return FunnelLimits(max(lower, 0.0), min(upper, 1.0))


def over_dispersion(offices: Sequence[tuple[int, int]], centre: float) -> OverDispersion:
    """Phi = mean z^2 with z winsorised at 10 % and 90 %, and tau^2 by the method of moments.

    `offices` as (events, contacts), contacts above 0. One office, or a centre of 0 or 1, says
    nothing about differences: phi 1, tau^2 0.
    """
    if len(offices) < FEWEST_OFFICES or not 0 < centre < 1:
        return OverDispersion(1.0, 0.0)
    events, contacts = np.array(offices, dtype=np.float64).T
    weights: Floats = contacts / (centre * (1 - centre))
    scores = (events / contacts - centre) * np.sqrt(weights)
    low, high = np.quantile(scores, [WINSORISED, 1 - WINSORISED])
    phi = float(np.mean(np.clip(scores, low, high) ** 2))
    excess = len(offices) * phi - (len(offices) - 1)
    scale = float(weights.sum() - (weights**2).sum() / weights.sum())
    return OverDispersion(phi, max(excess / scale, 0.0))


def _row(
    office: str, events: int, contacts: int, centre: float | None, spread: OverDispersion
) -> FunnelRow:
    if not contacts or centre is None:
        return FunnelRow(office, events, contacts, None, None, None)
    limits = funnel_limits(contacts, centre, tau_squared=spread.tau_squared)
    share = events / contacts
    return FunnelRow(office, events, contacts, share, limits, _band(share, limits))


def _band(share: float, limits: FunnelLimits) -> Band:
    if share < limits.lower:
        return Band.BELOW
    return Band.ABOVE if share > limits.upper else Band.USUAL


def _interpolated(first: int, weights: Floats, p: float) -> float:
    """The value r - alpha: r is the smallest with P(R <= r) >= p, alpha interpolates back to p."""
    below = np.cumsum(weights)
    place = int(np.searchsorted(below, p))
    return float(first + place - (below[place] - p) / weights[place])


def _binomial(n: int, centre: float) -> tuple[int, Floats]:
    """Probabilities from the first value that has any weight, in ratios from term to term."""
    reach = REACH * math.sqrt(n * centre * (1 - centre)) + REACH**2
    first, last = max(0, math.floor(n * centre - reach)), min(n, math.ceil(n * centre + reach))
    k = np.arange(first + 1, last + 1)
    steps = np.log((n - k + 1) / k) + math.log(centre / (1 - centre))
    logs = np.concatenate(([0.0], np.cumsum(steps)))
    weights: Floats = np.exp(logs - logs.max())
    return first, weights / weights.sum()
