"""What stages, clocks and lengths of waits are called, the same on every screen."""

from __future__ import annotations

from db.rules.words import Stage, WaitClock
from pages.charts.waits import SHORT, UNITS

CLOCKS = {WaitClock.WALL: "Wall clock", WaitClock.OPEN: "Opening hours"}
DONE = {
    Stage.ACKNOWLEDGED: "answered",
    Stage.WITH_CUSTOMER: "met by a manager",
    Stage.RESOLVED: "resolved",
}


def length(seconds: float | None) -> str:
    """A length of time in the unit that reads well, or that it is not yet known."""
    if seconds is None:
        return "not yet known"
    for bound, unit, name in UNITS:
        if bound is None or seconds <= bound:
            return f"{seconds / unit:.1f}\u00a0{SHORT[name]}"
    raise AssertionError(seconds)
