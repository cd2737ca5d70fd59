"""From hearing to acting: how long until something is done about a problem that is new to an
office (P35).

The clock begins when the office first hears of it: an ask about it, a topic at a huddle, or the
words of customers that were filed under it later. It ends with the first action: a response
agreed, a limit set, an action noted, a brief opened, at the office or above it. Where one of these
was there before, the office was ready, and nothing had to be done on hearing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import numpy as np

from db.rules.intervals import Interval
from db.rules.survival import kaplan_meier, quantile, quantile_interval

HALF = 0.5


class HeardAs(StrEnum):
    """How an office heard of a problem, in words."""

    ASK = "a customer's ask"
    TOPIC = "a topic at a huddle"
    WORDS = "words that were filed under it later"


class ActedBy(StrEnum):
    """What was done first, in words."""

    RESPONSE = "a response was agreed"
    LIMIT = "a limit was set"
    ACTION = "an action was noted"
    BRIEF = "a design brief was opened"


@dataclass(frozen=True, slots=True)
class Heard:
    """A moment at which an office heard of a problem."""

    at: datetime
    how: HeardAs


@dataclass(frozen=True, slots=True)
class Acted:
    """A moment at which something was done about it."""

    at: datetime
    by: ActedBy


@dataclass(frozen=True, slots=True)
class Hearing:
    """One problem that is new to one office: first heard of, and the first action if there is one.

    `was_ready` says that something had been done before anybody brought it.
    """

    heard: Heard
    acted: Acted | None
    was_ready: bool

    def waited(self, now: datetime) -> timedelta:
        """From hearing to acting, or up to now."""
        return (self.acted.at if self.acted else now) - self.heard.at


@dataclass(frozen=True, slots=True)
class HearingSummary:
    """Counts, and the median in seconds by Kaplan-Meier with its interval; None is not yet known.

    `longest` is the longest that one still waits, None where none does.
    """

    heard: int
    ready: int
    acted: int
    waiting: int
    median: float | None
    interval: Interval | None
    longest: timedelta | None


def hearing_of(heard: Iterable[Heard], acted: Iterable[Acted], *, now: datetime) -> Hearing:
    """The first that was heard, and the first that was done from then on, up to now.

    What was done at the very moment of hearing was done on hearing.
    """
    first = min(heard, key=lambda each: each.at)
    done = sorted((each for each in acted if each.at <= now), key=lambda each: each.at)
    was_ready = bool(done) and done[0].at < first.at
    after = next((each for each in done if each.at >= first.at), None)
    return Hearing(first, None if was_ready else after, was_ready)


def summary_of(hearings: Sequence[Hearing], *, now: datetime) -> HearingSummary:
    """The figures of problems that are new; those still waiting count for as long as they do."""
    asked = [each for each in hearings if not each.was_ready]
    waiting = [each.waited(now) for each in asked if each.acted is None]
    curve = kaplan_meier(
        np.array([int(each.waited(now).total_seconds()) for each in asked], dtype=np.int64),
        np.array([each.acted is not None for each in asked], dtype=np.int64),
    )
    return HearingSummary(
        heard=len(hearings),
        ready=len(hearings) - len(asked),
        acted=len(asked) - len(waiting),
        waiting=len(waiting),
        median=quantile(curve, HALF),
        interval=quantile_interval(curve, HALF) if asked else None,
        longest=max(waiting, default=None),
    )
