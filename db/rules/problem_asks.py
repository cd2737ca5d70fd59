"""How often each problem needs a manager, and how long its customers wait (P45)."""

from __future__ import annotations

from dataclasses import dataclass

from db.rules.intervals import Interval
from db.rules.proportions import exact_rate_interval
from db.rules.waits import WaitSummary

PER = 100


@dataclass(frozen=True, slots=True)
class ProblemAsks:
    """One problem: its asks, those of them on days with contacts, against `contacts` of the whole
    office; and the waits of those whose times are known. Without a key it is no problem of the
    playbook: matters of safety, or what nobody had thought of.
    """

    problem_id: int | None
    title: str
    asks: int
    counted: int
    contacts: int
    waits: WaitSummary

    @property
    def rate(self) -> float | None:
        """Asks per 100 contacts; None where nobody recorded contacts."""
        return PER * self.counted / self.contacts if self.contacts else None

    @property
    def interval(self) -> Interval | None:
        """Its exact 95 % interval."""
        return exact_rate_interval(self.counted, self.contacts, PER) if self.contacts else None
