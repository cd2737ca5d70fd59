"""Readers of plain pages: each opens a connection, reads a page, waits, and reads the next."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlsplit

OK = b"200"


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads how often: readers, seconds between the pages of one, seconds in all."""

    users: int
    every: float
    seconds: float


async def read_pages(
    url: str, paths: Sequence[str], tokens: Sequence[str], pace: Reading
) -> list[float]:
    """Seconds that each page took, from the request to its last byte, of all readers together."""
    until = perf_counter() + pace.seconds
    readers = (
        _read(url, paths, tokens[turn % len(tokens)], pace, until=until, seed=turn)
        for turn in range(pace.users)
    )
    return [wait for waits in await asyncio.gather(*readers) for wait in waits]


async def _read(
    url: str, paths: Sequence[str], token: str, pace: Reading, *, until: float, seed: int
) -> list[float]:
    chance = random.Random(seed)  # noqa: S311 - spreads readers over time, guards nothing.
    parts, waits = urlsplit(url), list[float]()
    await asyncio.sleep(chance.random() * pace.every)
    while perf_counter() < until:
        began = perf_counter()
        come, go = await asyncio.open_connection(parts.hostname, parts.port)
        asked = f"GET {chance.choice(paths)} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        asked += "Accept: text/html\r\n"
        go.write(f"{asked}Cookie: readyroom_session={token}\r\n\r\n".encode())
        await _answer(come)
        waits.append(perf_counter() - began)
        go.close()
        await asyncio.sleep(pace.every * (0.5 + chance.random()))
    return waits


async def _answer(come: asyncio.StreamReader) -> None:
    head = await come.readuntil(b"\r\n\r\n")
    status, *lines = head.split(b"\r\n")
    assert status.split()[1] == OK, head.decode()
    named = dict(line.lower().split(b": ", 1) for line in lines if b": " in line)
    await come.readexactly(int(named[b"content-length"]))
