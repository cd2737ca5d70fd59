"""The share to show for a small office: its own, drawn towards that of all offices.

Two out of three is no 67 %. How strongly an office is drawn is learnt from how much offices
differ: the shares of all of them are taken to follow a beta distribution, whose two parameters
are those of maximum likelihood (the beta-binomial model, Skellam 1948).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from db.rules.refusals import Refusal
from db.rules.tallies import Floats

# Strengths tried, as logarithms of contacts: from 0.05 to a million. Drawn with the weight of a
# million contacts, no office differs any more; there the pooled share holds for all.
LOG_STRENGTHS = np.linspace(-3, 14, 18)
HALVINGS = 40
SETTLED = 1e-14
# So far digamma is moved up, to where its expansion at infinity is exact to 14 digits.
MOVED = np.arange(10)

# The sum of these over x^2, x^4, ... is what log x - 1/(2x) misses of digamma.
DIGAMMA_TERMS = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132)


@dataclass(frozen=True, slots=True)
class ShrunkenShares:
    """What to show for each office, in the order given; shares 0 to 1.

    `strength` says with how many contacts' weight an office is drawn to `mean`; it is infinite
    where offices do not differ beyond chance. Without any contact all shares are None.
    """

    mean: float | None
    strength: float
    shares: tuple[float | None, ...]


def beta_binomial_shrinkage(events: Sequence[int], contacts: Sequence[int]) -> ShrunkenShares:
    """Draw each office's share towards the mean of all, by maximum likelihood.

    The share shown is (x + strength * mean) / (n + strength); an office without contacts is
    shown the mean.

    Raises:
        Refusal: the numbers differ in length, or an office has more events than contacts.
    """
    x, n = _checked(events, contacts)
    if n.sum() == 0:
        return ShrunkenShares(None, math.inf, (None,) * len(n))
    pooled = float(x.sum() / n.sum())
    strength = _best_strength(x[n > 0], n[n > 0]) if 0 < pooled < 1 else math.inf
    if math.isinf(strength):
        return ShrunkenShares(pooled, strength, (pooled,) * len(n))
    mean = _best_mean(x, n, strength)
    shares = (x + strength * mean) / (n + strength)
    return ShrunkenShares(mean, strength, tuple(shares.tolist()))


def _checked(events: Sequence[int], contacts: Sequence[int]) -> tuple[Floats, Floats]:
    x, n = np.asarray(events, dtype=np.float64), np.asarray(contacts, dtype=np.float64)
    if len(x) != len(n):
        raise Refusal(f"{len(x)} counts came with {len(n)} numbers of contacts; give one for each.")
    if not ((x >= 0) & (x <= n)).all():
        raise Refusal("An office has more events than contacts, or a negative number; correct it.")
    return x, n


def _best_strength(x: Floats, n: Floats) -> float:
    """The strength of greatest likelihood, infinite when it grows beyond all those tried."""
    heights = [_log_likelihood(x, n, math.exp(log)) for log in LOG_STRENGTHS]
    best = int(np.argmax(heights))
    if best == len(heights) - 1:
        return math.inf
    low, high = LOG_STRENGTHS[max(best - 1, 0)], LOG_STRENGTHS[best + 1]
    return math.exp(_root(lambda log: _slope_in_strength(x, n, math.exp(log)), low, high))


def _best_mean(x: Floats, n: Floats, strength: float) -> float:
    """The mean of greatest likelihood at one strength: Newton's steps within a bracket.

    The likelihood is concave in the mean, so that there is one root and the steps find it.
    """
    low, high, mean = 0.0, 1.0, float(x.sum() / n.sum())
    for _ in range(HALVINGS):
        a, b = strength * mean, strength * (1 - mean)
        slope = float(np.sum(_rise(a, x)) - np.sum(_rise(b, n - x)))
        bend = float(np.sum(_bend(a, x)) + np.sum(_bend(b, n - x)))
        low, high = (mean, high) if slope > 0 else (low, mean)
        better = mean - slope / (strength * bend)
        better = better if low < better < high else (low + high) / 2
        if abs(better - mean) <= SETTLED:
            return better
        mean = better
    return mean


def _slope_in_strength(x: Floats, n: Floats, strength: float) -> float:
    mean = _best_mean(x, n, strength)
    own = mean * _rise(strength * mean, x) + (1 - mean) * _rise(strength * (1 - mean), n - x)
    return float(np.sum(own - _rise(strength, n)))


def _log_likelihood(x: Floats, n: Floats, strength: float) -> float:
    mean = _best_mean(x, n, strength)
    a, b = strength * mean, strength * (1 - mean)
    return math.fsum(
        math.lgamma(a + each)
        - math.lgamma(a)
        + math.lgamma(b + of - each)
        - math.lgamma(b)
        - math.lgamma(strength + of)
        + math.lgamma(strength)
        for each, of in zip(x.tolist(), n.tolist(), strict=True)
    )


def _root(slope: Callable[[float], float], low: float, high: float) -> float:
    """Where a slope that falls passes through 0, by halving."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return (low + high) / 2


def _rise(start: float, by: Floats) -> Floats:
    """digamma(start + by) - digamma(start), the slope of log Gamma(start + by) / Gamma(start)."""
    return _digamma(start + by) - _digamma(np.array([start]))


def _bend(start: float, by: Floats) -> Floats:
    """trigamma(start + by) - trigamma(start), which bends the same slope downwards."""
    return _trigamma(start + by) - _trigamma(np.array([start]))


def _digamma(x: Floats) -> Floats:
    """The slope of log Gamma, for x > 0: moved up to where its expansion is exact."""
    far = x + len(MOVED)
    powers = sum(term / far ** (2 * place) for place, term in enumerate(DIGAMMA_TERMS, 1))
    moved: Floats = np.sum(1 / (x[:, None] + MOVED), axis=1)
    return np.log(far) - 1 / (2 * far) - powers - moved


def _trigamma(x: Floats) -> Floats:
    """The slope of digamma, for x > 0, term by term from the same expansion."""
    far = x + len(MOVED)
    powers = sum(
        2 * place * term / far ** (2 * place + 1) for place, term in enumerate(DIGAMMA_TERMS, 1)
    )
    moved: Floats = np.sum(1 / (x[:, None] + MOVED) ** 2, axis=1)
    return 1 / far + 1 / (2 * far**2) + powers + moved
