"""Pushing to open screens: a socket says that something happened, and to those who may take it the
facts of an ask, so that they stand on every screen before any card is drawn. Screens that are not
about asks are told what waits for their viewer instead, whole, whenever it changes.

One look a process asks the record for its newest events, however many screens are open: whenever
this process wrote, and from time to time for what others wrote. Several processes on one record
each look for themselves, so it does not matter which of them an ask came in by.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from db.access import system
from db.queries.happenings import Happening, Mark, concerns, happened_since, newest_happening
from db.queries.people import viewer_of_token
from db.queries.swap_outs import StandingSwap, standing_swaps
from db.queries.waiting_asks import WaitingAsk, waiting_asks
from db.session import doors, reading
from pages.plain.serving import COOKIE, now
from pages.plain.words_told import waiting_word, word_for, word_of_something

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from starlette.websockets import WebSocket

    from db.access import Viewer
    from pages.plain.words_told import Word

T = TypeVar("T")
ADDRESS = "/happenings"
# What this process writes wakes the look at once; these are for what others write. An embedded
# record seldom has others.
SECONDS_BETWEEN_LOOKS = {True: 1.0, False: 0.25}
NOT_SIGNED_IN = 4401
# Told screens ask the record in runs of their own, which share one interpreter: one after another.
MILLISECONDS_APART, LONGEST_MILLISECONDS = 20, 2000


@dataclass(frozen=True, slots=True)
class Listener:
    """A screen that waits for news, by the token of its session; it only shows what waits, or of
    that only who wants to be taken over from, as for staff.
    """

    token: str
    shows_waiting: bool = False
    only_swaps: bool = False


class Board:
    """Who listens now, and the one look that runs while anybody does."""

    def __init__(self) -> None:
        """Nobody listens, nothing runs."""
        self._listeners: dict[asyncio.Queue[str | None], Listener] = {}
        self._looking: asyncio.Task[None] | None = None

    def join(self, listener: Listener) -> asyncio.Queue[str | None]:
        """A queue of words about what concerns the viewer behind the token; None says that the
        looking ended, or that the session did.
        """
        told: asyncio.Queue[str | None] = asyncio.Queue()
        self._listeners[told] = listener
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_on())
        return told

    def leave(self, told: asyncio.Queue[str | None]) -> None:
        """Tell this queue nothing more; without anybody, the looking ends."""
        self._listeners.pop(told, None)
        if not self._listeners and self._looking is not None:
            self._looking.cancel()
            self._looking = None

    async def _look_on(self) -> None:
        written, loop = asyncio.Event(), asyncio.get_running_loop()
        own, pause = doors(), SECONDS_BETWEEN_LOOKS[doors().is_sqlite]

        def wake() -> None:
            loop.call_soon_threadsafe(written.set)

        own.after_writing.append(wake)
        try:
            seen = await run_in_threadpool(_newest)
            while True:
                with suppress(TimeoutError):
                    await asyncio.wait_for(written.wait(), pause)
                written.clear()
                listeners = frozenset(self._listeners.values())
                seen = self._tell(await run_in_threadpool(_news, seen, listeners))
        finally:
            own.after_writing.remove(wake)
            # A record that cannot be read ends the looking: the browsers come back by themselves.
            for told in self._listeners:
                told.put_nowait(None)

    def _tell(self, news: News) -> Mark:
        words: list[tuple[asyncio.Queue[str | None], Word]] = []
        for told, listener in self._listeners.items():
            if not news.happened or listener.token not in news.viewers:
                continue
            viewer = news.viewers[listener.token]
            if viewer is None:
                told.put_nowait(None)
            elif listener.shows_waiting:
                _tell_what_waits(told, viewer, news)
            elif word := word_for(viewer, news.happened, event=news.seen.total):
                words.append((told, word))
        for told, word in in_turn(words):
            told.put_nowait(json.dumps(word))
        return news.seen


@dataclass(frozen=True, slots=True)
class News:
    """What happened since the last look, how far it looked, who listens (the viewer behind each
    token, None where the session ended), and every ask and every request to take over that waits.
    """

    happened: list[Happening]
    seen: Mark
    viewers: dict[str, Viewer | None]
    waiting: list[WaitingAsk]
    swaps: list[StandingSwap]


def in_turn(words: Sequence[tuple[T, Word]]) -> list[tuple[T, Word]]:
    """The words with the moment at which each screen asks the record: first those whose viewer is
    meant, and all of them within two seconds, however many there are.
    """
    ordered = sorted(words, key=lambda each: not each[1]["is_mine"])
    apart = min(MILLISECONDS_APART, LONGEST_MILLISECONDS / max(1, len(ordered)))
    return [(told, {**word, "after": int(turn * apart)}) for turn, (told, word) in
            enumerate(ordered)]  # fmt: skip


def _tell_what_waits(told: asyncio.Queue[str | None], viewer: Viewer, news: News) -> None:
    if any(concerns(viewer, each) for each in news.happened):
        told.put_nowait(waiting_word(viewer, news.waiting, news.swaps))


def _newest() -> Mark:
    with reading() as session:
        return newest_happening(session)


def _news(seen: Mark, listeners: Collection[Listener]) -> News:
    """One look. Who listens is asked anew: somebody may have been signed out or moved."""
    with reading() as session:
        newest = newest_happening(session)
        if newest == seen:
            return News([], seen, {}, [], [])
        happened = happened_since(session, system(), after=seen)
        # Most people are staff, and most news is none of theirs: they are not even asked for.
        is_swap = any(each.is_swap for each in happened)
        tokens = {each.token for each in listeners if is_swap or not each.only_swaps}
        viewers = {each: viewer_of_token(session, each, now=now()) for each in tokens}
        is_shown = any(each.shows_waiting for each in listeners)
        waiting = waiting_asks(session) if is_shown else []
        swaps = standing_swaps(session, now=now()) if is_shown else []
    return News(happened, newest, viewers, waiting, swaps)


BOARD = Board()


async def listen(socket: WebSocket) -> None:
    """Tell the browser behind the socket, as long as it stays."""
    wanted = socket.query_params.get("waiting")
    listener = Listener(socket.cookies.get(COOKIE, ""), wanted is not None, wanted == "swaps")
    viewer = await run_in_threadpool(_viewer, listener.token)
    if viewer is None or not _is_from_here(socket):
        await socket.close(NOT_SIGNED_IN)
        return
    await socket.accept()
    told = BOARD.join(listener)
    if listener.shows_waiting:
        told.put_nowait(await run_in_threadpool(_waiting, viewer))
    elif (missed := await run_in_threadpool(_missed, socket)) is not None:
        told.put_nowait(missed)
    leaving = asyncio.create_task(_left(socket))
    try:
        with suppress(WebSocketDisconnect):
            await _pass_on(told, socket, leaving)
    finally:
        leaving.cancel()
        BOARD.leave(told)


async def _pass_on(
    told: asyncio.Queue[str | None], socket: WebSocket, leaving: asyncio.Task[None]
) -> None:
    """Send on what the board tells, until the browser leaves or the looking ends."""
    while not leaving.done():
        news = asyncio.create_task(told.get())
        await asyncio.wait({news, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not news.done():
            news.cancel()
        elif (word := news.result()) is None:
            await socket.close()
            return
        else:
            await socket.send_text(word)


async def _left(socket: WebSocket) -> None:
    """Returns when the browser has gone; what it says before is nothing to us."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


def _missed(socket: WebSocket) -> str | None:
    """The word for a screen that was drawn before the newest event, and so missed its news."""
    drawn, newest = socket.query_params.get("seen", ""), _newest().total
    if not drawn.isdecimal() or int(drawn) >= newest:
        return None
    return json.dumps(word_of_something(newest))


def _waiting(viewer: Viewer) -> str:
    with reading() as session:
        swaps = standing_swaps(session, now=now())
        return waiting_word(viewer, waiting_asks(session), swaps)


def _viewer(token: str) -> Viewer | None:
    if not token:
        return None
    with reading() as session:
        return viewer_of_token(session, token, now=now())


def _is_from_here(socket: WebSocket) -> bool:
    """Whether our own page opened it; a program that is no browser names no origin."""
    origin = socket.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == socket.headers.get("host", "")


ROUTES = [WebSocketRoute(ADDRESS, listen)]
