"""The manager-bother signal: how often asks were turned away, and how often nobody asked (P47).

The share is of asks, with Wilson's 95 % interval (`db.rules.proportions`). It says how it is to ask
here, and nothing about any one manager.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.rules.asks import counted
from db.rules.proportions import wilson
from db.rules.words import EventKind, PassOnReason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from db.rules.intervals import Interval
    from db.rules.near_escalations import NearCounts

# High is five asks that are surely more than one in ten, or five who say that they did not dare.
HIGH_SHARE = 0.1
HIGH_COUNT = 5
# By which an agenda knows that it was talked about.
SOURCE_KEY = "bother"
BECAUSE: dict[PassOnReason, str] = {
    PassOnReason.IN_A_MEETING: "because of meetings",
    PassOnReason.WITH_ANOTHER_CUSTOMER: "because of another customer",
    PassOnReason.NOT_MINE_TO_DECIDE: "because it was not theirs to decide",
    PassOnReason.SOMEONE_BETTER_PLACED: "because somebody was better placed",
}
PASSED_ON = frozenset({EventKind.DECLINED, EventKind.REDIRECTED})


@dataclass(frozen=True, slots=True)
class Turned:
    """One ask that was not taken when it was offered, how, and why."""

    escalation_id: int
    kind: EventKind
    reason: PassOnReason | None


@dataclass(frozen=True, slots=True)
class Bother:
    """Of the asks in whole weeks: how many were declined or redirected, how many were left
    unanswered, how many either; each ask once in each. And what was not asked at all. `imported`
    ones were offered to nobody here and are in no other number.
    """

    weeks: int
    asks: int
    passed_on: int
    unanswered: int
    turned_away: int
    reasons: tuple[tuple[PassOnReason, int], ...]
    near: NearCounts
    imported: int = 0

    @property
    def share(self) -> float | None:
        """The share of asks that were turned away; None without asks."""
        return self.turned_away / self.asks if self.asks else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's interval of the share; None without asks."""
        return wilson(self.turned_away, self.asks)

    @property
    def is_high(self) -> bool:
        """Whether a team should talk about it."""
        bounds = self.interval
        is_surely = bounds is not None and bounds.lower is not None and bounds.lower > HIGH_SHARE
        is_often = is_surely and self.turned_away >= HIGH_COUNT
        return is_often or (self.near.bother or 0) >= HIGH_COUNT

    @property
    def sentence(self) -> str:
        """The whole signal with its counts and its period."""
        weeks = "In 1 week" if self.weeks == 1 else f"In {self.weeks} weeks"
        if not self.asks:
            return f"{weeks} nobody asked for a manager{self._near()}."
        were = "was" if self.passed_on == 1 else "were"
        asks = "1 ask" if self.asks == 1 else f"{self.asks:,} asks"
        said = f"{weeks} {self.passed_on:,} of {asks} {were} declined or passed on"
        if self.reasons:
            reason, times = self.reasons[0]
            said += f", {times:,} {BECAUSE[reason]}"
        if self.unanswered:
            said += f"; {self.unanswered:,} met no answer at first"
        return f"{said}{self._near()}."

    def _near(self) -> str:
        if not self.near.total:
            return ""
        more = "once" if self.near.total == 1 else counted(self.near.total, "time")
        said = f"; {more} somebody wanted to ask and did not"
        bother = self.near.bother
        return f"{said}, {bother:,} so as not to bother" if bother else said


def bother_of(turned: Iterable[Turned], *, weeks: int, asks: int, near: NearCounts) -> Bother:
    """The signal: an ask that was declined twice for one reason is one ask, for that reason."""
    found = set(turned)
    passed_on = {each.escalation_id for each in found if each.kind in PASSED_ON}
    unanswered = {each.escalation_id for each in found if each.kind is EventKind.UNANSWERED}
    pairs = {(each.escalation_id, each.reason) for each in found if each.kind in PASSED_ON}
    counts = Counter(reason for _, reason in pairs if reason is not None)
    order = list(PassOnReason)
    ranked = sorted(counts.items(), key=lambda each: (-each[1], order.index(each[0])))
    return Bother(
        weeks, asks, len(passed_on), len(unanswered), len(passed_on | unanswered), tuple(ranked),
        near,
    )  # fmt: skip
