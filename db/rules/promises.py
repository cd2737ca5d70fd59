"""Promises to call back: their windows, where they stand, and how many were kept (P27, P32).

A window is written on the customer's own clock and kept as two moments; its end belongs to it.
A customer who was reached before the window began did not wait for it: that promise is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from db.rules.local_times import moments_of
from db.rules.places import zones
from db.rules.proportions import wilson
from db.rules.refusals import Refusal
from db.rules.words import PromiseEventKind, PromiseState

# Whoever types a wrong year promises for never.
FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class WrittenWindow:
    """A window as it is said to the customer: two readings of a clock in the customer's zone."""

    zone: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Window:
    """A window as it is kept: two moments in UTC, and the zone in which they were said."""

    zone: str
    begins_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class PromiseFact:
    """One event of a promise: what it set, and when."""

    kind: PromiseEventKind
    at: datetime
    window: Window | None = None
    owner_id: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the events of a promise add up to. `broke_at` is the end of the first window that
    passed without a call; `closed_at` is when nothing was left to do.
    """

    window: Window
    owner_id: int | None
    times_promised: int = 1
    kept_at: datetime | None = None
    broke_at: datetime | None = None
    closed_at: datetime | None = None

    def is_over(self, now: datetime) -> bool:
        """Whether the customer waits beyond the window: it ended, and nobody called."""
        return self.closed_at is None and now > self.window.ends_at

    def state(self, now: datetime) -> PromiseState:
        """Where the promise stands at a moment, by the window that holds then."""
        if self.kept_at is not None:
            return PromiseState.KEPT if self.broke_at is None else PromiseState.LATE
        if self.closed_at is not None or now > self.window.ends_at:
            return PromiseState.MISSED
        return PromiseState.DUE if now >= self.window.begins_at else PromiseState.OPEN

    def result(self, now: datetime) -> PromiseState | None:
        """How it counts: kept, late or missed; None while it can still be kept.

        Promised again before the window ended, it hangs on the new one; afterwards it was broken
        and is never again kept.
        """
        state = self.state(now)
        if state in {PromiseState.OPEN, PromiseState.DUE}:
            return None if self.broke_at is None else PromiseState.MISSED
        return state


def window_of(written: WrittenWindow, *, at: datetime) -> Window:
    """The moments that a written window means; a `Refusal` for one that cannot be kept."""
    if written.zone not in zones():
        raise Refusal(f"“{written.zone}” is no time zone. Choose the customer's from the list.")
    window = Window(
        written.zone, _moment(written.begins, written.zone), _moment(written.ends, written.zone)
    )
    if window.ends_at <= window.begins_at:
        raise Refusal("The window ends before it begins. Choose a later end.")
    if window.ends_at <= at:
        raise Refusal("This window is over already. Promise a later one.")
    if window.begins_at > at + FURTHEST:
        raise Refusal("This window lies more than a year ahead. Check the date.")
    return window


def _moment(written: datetime, zone: str) -> datetime:
    moments = moments_of(written.replace(tzinfo=None), ZoneInfo(zone))
    if len(moments) == 1:
        return moments[0]
    said = f"{written:%H:%M} on {written:%-d %b}"
    if not moments:
        sentence = f"There is no {said} in {zone}: the clocks go forward then. Choose another time."
    else:
        sentence = f"{said} comes twice in {zone}: the clocks go back then. Choose another time."
    raise Refusal(sentence)


def begun(fact: PromiseFact) -> Standing:
    """The standing of a promise that was just made."""
    if fact.kind is not PromiseEventKind.MADE or fact.window is None:
        message = f"a promise begins by being made, not by {fact.kind}"
        raise ValueError(message)
    return Standing(fact.window, fact.owner_id)


def after(standing: Standing, fact: PromiseFact) -> Standing:
    """The standing after one more event; a `Refusal` for what cannot happen to it any more."""
    if standing.closed_at is not None:
        said = "kept" if standing.kept_at else "noted as missed"
        raise Refusal(f"This promise was {said} already. Make a new one if the customer waits.")
    if fact.kind is PromiseEventKind.HANDED_OVER:
        return replace(standing, owner_id=fact.owner_id)
    broke_at = standing.broke_at
    if broke_at is None and fact.at > standing.window.ends_at:
        broke_at = standing.window.ends_at
    if fact.kind is PromiseEventKind.KEPT:
        return replace(standing, kept_at=fact.at, closed_at=fact.at, broke_at=broke_at)
    if fact.kind is PromiseEventKind.MISSED:
        if fact.at <= standing.window.ends_at:
            raise Refusal("The window is not over yet. Call, or promise another one.")
        return replace(standing, closed_at=fact.at, broke_at=broke_at)
    if fact.kind is PromiseEventKind.PROMISED_AGAIN and fact.window is not None:
        times = standing.times_promised + 1
        return replace(standing, window=fact.window, times_promised=times, broke_at=broke_at)
    message = f"{fact.kind} cannot follow"
    raise ValueError(message)


def rebuilt(facts: Iterable[PromiseFact]) -> Standing:
    """The standing of a promise from its events alone, in their order."""
    first, *others = facts
    standing = begun(first)
    for fact in others:
        standing = after(standing, fact)
    return standing


@dataclass(frozen=True, slots=True)
class KeptRate:
    """How the promises of a period ended, each counted at the end of the window that decided:
    `kept` of `of` within the window, `late` after it, `missed` not at all. `again_in_time` of
    them were promised again before they broke.
    """

    kept: int
    late: int
    missed: int
    again_in_time: int = 0

    @property
    def of(self) -> int:
        """How many promises came to their end."""
        return self.kept + self.late + self.missed

    @property
    def sentence(self) -> str:
        """The rate with its counts and its 95 % interval (Wilson); no rate where none ended."""
        interval = wilson(self.kept, self.of)
        if interval is None:
            return "No promise came to its end, so there is no rate"
        low, high = (f"{100 * (limit or 0):.0f}" for limit in (interval.lower, interval.upper))
        share = f"{100 * self.kept / self.of:.0f}"
        rest = f"{self.late} late, {self.missed} missed"
        return f"{self.kept} of {self.of} kept in time ({share} %, likely {low} to {high}); {rest}"
