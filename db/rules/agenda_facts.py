"""The facts that an agenda stands on, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from db.rules.agenda import ProposedItem
from db.rules.asks import AskGroup
from db.rules.bother import Bother
from db.rules.words import Origin


@dataclass(frozen=True, slots=True)
class DueFinding:
    """What the region found in earlier minutes and nobody has answered."""

    id: int
    text: str
    due_on: date


@dataclass(frozen=True, slots=True)
class DuePromise:
    """A call that a customer was promised before the end of the day; `until` is on the clock of
    the place. One of an earlier day is overdue.
    """

    id: int
    words: str
    owner: str
    until: datetime
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class CarriedItem:
    """An item that an earlier huddle put off."""

    id: int
    title: str
    held_on: date
    why: str
    origin: Origin | None
    problem_id: int | None


@dataclass(frozen=True, slots=True)
class Expiring:
    """A response, or a number to call, whose date of verification is near or past."""

    key: str
    title: str
    until: date
    origin: Origin | None
    problem_id: int | None


@dataclass(frozen=True, slots=True)
class Gap:
    """A problem and a remedy that staff asked for, and that no limit here covers."""

    problem_id: int
    title: str
    origin: Origin
    remedies: tuple[str, ...]
    asks: int


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An action past its date, or one that was done and nobody has seen work."""

    id: int
    text: str
    owner: str
    due_on: date | None
    is_done: bool
    origin: Origin | None
    problem_id: int | None


@dataclass(frozen=True, slots=True)
class RaisedTopic:
    """What somebody brought to the table."""

    id: int
    text: str
    by: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class WaitingBrief:
    """A design brief that waits for a fix: the problem that comes back, why, and with whom it lies
    for how long.
    """

    id: int
    problem_id: int
    title: str
    reason: str
    lies: str


@dataclass(frozen=True, slots=True)
class AgendaFacts:
    """Everything that a huddle's agenda stands on; `since` names the days that it looks at."""

    held_on: date
    since: str
    asks: tuple[AskGroup, ...]
    contacts: int | None
    findings: tuple[DueFinding, ...]
    carried: tuple[CarriedItem, ...]
    expiring: tuple[Expiring, ...]
    gaps: tuple[Gap, ...]
    actions: tuple[OpenAction, ...]
    topics: tuple[RaisedTopic, ...]
    cards: tuple[ProposedItem, ...]
    promises: tuple[DuePromise, ...] = ()
    bother: Bother | None = None
    # Who owns after-care that is overdue; for whom it is stands on no agenda.
    after_care: tuple[str, ...] = ()
    briefs: tuple[WaitingBrief, ...] = ()
    # Why the team should agree how it hands over; None while that holds.
    hand_off: str | None = None
