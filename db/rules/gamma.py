"""The incomplete gamma function and its inverse: what exact intervals of rates are made of.

P(a, x) is the probability that a gamma variable of shape a stays below x; for a whole a it is the
probability of a or more events where x are expected. Series and continued fraction as in the NIST
Digital Library of Mathematical Functions, 8.7.1 and 8.9.2.
"""

from __future__ import annotations

import math
from statistics import NormalDist

DIGITS = 1e-16
# Rounding lets the last factor of the fraction swing by a few units in its last digit.
SETTLED = 1e-15
TINY = 1e-300
STEPS = 200


def gamma_p(a: float, x: float) -> float:
    """P(a, x), the lower incomplete gamma function over the whole one; a > 0, x >= 0."""
    if x <= 0:
        return 0.0
    # x^a e^-x / Gamma(a), taken through logarithms because each part alone overflows.
    weight = math.exp(a * math.log(x) - x - math.lgamma(a))
    return weight * _series(a, x) if x < a + 1 else 1.0 - weight * _fraction(a, x)


def gamma_quantile(a: float, p: float) -> float:
    """The x at which P(a, x) = p, to about 12 digits; a > 0.

    Raises:
        ValueError: p does not lie between 0 and 1.
    """
    if not 0 < p < 1:
        raise ValueError(f"a probability lies between 0 and 1, not at {p}")
    low, high, x = 0.0, math.inf, _first_guess(a, p)
    for _ in range(STEPS):
        missing = gamma_p(a, x) - p
        low, high = (low, x) if missing > 0 else (x, high)
        better = x - missing / _density(a, x)
        # Newton's step may leave the bracket, far out in a tail; then the bracket is halved.
        if not low < better < high:
            better = (low + high) / 2 if math.isfinite(high) else 2 * x
        if abs(better - x) <= 4 * DIGITS * better:
            return better
        x = better
    return x


def _first_guess(a: float, p: float) -> float:
    """Wilson and Hilferty's: the cube root of a gamma variable is nearly normal."""
    spread = 1 / (9 * a)
    root = 1 - spread + NormalDist().inv_cdf(p) * math.sqrt(spread)
    smallest = math.exp((math.log(p) + math.lgamma(a + 1)) / a)
    return a * root**3 if root > 0 else max(smallest, TINY)


def _density(a: float, x: float) -> float:
    return max(math.exp((a - 1) * math.log(x) - x - math.lgamma(a)), TINY)


def _series(a: float, x: float) -> float:
    """1/a + x/(a(a+1)) + x^2/(a(a+1)(a+2)) + ..."""
    term = total = 1 / a
    n = a
    while term > total * DIGITS:
        n += 1
        term *= x / n
        total += term
    return total


def _fraction(a: float, x: float) -> float:
    """1/(x+1-a- 1(1-a)/(x+3-a- 2(2-a)/(x+5-a- ...))), from the top down (Lentz)."""
    b = x + 1 - a
    d = 1 / b if b else 1 / TINY
    c, total, i = 1 / TINY, d, 0
    change = 0.0
    while abs(change - 1) > SETTLED:
        i += 1
        step = i * (a - i)
        b += 2
        d = 1 / (step * d + b or TINY)
        c = b + step / c or TINY
        change = c * d
        total *= change
    return total
