"""A call back from the counter in two taps: the windows that are ready, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from db.rules.promises import WrittenWindow

QUARTER = timedelta(minutes=15)
MORNING, LATE_MORNING = time(9), time(11)
LONGEST_ABOUT = 120


class Soon(StrEnum):
    """How soon somebody calls back."""

    HOUR = "hour"
    TWO_HOURS = "two_hours"
    TOMORROW = "tomorrow"


@dataclass(frozen=True, slots=True)
class Ready:
    """A window that needs no typing: how soon, on the customer's own clock."""

    soon: Soon
    window: WrittenWindow

    @property
    def words(self) -> str:
        """`Within the hour, by 15:45`, or `Tomorrow 09:00 to 11:00`."""
        begins, ends = self.window.begins, self.window.ends
        if self.soon is Soon.TOMORROW:
            return f"Tomorrow {begins:%H:%M} to {ends:%H:%M}"
        within = "Within the hour" if self.soon is Soon.HOUR else "Within 2 hours"
        past_midnight = " tomorrow" if ends.date() > begins.date() else ""
        return f"{within}, by {ends:%H:%M}{past_midnight}"


def ready_windows(now: datetime, zone: str) -> tuple[Ready, ...]:
    """The windows to choose from, on the clock of the customer's zone; each ends on the quarter of
    an hour at or after what was said, so that the customer hears a time that can be kept.
    """
    here = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    begins = here.replace(second=0, microsecond=0)
    tomorrow = here.date() + timedelta(days=1)
    morning = (datetime.combine(tomorrow, MORNING), datetime.combine(tomorrow, LATE_MORNING))
    spans = {
        Soon.HOUR: (begins, _quarter_after(here + timedelta(hours=1))),
        Soon.TWO_HOURS: (begins, _quarter_after(here + timedelta(hours=2))),
        Soon.TOMORROW: morning,
    }
    return tuple(Ready(soon, WrittenWindow(zone, *span)) for soon, span in spans.items())


def call_back_words(about: str, given: str) -> str:
    """What is promised, from what the card knows: the problem, and what was asked for."""
    shown = " ".join(about.split())[:LONGEST_ABOUT]
    return f"We call back about: {shown} ({given})" if given else f"We call back about: {shown}"


def _quarter_after(moment: datetime) -> datetime:
    day = datetime.combine(moment.date(), time())
    return day + -((day - moment) // QUARTER) * QUARTER
