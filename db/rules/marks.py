"""What a mark of a chart or a figure counts: named in the address, so that its rows can be listed.

A mark is a basis, one of the sets that screens count, and what it needs beside: until which stage
somebody waited and for how long, why an ask was turned away, which limit was tried.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from db.rules.bases import GIFTS, LEFT_OUT, LIMITS, PROMISES, REOPENED, TRIED, WAITS, Basis
from db.rules.money import LARGEST
from db.rules.refusals import Refusal
from db.rules.selections import Part
from db.rules.words import LeftReason, PassOnReason, Stage, WaitClock

OF = "of"
MONTHS_OF_A_QUARTER = 3
LARGEST_KEY = 2**31 - 1
YEAR = re.compile(r"[12]\d{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mark:
    """A basis with what it needs. `seconds` is the length of a wait, `limit` the one that was
    tried, `quarter` a quarter of a year as `2026 Q3`; `problem` is a key, and `kind` the keys of a
    problem and of a remedy, 0 where there was none.
    """

    basis: Basis = Basis.ASKS
    stage: Stage | None = None
    clock: WaitClock | None = None
    seconds: int | None = None
    reason: PassOnReason | None = None
    limit: Decimal | None = None
    quarter: str | None = None
    problem: int | None = None
    kind: tuple[int, int] | None = None
    left: LeftReason | None = None

    @property
    def counts_gifts(self) -> bool:
        """Whether its rows are gifts and no asks."""
        return self.basis in GIFTS

    @property
    def counts_promises(self) -> bool:
        """Whether its rows are promises and no asks."""
        return self.basis in PROMISES

    @property
    def counts_notes(self) -> bool:
        """Whether its rows are notes of customers who left, and no asks."""
        return self.basis is Basis.GONE_UNASKED

    @property
    def is_about_waits(self) -> bool:
        """Whether it counts asks up to now by how they waited for a stage."""
        return self.basis in WAITS or (self.basis in LEFT_OUT and self.stage is not None)

    @property
    def is_about_limits(self) -> bool:
        """Whether it counts asks over a limit, of any place and up to now."""
        return self.basis in LIMITS

    @property
    def noun(self) -> str:
        """What its rows are called, when there are several."""
        if self.counts_notes:
            return "notes"
        return "gifts" if self.counts_gifts else "promises" if self.counts_promises else "asks"

    @property
    def parts(self) -> tuple[Part, ...]:
        """Which parts of a selection narrow it: gifts and promises have no class,
        and who came back is told by the week in which the ask was resolved.
        """
        if self.is_about_limits:
            return ()
        by_weeks = GIFTS | PROMISES | REOPENED | {Basis.GONE_UNASKED}
        return (Part.WEEKS,) if self.basis in by_weeks else tuple(Part)


# How each part is called in the address, and how it is read from it. The names differ from those
# of choosers on other screens, which Streamlit keeps to itself.
_PARTS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "stage": ("until", Stage),
    "clock": ("on", WaitClock),
    "seconds": ("after", int),
    "reason": ("because", PassOnReason),
    "limit": ("limit", Decimal),
    "quarter": ("quarter", str),
    "problem": ("problem", int),
    "left": ("why", LeftReason),
}
_KIND, _BETWEEN = "kind", "-"


def address_of_mark(mark: Mark) -> dict[str, str]:
    """The words of the address."""
    found = {OF: mark.basis.value}
    for part, (name, _) in _PARTS.items():
        value = getattr(mark, part)
        if value is not None:
            found[name] = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if mark.kind is not None:
        found[_KIND] = _BETWEEN.join(map(str, mark.kind))
    return found


def mark_of(words: Mapping[str, str]) -> Mark:
    """The mark that an address names; every ask where it names none.

    Raises:
        Refusal: a part cannot be read, or what the basis needs is not there: other rows would be
            shown under the same link.
    """
    try:
        basis = Basis(words.get(OF) or Basis.ASKS)
        parts = {
            part: read(words[name]) for part, (name, read) in _PARTS.items() if words.get(name)
        }
        kind = _kind_of(words.get(_KIND, ""))
    except (ValueError, InvalidOperation):
        raise _unread() from None
    mark = Mark(basis, **parts, kind=kind)
    if not _is_whole(mark):
        raise _unread()
    return mark


def quarter_of(day: date) -> str:
    """`2026 Q3`."""
    return f"{day.year} Q{(day.month - 1) // MONTHS_OF_A_QUARTER + 1}"


def days_of_quarter(quarter: str) -> tuple[date, date]:
    """The first day of a quarter, and the first one after it.

    Raises:
        Refusal: there is no such quarter.
    """
    year, _, number = quarter.partition(" Q")
    if not YEAR.fullmatch(year) or number not in {"1", "2", "3", "4"}:
        raise _unread()
    first = date(int(year), MONTHS_OF_A_QUARTER * (int(number) - 1) + 1, 1)
    last = date(first.year + (number == "4"), (first.month + 2) % 12 + 1, 1)
    return first, last


def _is_whole(mark: Mark) -> bool:
    """Whether what the basis needs is there, and can be meant."""
    if mark.basis in {Basis.CASES, Basis.ABOUT} and mark.problem is None:
        return False
    if mark.basis in WAITS and mark.stage is None:
        return mark.basis is Basis.WAITS
    if mark.basis is Basis.LONGER and mark.seconds is None:
        return False
    if mark.basis is Basis.NO_HOURS and mark.clock is not WaitClock.OPEN:
        return False
    if (mark.basis in TRIED) is (mark.limit is None):
        return False
    numbers = (mark.seconds, mark.problem, *(mark.kind or ()))
    return _can_be_kept(mark.limit) and all(
        each is None or 0 <= each <= LARGEST_KEY for each in numbers
    )


def _kind_of(words: str) -> tuple[int, int] | None:
    if not words:
        return None
    problem, remedy = words.split(_BETWEEN)
    return int(problem), int(remedy)


def _can_be_kept(limit: Decimal | None) -> bool:
    """Whether the record could hold such an amount."""
    if limit is None:
        return True
    return limit.is_finite() and 0 <= limit <= LARGEST and limit == round(limit, 4)


def _unread() -> Refusal:
    return Refusal("The address names something that nobody counts. Go back to the measures.")
