"""A file is read by a process of its own while what it read before is being written.

Reading and judging a row costs about a third of an import. The reader has no connection to the
record and keeps a block or two ahead of whoever writes; it ends when it is no longer listened to.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Generator, Iterator
from contextlib import suppress
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path

from db.imports.escalations import blocks
from db.imports.mapping import EscalationMapping
from db.imports.tickets import Block
from db.rules.refusals import Refusal

SECONDS_TO_END = 10


def blocks_read_ahead(
    path: Path, mapping: EscalationMapping, *, now: datetime
) -> Generator[Block, None, None]:
    """The blocks of a file, in their order.

    Raises:
        Refusal: the file as a whole cannot be read.
    """
    # Nothing of the record may be open here, or both processes would hold it.
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    given = (receiving, sending, path, mapping, now)
    reader = context.Process(target=_read, args=given, daemon=True)
    reader.start()
    sending.close()
    try:
        yield from _received(receiving)
    finally:
        receiving.close()
        reader.join(SECONDS_TO_END)


def _received(receiving: Connection) -> Iterator[Block]:
    while True:
        found = receiving.recv()
        if isinstance(found, Refusal):
            raise found
        if found is None:
            return
        yield found


def _read(
    receiving: Connection,
    sending: Connection,
    path: Path,
    mapping: EscalationMapping,
    now: datetime,
) -> None:
    # As long as this end were open here too, nobody would be missed at it.
    receiving.close()
    gc.disable()
    # Whoever no longer listens has ended, or was told to stop.
    with suppress(BrokenPipeError):
        try:
            for block in blocks(path, mapping, now=now):
                sending.send(block)
            sending.send(None)
        except Refusal as refusal:
            sending.send(refusal)
