"""Must-haves of an office: said in words beside the score, never blended into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=14)


class Standing(StrEnum):
    """How a must-have stands."""

    MISSING = "missing"
    EXPIRED = "expired"
    EXPIRING = "expiring"
    IN_PLACE = "in_place"


ORDER = tuple(Standing)


@dataclass(frozen=True, slots=True)
class MustHave:
    """One must-have: how it stands, its badge, and one sentence."""

    name: str
    standing: Standing
    badge: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number to call, when somebody last vouched for it by calling, and until when."""

    name: str
    called_on: date | None
    verified_until: date | None


@dataclass(frozen=True, slots=True)
class Strategy:
    """An outage strategy; `approved_on` is None while nobody has approved it."""

    title: str
    approved_on: date | None


@dataclass(frozen=True, slots=True)
class Equipment:
    """What an office has, itself or from a place above it; calm places are its own."""

    security: Sequence[Number] = ()
    emergency: Sequence[Number] = ()
    calm_places: Sequence[str] = ()
    strategies: Sequence[Strategy] = ()


def must_haves(has: Equipment, *others: MustHave, today: date) -> tuple[MustHave, ...]:
    """The must-haves of an office, worst first; of those that stand alike the `others`, which are
    about its people, come first. `today` on the office's own calendar.
    """
    found = (
        *others,
        _number("Security's number", has.security, today),
        _number("Emergency numbers", has.emergency, today),
        _calm_place(has.calm_places),
        _strategy(has.strategies),
    )
    return tuple(sorted(found, key=lambda each: ORDER.index(each.standing)))


def day(on: date) -> str:
    """A day as screens write it: `12 Nov`."""
    return f"{on:%-d %b}"


def _number(name: str, numbers: Sequence[Number], today: date) -> MustHave:
    """The number that holds longest speaks for all; its last day is included.

    A number that nobody has called counts as missing: it may be dead.
    """
    if not numbers:
        return MustHave(name, Standing.MISSING, "missing", f"{name}: none is recorded")
    best = max(numbers, key=lambda each: (each.verified_until or date.min, each.name))
    if best.called_on is None or best.verified_until is None:
        return MustHave(name, Standing.MISSING, "not called", f"{name}: nobody has tried it yet")
    called = f"{name}, called {day(best.called_on)}"
    if best.verified_until < today:
        return MustHave(name, Standing.EXPIRED, f"expired {day(best.verified_until)}", called)
    if best.verified_until <= today + SOON:
        return MustHave(name, Standing.EXPIRING, f"expires {day(best.verified_until)}", called)
    return MustHave(name, Standing.IN_PLACE, "in place", called)


def _calm_place(names: Sequence[str]) -> MustHave:
    name = "Calm place"
    if not names:
        sentence = "No calm place for difficult conversations"
        return MustHave(name, Standing.MISSING, "missing", sentence)
    return MustHave(name, Standing.IN_PLACE, "in place", f"{name}: {', '.join(names)}")


def _strategy(strategies: Sequence[Strategy]) -> MustHave:
    name = "Outage strategy"
    approved = [each.approved_on for each in strategies if each.approved_on is not None]
    if approved:
        sentence = f"{name}, approved {day(max(approved))}"
        return MustHave(name, Standing.IN_PLACE, "in place", sentence)
    if strategies:
        sentence = f"{name}: “{strategies[0].title}” is not approved"
        return MustHave(name, Standing.MISSING, "not approved", sentence)
    return MustHave(name, Standing.MISSING, "missing", "No outage strategy")
