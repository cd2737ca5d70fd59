"""Acts in the order of their moments, so that the audit trail runs forward in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from heapq import heappop, heappush
from itertools import count

Act = Callable[[datetime], None]


class Timeline:
    """What is planned, the earliest first. An act may plan others that follow from it."""

    def __init__(self, until: datetime) -> None:
        """Nothing planned at or after `until` will happen: that is the future."""
        self.until = until
        self._planned: list[tuple[datetime, int, Act]] = []
        self._numbers = count()

    def plan(self, moment: datetime, act: Act) -> None:
        """Plan an act for a moment; of two at one moment the one planned first comes first."""
        if moment < self.until:
            heappush(self._planned, (moment, next(self._numbers), act))

    def run(self, before: datetime | None = None) -> None:
        """Do all that is planned, and all that is planned meanwhile; only what comes before a
        moment where one is given.
        """
        while self._planned and (before is None or self._planned[0][0] < before):
            moment, _, act = heappop(self._planned)
            act(moment)
