"""`python -m tests.load.briefs`: what is asked of rows about problems costs as the record grows.

For each number of asks over 200 offices and three years, each about one of 30 problems, in
processor time: the daily job that finds what comes back at offices and across them, and watches a
fix; who came back to an office; and from hearing to acting, at an office and at all of them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from time import process_time

from sqlalchemy import text
from sqlalchemy.orm import Session

from db.access import system
from db.queries.hearing import hearings
from db.queries.places import row as place_row
from db.queries.recurrence import recurring, since_the_fix
from db.queries.reopenings import reopened
from db.rules.words import CauseClass, Fault, Origin
from db.tables.places import Place
from db.tables.problems import Problem
from tests.browser.seed import seed
from tests.browser.server import served
from tests.load.history import DAYS, fill
from tests.world import World

NAMES = (
    "find ms", "watch an office ms", "watch a country ms", "who came back ms", "heard, one ms",
    "heard, all ms",
)  # fmt: skip
WEEKS = 26
SIZES = (10_000, 100_000, 1_000_000)
PROBLEMS, FIX_WEEKS = 30, 12


def main() -> None:
    """Measure each size and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.briefs", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    given = parser.parse_args()
    print(f"| asks | found | {' | '.join(NAMES)} |")
    print("| ---: | ---: |" + " ---: |" * len(NAMES))
    for size in given.sizes:
        with tempfile.TemporaryDirectory(prefix="readyroom-briefs-") as folder:
            print(_at(size, Path(folder)))


def _at(size: int, folder: Path) -> str:
    now = datetime.now(UTC)
    with served(folder) as running:
        made = seed(running)
        office = fill(running.doors, made, asks=size, now=now)
        with running.doors.writing() as session:
            problem_id = _about_problems(session, made, now)
        print(f"{size:,} asks over {DAYS} days were made.", file=sys.stderr)
        with running.doors.reading() as session:
            found, find = _timed(lambda: len(recurring(session, system(), now=now)))
            costs = [
                _timed(act)[1]
                for act in (
                    partial(_watched, session, office, problem_id, now),
                    partial(_watched, session, made.places["Kenya"], problem_id, now),
                    partial(_came_back, session, office, now),
                    partial(_heard, session, office, now, all_offices=False),
                    partial(_heard, session, office, now, all_offices=True),
                )
            ]
    said = " | ".join(f"{cost:,.0f}" for cost in (find, *costs))
    return f"| {size:,} | {found} | {said} |"


def _about_problems(session: Session, made: World, now: datetime) -> int:
    """Let every ask be about one of the problems; the key of the first."""
    first = 0
    for number in range(PROBLEMS):
        problem = Problem(
            place_id=made.places["Merbau"], title=f"Problem {number}", origin=Origin.REAL,
            cause_class=CauseClass.EQUIPMENT, fault=Fault.OURS, likelihood=3, impact=3,
            created_at=now,
        )  # fmt: skip
        session.add(problem)
        session.flush()
        first = first or problem.id
    session.execute(
        text("UPDATE escalations SET problem_id = :first + (id * 7919) % :many, source = ''"),
        {"first": first, "many": PROBLEMS},
    )
    return first


def _timed(act: Callable[[], int]) -> tuple[int, float]:
    began = process_time()
    found = act()
    return found, 1000 * (process_time() - began)


def _watched(session: Session, place_id: int, problem_id: int, now: datetime) -> int:
    place = place_row(session.get_one(Place, place_id))
    fixed_on = (now - timedelta(weeks=FIX_WEEKS)).date()
    return len(since_the_fix(session, place, problem_id, fixed_on=fixed_on, now=now)[1])


def _came_back(session: Session, place_id: int, now: datetime) -> int:
    return reopened(session, system(), place_id=place_id, weeks=WEEKS, now=now).known.of


def _heard(session: Session, place_id: int, now: datetime, *, all_offices: bool) -> int:
    return len(
        hearings(
            session, system(), place_id=place_id, weeks=WEEKS, all_offices=all_offices, now=now
        ).rows
    )


if __name__ == "__main__":
    main()
