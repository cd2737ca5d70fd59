"""Three years of asks and contacts at 200 offices, as many asks as wanted, quickly made.

Rows go in by the thousand and holdings are counted once at the end, as after a restore; events
and the audit trail are left out, because no measure screen reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

import numpy as np
from sqlalchemy import Connection, Table, insert
from sqlalchemy.orm import Session

from db import holdings, open_times
from db.rules.words import (
    EscalationClass,
    EscalationReason,
    EscalationState,
    LimitKind,
    PlaceKind,
)
from db.tables.contacts import ContactsServed
from db.tables.escalations import Escalation
from db.tables.places import Place
from tests.world import World

OFFICES, DAYS = 200, 3 * 365
AT_ONCE = 10_000
CONTACTS = 120
# What an hour of the day brings, from midnight on, on the office's clock.
HOURS = np.array([0, 0, 0, 0, 0, 1, 3, 6, 9, 10, 9, 8, 8, 7, 7, 8, 9, 8, 6, 4, 2, 1, 0, 0])
ENDS = (EscalationState.RESOLVED, EscalationState.LEFT, EscalationState.WITHDRAWN)
ZONES = ("Africa/Nairobi", "Asia/Singapore", "Europe/London", "America/New_York")


def fill(session: Session, made: World, *, asks: int, now: datetime, offices: int = OFFICES) -> int:
    """Write the history; the key of the office that most is measured at."""
    keys = [*_offices(session, made, offices)]
    connection = session.connection()
    first = now.date() - timedelta(days=DAYS)
    _insert(connection, ContactsServed, _contacts(keys, first))
    _insert(connection, Escalation, _asks(keys, first, asks, now))
    open_times.measure_what_is_missing(connection)
    holdings.make_again(connection)
    return made.places["Mombasa"]


def _offices(session: Session, made: World, wanted: int) -> Iterator[int]:
    """Mombasa, which stands first on the screen, and more in zones with and without summer time."""
    yield made.places["Mombasa"]
    country = session.get_one(Place, made.places["Kenya"])
    for number in range(1, wanted):
        office = Place(
            parent_id=country.id, kind=PlaceKind.OFFICE, name=f"Office {number:03}",
            code=f"O{number:03}", path=f"new {number}", zone=ZONES[number % len(ZONES)],
            currency="KES", country_code="KE",
        )  # fmt: skip
        session.add(office)
        session.flush()
        office.path = f"{country.path}{office.id}/"
        yield office.id
    session.flush()


def _contacts(offices: list[int], first: date) -> Iterator[dict[str, object]]:
    chance = np.random.default_rng(1)
    for office in offices:
        for number, contacts in enumerate(chance.poisson(CONTACTS, DAYS).tolist()):
            day = first + timedelta(days=number)
            yield {"place_id": office, "served_on": day, "contacts": contacts}


def _asks(offices: list[int], first: date, asks: int, now: datetime) -> Iterator[dict[str, object]]:
    """Asks in order of time: the same chance for each day and office, most at midday."""
    chance = np.random.default_rng(2)
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    days = np.sort(chance.integers(0, DAYS - 1, asks))
    hours = chance.choice(24, asks, p=HOURS / HOURS.sum())
    seconds = (days * 86_400 + hours * 3_600 + chance.integers(0, 3_600, asks)).tolist()
    places = chance.choice(offices, asks).tolist()
    waits = chance.lognormal(5, 1, (asks, 3)).astype(int).tolist()
    endings = chance.choice(4, asks, p=[0.9, 0.07, 0.02, 0.01]).tolist()
    classes = chance.choice(list(EscalationClass), asks).tolist()
    amounts = chance.choice([1_500, 2_000, 2_500, 3_000, 5_000, 8_000], asks).tolist()
    for number, (second, place, wait) in enumerate(zip(seconds, places, waits, strict=True)):
        asked_at = start + timedelta(seconds=second)
        yield {
            "place_id": place,
            "unanticipated_words": "Made for a measurement",
            "reason": EscalationReason.OVER_MY_LIMIT,
            "escalation_class": EscalationClass(classes[number]),
            "amount_asked": amounts[number],
            "asked_currency": "KES",
            "limit_kind": LimitKind.UP_TO,
            "limit_amount": 1_000,
            "asked_at": asked_at,
            "source": "measurement",
            "external_reference": str(number),
            **_stages(asked_at, wait, endings[number], is_recent=now - asked_at < timedelta(2)),
        }


def _stages(
    asked_at: datetime, wait: list[int], ending: int, *, is_recent: bool
) -> dict[str, object]:
    """Nine in ten are resolved, seven in a hundred customers leave; a few of the last days wait."""
    moments = [asked_at + timedelta(seconds=sum(wait[: count + 1])) for count in range(3)]
    found: dict[str, object] = dict.fromkeys(
        ("acknowledged_at", "with_customer_at", "resolved_at", "left_at", "withdrawn_at")
    )
    if ending == len(ENDS) and is_recent:
        return found | {"state": EscalationState.WAITING}
    state = ENDS[ending % len(ENDS)]
    if state is EscalationState.RESOLVED:
        reached = dict(zip(("acknowledged_at", "with_customer_at", "resolved_at"), moments,
                           strict=True))  # fmt: skip
        return found | reached | {"state": state}
    end = "left_at" if state is EscalationState.LEFT else "withdrawn_at"
    return found | {end: moments[0], "state": state}


def _insert(
    connection: Connection, table: type[Escalation | ContactsServed],
    rows: Iterator[dict[str, object]],
) -> None:  # fmt: skip
    described = table.__table__
    assert isinstance(described, Table)
    statement = insert(described)
    while batch := list(islice(rows, AT_ONCE)):
        connection.execute(statement, batch)
