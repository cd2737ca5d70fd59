"""Promises for tests: windows in hours from the moment of the world, and a promise made."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from db.commands import promises
from db.commands.promises import CallBack
from db.rules.promises import WrittenWindow
from tests.world import NOW, World

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ZONE = "Asia/Tokyo"
HOUR = timedelta(hours=1)
BEFORE = NOW - 9 * HOUR


def window(hours: float, zone: str = ZONE) -> WrittenWindow:
    """An hour on the customer's clock that begins so many hours after the moment of the world."""
    begins = (NOW + hours * HOUR).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return WrittenWindow(zone, begins, begins + HOUR)


def promised(
    session: Session,
    made: World,
    hours: float = 1,
    *,
    key: str = "one",
    words: str = "We call about the bag.",
    at: datetime = BEFORE,
    place: str = "Nairobi",
    reference: str = "",
) -> int:
    """A promise of an office's staff, with a window of an hour."""
    return promises.make(
        session, made.viewers[f"{place} staff"], place_id=made.places[place],
        promised=CallBack(words, window(hours), reference), submit_key=key, at=at,
    )  # fmt: skip
