"""What a place may be: its level in the tree, its zone, currency and country, its hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from zoneinfo import available_timezones

import holidays
from babel.numbers import list_currencies

from db.rules.refusals import Refusal
from db.rules.words import PlaceKind

LEVELS = tuple(PlaceKind)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY = 24 * 60


# Asked of every rule and every row about one of a few hundred places.
@lru_cache(maxsize=8192)
def ancestors(path: str) -> tuple[str, ...]:
    """The paths from the root down to `path` itself: `/1/`, `/1/4/`, `/1/4/9/`."""
    keys = path.strip("/").split("/")
    return tuple("/" + "/".join(keys[: depth + 1]) + "/" for depth in range(len(keys)))


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of opening hours on the office's clock; 0 is Monday.

    `closes_at` at or before `opens_at` runs past midnight; equal times mean the whole day.
    """

    weekday: int
    opens_at: time
    closes_at: time

    @property
    def minutes(self) -> tuple[int, int]:
        """Minutes since Monday 00:00 at which it opens and closes."""
        opens = self.weekday * DAY + self.opens_at.hour * 60 + self.opens_at.minute
        closes = self.weekday * DAY + self.closes_at.hour * 60 + self.closes_at.minute
        return opens, closes if closes > opens else closes + DAY


@lru_cache
def zones() -> tuple[str, ...]:
    """The IANA time zones that an office can be in, in alphabetical order."""
    return tuple(sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC"))


@lru_cache
def currencies() -> tuple[str, ...]:
    """The ISO 4217 codes that Babel knows, in alphabetical order."""
    return tuple(sorted(list_currencies()))


@lru_cache
def countries() -> tuple[str, ...]:
    """The ISO 3166 codes of the countries whose holidays are known, in alphabetical order."""
    return tuple(sorted(code for code in holidays.list_supported_countries() if len(code) == 2))  # noqa: PLR2004 - ISO 3166-1 alpha-2 has two letters.


def check_below(kind: PlaceKind, parent: PlaceKind | None) -> None:
    """Refuse a place that does not belong below its parent."""
    if (parent is None) != (kind is PlaceKind.ORGANISATION):
        raise Refusal("Only the organisation stands on top. Choose the place above this one.")
    if parent is not None and LEVELS.index(kind) <= LEVELS.index(parent):
        raise Refusal(f"{_a(kind)} cannot lie below {_a(parent).lower()}. Choose a higher place.")
    if kind is PlaceKind.TEAM and parent is not PlaceKind.OFFICE:
        raise Refusal("A team belongs to an office. Choose the office above it.")


def check_zone(zone: str) -> str:
    """The zone, or a `Refusal` when no such zone exists."""
    if zone not in zones():
        raise Refusal(f"“{zone}” is not a time zone. Write it as Asia/Singapore.")
    return zone


def check_currency(currency: str) -> str:
    """The code in capitals, or a `Refusal` when it is not an ISO 4217 currency."""
    code = currency.strip().upper()
    if code not in currencies():
        raise Refusal(f"“{currency}” is not a currency. Write its three letters, such as SGD.")
    return code


def check_country(country: str) -> str:
    """The code in capitals, or a `Refusal` when no holiday calendar is known for it."""
    code = country.strip().upper()
    if code not in countries():
        raise Refusal(f"“{country}” is not a country code. Write its two letters, such as SG.")
    return code


def check_stretches(stretches: Sequence[Stretch]) -> None:
    """Refuse unknown weekdays and stretches that overlap, across midnight and Sunday too."""
    if any(stretch.weekday not in range(7) for stretch in stretches):
        raise Refusal("A weekday is unknown. Use Monday to Sunday.")
    ordered = sorted(stretches, key=lambda stretch: stretch.minutes)
    following = ordered[1:] + ordered[:1]
    for index, (one, two) in enumerate(zip(ordered, following, strict=True)):
        opens = two.minutes[0] + (7 * DAY if index == len(ordered) - 1 else 0)
        if opens < one.minutes[1]:
            raise Refusal(
                f"The hours of {DAYS[two.weekday]} from {two.opens_at:%H:%M} overlap those of "
                f"{DAYS[one.weekday]} from {one.opens_at:%H:%M}. Change one of them."
            )


def _a(kind: PlaceKind) -> str:
    return f"An {kind.label}" if kind.label[0] in "aeiou" else f"A {kind.label}"
