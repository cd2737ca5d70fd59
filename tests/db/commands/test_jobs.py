"""The lease and the ledger: one holder, one run a slot, and another try after a failure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from db.commands.jobs import (
    LEASE,
    LEASE_LASTS,
    MOST_TRIES,
    STALE_AFTER,
    claim,
    clock,
    finish,
    give_back_lease,
    take_lease,
)
from db.rules.words import JobState
from db.tables.jobs import JobLease, JobRun
from tests.at_once import at_once
from tests.databases import Database
from tests.world import NOW

A_SECOND = timedelta(seconds=1)


def lease(session: Session, holder: str) -> bool:
    """Take or renew the lease now."""
    come = take_lease(session, holder=holder, now=NOW)
    session.flush()
    return come


def claimed(session: Session, holder: str = "one", *, slot: str = "2026-11-18") -> bool:
    """Claim the slot of a day."""
    come = claim(session, job="backup", slot=slot, holder=holder, now=NOW)
    session.flush()
    return come


def end(session: Session, state: JobState) -> None:
    """End the run of that day."""
    finish(session, job="backup", slot="2026-11-18", state=state, note="so", now=NOW)
    session.flush()


def run(session: Session) -> JobRun:
    """The ledger's row of that day."""
    session.expire_all()
    return session.get_one(JobRun, ("backup", "2026-11-18"))


def age(session: Session, by: timedelta) -> None:
    """Let so much time pass for the lease, by whichever clock it is judged."""
    session.get_one(JobLease, LEASE).expires_at = clock(session, now=NOW) + LEASE_LASTS - by
    session.flush()


class TestTakeLease:
    def test_is_for_one_of_two(self, database: Database) -> None:
        with database.doors.writing() as session:
            assert lease(session, "one")
            assert not lease(session, "two")
            assert lease(session, "one")

    def test_passes_on_when_it_has_run_out(self, database: Database) -> None:
        with database.doors.writing() as session:
            lease(session, "one")
            age(session, LEASE_LASTS - A_SECOND)
            assert not lease(session, "two")
            age(session, LEASE_LASTS)
            assert lease(session, "two")
            assert not lease(session, "one")

    def test_passes_on_at_once_when_it_is_given_back(self, database: Database) -> None:
        with database.doors.writing() as session:
            lease(session, "one")
            give_back_lease(session, holder="two")
            assert not lease(session, "two")
            give_back_lease(session, holder="one")
            session.flush()
            assert lease(session, "two")

    def test_is_won_by_one_of_many_at_the_same_moment(self, database: Database) -> None:
        come = at_once(database.url, [_leases(str(number)) for number in range(4)])
        assert sorted(map(str, come)) == ["False", "False", "False", "True"]

    def test_is_judged_by_the_clock_of_the_server(self, database: Database) -> None:
        with database.doors.reading() as session:
            is_own = clock(session, now=NOW) == NOW
            assert is_own is database.is_embedded


def _leases(holder: str) -> Callable[[Session], bool]:
    return lambda session: lease(session, holder)


class TestClaim:
    def test_is_had_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            assert claimed(session)
            assert not claimed(session)
            assert not claimed(session, "two")
            assert claimed(session, slot="2026-11-19")

    def test_is_won_by_one_of_many_at_the_same_moment(self, database: Database) -> None:
        come = at_once(database.url, [claimed] * 4)
        assert sorted(map(str, come)) == ["False", "False", "False", "True"]

    def test_is_over_when_it_was_done(self, database: Database) -> None:
        with database.doors.writing() as session:
            claimed(session)
            end(session, JobState.DONE)
            assert not claimed(session, "two")
            assert (run(session).note, run(session).finished_at is not None) == ("so", True)

    def test_is_had_again_after_a_failure_three_times_in_all(self, database: Database) -> None:
        with database.doors.writing() as session:
            tries = 0
            while claimed(session, str(tries)):
                tries += 1
                end(session, JobState.FAILED)
            assert tries == MOST_TRIES == run(session).tries

    @pytest.mark.parametrize(
        ("age_of_it", "taken_over"), [(STALE_AFTER - A_SECOND, False), (STALE_AFTER, True)]
    )
    def test_is_taken_over_when_it_never_ended(
        self, database: Database, age_of_it: timedelta, *, taken_over: bool
    ) -> None:
        with database.doors.writing() as session:
            claimed(session)
            run(session).started_at = clock(session, now=NOW) - age_of_it
            session.flush()
            assert claimed(session, "two") is taken_over
            assert run(session).holder == ("two" if taken_over else "one")
