"""Promises to be reachable during a shift, and how far they were kept (P51).

A promise says within how many minutes somebody takes what is offered to them. It is kept by
taking the ask in that time, the last moment included; declining it in time is an answer, and not
what was promised. An ask that ended, or that another took, before the time was up says nothing
of the promise and is left out; so is one whose time still runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING

from db.rules.proportions import wilson
from db.rules.spans import HOUR, Span, hours_of, merged, overlap
from db.rules.words import AvailabilityState, EventKind

if TYPE_CHECKING:
    from db.rules.intervals import Interval

# What a manager may promise with two taps, and how long a part of a shift is.
MINUTES = (2, 5, 10)
LONGEST_MINUTES = 60
PART = 2 * HOUR
# Where managers surely come to fewer than this, staff should be able to decide more themselves.
ENOUGH = 0.9
LEAST_OFFERS = 5
ENDS = frozenset({EventKind.RESOLVED, EventKind.CUSTOMER_LEFT, EventKind.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Promised:
    """One promise as it was made; `minutes` is None for one that ends what was promised before."""

    minutes: int | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift with what was promised for it, in the order in which that was said."""

    span: Span
    promises: tuple[Promised, ...] = ()

    @property
    def held(self) -> tuple[Promised, ...]:
        """What held when: each until the next was made, and never beyond the shift."""
        found = []
        for each, following in zip_longest(self.promises, self.promises[1:]):
            ends_at = min(each.ends_at, self.span.ends_at)
            if following is not None:
                ends_at = min(ends_at, following.starts_at)
            if each.minutes is not None and ends_at > each.starts_at:
                found.append(Promised(each.minutes, each.starts_at, ends_at))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said of themselves at a moment."""

    state: AvailabilityState
    at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One event of an ask, as far as a promise follows from it."""

    escalation_id: int
    kind: EventKind
    at: datetime
    person_id: int | None
    to_person_id: int | None


class Answered(StrEnum):
    """What became of an offer by the time that was promised."""

    TAKEN = "taken"
    DECLINED = "declined"
    SILENT = "silent"
    OVER = "over"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class Kept:
    """How far somebody, or everybody of an office, kept what was promised.

    `shifts` are theirs in the period, `promised` those with a promise; `hours` were promised, and
    in `available` of them they said that they could come. Of the offers some were taken in time,
    declined in time, or met with silence; `over` and `running` say nothing yet.
    """

    shifts: int = 0
    promised: int = 0
    hours: float = 0.0
    available: float = 0.0
    taken: int = 0
    declined: int = 0
    silent: int = 0
    over: int = 0
    running: int = 0

    def plus(self, other: Kept) -> Kept:
        """Both together."""
        return Kept(
            self.shifts + other.shifts, self.promised + other.promised, self.hours + other.hours,
            self.available + other.available, self.taken + other.taken,
            self.declined + other.declined, self.silent + other.silent, self.over + other.over,
            self.running + other.running,
        )  # fmt: skip

    @property
    def offers(self) -> int:
        """The offers that a promise can be judged by."""
        return self.taken + self.declined + self.silent

    @property
    def share(self) -> float | None:
        """The share taken in time; None without any offer to judge by."""
        return self.taken / self.offers if self.offers else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's 95 % interval of the share."""
        return wilson(self.taken, self.offers)

    @property
    def available_share(self) -> float | None:
        """The share of the promised time in which they said that they could come."""
        return self.available / self.hours if self.hours else None

    @property
    def is_short(self) -> bool:
        """Whether what was promised was not kept: surely fewer taken in time than enough, or less
        of the promised time available than that.
        """
        bounds = self.interval
        is_below = bounds is not None and bounds.upper is not None and bounds.upper < ENOUGH
        is_surely = is_below and self.offers >= LEAST_OFFERS
        share = self.available_share
        return is_surely or (share is not None and share < ENOUGH)


def kept(
    person_id: int,
    shifts: Sequence[Shift],
    said: Sequence[Said],
    events: Iterable[Event],
    *,
    now: datetime,
) -> Kept:
    """How far one person kept what they promised for these shifts; `said` and `events` in order.
    What of a promise lies ahead of `now` counts neither way.
    """
    held = [each for shift in shifts for each in shift.held if each.starts_at < now]
    counts = Counter(_answers(person_id, held, events, now))
    promised = merged(Span(each.starts_at, min(each.ends_at, now)) for each in held)
    available = [span for shift in shifts for span in available_spans(shift.span, said)]
    return Kept(
        shifts=len(shifts),
        promised=sum(bool(shift.held) for shift in shifts),
        hours=hours_of(promised),
        available=hours_of(overlap(promised, merged(available))),
        taken=counts[Answered.TAKEN],
        declined=counts[Answered.DECLINED],
        silent=counts[Answered.SILENT],
        over=counts[Answered.OVER],
        running=counts[Answered.RUNNING],
    )


def state_in(shift_starts_at: datetime, said: Said | None) -> AvailabilityState:
    """What holds of somebody on duty: what they said since their shift began, else available."""
    if said is None or said.at < shift_starts_at:
        return AvailabilityState.AVAILABLE
    return said.state


def available_spans(shift: Span, said: Sequence[Said]) -> list[Span]:
    """When in a shift somebody was available by what they said; `said` in order."""
    inside = [each for each in said if shift.starts_at <= each.at < shift.ends_at]
    points = [Said(AvailabilityState.AVAILABLE, shift.starts_at), *inside]
    ends = [*(each.at for each in inside), shift.ends_at]
    return merged(
        Span(each.at, until)
        for each, until in zip(points, ends, strict=True)
        if each.state is AvailabilityState.AVAILABLE
    )


def _answers(
    person_id: int, held: Sequence[Promised], events: Iterable[Event], now: datetime
) -> Iterator[Answered]:
    """What became of each offer to the person that was made while they had promised something."""
    by_ask: dict[int, list[Event]] = {}
    for event in events:
        by_ask.setdefault(event.escalation_id, []).append(event)
    for happened in by_ask.values():
        for number, event in enumerate(happened):
            if event.kind is not EventKind.OFFERED or event.to_person_id != person_id:
                continue
            promise = next(
                (each for each in held if each.starts_at <= event.at < each.ends_at), None
            )
            if promise is not None and promise.minutes is not None:
                until = event.at + timedelta(minutes=promise.minutes)
                yield _answer(person_id, happened[number + 1 :], until, now)


def _minutes(held: Sequence[Promised], at: datetime) -> int | None:
    """What was promised at a moment; the beginning belongs to a promise, its end not."""
    return next((each.minutes for each in held if each.starts_at <= at < each.ends_at), None)


def _answer(person_id: int, after: Sequence[Event], until: datetime, now: datetime) -> Answered:
    """What became of an offer by `until`, the moment itself included."""
    for event in (each for each in after if each.at <= until):
        if event.kind is EventKind.ACKNOWLEDGED:
            return Answered.TAKEN if event.person_id == person_id else Answered.OVER
        if event.kind is EventKind.DECLINED and event.person_id == person_id:
            return Answered.DECLINED
        if event.kind in ENDS:
            return Answered.OVER
    return Answered.RUNNING if now <= until else Answered.SILENT
