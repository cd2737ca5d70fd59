"""Pushing to open screens: a socket says that something happened, never what.

One look a process asks the record four times a second for its newest event, however many screens
are open; whoever it concerns is told, and their screen asks for itself. Several processes on one
record each look for themselves, so it does not matter which of them an ask came in by.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from db.access import system
from db.queries.happenings import Happening, concerns, happened_since, newest_happening
from db.queries.people import viewer_of_token
from db.session import reading
from pages.plain.serving import COOKIE, now

if TYPE_CHECKING:
    from starlette.websockets import WebSocket

    from db.access import Viewer

ADDRESS = "/happenings"
SECONDS_BETWEEN_LOOKS = 0.25
NOT_SIGNED_IN = 4401


class Board:
    """Who listens now, and the one look that runs while anybody does."""

    def __init__(self) -> None:
        """Nobody listens, nothing runs."""
        self._listeners: dict[asyncio.Queue[int | None], Viewer] = {}
        self._looking: asyncio.Task[None] | None = None

    def join(self, viewer: Viewer) -> asyncio.Queue[int | None]:
        """A queue of the keys of what concerns the viewer; None says that the looking ended."""
        told: asyncio.Queue[int | None] = asyncio.Queue()
        self._listeners[told] = viewer
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_on())
        return told

    def leave(self, told: asyncio.Queue[int | None]) -> None:
        """Tell this queue nothing more; without anybody, the looking ends."""
        self._listeners.pop(told, None)
        if not self._listeners and self._looking is not None:
            self._looking.cancel()
            self._looking = None

    async def _look_on(self) -> None:
        seen = await run_in_threadpool(_newest)
        try:
            while True:
                await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
                if await run_in_threadpool(_newest) > seen:
                    seen = self._tell(await run_in_threadpool(_since, seen), seen)
        finally:
            # A record that cannot be read ends the looking: the browsers come back by themselves.
            for told in self._listeners:
                told.put_nowait(None)

    def _tell(self, happened: list[Happening], seen: int) -> int:
        for told, viewer in self._listeners.items():
            mine = [each.event_id for each in happened if concerns(viewer, each)]
            if mine:
                told.put_nowait(mine[-1])
        return happened[-1].event_id if happened else seen


def _newest() -> int:
    with reading() as session:
        return newest_happening(session)


def _since(seen: int) -> list[Happening]:
    with reading() as session:
        return happened_since(session, system(), after=seen)


BOARD = Board()


async def listen(socket: WebSocket) -> None:
    """Tell the browser behind the socket, as long as it stays."""
    viewer = await run_in_threadpool(_viewer, socket)
    if viewer is None or not _is_from_here(socket):
        await socket.close(NOT_SIGNED_IN)
        return
    await socket.accept()
    told = BOARD.join(viewer)
    leaving = asyncio.create_task(_left(socket))
    try:
        with suppress(WebSocketDisconnect):
            await _pass_on(told, socket, leaving)
    finally:
        leaving.cancel()
        BOARD.leave(told)


async def _pass_on(
    told: asyncio.Queue[int | None], socket: WebSocket, leaving: asyncio.Task[None]
) -> None:
    """Send on what the board tells, until the browser leaves or the looking ends."""
    while not leaving.done():
        news = asyncio.create_task(told.get())
        await asyncio.wait({news, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not news.done():
            news.cancel()
        elif (event := news.result()) is None:
            await socket.close()
            return
        else:
            await socket.send_text(str(event))


async def _left(socket: WebSocket) -> None:
    """Returns when the browser has gone; what it says before is nothing to us."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


def _viewer(socket: WebSocket) -> Viewer | None:
    token = socket.cookies.get(COOKIE, "")
    if not token:
        return None
    with reading() as session:
        return viewer_of_token(session, token, now=now())


def _is_from_here(socket: WebSocket) -> bool:
    """Whether our own page opened it; a program that is no browser names no origin."""
    origin = socket.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == socket.headers.get("host", "")


ROUTES = [WebSocketRoute(ADDRESS, listen)]
