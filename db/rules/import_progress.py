"""How far an import is, from what was last heard of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.rules.words import ImportState

RUNNING = frozenset({ImportState.READING, ImportState.WRITING})
OVER = frozenset({ImportState.DONE, ImportState.STOPPED, ImportState.REFUSED})
# A running import is heard of every second or two; at the lowest priority it may take longer.
SILENCE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known of an ordered import; `total` is 0 while nobody has counted the rows."""

    state: ImportState
    began_at: datetime | None
    heard_at: datetime
    total: int
    read: int
    kept: int
    refused: int

    def is_interrupted(self, now: datetime) -> bool:
        """Whether it was running and is heard of no more: the machine or the process ended."""
        return self.state in RUNNING and now - self.heard_at > SILENCE

    @property
    def is_under_way(self) -> bool:
        """Whether it is not over yet."""
        return self.state not in OVER

    @property
    def share(self) -> float:
        """How much of it is done, 0 to 1: reading is counted as a fifth of the work."""
        if self.state is ImportState.DONE:
            return 1.0
        if not self.total:
            return 0.0
        read = min(self.read / self.total, 1.0)
        return min(0.2 * read + 0.8 * (self.kept + self.refused) / self.total, 1.0)

    @property
    def rate(self) -> float | None:
        """Rows a second since it began: read, and once it writes, kept or refused; None before a
        whole second is over.
        """
        seconds = self._seconds()
        rows = self.read if self.state is ImportState.READING else self.kept + self.refused
        return None if seconds < 1 else rows / seconds

    @property
    def left(self) -> timedelta | None:
        """How long it will still take if it goes on as before; None while that is not known."""
        seconds, share = self._seconds(), self.share
        if seconds < 1 or not 0 < share < 1:
            return None
        return timedelta(seconds=round(seconds * (1 - share) / share))

    def _seconds(self) -> float:
        return 0.0 if self.began_at is None else (self.heard_at - self.began_at).total_seconds()
