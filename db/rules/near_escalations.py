"""Near-escalations: wanted to ask and did not. Counted, never counted out: nobody learns who."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from db.rules.words import NearReason

if TYPE_CHECKING:
    from collections.abc import Iterable

# A slip of the thumb is taken back at once; later it would only hide something.
WITHDRAW_WITHIN = timedelta(minutes=10)
# With fewer, whoever knows who was on duty would know who it was.
LEAST_SHOWN = 5
BOTHER = frozenset({NearReason.MANAGER_BUSY, NearReason.DID_NOT_WANT_TO_BOTHER})
T = TypeVar("T", bound=str)
PROMISE = "Counted without your name. Reasons are shown from five on."


@dataclass(frozen=True, slots=True)
class Noted:
    """One near-escalation as a count needs it: no person, no moment."""

    reason: NearReason
    problem: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class NearCounts:
    """How many there were; reasons, problems and words are empty below `LEAST_SHOWN`."""

    total: int
    reasons: tuple[tuple[NearReason, int], ...] = ()
    problems: tuple[tuple[str, int], ...] = ()
    words: tuple[str, ...] = ()

    @property
    def is_broken_down(self) -> bool:
        """Whether there are enough of them to say why."""
        return self.total >= LEAST_SHOWN

    @property
    def bother(self) -> int | None:
        """How many did not want to bother, or found the manager busy; None when too few to say."""
        if not self.is_broken_down:
            return None
        return sum(count for reason, count in self.reasons if reason in BOTHER)


def near_counts(noted: Iterable[Noted]) -> NearCounts:
    """The counts, commonest first. Words stand by themselves only when as many wrote some, in the
    order of the alphabet, which says nothing of when.
    """
    found = tuple(noted)
    if len(found) < LEAST_SHOWN:
        return NearCounts(len(found))
    written = sorted(each.words for each in found if each.words)
    return NearCounts(
        len(found),
        tuple(_ranked(each.reason for each in found)),
        tuple(_ranked(each.problem for each in found)),
        tuple(written) if len(written) >= LEAST_SHOWN else (),
    )


def _ranked(found: Iterable[T]) -> list[tuple[T, int]]:
    return sorted(Counter(found).items(), key=lambda each: (-each[1], each[0]))
