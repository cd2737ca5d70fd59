"""The timetable in a process: APScheduler looks often; lease and ledger decide who runs what."""

from __future__ import annotations

import os
import socket
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from db.commands import jobs
from db.rules.words import JobState
from db.session import writing
from db.settings import read_settings
from jobs.timetable import TIMETABLE, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LOG = structlog.get_logger("jobs")
HOLDER = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


def now() -> datetime:
    """This moment, aware, in UTC: the clock of the jobs."""
    return datetime.now(UTC)


def look(entry: Entry, *, holder: str = HOLDER) -> str | None:
    """Run the entry's slot of this moment if it is this process's to run; what it said, or None."""
    at = now()
    slot = entry.slot(at)
    with writing() as session:
        if not jobs.take_lease(session, holder=holder, now=at):
            return None
        if slot is not None and not jobs.claim(
            session, job=entry.name, slot=slot, holder=holder, now=at
        ):
            return None
    return _run(entry, slot, at)


def _run(entry: Entry, slot: str | None, at: datetime) -> str:
    state, note = JobState.FAILED, "ended without a word"
    try:
        note = entry.run(at)
        state = JobState.DONE
    finally:
        # A failure goes on up to the scheduler, which logs it; the ledger knows of it first.
        if slot is not None:
            with writing() as session:
                jobs.finish(session, job=entry.name, slot=slot, state=state, note=note, now=now())
            LOG.info("job ended", job=entry.name, slot=slot, state=state.value, note=note)
    return note


def scheduled(timetable: Sequence[Entry] = TIMETABLE) -> BackgroundScheduler:
    """A scheduler that looks at every entry in its interval, beginning at once: what was missed
    while nothing ran is caught up from the ledger.
    """
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(2)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": 300},
        timezone=UTC,
    )
    for entry in timetable:
        scheduler.add_job(
            look,
            "interval",
            args=[entry],
            seconds=entry.every_seconds,
            id=entry.name,
            name=entry.name,
            next_run_time=now(),
        )
    return scheduler


@contextmanager
def running() -> Iterator[None]:
    """The timetable runs as long as the block; the lease is given back at its end."""
    if not read_settings().scheduler:
        yield
        return
    scheduler = scheduled()
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=True)
        with writing() as session:
            jobs.give_back_lease(session, holder=HOLDER)
