"""Three years of asks and contacts at 200 offices, as many asks as wanted.

They come as a file of another system would, and are imported by the product itself: so every ask
has its events, its place in the holdings, a run and an entry of the audit trail.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

from db import holdings
from db.access import system
from db.held_sums import Served
from db.imports.bulk import in_bulk
from db.imports.escalations import blocks
from db.imports.known import known_of
from db.imports.mapping import EscalationMapping
from db.imports.mapping_files import read_mapping
from db.imports.pieces import Pieces
from db.rules.words import EscalationReason, PlaceKind
from db.session import Doors
from db.tables.contacts import ContactsServed
from db.tables.places import Place
from tests.world import World

OFFICES, DAYS = 200, 3 * 365
CONTACTS, PROBLEMS = 120, 60
# What an hour of the day brings, from midnight on, on the office's clock.
HOURS = np.array([0, 0, 0, 0, 0, 1, 3, 6, 9, 10, 9, 8, 8, 7, 7, 8, 9, 8, 6, 4, 2, 1, 0, 0])
# How an ask ends: nine in ten are resolved, seven in a hundred customers leave.
ENDS, SHARES = ("closed", "gone", "back", ""), (0.9, 0.07, 0.02, 0.01)
AMOUNTS = (800, 1_100, 1_500, 2_000, 2_500, 3_000, 5_000, 8_000)
ZONES = ("Africa/Nairobi", "Asia/Singapore", "Europe/London", "America/New_York")
COLUMNS = (
    "ticket", "opened", "taken", "met", "closed", "gone", "back", "office", "topic", "reason",
    "asked", "granted",
)  # fmt: skip
REASONS = tuple(each.value for each in EscalationReason)
MAPPING = f"""
source = "measurement"
reference = "ticket"
[place]
name = "Kenya"
kind = "country"
[place.below]
column = "office"
kind = "office"
[stages]
asked = "opened"
acknowledged = "taken"
with_customer = "met"
resolved = "closed"
left = "gone"
withdrawn = "back"
[problem]
column = "topic"
title = "Topic {{value}}"
create = true
[reason]
column = "reason"
table = {{ {", ".join(f'{each} = "{each}"' for each in REASONS)} }}
[amounts]
asked = "asked"
granted = "granted"
currency = "KES"
limit = 1000
"""


def fill(doors: Doors, made: World, *, asks: int, now: datetime, offices: int = OFFICES) -> int:
    """Write the history; the key of the office that most is measured at."""
    first = now.date() - timedelta(days=DAYS)
    with doors.writing() as session:
        codes = make_offices(session, made, offices)
        _serve(session, [*codes], first)
    with tempfile.TemporaryDirectory(prefix="readyroom-history-") as folder:
        path = Path(folder) / "history.csv"
        write_file(path, [*codes.values()], first, asks, now)
        _take(doors, path, now)
    return made.places["Mombasa"]


def ask_here(doors: Doors) -> None:
    """Let every second ask be one of ours: who answered is told of no others."""
    with doors.writing() as session:
        session.execute(
            text("UPDATE escalations SET import_run_id = NULL, source = '' WHERE id % 2 = 0")
        )
        holdings.make_again(session.connection())


def _take(doors: Doors, path: Path, now: datetime) -> None:
    """Import the file as the job does it."""
    found = Pieces(system(), read_mapping(MAPPING, EscalationMapping), now)
    for block in blocks(path, found.mapping, now=now, largest=sys.maxsize):
        with doors.reading() as session:
            known = known_of(session, found.mapping, block.tickets)
        with doors.writing() as session:
            found.find(session, known)
        for piece in found.sort(block, known, doors.engine.dialect):
            with doors.writing() as session:
                found.write(session, piece)
    assert not found.refused, found.refused[:3]


def make_offices(session: Session, made: World, wanted: int) -> dict[int, str]:
    """Mombasa, which stands first on the screen, and more in zones with and without summer time;
    their codes by key.
    """
    first = session.get_one(Place, made.places["Mombasa"])
    found = {first.id: first.code}
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
        found[office.id] = office.code
    session.flush()
    return found


def _serve(session: Session, offices: list[int], first: date) -> None:
    chance = np.random.default_rng(1)
    served = [
        Served(office, first + timedelta(days=number), contacts)
        for office in offices
        for number, contacts in enumerate(chance.poisson(CONTACTS, DAYS).tolist())
    ]
    rows = (
        {"place_id": each.place_id, "served_on": each.served_on, "contacts": each.contacts}
        for each in served
    )
    in_bulk(session, ContactsServed, rows)
    holdings.count(session.connection(), served=served)


def write_file(path: Path, codes: list[str], first: date, asks: int, now: datetime) -> None:
    """A file of so many asks in order of time."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(COLUMNS)
        lines.writerows(_lines(codes, first, asks, now))


def _lines(codes: list[str], first: date, asks: int, now: datetime) -> Iterator[tuple[object, ...]]:
    """The same chance for each day and office, most at midday."""
    chance = np.random.default_rng(2)
    start = datetime(first.year, first.month, first.day, tzinfo=UTC)
    hours = chance.choice(24, asks, p=HOURS / HOURS.sum()) * 3_600
    days = chance.integers(0, DAYS - 1, asks) * 86_400
    seconds = np.sort(days + hours + chance.integers(0, 3_600, asks)).tolist()
    columns = zip(
        seconds,
        chance.lognormal(5, 1, (asks, 3)).astype(int).tolist(),
        chance.choice(ENDS, asks, p=SHARES).tolist(),
        chance.choice(codes, asks).tolist(),
        chance.integers(0, PROBLEMS, asks).tolist(),
        chance.choice(REASONS, asks).tolist(),
        chance.choice(AMOUNTS, asks).tolist(),
        chance.choice([0, 500, 1_000, 1_500], asks).tolist(),
        strict=True,
    )
    for number, (second, waits, end, code, topic, reason, asked, granted) in enumerate(columns):
        opened = start + timedelta(seconds=second)
        stages = _stages(opened, waits, end, is_recent=now - opened < timedelta(days=2))
        yield (f"M{number}", *stages, code, topic, reason, asked, granted)


def _stages(opened: datetime, waits: list[int], end: str, *, is_recent: bool) -> list[str]:
    """The moments as another system writes them; only a few of the last days still wait."""
    moments = [opened + timedelta(seconds=sum(waits[:count])) for count in range(4)]
    said = [f"{each:%Y-%m-%dT%H:%M:%S}" for each in moments]
    if not end and not is_recent:
        end = "back"
    if end == "closed":
        return [*said, "", ""]
    found = [said[0], *[""] * 5]
    if end:
        found[COLUMNS.index(end) - 1] = said[1]
    return found
