"""Small offices: proportions, their differences and rates, each with an interval that holds.

Nothing out of nothing is no proportion: every function gives None there, never 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from db.rules.gamma import gamma_quantile
from db.rules.intervals import Z_95, Interval
from db.rules.refusals import Refusal

OUTSIDE_EACH_SIDE = 0.025


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more often the first happens than the second, in shares, with 95 % limits."""

    difference: float
    lower: float
    upper: float

    @property
    def is_told_apart(self) -> bool:
        """Whether the interval leaves 0 out; otherwise the two cannot be told apart."""
        return self.lower > 0 or self.upper < 0


def wilson(happened: int, of: int) -> Interval | None:
    """Wilson's 95 % interval of one proportion, in shares 0 to 1 (Wilson 1927).

    Raises:
        Refusal: more happened than could, or a count is negative.
    """
    if _checked(happened, of) == 0:
        return None
    return wilson_of_share(happened / of, of)


def wilson_of_share(share: float, of: int) -> Interval | None:
    """The same for a share that was estimated with some ends not known yet, out of `of` known."""
    if of == 0:
        return None
    z2 = Z_95**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z_95 * math.sqrt(share * (1 - share) / of + z2 / (4 * of**2)) / (1 + z2 / of)
    # At the ends the limit is exactly 0 or 1; rounding would leave it a hair beside.
    lower = 0.0 if share == 0 else middle - half
    return Interval(lower, 1.0 if share == 1 else middle + half)


def newcombe_difference(
    happened: int, of: int, happened_there: int, of_there: int
) -> Difference | None:
    """Difference of two independent proportions with Newcombe's method 10 (1998), 95 %.

    Raises:
        Refusal: more happened than could, or a count is negative.
    """
    ours, theirs = wilson(happened, of), wilson(happened_there, of_there)
    if ours is None or theirs is None:
        return None
    p, q = happened / of, happened_there / of_there
    down = math.hypot(p - _number(ours.lower), _number(theirs.upper) - q)
    up = math.hypot(_number(ours.upper) - p, q - _number(theirs.lower))
    return Difference(p - q, p - q - down, p - q + up)


def exact_rate_interval(events: int, exposure: float, per: float = 1) -> Interval | None:
    """The exact 95 % interval of a Poisson rate, per `per` of `exposure` (Garwood 1936).

    Half the chi-square quantiles at 2x and 2x + 2 degrees of freedom, over the exposure. None
    without exposure.

    Raises:
        Refusal: a number is negative, or events happened without exposure.
    """
    if events < 0 or exposure < 0:
        raise Refusal("Events and contacts are numbers from 0 up; correct the one that is not.")
    if exposure == 0:
        if events:
            raise Refusal(f"{events} events happened without contacts; correct one of the two.")
        return None
    lower = gamma_quantile(events, OUTSIDE_EACH_SIDE) if events else 0.0
    upper = gamma_quantile(events + 1, 1 - OUTSIDE_EACH_SIDE)
    return Interval(per * lower / exposure, per * upper / exposure)


def _checked(happened: int, of: int) -> int:
    if not 0 <= happened <= of:
        raise Refusal(f"{happened} out of {of} is no proportion; correct one of the two.")
    return of


def _number(limit: float | None) -> float:
    """A limit of a proportion is always known; the type alone leaves it open."""
    if limit is None:
        raise ValueError("a limit of a proportion is missing")
    return limit
