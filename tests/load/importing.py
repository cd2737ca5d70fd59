"""`python -m tests.load.importing`: what the counter card notices of a running import.

People act on the counter card, turn by turn without and with an import that runs in its own
process. The aim: acts that are not slower by more than a quarter. How quick an import is by
itself, `tests.load.import_rate` tells.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from db.commands import import_orders as commands
from db.imports import shelf
from db.queries.import_orders import OrderRow, import_orders
from db.queries.people import viewer_of
from db.rules.words import PlaceKind, Role
from db.tables.places import Place
from tests.browser.seed import token_of
from tests.browser.server import Served, served
from tests.load.__main__ import _chosen, _fill
from tests.load.figures import Figures, percentile
from tests.load.measuring import Pace, measure
from tests.load.scenes import people_of

SCREEN = "counter card"
MAPPING = """
source = "Measured {key}"
reference = "ticket"
[place]
name = "{place}"
[stages]
asked = "opened"
acknowledged = "taken"
resolved = "closed"
[problem]
words = "{{topic}}"
[reason]
constant = "needs_information"
"""


def main() -> None:
    """Measure and print."""
    given = _arguments()
    pace = Pace(given.users, given.every, given.seconds, quiet=5)
    with (
        tempfile.TemporaryDirectory(prefix="readyroom-importing-") as folder,
        served(given.record or Path(folder)) as running,
    ):
        os.environ["READYROOM_FOLDER"] = str(running.folder)
        _fill(running, days=given.days)
        running.start()
        for turn in range(given.turns):
            quiet = _acts(running, pace)
            order_id = _ordered(running, rows=given.rows)
            busy = _acts(running, pace)
            found = _ended(running, order_id)
            print(_line(f"{turn + 1}, no import", quiet))
            print(_line(f"{turn + 1}, importing", busy))
            print(_rate(found))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load.importing", description=__doc__)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--every", type=float, default=2)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--record", type=Path, help="a folder with a demonstration")
    return parser.parse_args()


def _acts(running: Served, pace: Pace) -> Figures:
    (scene,) = (each for each in _chosen(running, [SCREEN]) if each.name == SCREEN)
    with running.doors.reading() as session:
        people = people_of(session, Role.STAFF)
    tokens = [token_of(running, people[turn % len(people)]) for turn in range(pace.users)]
    return asyncio.run(measure(scene, running.url, running.process_id, tokens, pace))


def _ordered(running: Served, *, rows: int) -> int:
    """Order an import; the server's timetable begins it, as it does for everybody."""
    key, now = uuid.uuid4().hex, datetime.now(UTC)
    with running.doors.reading() as session:
        question = select(Place.name).where(Place.kind == PlaceKind.OFFICE).order_by(Place.id)
        place = session.scalars(question).first()
        viewer = viewer_of(session, people_of(session, Role.ADMINISTRATOR)[0])
    assert viewer is not None
    mapping = MAPPING.format(key=key, place=place)
    shelf.lay_down(key, "measured.csv", _file(rows, now).encode(), mapping=mapping)
    with running.doors.writing() as session:
        return commands.order(session, viewer, file_name="measured.csv", mapping=mapping,
                              submit_key=key, at=now)  # fmt: skip


def _file(rows: int, now: datetime) -> str:
    first, lines = now - timedelta(days=900), ["ticket,opened,taken,closed,topic"]
    for number in range(rows):
        asked = first + timedelta(seconds=number * 60)
        stages = (asked + timedelta(seconds=seconds) for seconds in (0, 90 + number % 600, 2_400))
        said = ",".join(f"{each:%Y-%m-%dT%H:%M:%S}" for each in stages)
        lines.append(f"T{number},{said},about {number % 50}")
    return "\n".join(lines)


def _ended(running: Served, order_id: int) -> OrderRow:
    """Wait for its end, at most as long again; then stop it."""
    with running.doors.reading() as session:
        viewer = viewer_of(session, people_of(session, Role.ADMINISTRATOR)[0])
    assert viewer is not None
    latest = time.monotonic() + 60
    while True:
        now = datetime.now(UTC)
        with running.doors.reading() as session:
            found = next(
                each for each in import_orders(session, viewer, now=now) if each.id == order_id
            )
        if not found.progress.is_under_way:
            return found
        if time.monotonic() > latest and not found.is_stopping:
            with running.doors.writing() as session:
                commands.stop(session, viewer, order_id=order_id, at=now)
        time.sleep(0.5)


def _line(name: str, found: Figures) -> str:
    median, p95 = statistics.median(found.waits), percentile(found.waits, 0.95)
    return f"| {name} | {len(found.waits)} acts | {1000 * median:.0f} ms | {1000 * p95:.0f} ms |"


def _rate(found: OrderRow) -> str:
    progress = found.progress
    assert progress.began_at is not None
    seconds = (progress.heard_at - progress.began_at).total_seconds()
    rate = f"{seconds:.1f} s, {progress.kept / seconds:,.0f} a second"
    return f"| import, {progress.state.label} | {progress.kept:,} rows kept in {rate} |"


if __name__ == "__main__":
    main()
