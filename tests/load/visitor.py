"""One driven visitor: a websocket, a screen, and a person's pace."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.load.messages import Screen, rerun
from tests.load.scenes import Scene

COOKIE = "readyroom_session"
SECONDS_OF_PATIENCE = 60
SECONDS_OF_A_LOOK = 0.1


@dataclass
class Visitor:
    """Somebody with one screen open; `waits` are the seconds that each act took to be drawn."""

    socket: ClientConnection
    url: str
    path: str
    query: str = ""
    screen: Screen = field(default_factory=Screen)
    chosen: dict[str, str] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def open(self, choices: Sequence[Mapping[str, str]]) -> None:
        """Open the screen and make these choices, one run each: text by the key of a field."""
        await self._run()
        for choice in choices:
            await self.choose(choice)

    async def choose(self, choice: Mapping[str, str]) -> None:
        """Change what stands in the fields, and wait until the screen is drawn."""
        fields = {self.screen.widget(key): text for key, text in choice.items()}
        self.chosen |= fields
        parts = {self.screen.parts[each] for each in fields}
        # As the browser does: a field in a part of the screen runs that part alone.
        await self._run(fragment=parts.pop() if len(parts) == 1 else "")

    async def press(self, key: str) -> None:
        """Press a button, and wait until the screen is drawn."""
        button = self.screen.widget(key)
        await self._run(fragment=self.screen.parts[button], pressed=button)

    async def hear_of_something(self) -> None:
        """Run the part that waits for what happens, as the browser does when it is told."""
        line = self.screen.widget("*-line")
        await self._run(fragment=self.screen.parts[line])

    async def act(self, scene: Scene, *, every: float, until: float) -> None:
        """Make the scene's choices in turn at a person's pace, and note how long each took."""
        await asyncio.sleep(random.uniform(0, every))  # noqa: S311 - a pace, no secret.
        turn = 0
        while perf_counter() < until:
            began = perf_counter()
            if scene.is_told:
                await self.hear_of_something()
            else:
                await self.choose(scene.turns[turn % len(scene.turns)])
            self.waits.append(perf_counter() - began)
            turn += 1
            pause = every * random.uniform(0.5, 1.5)  # noqa: S311 - a pace, no secret.
            await asyncio.sleep(max(0.0, pause - self.waits[-1]))

    async def look_by_itself(self, *, until: float) -> None:
        """What the browser does without its owner: rerun the parts that have a timer."""
        due: dict[str, float] = {}
        while (now := perf_counter()) < until:
            for name, wait in list(self.screen.ticks.items()):
                if due.setdefault(name, now + wait) <= now:
                    due[name] = now + wait
                    await self._run(fragment=name, is_tick=True)
            await asyncio.sleep(SECONDS_OF_A_LOOK)

    async def _run(self, *, fragment: str = "", is_tick: bool = False, pressed: str = "") -> None:
        async with self._turn, asyncio.timeout(SECONDS_OF_PATIENCE):
            screen = self.screen
            screen.has_ended = False
            asked = rerun(
                url=self.url,
                path=self.path,
                query=self.query,
                page_hash=screen.page_hash,
                chosen=self.chosen,
                pressed=pressed,
                fragment=fragment,
                is_tick=is_tick,
                kept=screen.kept,
            )
            await self.socket.send(asked)
            while not screen.has_ended:
                payload = await self.socket.recv()
                screen.hear(payload if isinstance(payload, bytes) else payload.encode())


@asynccontextmanager
async def visitor(url: str, path: str, *, token: str, query: str = "") -> AsyncIterator[Visitor]:
    """A visitor at `path` with this query, signed in by this token, until the block ends."""
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    async with connect(
        address,
        subprotocols=[Subprotocol("streamlit")],
        additional_headers={"Cookie": f"{COOKIE}={token}"},
        max_size=None,
        compression=None,
        close_timeout=1,
        ping_interval=None,  # A server that is late must be measured, not hung up on.
    ) as socket:
        yield Visitor(socket, url, path, query)
