"""Measuring one screen: many visitors open it, sit still for a while, and then act."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from time import perf_counter

from tests.load.figures import Figures, cpu_seconds, settled
from tests.load.scenes import Scene
from tests.load.visitor import Visitor, visitor

OPENING_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Pace:
    """Who acts how often: visitors, seconds between the acts of one, seconds in all."""

    users: int
    every: float
    seconds: float
    quiet: float


async def measure(
    scene: Scene, url: str, process_id: int, tokens: Sequence[str], pace: Pace
) -> Figures:
    """The figures of a scene on the server at `url`, one visitor per token."""
    async with AsyncExitStack() as stack:
        visitors = await _opened(stack, scene, url, tokens)
        await asyncio.to_thread(settled, process_id)
        idle = await _together(visitors, process_id, seconds=pace.quiet, scene=None, pace=pace)
        cpu = await _together(visitors, process_id, seconds=pace.seconds, scene=scene, pace=pace)
        errors = {error for each in visitors for error in each.screen.errors}
        assert not errors, f"{scene.name}: {errors}"
        waits = tuple(wait for each in visitors for wait in each.waits)
        return Figures(scene.name, waits, cpu - idle / pace.quiet * pace.seconds, idle / pace.quiet)


async def _opened(
    stack: AsyncExitStack, scene: Scene, url: str, tokens: Sequence[str]
) -> list[Visitor]:
    turn = asyncio.Semaphore(OPENING_AT_ONCE)

    async def one(token: str) -> Visitor:
        async with turn:
            opened = await stack.enter_async_context(
                visitor(url, scene.path, token=token, query=scene.query)
            )
            await opened.open(scene.first)
            return opened

    return list(await asyncio.gather(*(one(token) for token in tokens)))


async def _together(
    visitors: Sequence[Visitor], process_id: int, *, seconds: float, scene: Scene | None, pace: Pace
) -> float:
    """CPU seconds of the server while the visitors sit, or act when there is a scene."""
    before, until = cpu_seconds(process_id), perf_counter() + seconds
    busy = [each.look_by_itself(until=until) for each in visitors]
    if scene is not None:
        busy += [each.act(scene, every=pace.every, until=until) for each in visitors]
    await asyncio.gather(asyncio.sleep(seconds), *busy)
    return cpu_seconds(process_id) - before
