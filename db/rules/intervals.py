"""What an estimate is given with: the interval that it may lie in."""

from __future__ import annotations

from dataclasses import dataclass

Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    """From `lower` to `upper`, 95 % unless said otherwise; None is "not yet known"."""

    lower: float | None
    upper: float | None
