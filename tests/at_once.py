"""Several acts at the very same moment, each on a connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.orm import Session

from db.rules.refusals import Refusal
from db.session import connect

SECONDS_TO_WAIT = 60
R = TypeVar("R")


def at_once(url: str, acts: Sequence[Callable[[Session], R]]) -> list[R | Refusal]:
    """What came of each act, in order: its result, or the refusal that it met.

    Every act has doors of its own, as it would have in another process: what keeps them apart is
    the database alone. Anything but a refusal that one raises fails the test.
    """
    together = threading.Barrier(len(acts))

    def run(act: Callable[[Session], R]) -> R:
        doors = connect(url)
        together.wait(SECONDS_TO_WAIT)
        try:
            with doors.writing() as session:
                return act(session)
        finally:
            doors.dispose()

    with ThreadPoolExecutor(len(acts)) as pool:
        futures = [pool.submit(run, act) for act in acts]
    return _come_of(futures)


def _come_of(futures: Sequence[Future[R]]) -> list[R | Refusal]:
    come: list[R | Refusal] = []
    for each in futures:
        try:
            come.append(each.result())
        except Refusal as refusal:
            come.append(refusal)
    return come
