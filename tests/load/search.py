"""`python -m tests.load.search`: search and the plain card, beside their floors, in one run."""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from time import perf_counter
from unittest import mock
from urllib.parse import quote

import tests.world
from db.rules.search import words_of
from db.starter.packs import load_pack
from db.starter.parts import Problem as Known
from db.tables.problems import Problem
from tests.browser.seed import seed, token_of
from tests.browser.server import Served, free_port, served, start, stop
from tests.load.figures import percentile, settled
from tests.load.readers import Reading, read_pages
from tests.search.cases import Query, misspelt, well_typed
from tests.search.scene import PACKS
from tests.world import World

SITES = ("Terminal 1", "Terminal 2", "north hall", "south hall", "island desk", "harbour desk",
         "valley depot", "city office", "night desk", "call centre", "field crew", "transfer desk",
         "ferry pier", "hill station", "east gate", "west gate")  # fmt: skip


def main() -> None:
    """Measure at each size, and print the table."""
    given = _arguments()
    pace = Reading(given.users, given.every, given.seconds)
    print(f"{pace.users} readers, each a page every {pace.every:g} s for {pace.seconds:g} s.\n")
    print("| what | problems | pages | p50 ms | p95 ms |\n| --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory(prefix="readyroom-search-") as folder:
        _blank(Path(folder), pace)
        for size in given.sizes:
            room = Path(folder) / str(size)
            room.mkdir()
            _at(size, room, pace)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.load.search", description=__doc__)
    parser.add_argument("--users", type=int, default=100)
    parser.add_argument("--every", type=float, default=5)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 50_000])
    return parser.parse_args()


def _blank(folder: Path, pace: Reading) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "tests.load.blank_route", str(port)]
    process = start(command, console=folder / "blank.txt", health=url)
    try:
        _print("blank Starlette route", 0, asyncio.run(read_pages(url, ["/"], [""], pace)))
    finally:
        stop(process)


def _at(size: int, folder: Path, pace: Reading) -> None:
    with served(folder) as running:
        with mock.patch.object(tests.world, "NOW", datetime.now(UTC)):
            made = seed(running)
        _fill(running, made, size)
        _print("bare full-text query, well typed", size, _bare(running, well_typed()))
        running.start()
        settled(running.process_id)
        tokens = [token_of(running, made.people[f"{office} staff"]) for office in made.paths
                  if f"{office} staff" in made.people]  # fmt: skip
        for name, path, queries in (
            ("search as HTML, well typed", "/card/find?q=", well_typed()),
            ("search as HTML, misspelt", "/card/find?q=", misspelt()),
            ("/card with its answer, well typed", "/card?worth=5&q=", well_typed()),
            ("/card with its answer, misspelt", "/card?worth=5&q=", misspelt()),
        ):
            paths = [path + quote(query.typed) for query in queries]
            warm = Reading(4, 0.05, 2)
            asyncio.run(read_pages(running.url, paths, tokens, warm))
            _print(name, size, asyncio.run(read_pages(running.url, paths, tokens, pace)))


def _fill(running: Served, made: World, size: int) -> None:
    """Problems that read like real ones: those of both packs, told of many places."""
    known = [each for pack in PACKS for each in load_pack(pack).problems]
    chance, places = random.Random(7), list(made.places.values())  # noqa: S311 - texts, no secrets.
    numbers = count(1)
    with running.doors.writing() as session:
        while size:
            part = min(size, 2_000)
            session.add_all(_problem(next(numbers), known, chance, places) for _ in range(part))
            session.flush()
            session.expunge_all()
            size -= part


def _problem(
    number: int, known: Sequence[Known], chance: random.Random, places: Sequence[int]
) -> Problem:
    like, other = chance.choice(known), chance.choice(known)
    words = [*chance.sample(like.keywords, 4), *chance.sample(other.keywords, 2)]
    return Problem(
        place_id=chance.choice(places), title=f"{like.title}, {chance.choice(SITES)} {number}",
        keywords=" ".join(words), origin="real", cause_class="equipment", fault="ours",
        likelihood=3, impact=3, created_at=datetime.now(UTC),
    )  # fmt: skip


def _bare(running: Served, queries: Sequence[Query]) -> list[float]:
    """The database's own full text alone: any of the words, ten titles, no scope, no page."""
    waits = []
    asked = "SELECT title FROM search_index WHERE search_index MATCH ? ORDER BY rank LIMIT 10"
    with closing(running.doors.engine.raw_connection()) as connection:
        for query in queries:
            words = " OR ".join(f'"{word}"' for word in words_of(query.typed))
            began = perf_counter()
            connection.cursor().execute(asked, (words,)).fetchall()
            waits.append(perf_counter() - began)
    return waits


def _print(name: str, size: int, waits: Sequence[float]) -> None:
    middle, high = 1000 * statistics.median(waits), 1000 * percentile(waits, 0.95)
    shown = f"{size:,}" if size else ""
    print(f"| {name} | {shown} | {len(waits):,} | {middle:.1f} | {high:.1f} |", flush=True)


if __name__ == "__main__":
    main()
