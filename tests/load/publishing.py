"""`python -m tests.load.publishing`: a set of limits among 50,000 rules, beside a bare reading.

The rules of `tests.load.decision`, in a record of 200 offices with ten people each. At an office,
a country and the organisation five cells are changed; opening the set, the difference and the
publishing are timed. The floor reads the same rules from the same file, and does nothing else.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import NamedTuple, TypeVar

from sqlalchemy import insert
from sqlalchemy.orm import Session

from db.commands import limit_drafts
from db.queries.limit_difference import difference
from db.queries.limit_drafts import draft_view
from db.queries.limit_grids import grid_now
from db.queries.places import row
from db.rules.limit_grids import ANY_PROBLEM, Grid
from db.rules.words import CountedIn, PlaceKind, RemedyKind
from db.tables.limits import AuthorityLimit
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import ProblemRemedy, Remedy
from tests.browser.server import Served, served
from tests.load import decision
from tests.world import GRADES, NOW, World, world

Found = TypeVar("Found")
KINDS = (PlaceKind.REGION, PlaceKind.COUNTRY, PlaceKind.OFFICE)
PEOPLE, CELLS, NEW_WORDS = 10, 5, "up to 150 SGD"
BARE = """
SELECT l.*, p.path, g.rank FROM authority_limits l
JOIN places p ON p.id = l.place_id JOIN grades g ON g.id = l.grade_id
WHERE (p.path LIKE ? || '%' OR ? LIKE p.path || '%') ORDER BY l.id
"""


class Kept(NamedTuple):
    """The keys that the rules' own small numbers stand for, and one place of each size."""

    places: dict[str, int]
    remedies: list[int]
    problems: list[int]


def main() -> None:
    """Build the record, measure at three places, print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.publishing", description=__doc__)
    parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="readyroom-publishing-") as folder,
        served(Path(folder)) as running,
    ):
        with running.doors.writing() as session:
            made = world(session)
            kept = _fill(session, made)
        print("| where | rules | bare reading s | opening s | difference s | publishing s |")
        print("| --- | ---: | ---: | ---: | ---: | ---: |", flush=True)
        top, *_, offices = decision.paths()
        country = offices[0].rsplit("/", 2)[0] + "/"
        for name, path in (("office", offices[0]), ("country", country), ("all", top[0])):
            _measure(running, made, name, kept.places[path])


def _fill(session: Session, made: World) -> Kept:
    dice = random.Random(7)  # noqa: S311 - the same rules at every run.
    kept = Kept(_places(session, made), _remedies(session, made), _problems(session, made))
    names = dict(enumerate(GRADES))
    rows = [
        {
            "rule_number": 1_000 + each.rule_number, "version_number": each.version_number,
            "limit_set_id": 1, "place_id": kept.places[each.place_path],
            "grade_id": made.grades[names[each.grade_rank]],
            "remedy_id": each.remedy_id and kept.remedies[each.remedy_id - 1],
            "problem_id": each.problem_id and kept.problems[each.problem_id - 1],
            "kind": each.kind, "amount": each.amount, "currency": each.currency,
            "in_force_from": each.in_force_from, "in_force_until": each.in_force_until,
        }
        for each in decision.rules(dice)
    ]  # fmt: skip
    session.execute(insert(AuthorityLimit), rows)
    return kept


def _places(session: Session, made: World) -> dict[str, int]:
    top, *levels = decision.paths()
    found = {top[0]: made.places["Merbau"]}
    paths = {top[0]: made.paths["Merbau"]}
    for kind, level in zip(KINDS, levels, strict=True):
        for path in level:
            above = path.rstrip("/").rpartition("/")[0] + "/"
            place = Place(parent_id=found[above], kind=kind, name=f"{kind.value} {path}",
                          code=f"P{len(found)}", path=f"new {path}", zone="Asia/Singapore",
                          currency="SGD", country_code="SG")  # fmt: skip
            session.add(place)
            session.flush()
            place.path = f"{paths[above]}{place.id}/"
            found[path], paths[path] = place.id, place.path
    session.flush()
    grades = list(made.grades.values())
    session.add_all(
        Person(name=f"Person {number}", sign_in=f"{path}{number}", home_place_id=found[path],
               grade_id=grades[number % 4])
        for path in levels[-1]
        for number in range(PEOPLE)
    )  # fmt: skip
    session.flush()
    return found


def _remedies(session: Session, made: World) -> list[int]:
    missing = decision.REMEDIES - len(made.remedies)
    more = [
        Remedy(code=f"more{number}", name=f"Remedy {number}", kind=RemedyKind.GIFT,
               counted_in=CountedIn.MONEY)
        for number in range(missing)
    ]  # fmt: skip
    session.add_all(more)
    session.flush()
    return [*made.remedies.values(), *(each.id for each in more)]


def _problems(session: Session, made: World) -> list[int]:
    more = [
        Problem(place_id=made.places["Merbau"], title=f"Problem {number}", keywords="",
                origin="real", cause_class="equipment", fault="ours", likelihood=3, impact=3,
                created_at=NOW)
        for number in range(decision.PROBLEMS)
    ]  # fmt: skip
    session.add_all(more)
    session.flush()
    remedies = list(made.remedies.values())
    session.add_all(
        ProblemRemedy(problem_id=problem.id, remedy_id=remedy, position=position)
        for problem in more
        for position, remedy in enumerate(remedies)
    )
    session.flush()
    return [each.id for each in more]


def _measure(running: Served, made: World, name: str, place_id: int) -> None:
    viewer = made.viewers["Administrator"]
    with running.doors.writing() as session:
        place = session.get_one(Place, place_id)
        path = place.path
        draft_id = limit_drafts.begin(session, viewer, place_id=place_id, submit_key=name, at=NOW)
        cells = _changed(grid_now(session, row(place), at=NOW))
        version = limit_drafts.edit(
            session, viewer, draft_id=draft_id, version=1, cells=cells, note="More",
            starts_on=None, at=NOW,
        )  # fmt: skip
    rules, bare = _timed(lambda: _bare(running, path))
    with running.doors.reading() as session:
        view, opening = _timed(lambda: draft_view(session, viewer, draft_id=draft_id, now=NOW))
        _, compared = _timed(lambda: difference(session, view.drawn))
    for flaw in view.flaws:
        print(flaw.sentence)
    with running.doors.writing() as session:
        _, published = _timed(
            lambda: limit_drafts.approve(
                session, viewer, draft_id=draft_id, version=version, at=NOW + timedelta(minutes=1)
            )
        )
    print(f"| {name} | {rules:,} | {bare:.2f} | {opening:.2f} | {compared:.2f} | {published:.2f} |",
          flush=True)  # fmt: skip


def _changed(grid: Grid) -> Grid:
    """The agent's cell of the first few remedies, for any problem."""
    first = [number for number, each in enumerate(grid.rows) if each.problem == ANY_PROBLEM]
    rows = list(grid.rows)
    for number in first[:CELLS]:
        rows[number] = replace(rows[number], cells=(NEW_WORDS, *rows[number].cells[1:]))
    return replace(grid, rows=tuple(rows))


def _timed(act: Callable[[], Found]) -> tuple[Found, float]:
    began = perf_counter()
    found = act()
    return found, perf_counter() - began


def _bare(running: Served, path: str) -> int:
    """How many rules there are around the place, read by the driver alone."""
    with sqlite3.connect(running.folder / "readyroom.db") as record:
        return len(record.execute(BARE, (path, path)).fetchall())


if __name__ == "__main__":
    main()
