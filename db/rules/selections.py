"""A selection in the measures: some weeks, an hour of the week, a class of escalation.

It lives in the address, stands on the screen as chips, and says which moments belong to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from db.rules.asks import CLASSES
from db.rules.refusals import Refusal
from db.rules.spans import DAY, Span, merged, midnight, overlap
from db.rules.words import EscalationClass

At = tuple[int, int]
WEEK = 7 * DAY
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS_OF_A_DAY = 24
# Clocks are moved by whole quarters of an hour; an hour may come twice, or not at all.
STEP = timedelta(minutes=15)
TO = ".."


class Part(StrEnum):
    """A part of a selection; its value is its name in the address."""

    WEEKS = "week"
    HOUR = "hour"
    CLASS = "class"


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen; None is everything. `weeks` are the first and the last Monday, `hour` is
    weekday (Monday 0) and hour on the office's clock.
    """

    weeks: tuple[date, date] | None = None
    hour: At | None = None
    escalation_class: EscalationClass | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is chosen."""
        return not (self.weeks or self.hour or self.escalation_class)

    @property
    def needs_rows(self) -> bool:
        """Whether what is held by week cannot answer: classes are not held by hour."""
        return self.hour is not None or self.escalation_class is not None

    def without(self, part: Part) -> Selection:
        """The same with one part open again."""
        if part is Part.WEEKS:
            return replace(self, weeks=None)
        if part is Part.HOUR:
            return replace(self, hour=None)
        return replace(self, escalation_class=None)

    def mondays_of(self, mondays: Sequence[date]) -> list[date]:
        """Those of the shown weeks that are chosen.

        Raises:
            Refusal: none of them is shown.
        """
        if self.weeks is None:
            return list(mondays)
        first, last = self.weeks
        found = [monday for monday in mondays if first <= monday <= last]
        if not found:
            raise Refusal(
                f"The week of {first:%-d %b %Y} lies outside the weeks that are shown. "
                "Choose a longer period, or other weeks."
            )
        return found


EVERYTHING = Selection()


def selection_of(words: Mapping[str, str]) -> Selection:
    """The selection that an address names: `week=2026-05-04..2026-05-18`, `hour=mon-9`, `class=`.

    Raises:
        Refusal: a part cannot be read. It is refused and not quietly left out, because other
            numbers would be shown under the same link.
    """
    return Selection(
        weeks=_weeks(words.get(Part.WEEKS, "")),
        hour=_hour(words.get(Part.HOUR, "")),
        escalation_class=_class(words.get(Part.CLASS, "")),
    )


def address_of(selection: Selection) -> dict[str, str]:
    """The words of the address, for the parts that are chosen."""
    found = {}
    if selection.weeks:
        first, last = selection.weeks
        found[Part.WEEKS.value] = f"{first}" if first == last else f"{first}{TO}{last}"
    if selection.hour:
        found[Part.HOUR.value] = f"{DAYS[selection.hour[0]].lower()}-{selection.hour[1]}"
    if selection.escalation_class:
        found[Part.CLASS.value] = selection.escalation_class.value
    return found


def chips_of(selection: Selection, *, today: date) -> dict[Part, str]:
    """Each chosen part in a few words: `Week of 3 May`, `Mon 09-10`, `Above the limit`."""
    found = {}
    if selection.weeks:
        first, last = (day_in_words(day, today=today) for day in selection.weeks)
        found[Part.WEEKS] = f"Week of {first}" if first == last else f"Weeks of {first} to {last}"
    if selection.hour:
        found[Part.HOUR] = hour_in_words(selection.hour)
    if selection.escalation_class:
        words = CLASSES[selection.escalation_class]
        found[Part.CLASS] = words[0].upper() + words[1:]
    return found


def hour_in_words(at: At) -> str:
    """`Mon 09-10`."""
    day, hour = at
    return f"{DAYS[day]} {hour:02d}-{hour + 1:02d}"


def day_in_words(day: date, *, today: date) -> str:
    """`3 May`, and with its year when that is not this one."""
    return f"{day:%-d %b}" if day.year == today.year else f"{day:%-d %b %Y}"


def spans_of(
    selection: Selection, mondays: Sequence[date], zone: ZoneInfo, *, days: Iterable[date] | None
) -> list[Span]:
    """The moments that belong to the weeks and the hour, in order, on the office's clock.

    `days` leaves only those days: a rate has no others than those with contacts.
    """
    chosen = selection.mondays_of(mondays)
    if selection.hour is None:
        found = [Span(midnight(chosen[0], zone), midnight(chosen[-1] + WEEK, zone))]
    else:
        day, hour = selection.hour
        found = [part for each in chosen for part in _hours(each + day * DAY, hour, zone)]
    if days is None:
        return found
    kept = merged(Span(midnight(day, zone), midnight(day + DAY, zone)) for day in days)
    return overlap(found, kept)


def with_the_running_week(mondays: Sequence[date]) -> list[date]:
    """The same weeks and the one after them: waits count whoever asked up to now."""
    return [*mondays, mondays[-1] + WEEK]


def _hours(day: date, hour: int, zone: ZoneInfo) -> list[Span]:
    """When the clock shows this hour on this day: once, twice in autumn, or never in spring."""
    near = datetime(day.year, day.month, day.day, hour, tzinfo=zone)
    start = near.timestamp() - timedelta(hours=3).total_seconds()
    first = datetime.fromtimestamp(start - start % STEP.total_seconds(), tz=zone)
    steps = [first.timestamp() + number * STEP.total_seconds() for number in range(28)]
    return merged(
        Span(moment.astimezone(_UTC), moment.astimezone(_UTC) + STEP)
        for moment in (datetime.fromtimestamp(step, tz=zone) for step in steps)
        if (moment.date(), moment.hour) == (day, hour)
    )


_UTC = ZoneInfo("UTC")


def _weeks(words: str) -> tuple[date, date] | None:
    if not words:
        return None
    first, _, last = words.partition(TO)
    try:
        days = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError:
        raise _unread(words) from None
    if days[0] > days[1] or any(day.weekday() for day in days):
        raise _unread(words)
    return days


def _hour(words: str) -> At | None:
    if not words:
        return None
    day, _, hour = words.partition("-")
    names = [each.lower() for each in DAYS]
    if day not in names or not (hour.isascii() and hour.isdigit()) or len(hour) > len("23"):
        raise _unread(words)
    if int(hour) >= HOURS_OF_A_DAY:
        raise _unread(words)
    return names.index(day), int(hour)


def _class(words: str) -> EscalationClass | None:
    if not words:
        return None
    try:
        return EscalationClass(words)
    except ValueError:
        raise _unread(words) from None


def _unread(words: str) -> Refusal:
    return Refusal(f"The address names “{words}”, which cannot be chosen. Clear the selection.")
