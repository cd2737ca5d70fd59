"""How often each problem needs a manager, and how long its customers wait (P45)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from db.rules.intervals import Interval
from db.rules.proportions import exact_rate_interval
from db.rules.tallies import Ints
from db.rules.waits import WaitSummary, summarise

PER = 100


@dataclass(frozen=True, eq=False)
class ProblemAsks:
    """One problem: its asks, those of them on days with contacts, against `contacts` of the whole
    office; and of those whose times are known how long they waited, how that stands (`codes`, see
    `Ending`), and the Mondays of their weeks as ordinals, which intervals go by. Without a key it
    is no problem of the playbook: matters of safety, or what nobody had thought of.
    """

    problem_id: int | None
    title: str
    asks: int
    counted: int
    contacts: int
    seconds: Ints
    codes: Ints
    weeks: tuple[int, ...]

    @cached_property
    def waits(self) -> WaitSummary:
        """Their figures; worked out for whoever reads them, of a problem that is shown."""
        return summarise(self.seconds, self.codes, self.weeks, ())

    @property
    def rate(self) -> float | None:
        """Asks per 100 contacts; None where nobody recorded contacts."""
        return PER * self.counted / self.contacts if self.contacts else None

    @property
    def interval(self) -> Interval | None:
        """Its exact 95 % interval."""
        return exact_rate_interval(self.counted, self.contacts, PER) if self.contacts else None
