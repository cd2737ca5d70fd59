"""The stages of many rows: when each was reached, where that is plain from the digits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from db.imports.clocks import EARLIEST_YEAR
from db.imports.mapping import STAGES, EscalationMapping
from db.imports.rows import ENDS
from db.imports.stamps import stamps_of
from db.rules.offsets import offsets_of
from db.rules.tallies import Ints
from db.rules.timelines import NEVER, SECOND, Flags, stamps


class StageColumns:
    """Reads the moments of rows. A row in which anything is out of the ordinary is not read: a
    time that is none, lies ahead, was skipped or shown twice by clocks, or comes before the stage
    before it.
    """

    def __init__(
        self, mapping: EscalationMapping, stages: Sequence[tuple[str, Sequence[str]]], now: datetime
    ) -> None:
        """Read the columns of each of `stages`; what lies after `now` cannot have happened."""
        self._time, self._stages = mapping.time, stages
        self._now = int(stamps([now])[0])
        years = (EARLIEST_YEAR, now.year + 2)
        self._first, self._end = (
            int(stamps([datetime(year, 1, 1, tzinfo=UTC)])[0]) for year in years
        )

    def read(
        self, columns: Mapping[str, Sequence[str]], rows: int
    ) -> tuple[dict[str, Ints], Flags]:
        """The moments of each stage, NEVER where it was not reached, and which rows are read."""
        zones, is_read = self._zones(columns, rows)
        found = {stage: np.full(rows, NEVER) for stage in STAGES}
        has_ended = np.zeros(rows, np.bool_)
        last = np.full(rows, NEVER)
        for stage, names in self._stages:
            texts = columns[names[0]]
            for other in names[1:]:
                texts = [a or b for a, b in zip(texts, columns[other], strict=True)]
            moments, is_plain = self._moments(texts, zones)
            reached = moments != NEVER
            is_read &= is_plain & ~(reached & (has_ended | (moments < last)))
            last = np.where(reached, moments, last)
            found[stage] = moments
            if stage in ENDS:
                has_ended |= reached
        return found, is_read & (found["asked"] != NEVER)

    def _zones(
        self, columns: Mapping[str, Sequence[str]], rows: int
    ) -> tuple[dict[ZoneInfo, Flags], Flags]:
        """Which rows are written in which zone, and which in one that there is."""
        column, usual = self._time.zone_column, self._time.zone
        if not column:
            every = np.ones(rows, np.bool_)
            return {ZoneInfo(usual): every}, every.copy()
        names = np.array([name or usual for name in columns[column]])
        found, is_known = {}, np.zeros(rows, np.bool_)
        for name in np.unique(names).tolist():
            with suppress(ZoneInfoNotFoundError, ValueError, OSError):
                found[ZoneInfo(name)] = names == name
                is_known |= names == name
        return found, is_known

    def _moments(self, texts: Sequence[str], zones: Mapping[ZoneInfo, Flags]) -> tuple[Ints, Flags]:
        """The moments of one column, and which of its texts are plain."""
        told = stamps_of(texts, self._time.format)
        is_there = told.is_read & (told.written != NEVER)
        moments = np.where(is_there, told.written - told.ahead * SECOND, NEVER)
        # The year as it is written decides whether it can be meant, as in `db.imports.clocks`.
        is_plain = told.is_read & (
            ~is_there | ((told.written >= self._first) & (told.written < self._end))
        )
        for zone, inside in zones.items():
            rows = np.flatnonzero(inside & is_there & is_plain & ~told.has_zone)
            if rows.size:
                moments[rows], is_plain[rows] = _placed(told.written[rows], zone)
        return moments, is_plain & (~is_there | (moments <= self._now))


def _placed(written: Ints, zone: ZoneInfo) -> tuple[Ints, Flags]:
    """The moments of local times in a zone, and which were shown just once."""
    seconds, rest = np.divmod(written, SECOND)
    moments, is_one = offsets_of(zone, int(seconds.min()), int(seconds.max())).moments(seconds)
    return moments * SECOND + rest, is_one
