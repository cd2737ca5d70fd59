"""What one row of a rota says: who, where, on which day or weekday, from when until when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.imports.clocks import day_written
from db.imports.files import Row
from db.imports.reports import Unreadable
from db.imports.rota_mapping import RotaMapping
from db.rules.local_times import moments_of
from db.rules.refusals import Refusal
from db.rules.spans import Span
from db.rules.writing import given_name

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FURTHEST = timedelta(days=2 * 366)
_CLOCK = re.compile(r"(\d{1,2})[:.h](\d{2})(?::\d{2})?", re.ASCII)
_APART = re.compile(r"[;,]")
MIDNIGHT_AT_THE_END = 24
SHORT = 3


@dataclass(frozen=True, slots=True)
class Turn:
    """One row: `day` is a date, or else `weekday` counts from 0 for Monday; an end that is not
    after the beginning lies on the next day.
    """

    number: int
    person: str
    office: str
    day: date | None
    weekday: int
    begins: time
    ends: time
    skills: tuple[str, ...]

    def days(self, week: date | None, until: date | None) -> list[date]:
        """The days it begins on: its date; or its weekday in the week of a day, and in each week
        after it up to and including `until`.
        """
        if self.day is not None or week is None:
            return [self.day] if self.day else []
        first = week - timedelta(days=week.weekday()) + timedelta(days=self.weekday)
        weeks = max((until - first).days // 7, 0) if until else 0
        return [first + timedelta(days=7 * number) for number in range(weeks + 1)]


def read_turn(row: Row, mapping: RotaMapping, *, now: datetime) -> Turn:
    """The row as a turn; `Unreadable` names the cell that cannot be meant."""
    if row.flaw:
        raise Unreadable("", row.flaw)
    cells = {key: "" if text in mapping.rows.blank else text for key, text in row.cells.items()}
    person = cells[mapping.person]
    if not person:
        raise Unreadable(mapping.person, "The cell is empty: nobody is named.")
    day, weekday = _day(mapping, cells[mapping.day], now)
    begins = _clock(mapping.begins, cells[mapping.begins])
    ends = _clock(mapping.ends, cells[mapping.ends])
    if begins == ends:
        raise Unreadable(mapping.ends, f"The shift ends when it begins, at {ends:%H:%M}.")
    office = cells[mapping.office] if mapping.office else ""
    skills = _skills(mapping.skills, cells)
    return Turn(row.number, person, office, day, weekday, begins, ends, skills)


def span_of(turn: Turn, day: date, zone: ZoneInfo, mapping: RotaMapping) -> Span:
    """When a turn that begins on this day is, in UTC; `Unreadable` for an hour that never was."""
    last = day if turn.ends > turn.begins else day + timedelta(days=1)
    starts_at = _moment(mapping.begins, datetime.combine(day, turn.begins), zone)
    ends_at = _moment(mapping.ends, datetime.combine(last, turn.ends), zone)
    if ends_at <= starts_at:
        raise Unreadable(mapping.ends, f"Clocks in {zone} are put back over this shift.")
    return Span(starts_at, ends_at)


def _moment(column: str, written: datetime, zone: ZoneInfo) -> datetime:
    found = moments_of(written, zone)
    if not found:
        said = f"{written:%-d %b %H:%M} never is: clocks in {zone} skip that hour."
        raise Unreadable(column, said)
    return found[0].astimezone(UTC)


def _day(mapping: RotaMapping, text: str, now: datetime) -> tuple[date | None, int]:
    weekday = _weekday(mapping.weekdays, text)
    if weekday is not None:
        return None, weekday
    try:
        day = day_written(text, mapping.format)
    except ValueError:
        said = f"“{text[:60]}” is neither a weekday nor a date ({mapping.format})."
        raise Unreadable(mapping.day, said) from None
    if abs(day - now.date()) > FURTHEST:
        raise Unreadable(mapping.day, f"{day} is more than two years away.")
    return day, day.weekday()


def _weekday(table: Mapping[str, int], text: str) -> int | None:
    if text in table:
        return table[text] - 1
    said = text.casefold()
    for number, name in enumerate(WEEKDAYS):
        if said in {name, name[:SHORT], str(number + 1)}:
            return number
    return None


def _clock(column: str, text: str) -> time:
    found = _CLOCK.fullmatch(text)
    if found is not None:
        hour, minute = int(found[1]), int(found[2])
        if (hour, minute) == (MIDNIGHT_AT_THE_END, 0):
            return time()
        if hour < MIDNIGHT_AT_THE_END and minute < 60:  # noqa: PLR2004 - minutes of an hour.
            return time(hour, minute)
    raise Unreadable(column, f"“{text[:60]}” is not an hour such as 06:30.")


def _skills(column: str, cells: Mapping[str, str]) -> tuple[str, ...]:
    if not column:
        return ()
    try:
        return tuple(
            given_name(each, "skill").lower()
            for each in _APART.split(cells[column])
            if each.strip()
        )
    except Refusal as refusal:
        raise Unreadable(column, str(refusal)) from None
