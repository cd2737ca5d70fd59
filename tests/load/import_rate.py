"""`python -m tests.load.import_rate`: rows a second of an import in a process of its own.

A file of three years at some offices is ordered and carried out as from the screen: validation,
events, holdings, runs and the audit trail included. Beside it stand the floors of the same run:
the bare insertion of as many rows and events, and the bare start of such a process. The aim is
40,000 rows a second.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db.commands import import_orders
from db.imports import shelf
from tests.browser.seed import seed
from tests.browser.server import Served, served
from tests.load.bare import bare_rows_a_second
from tests.load.history import DAYS, MAPPING, make_offices, write_file


@dataclass(frozen=True, slots=True)
class Took:
    """What a process took: by the clock, and of the processors, in seconds."""

    clock: float
    processor: float


def main() -> None:
    """Measure each number of offices and print the table."""
    given = _arguments()
    start = _took([sys.executable, "-c", "import jobs.importing"], {})
    print(f"Bare insertion: {bare_rows_a_second(given.rows):,.0f} rows a second.")
    print(f"Bare start of the process: {start.clock:.2f} s, {start.processor:.2f} s processor.")
    print("| offices | rows | seconds | rows a second | without the start | CPU µs a row |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for offices in given.offices:
        found = _import(given.rows, offices)
        going = found.clock - start.clock
        each = 1e6 * (found.processor - start.processor) / given.rows
        print(f"| {offices} | {given.rows:,} | {found.clock:.1f} | {given.rows / found.clock:,.0f} "
              f"| {given.rows / going:,.0f} | {each:.1f} |")  # fmt: skip


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load.import_rate", description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--offices", type=int, nargs="*", default=[1, 10, 200])
    return parser.parse_args()


def _import(rows: int, offices: int) -> Took:
    with (
        tempfile.TemporaryDirectory(prefix="readyroom-importing-") as folder,
        served(Path(folder)) as running,
    ):
        os.environ["READYROOM_FOLDER"] = str(running.folder)
        order_id = _ordered(running, rows, offices)
        known = {"READYROOM_DATABASE_URL": running.doors.url}
        return _took([sys.executable, "-m", "jobs.importing", str(order_id)], known)


def _ordered(running: Served, rows: int, offices: int) -> int:
    made, now, key = seed(running), datetime.now(UTC), uuid.uuid4().hex
    viewer = made.viewers["Africa regional"]
    with running.doors.writing() as session:
        codes = make_offices(session, made, offices)
    file = running.folder / "history.csv"
    write_file(file, [*codes.values()], now.date() - timedelta(days=DAYS), rows, now)
    shelf.lay_down(key, file.name, file.read_bytes(), mapping=MAPPING)
    with running.doors.writing() as session:
        return import_orders.order(session, viewer, file_name=file.name, mapping=MAPPING,
                                   submit_key=key, at=now)  # fmt: skip


def _took(command: list[str], known: dict[str, str]) -> Took:
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=os.environ | known, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(time.perf_counter() - began, processor)


if __name__ == "__main__":
    main()
