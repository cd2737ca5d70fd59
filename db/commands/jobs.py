"""The lease and the ledger: who runs the timetable, and what ran already.

Several processes may run the same timetable. One of them holds the lease; and a slot of a job is
claimed by its primary key, so that even two that believe to hold the lease cannot both run it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql, sqlite

from db.rules.words import JobState
from db.tables.jobs import JobLease, JobRun

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LEASE = "timetable"
LEASE_LASTS = timedelta(seconds=8)
STALE_AFTER = timedelta(minutes=10)
MOST_TRIES = 3


def clock(session: Session, *, now: datetime) -> datetime:
    """The clock by which leases are judged: the server's own, since hosts may disagree; the
    embedded database has one host, whose clock was read by the caller.
    """
    if session.get_bind().dialect.name != "postgresql":
        return now
    moment: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return moment.astimezone(UTC)


def take_lease(session: Session, *, holder: str, now: datetime) -> bool:
    """Take or renew the lease; False while another holder's has not run out."""
    at = clock(session, now=now)
    if _is_new(session, JobLease, name=LEASE, holder=holder, expires_at=at + LEASE_LASTS):
        return True
    lease = session.scalars(
        select(JobLease).where(JobLease.name == LEASE).with_for_update()
    ).one_or_none()
    if lease is None:
        # Its holder gave it back at this very moment; the next look takes it.
        return False
    if lease.holder != holder and lease.expires_at > at:
        return False
    lease.holder, lease.expires_at = holder, at + LEASE_LASTS
    return True


def _is_new(session: Session, table: type[JobLease | JobRun], **values: object) -> bool:
    """Insert the row unless its key is there; whether it was inserted. Of two processes that
    try at the same moment one waits for the other, and neither fails.
    """
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = insert(table).values(**values).on_conflict_do_nothing().returning(table.holder)
    return session.scalar(row) is not None


def give_back_lease(session: Session, *, holder: str) -> None:
    """End one's own lease early, so that another process need not wait for it to run out."""
    lease = session.scalar(select(JobLease).where(JobLease.name == LEASE).with_for_update())
    if lease is not None and lease.holder == holder:
        session.delete(lease)


def claim(session: Session, *, job: str, slot: str, holder: str, now: datetime) -> bool:
    """Claim a slot of a job; False when it is done, running, or failed too often. A run that
    started and never ended is taken over.
    """
    at = clock(session, now=now)
    started: dict[str, object] = {"state": JobState.STARTED, "holder": holder, "started_at": at}
    if _is_new(session, JobRun, job=job, slot=slot, tries=1, note="", **started):
        return True
    run = session.scalars(
        select(JobRun).where(JobRun.job == job, JobRun.slot == slot).with_for_update()
    ).one()
    stale = run.state is JobState.STARTED and run.started_at <= at - STALE_AFTER
    failed = run.state is JobState.FAILED and run.tries < MOST_TRIES
    if not (stale or failed):
        return False
    run.state, run.holder, run.started_at = JobState.STARTED, holder, at
    run.tries += 1
    return True


def finish(
    session: Session, *, job: str, slot: str, state: JobState, note: str, now: datetime
) -> None:
    """Write how a claimed slot ended."""
    run = session.get_one(JobRun, (job, slot))
    run.state, run.note = state, note
    run.finished_at = clock(session, now=now)
