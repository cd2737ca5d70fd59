"""When each stage of many asks was reached: columns, a row an ask.

Moments are microseconds of UTC since 1970. What a wait is, when it is over and how it ended is
said here once, for one ask as for a million.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from db.rules.offsets import EPOCH
from db.rules.tallies import Ending, Ints
from db.rules.words import EscalationState, Stage

Flags = NDArray[np.bool_]

# Where a moment stands that never came, or that nobody kept.
NEVER = int(np.iinfo(np.int64).min)
SECOND = 1_000_000
# Beside the endings: nothing has ended the wait yet.
RUNNING = -1
# It is over, and how long it was is not known. The length then says why: nobody kept the moment,
# no opening hours were known, or the clock ran backwards.
WITHOUT_TIME = len(Ending)
CODES = WITHOUT_TIME + 1
NO_MOMENT, NO_HOURS, BACKWARDS = range(3)


@dataclass(frozen=True, slots=True)
class Moments:
    """What one escalation says about waits."""

    asked_at: datetime
    acknowledged_at: datetime | None
    with_customer_at: datetime | None
    resolved_at: datetime | None
    left_at: datetime | None
    withdrawn_at: datetime | None
    state: EscalationState


MOMENTS = tuple(each.name for each in fields(Moments))
_every = attrgetter(*MOMENTS)


@dataclass(frozen=True, slots=True, eq=False)
class Timelines:
    """What many escalations say about waits: columns of one length, NEVER where nothing came."""

    asked: Ints
    acknowledged: Ints
    with_customer: Ints
    resolved: Ints
    left: Ints
    withdrawn: Ints
    is_resolved: Flags
    is_withdrawn: Flags

    def reached(self, stage: Stage) -> Ints:
        """When each reached the stage."""
        if stage is Stage.ACKNOWLEDGED:
            return self.acknowledged
        return self.with_customer if stage is Stage.WITH_CUSTOMER else self.resolved

    def kept(self, inside: Flags) -> Timelines:
        """Only some of the rows."""
        return Timelines(*(getattr(self, each.name)[inside] for each in fields(self)))

    def met(self) -> Ints:
        """When a manager came: was with the customer, or resolved it from afar."""
        return np.where(self.with_customer == NEVER, self.resolved, self.with_customer)


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """When waits ended, NEVER where nobody kept when, and how: `Ending`, or RUNNING."""

    at: Ints
    codes: Ints


def timelines_of(asks: Sequence[Moments]) -> Timelines:
    """The columns of some asks."""
    columns = zip(*map(_every, asks), strict=True) if asks else [()] * len(MOMENTS)
    asked, acknowledged, with_customer, resolved, left, withdrawn, states = columns
    return Timelines(
        stamps(asked), stamps(acknowledged), stamps(with_customer), stamps(resolved),
        stamps(left), stamps(withdrawn),
        is_resolved=_is(states, EscalationState.RESOLVED),
        is_withdrawn=_is(states, EscalationState.WITHDRAWN),
    )  # fmt: skip


def stamps(moments: Sequence[datetime | None]) -> Ints:
    """Aware moments as microseconds since 1970, NEVER for None."""
    found = (NEVER if each is None else _stamp(each) for each in moments)
    return np.fromiter(found, np.int64, len(moments))


def settled(asks: Timelines, reached: Ints) -> Settled:
    """When the waits for a stage that each `reached` then ended, once nothing can change them.

    Whoever left before was never reached. An ask that was withdrawn, or that ended without this
    stage, was watched up to that end and counts as open.
    """
    came = (reached != NEVER) & ((asks.left == NEVER) | (reached <= asks.left))
    left = ~came & (asks.left != NEVER)
    ended = np.where(asks.withdrawn == NEVER, asks.resolved, asks.withdrawn)
    over = ~came & ~left & ((ended != NEVER) | asks.is_resolved)
    at = np.select([came, left, over], [reached, asks.left, ended], NEVER)
    codes = np.select([came, left, over], [Ending.REACHED, Ending.LEFT, Ending.OPEN], RUNNING)
    return Settled(at, codes)


def lengths(asks: Timelines, ends: Settled) -> tuple[Ints, Ints]:
    """The settled waits in whole seconds, and their codes: `Ending`, RUNNING or WITHOUT_TIME.

    With WITHOUT_TIME the length says why there is none.
    """
    seconds = (np.where(ends.at == NEVER, asks.asked, ends.at) - asks.asked) // SECOND
    is_over = ends.codes != RUNNING
    unknown = is_over & (ends.at == NEVER)
    backwards = is_over & ~unknown & (ends.at < asks.asked)
    why = np.where(unknown, NO_MOMENT, BACKWARDS)
    is_told = ~(unknown | backwards)
    return np.where(is_told, seconds, why), np.where(is_told, ends.codes, WITHOUT_TIME)


def in_opening_hours(seconds: Ints, codes: Ints, open_seconds: Ints) -> tuple[Ints, Ints]:
    """The same waits in opening hours, of which they lasted so many seconds; below nought where
    none were known.
    """
    is_told = (codes != RUNNING) & (codes != WITHOUT_TIME)
    unknown = is_told & (open_seconds < 0)
    found = np.where(is_told, open_seconds, seconds)
    return np.where(unknown, NO_HOURS, found), np.where(unknown, WITHOUT_TIME, codes)


def _stamp(moment: datetime) -> int:
    passed = moment - EPOCH
    return (passed.days * 86_400 + passed.seconds) * SECOND + passed.microseconds


def _is(states: Sequence[Any], wanted: EscalationState) -> Flags:
    return np.fromiter((each is wanted for each in states), np.bool_, len(states))
