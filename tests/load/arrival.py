"""`python -m tests.load.arrival`: how long after the tap an ask can be taken on every screen.

Managers of one office have the Now screen open and listen for what happens, as their browsers do.
Somebody at a counter asks through their own screen. The facts of the ask come with the word, and
so does what its button needs; each manager's part of the screen runs again when the word says so.
Then one of them comes, by the request that the button makes.

Before that nobody does anything: first without any screen, then with all of them open.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import tempfile
from collections import defaultdict
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from websockets.asyncio.client import ClientConnection, connect

from tests.browser.seed import seed, token_of
from tests.browser.server import Served, served
from tests.load.figures import cpu_seconds, percentile, settled
from tests.load.visitor import COOKIE, Visitor, visitor
from tests.world import World

MANAGER, STAFF = "Nairobi manager", "Nairobi staff"
SECONDS_OF_PATIENCE = 30
SECONDS_BETWEEN_ASKS = 3.0


@dataclass
class Listener:
    """A manager's screen with its line: when an ask could be taken there, and when its card was
    drawn.
    """

    screen: Visitor
    line: ClientConnection
    token: str
    can_take: list[tuple[float, int]] = field(default_factory=list)
    drawn: list[float] = field(default_factory=list)
    is_drawn: asyncio.Event = field(default_factory=asyncio.Event)
    drawing: asyncio.Task[None] | None = None

    async def hear(self) -> None:
        """Note what can be taken, and draw anew when the word says so, until the line is closed.
        As in the browser, several words before a drawing are one drawing.
        """
        async for text in self.line:
            heard, word = perf_counter(), json.loads(text)
            self.can_take += [(heard, ask["id"]) for ask in word["asks"]]
            if self.drawing is None:
                self.drawing = asyncio.create_task(self._draw(word["after"] / 1000))

    async def _draw(self, pause: float) -> None:
        await asyncio.sleep(pause)
        self.drawing = None
        is_of_an_ask = bool(self.can_take)
        await self.screen.hear_of_something()
        if is_of_an_ask:
            self.drawn.append(perf_counter())
            self.is_drawn.set()

    def come(self, url: str) -> float:
        """Take what was told last, as the button does; returns how long the answer took."""
        body = urlencode({"escalation": self.can_take[-1][1]}).encode()
        asks = Request(f"{url}/happenings/take", body, {"Cookie": f"{COOKIE}={self.token}"})  # noqa: S310 - our own address.
        began = perf_counter()
        with urlopen(asks, timeout=SECONDS_OF_PATIENCE) as answer:  # noqa: S310 - our own address.
            assert answer.status == HTTPStatus.OK, answer.read()
        return perf_counter() - began


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
        settled(running.process_id)
        asyncio.run(_measure(running, made, given))


async def _measure(running: Served, made: World, given: argparse.Namespace) -> None:
    alone = await _idle(running, given.idle)
    async with AsyncExitStack() as stack:
        listeners = [await _listener(stack, running, made) for _ in range(given.screens)]
        hearing = [asyncio.create_task(each.hear()) for each in listeners]
        waits: dict[str, list[float]] = defaultdict(list)
        try:
            together = await _idle(running, given.idle)
            for turn in range(given.asks):
                for name, seconds in (await _one(stack, running, made, listeners, turn)).items():
                    waits[name] += seconds
        finally:
            for each in hearing:
                each.cancel()
    print(f"{given.screens} screens, {given.asks} asks, load {os.getloadavg()[0]:.1f}")
    print(f"Idle, of a core: {100 * alone:.2f} % without a screen, {100 * together:.2f} % with all")
    print("| from the tap | median ms | p95 ms |\n| --- | ---: | ---: |")
    for name, seconds in waits.items():
        p95 = percentile(seconds, 0.95)
        print(f"| {name} | {1000 * statistics.median(seconds):.0f} | {1000 * p95:.0f} |")


async def _idle(running: Served, seconds: float) -> float:
    """The share of a core that the server takes while nobody does anything."""
    before = cpu_seconds(running.process_id)
    await asyncio.sleep(seconds)
    return (cpu_seconds(running.process_id) - before) / seconds


async def _listener(stack: AsyncExitStack, running: Served, made: World) -> Listener:
    token = token_of(running, made.people[MANAGER])
    screen = await stack.enter_async_context(visitor(running.url, "now", token=token))
    await screen.open(())
    address = f"{running.url.replace('http', 'ws', 1)}/happenings"
    headers = {"Cookie": f"{COOKIE}={token}"}
    line = await stack.enter_async_context(connect(address, additional_headers=headers))
    return Listener(screen, line, token)


async def _one(
    stack: AsyncExitStack, running: Served, made: World, listeners: list[Listener], turn: int
) -> dict[str, list[float]]:
    """One ask, and the end of it: seconds by what they were waited for."""
    token = token_of(running, made.people[STAFF])
    asker = await stack.enter_async_context(visitor(running.url, "counter", token=token))
    await asker.open(({"problem": "Bag delayed"}, {"worth-*": f"{15000 + turn}"}))
    for each in listeners:
        each.can_take.clear()
        each.drawn.clear()
        each.is_drawn.clear()
    tapped = perf_counter()
    asking = asyncio.create_task(asker.press("ask"))
    async with asyncio.timeout(SECONDS_OF_PATIENCE):
        await asyncio.gather(*(each.is_drawn.wait() for each in listeners))
    await asking
    found = {
        "until it could be taken": [each.can_take[0][0] - tapped for each in listeners],
        "until its card was drawn": [each.drawn[0] - tapped for each in listeners],
    }
    one = listeners[turn % len(listeners)]
    found["from the second tap until it was taken"] = [
        await asyncio.to_thread(one.come, running.url)
    ]
    await asker.press("withdraw-*")
    await asyncio.sleep(SECONDS_BETWEEN_ASKS)
    await asyncio.gather(*(each.drawing for each in listeners if each.drawing))
    return found


if __name__ == "__main__":
    main()
