"""`python -m tests.load.arrival`: how long after the tap an ask stands on every manager's screen.

Managers of one office have the Now screen open and listen for what happens, as their browsers do.
Somebody at a counter asks through their own screen; each manager's part of the screen runs again
when it is told. The facts of the ask come with the word and are shown as they come; the card with
its buttons follows.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from websockets.asyncio.client import ClientConnection, connect

from tests.browser.seed import seed, token_of
from tests.browser.server import Served, served
from tests.load.figures import cpu_seconds, percentile
from tests.load.visitor import COOKIE, Visitor, visitor
from tests.world import World

MANAGER, STAFF = "Nairobi manager", "Nairobi staff"
SPREAD = 1.0  # As in happenings.js.
SECONDS_OF_PATIENCE = 30
SECONDS_BETWEEN_ASKS = 2.0


@dataclass
class Listener:
    """A manager's screen with its line; when it was told, and when it was drawn."""

    screen: Visitor
    line: ClientConnection
    told: list[float] = field(default_factory=list)
    drawn: list[float] = field(default_factory=list)
    is_drawn: asyncio.Event = field(default_factory=asyncio.Event)

    async def hear(self) -> None:
        """Draw anew whenever something happened, until the line is closed; as the browser does,
        at once where it was offered, within a second elsewhere.
        """
        async for word in self.line:
            self.told.append(perf_counter())
            is_mine = json.loads(word)["is_mine"]
            await asyncio.sleep(0 if is_mine else random.random() * SPREAD)  # noqa: S311 - a pace.
            await self.screen.hear_of_something()
            self.drawn.append(perf_counter())
            self.is_drawn.set()


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.load.arrival", description=__doc__)
    parser.add_argument("--screens", type=int, default=50, help="how many managers have it open")
    parser.add_argument("--asks", type=int, default=20, help="how often somebody asks")
    parser.add_argument("--idle", type=float, default=20, help="seconds in which nothing happens")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as running:
        made = seed(running)
        running.start()
        asyncio.run(_measure(running, made, given))


async def _measure(running: Served, made: World, given: argparse.Namespace) -> None:
    async with AsyncExitStack() as stack:
        listeners = [await _listener(stack, running, made) for _ in range(given.screens)]
        hearing = [asyncio.create_task(each.hear()) for each in listeners]
        before = cpu_seconds(running.process_id)
        await asyncio.sleep(given.idle)
        idle = (cpu_seconds(running.process_id) - before) / given.idle
        told, drawn = [], []
        for turn in range(given.asks):
            first, last = await _one(stack, running, made, listeners, turn)
            told += first
            drawn += last
        for each in hearing:
            each.cancel()
    print(f"{given.screens} screens, {given.asks} asks; idle {100 * idle:.1f} % of a core")
    print("| from the tap | median ms | p95 ms |\n| --- | ---: | ---: |")
    for name, waits in (("until its facts came", told), ("until its card was drawn", drawn)):
        p95 = percentile(waits, 0.95)
        print(f"| {name} | {1000 * statistics.median(waits):.0f} | {1000 * p95:.0f} |")


async def _listener(stack: AsyncExitStack, running: Served, made: World) -> Listener:
    token = token_of(running, made.people[MANAGER])
    screen = await stack.enter_async_context(visitor(running.url, "now", token=token))
    await screen.open(())
    address = f"{running.url.replace('http', 'ws', 1)}/happenings"
    headers = {"Cookie": f"{COOKIE}={token}"}
    line = await stack.enter_async_context(connect(address, additional_headers=headers))
    return Listener(screen, line)


async def _one(
    stack: AsyncExitStack, running: Served, made: World, listeners: list[Listener], turn: int
) -> tuple[list[float], list[float]]:
    """One ask, and the end of it: seconds until each screen was told, and until it was drawn."""
    token = token_of(running, made.people[STAFF])
    asker = await stack.enter_async_context(visitor(running.url, "counter", token=token))
    await asker.open(({"problem": "Bag delayed"}, {"worth-*": f"{15000 + turn}"}))
    for each in listeners:
        each.told.clear()
        each.drawn.clear()
        each.is_drawn.clear()
    tapped = perf_counter()
    asking = asyncio.create_task(asker.press("ask"))
    async with asyncio.timeout(SECONDS_OF_PATIENCE):
        await asyncio.gather(*(each.is_drawn.wait() for each in listeners))
    await asking
    found = (
        [each.told[0] - tapped for each in listeners],
        [each.drawn[0] - tapped for each in listeners],
    )
    await asker.press("withdraw-*")
    await asyncio.sleep(SECONDS_BETWEEN_ASKS)
    return found


if __name__ == "__main__":
    main()
