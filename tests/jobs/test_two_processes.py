"""`python -m jobs` twice on one record: when the leader is killed, the other one goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.commands.jobs import LEASE
from db.rules.words import EventKind, JobState
from db.settings import ROOT
from db.tables.cover import Cover
from db.tables.escalations import EscalationEvent
from db.tables.jobs import JobLease, JobRun
from jobs.timetable import TIMETABLE, every_look
from tests.counter_cases import asked
from tests.databases import Database
from tests.world import World, world

# To start, to look, and to run the lease out, on a machine that is busy with other tests.
SECONDS_TO_WAIT = 60
# The jobs that run once an hour or once a day: one that is killed half-way is run again later.
SLOTS = sum(entry.slot is not every_look for entry in TIMETABLE)


@contextmanager
def jobs(database: Database, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that runs the timetable, until the block ends."""
    settings = {
        "READYROOM_DATABASE_URL": database.url,
        "READYROOM_FOLDER": str(folder),
        "READYROOM_SCHEDULER": "on",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "jobs"], cwd=ROOT, env=os.environ | settings,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(ask: Callable[[], int | None]) -> int:
    """The first answer to a question that is asked again and again."""
    latest = time.monotonic() + SECONDS_TO_WAIT
    while time.monotonic() < latest:
        answer = ask()
        if answer is not None:
            return answer
        time.sleep(0.1)
    pytest.fail("nothing happened in time")


def leader(database: Database) -> int | None:
    """The number of the process that holds the lease."""
    with database.doors.reading() as session:
        lease = session.get(JobLease, LEASE)
        return int(lease.holder.split(":")[1]) if lease else None


def unanswered(database: Database, key: int) -> int | None:
    """How often the escalation was moved up, once it was."""
    question = select(func.count()).where(
        EscalationEvent.escalation_id == key, EscalationEvent.kind == EventKind.UNANSWERED
    )
    with database.doors.reading() as session:
        return session.scalar(question) or None


def overdue(session: Session, made: World, key: str) -> int:
    """An ask of ten minutes ago to which nobody answered."""
    return asked(session, made, key=key, at=datetime.now(UTC) - timedelta(minutes=10))


def on_duty_today(session: Session, made: World) -> None:
    """The managers of Nairobi are on duty at this hour, whichever it is."""
    now = datetime.now(UTC)
    session.add_all(
        Cover(person_id=made.people[name], place_id=made.places["Nairobi"],
              starts_at=now - timedelta(hours=2), ends_at=now + timedelta(hours=2))
        for name in ("Nairobi manager", "Nairobi duty")
    )  # fmt: skip
    session.flush()


@pytest.mark.slow
class TestTwoProcesses:
    def test_lose_and_repeat_nothing_when_the_leader_is_killed(
        self, database: Database, tmp_path: Path
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            on_duty_today(session, made)
            before = overdue(session, made, "before")
        with ExitStack() as stack:
            two = [stack.enter_context(jobs(database, tmp_path)) for _ in range(2)]
            assert until(lambda: unanswered(database, before)) == 1
            until(lambda: ended(database, SLOTS))
            killed = until(lambda: leader(database))
            os.kill(killed, signal.SIGKILL)
            with database.doors.writing() as session:
                after = overdue(session, made, "after")
            assert until(lambda: unanswered(database, after)) == 1
            (other,) = (each for each in two if each.pid != killed)
            assert leader(database) == other.pid
            other.send_signal(signal.SIGTERM)
            assert other.wait(SECONDS_TO_WAIT) == 0
        assert leader(database) is None
        assert (unanswered(database, before), unanswered(database, after)) == (1, 1)
        with database.doors.reading() as session:
            runs = session.scalars(select(JobRun)).all()
            assert {(each.state, each.tries) for each in runs} == {(JobState.DONE, 1)}


def ended(database: Database, runs: int) -> int | None:
    """How many runs are done, once there are so many."""
    with database.doors.reading() as session:
        question = select(func.count()).where(JobRun.state == JobState.DONE)
        done = session.scalar(question) or 0
        return done if done >= runs else None
