"""Clocks: a local time as another system wrote it becomes a moment, or is refused.

A local time that clocks skipped in spring never was: it is refused. One that they showed twice
in autumn is read by the rule that the mapping declares, and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from db.imports.reports import Unreadable
from db.rules.local_times import moments_of

if TYPE_CHECKING:
    from db.imports.mapping import TimePart

EARLIEST_YEAR = 1970
# So many texts are remembered with their moments.
KEPT = 100_000
EXAMPLE = "2016-03-27T14:05:00"


def day_written(text: str, shape: str) -> date:
    """The day that `text` names in the format of a mapping; ValueError when it names none."""
    if shape == "iso":
        return datetime.fromisoformat(text).date()
    return datetime.strptime(text, shape).date()  # noqa: DTZ007 - a day, no moment.


@dataclass(slots=True)
class Clock:
    """Reads moments as a mapping says; `ambiguous` counts those that clocks showed twice."""

    part: TimePart
    now: datetime
    ambiguous: int = 0
    _zones: dict[str, tzinfo] = field(default_factory=dict)
    # What was read where nothing but the text decides.
    _plain: dict[tuple[str, tzinfo], datetime] = field(default_factory=dict)

    @property
    def _reads(self) -> Callable[[str], datetime]:
        return datetime.fromisoformat if self.part.format == "iso" else self._by_format

    def zone_of(self, row: Mapping[str, str]) -> tzinfo:
        """The zone in which the row is written."""
        column = self.part.zone_column
        name = (row[column] if column else "") or self.part.zone
        if name not in self._zones:
            try:
                self._zones[name] = UTC if name == "UTC" else ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                sentence = f"“{name}” is not an IANA time zone."
                raise Unreadable(column, sentence) from None
        return self._zones[name]

    def read(
        self, column: str, text: str, zone: tzinfo, *, not_before: datetime | None = None
    ) -> datetime:
        """The moment, in UTC, that `text` names; `Unreadable` when there is none.

        `not_before` is the stage before it: a time that clocks showed twice is the later one
        when the earlier would put the stages in the wrong order.
        """
        known = self._plain.get((text, zone))
        if known is not None:
            return known
        written = self._written(column, text)
        if not EARLIEST_YEAR <= written.year <= self.now.year + 1:
            raise Unreadable(column, f"“{text}” lies outside the years that can be meant.")
        if written.tzinfo is not None:
            moment = written.astimezone(UTC)
        else:
            moment = self._placed(column, written, zone, not_before)
        if moment > self.now:
            raise Unreadable(column, f"“{text}” lies in the future.")
        if zone is UTC or written.tzinfo is not None:
            self._keep(text, zone, moment)
        return moment

    def _keep(self, text: str, zone: tzinfo, moment: datetime) -> None:
        if len(self._plain) >= KEPT:
            self._plain.clear()
        self._plain[text, zone] = moment

    def _written(self, column: str, text: str) -> datetime:
        try:
            return self._reads(text)
        except ValueError:
            shape = "iso, such as " + EXAMPLE if self.part.format == "iso" else self.part.format
            sentence = f"“{text[:60]}” is not a time in the mapping's format ({shape})."
            raise Unreadable(column, sentence) from None

    def _by_format(self, text: str) -> datetime:
        return datetime.strptime(text, self.part.format)  # noqa: DTZ007 - the zone comes later.

    def _placed(
        self, column: str, written: datetime, zone: tzinfo, not_before: datetime | None
    ) -> datetime:
        if zone is UTC:
            return written.replace(tzinfo=UTC)
        found = moments_of(written, zone)
        if not found:
            raise Unreadable(column, f"{written} never was: clocks in {zone} skipped that hour.")
        if found[0] == found[-1]:
            return found[0]
        return self._chosen(column, found[0], found[1], not_before)

    def _chosen(
        self, column: str, first: datetime, second: datetime, not_before: datetime | None
    ) -> datetime:
        if self.part.ambiguous == "refuse":
            raise Unreadable(column, "Clocks showed this time twice; say which one is meant.")
        self.ambiguous += 1
        if self.part.ambiguous == "later":
            return second
        return second if not_before is not None and first < not_before <= second else first
