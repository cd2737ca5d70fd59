"""Where the demonstration takes place: three regions, five countries, eight offices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from db.rules.places import Stretch
from db.rules.words import PlaceKind

Stretches = tuple[tuple[time, time], ...]
ALL_DAY: Stretches = ((time(5), time(23)),)
# Aircraft come to Bali in two waves; between them the desks are closed on purpose.
TWO_WAVES: Stretches = ((time(5), time(13)), (time(16), time(0)))
BETWEEN_WAVES = (time(13), time(16))


@dataclass(frozen=True, slots=True)
class Area:
    """A region or a country: what it lies below, and what its offices take from it."""

    name: str
    parent: str
    kind: PlaceKind
    code: str
    zone: str
    currency: str
    country_code: str


@dataclass(frozen=True, slots=True)
class Office:
    """An office: customers served on a usual day, asks for a manager in a usual week, and the
    seconds until half of those who ask are answered.
    """

    name: str
    code: str
    country: str
    zone: str
    open: Stretches
    contacts: int
    asks: float
    answered_after: float

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The opening hours of the week."""
        return tuple(Stretch(day, opens, closes) for day in range(7) for opens, closes in self.open)

    @property
    def is_small(self) -> bool:
        """Whether few enough customers come for one shift manager to do."""
        return self.contacts < SMALL_BELOW


SMALL_BELOW = 100
# Where customers wait at the present moment.
BUSIEST = "Nairobi"
REGION, COUNTRY = PlaceKind.REGION, PlaceKind.COUNTRY
AREAS = (
    Area("Asia Pacific", "", REGION, "APAC", "Asia/Singapore", "SGD", "SG"),
    Area("Africa", "", REGION, "AFR", "Africa/Nairobi", "KES", "KE"),
    Area("Europe", "", REGION, "EUR", "Europe/London", "GBP", "GB"),
    Area("Singapore", "Asia Pacific", COUNTRY, "SG", "Asia/Singapore", "SGD", "SG"),
    Area("Indonesia", "Asia Pacific", COUNTRY, "ID", "Asia/Jakarta", "IDR", "ID"),
    Area("Kenya", "Africa", COUNTRY, "KE", "Africa/Nairobi", "KES", "KE"),
    Area("United Kingdom", "Europe", COUNTRY, "GB", "Europe/London", "GBP", "GB"),
    Area("Germany", "Europe", COUNTRY, "DE", "Europe/Berlin", "EUR", "DE"),
)
OFFICES = (
    Office("Singapore T2", "SIN", "Singapore", "Asia/Singapore", ALL_DAY, 180, 7.5, 38),
    Office("Jakarta T3", "CGK", "Indonesia", "Asia/Jakarta", ALL_DAY, 160, 8, 120),
    Office("Bali", "DPS", "Indonesia", "Asia/Makassar", TWO_WAVES, 85, 4.5, 70),
    Office("Nairobi", "NBO", "Kenya", "Africa/Nairobi", ALL_DAY, 120, 6, 60),
    Office("Mombasa", "MBA", "Kenya", "Africa/Nairobi", ALL_DAY, 60, 3.5, 80),
    Office("Heathrow", "LHR", "United Kingdom", "Europe/London", ALL_DAY, 190, 7, 65),
    Office("Manchester", "MAN", "United Kingdom", "Europe/London", ALL_DAY, 80, 4.5, 70),
    Office("Frankfurt", "FRA", "Germany", "Europe/Berlin", ALL_DAY, 130, 5, 50),
)
CURRENCY = {area.name: area.currency for area in AREAS}
# The smallest step in which people at a desk speak of money.
STEP = {"SGD": 5, "IDR": 10_000, "KES": 100, "GBP": 5, "EUR": 5}
