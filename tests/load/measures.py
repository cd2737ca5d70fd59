"""`python -m tests.load.measures`: what the measure screens cost as the record grows.

For each number of asks over 200 offices and three years: every measure screen as a server serves
it, with what its switches and selections add, beside a blank page of the same run; then the
questions and charts of the first of them alone, beside one bare statement. All is processor time.
The aim: a million asks cost at most 1.3 times what ten thousand do; three charts at most 15 ms
anew, 8 ms where they were drawn before.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from urllib.parse import urlencode

from altair.utils.schemapi import debug_mode
from sqlalchemy.orm import Session

from db.access import Viewer
from db.queries.measures import (
    HourCounts,
    OfficeTotals,
    OfficeWeeks,
    hours_of_the_week,
    office_totals,
    office_weeks,
)
from db.queries.office_waits import OfficeWaits, office_waits
from db.rules.bases import Basis
from db.rules.marks import Mark, address_of_mark
from db.rules.words import EscalationClass, Role, Stage
from tests.browser.seed import seed, token_of
from tests.browser.server import Served, free_port, served, start, stop
from tests.load import drawings
from tests.load.figures import Figures
from tests.load.history import ask_here, fill
from tests.load.measuring import Pace, measure
from tests.load.scenes import BLANK, Scene

SIZES = (10_000, 100_000, 1_000_000)
WEEKS, TIMES = 26, 30
BARE = "SELECT packed FROM holdings WHERE kind = 'four_weeks' AND place_id = ?"


def scenes(office: int, country: int) -> list[Scene]:
    """Every measure screen of an office, and what is on it only where somebody asks for it."""
    here, of_class = {"office": str(office)}, {"class": EscalationClass.NO_RULE.value}
    rows = address_of_mark(Mark(Basis.RATE))
    within = address_of_mark(Mark(Basis.REACHED, stage=Stage.ACKNOWLEDGED, seconds=300))
    screens: list[tuple[str, str, dict[str, str]]] = [
        ("measures", "measures", here),
        ("measures, opening hours", "measures", here | {"clock": "Opening hours"}),
        ("measures, who answered", "measures", here | {"levels": "true"}),
        ("measures, each problem", "measures", here | {"by-problem": "true"}),
        ("measures, offices compared", "measures", here | {"compare": "true"}),
        ("measures, one class", "measures", here | of_class),
        ("rows behind a rate", "behind-a-number", here | {"period": str(WEEKS)} | rows),
        ("rows behind a wait", "behind-a-number", here | {"period": str(WEEKS)} | within),
        ("outcomes", "outcomes", here),
        ("higher limit, office", "higher-limit", here),
        ("higher limit, country, all time", "higher-limit",
         {"office": str(country), "weeks": "All"}),
        ("readiness", "readiness", here),
    ]  # fmt: skip
    return [
        Scene(name, path, Role.REGIONAL, query=urlencode(query)) for name, path, query in screens
    ]


@dataclass
class Costs:
    """Milliseconds of processor time by what was done, for one size."""

    asks: int
    by_name: dict[str, float] = field(default_factory=dict)

    def take(self, name: str, act: Callable[[], object]) -> None:
        """Do it once, and then so many times for the figure."""
        act()
        began = process_time()
        for _ in range(TIMES):
            act()
        self.by_name[name] = 1000 * (process_time() - began) / TIMES


def main() -> None:
    """Measure each size and print the table."""
    given = _arguments()
    found = []
    with tempfile.TemporaryDirectory(prefix="readyroom-measures-") as folder:
        blank = _blank(Path(folder), _pace(given))
        for size in given.sizes:
            room = Path(folder) / str(size)
            room.mkdir()
            found.append(_at(size, room, _pace(given), blank))
    print(table(found))


def table(found: Sequence[Costs]) -> str:
    """The table in Markdown: a line for each thing done, a column a size, and last over first."""
    sizes = [f"{each.asks:,}" for each in found]
    rows = [("CPU ms", *sizes, "last over first"), ("---", *["---:"] * (len(sizes) + 1))]
    for name in found[0].by_name:
        costs = [each.by_name[name] for each in found]
        rows.append((name, *(f"{cost:.2f}" for cost in costs), f"{costs[-1] / costs[0]:.2f}"))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load.measures", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--users", type=int, default=3)
    parser.add_argument("--every", type=float, default=1)
    parser.add_argument("--seconds", type=float, default=10)
    return parser.parse_args()


def _pace(given: argparse.Namespace) -> Pace:
    return Pace(given.users, given.every, given.seconds, quiet=5)


def _blank(folder: Path, pace: Pace) -> Figures:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "tests.load.blank_server", str(port)]
    process = start(command, console=folder / "blank.txt", health=f"{url}/_stcore/health")
    try:
        return asyncio.run(measure(BLANK, url, process.pid, [""] * pace.users, pace))
    finally:
        stop(process)


def _at(size: int, folder: Path, pace: Pace, blank: Figures) -> Costs:
    costs, now = Costs(size), datetime.now(UTC)
    with served(folder) as running:
        made = seed(running)
        began = process_time()
        office = fill(running.doors, made, asks=size, now=now)
        ask_here(running.doors)
        print(f"{size:,} asks were made in {process_time() - began:.0f} s.", file=sys.stderr)
        viewer = made.viewers["Africa regional"]
        running.start()
        tokens = [token_of(running, viewer.person_id or 0)] * pace.users
        costs.by_name["blank page, served"] = blank.cpu_per_act
        for scene in scenes(office, made.places["Kenya"]):
            figures = asyncio.run(measure(scene, running.url, running.process_id, tokens, pace))
            costs.by_name[f"served: {scene.name}"] = figures.cpu_per_act
            print(f"{size:,}: {scene.name} {figures.cpu_per_act:.1f} ms.", file=sys.stderr)
        _in_parts(costs, running, viewer, office=office, now=now)
    return costs


def _in_parts(costs: Costs, running: Served, viewer: Viewer, *, office: int, now: datetime) -> None:
    """Each question and each chart alone."""
    with closing(running.doors.engine.raw_connection()) as bare:
        costs.take("bare SQL", lambda: bare.cursor().execute(BARE, (office,)).fetchall())
    with running.doors.reading() as session:
        answers = _questions(costs, session, viewer, office=office, now=now)
    with debug_mode(False):
        for name, draw in drawings.panels(*answers).items():
            costs.take(f"chart made anew: {name}", draw)


def _questions(
    costs: Costs, session: Session, viewer: Viewer, *, office: int, now: datetime
) -> tuple[OfficeWeeks, list[OfficeTotals], HourCounts, OfficeWaits]:
    def weeks() -> OfficeWeeks:
        return office_weeks(session, viewer, place_id=office, weeks=WEEKS, now=now)

    def every() -> list[OfficeTotals]:
        return office_totals(session, viewer, weeks=WEEKS, now=now)

    def hours() -> HourCounts:
        return hours_of_the_week(session, viewer, place_id=office, weeks=WEEKS, now=now)

    def waits() -> OfficeWaits:
        stage = Stage.ACKNOWLEDGED
        return office_waits(session, viewer, place_id=office, stage=stage, weeks=WEEKS, now=now)

    for name, ask in {"weeks": weeks, "every office": every, "hours": hours,
                      "waits with intervals": waits}.items():  # fmt: skip
        costs.take(f"question: {name}", ask)
    return weeks(), every(), hours(), waits()


if __name__ == "__main__":
    main()
