"""Moments as the people of a place read them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def day_and_time(moment: datetime, zone: str) -> str:
    """`18 Nov, 12:30` on the clock of the place."""
    return f"{moment.astimezone(ZoneInfo(zone)):%-d %b, %H:%M}"
