"""`python -m tests.load`: what each main screen costs, beside a blank page, in one run.

The blank page is measured anew before each screen: how busy the machine is changes both.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from db import demo
from db.commands.installation import begin
from db.commands.passwords import one_time_password
from db.demonstration.stage import FOUNDED_BEFORE
from db.queries.installation import is_set_up
from tests.browser.seed import token_of
from tests.browser.server import Served, free_port, served, start, stop
from tests.load.figures import Figures, settled, table
from tests.load.measuring import Pace, measure
from tests.load.scenes import BLANK, Scene, people_of, scenes


def main() -> None:
    """Read the command line, measure, print the table."""
    given = _arguments()
    pace = Pace(given.users, given.every, given.seconds, given.quiet)
    figures = []
    with (
        tempfile.TemporaryDirectory(prefix="readyroom-load-") as folder,
        _blank_page(Path(folder)) as (url, process_id),
        served(given.record or Path(folder)) as running,
    ):
        _fill(running, days=given.days)
        running.start()
        settled(running.process_id)
        for scene in _chosen(running, given.screens):
            blank = asyncio.run(measure(BLANK, url, process_id, [""] * pace.users, pace))
            figures.append((_measured(running, scene, pace, blank=blank), blank))
    print(f"{pace.users} users, each acting every {pace.every:g} s for {pace.seconds:g} s.")
    print(f"Load average at the end: {os.getloadavg()[0]:.1f}.\n")
    print(table(figures))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("--users", type=int, default=100, help="how many have a screen open")
    parser.add_argument("--every", type=float, default=5, help="seconds between acts of one")
    parser.add_argument("--seconds", type=float, default=30, help="how long each screen is tried")
    parser.add_argument("--quiet", type=float, default=8, help="how long nobody acts before")
    parser.add_argument("--days", type=int, default=90, help="days of work in the demonstration")
    parser.add_argument("--screens", nargs="*", default=[], help="only screens with these words")
    parser.add_argument("--record", type=Path, help="a folder to keep the demonstration in")
    return parser.parse_args()


@contextmanager
def _blank_page(folder: Path) -> Iterator[tuple[str, int]]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "tests.load.blank_server", str(port)]
    process = start(command, console=folder / "blank.txt", health=f"{url}/_stcore/health")
    try:
        yield url, process.pid
    finally:
        stop(process)


def _fill(running: Served, *, days: int) -> None:
    """The demonstration, unless a former run left one."""
    now = datetime.now(UTC)
    with running.doors.writing() as session:
        if is_set_up(session):
            return
        print("Building the demonstration; this takes a minute or two.", file=sys.stderr)
        began = now - timedelta(days=days) - FOUNDED_BEFORE
        begin(session, organisation=demo.MERBAU, at=began)
        demo.build(session, at=now, password=one_time_password(), days=days)


def _chosen(running: Served, words: list[str]) -> list[Scene]:
    with running.doors.reading() as session:
        every = scenes(session)
    return [each for each in every if not words or any(word in each.name for word in words)]


def _measured(running: Served, scene: Scene, pace: Pace, *, blank: Figures) -> Figures:
    with running.doors.reading() as session:
        people = people_of(session, scene.role)
    tokens = [token_of(running, people[turn % len(people)]) for turn in range(pace.users)]
    found = asyncio.run(measure(scene, running.url, running.process_id, tokens, pace))
    print(" | ".join(found.row(blank)), file=sys.stderr)
    return found


if __name__ == "__main__":
    main()
