"""Looking at the timetable: the lease and the ledger decide, and what was missed is caught up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from db.commands.jobs import LEASE, LEASE_LASTS, MOST_TRIES, clock
from db.rules.refusals import Refusal
from db.rules.words import JobState
from db.tables.jobs import JobLease, JobRun
from jobs import scheduler
from jobs.timetable import TIMETABLE, Entry, by_day, by_hour, every_look
from tests.databases import Database
from tests.world import NOW


class Diary:
    """A job that writes down when it ran, and a clock that stands where the test puts it."""

    def __init__(self, slot: Callable[[datetime], str | None] = by_day) -> None:
        """Nothing ran yet; it is `NOW`."""
        self.at, self.ran = NOW, list[datetime]()
        self.fails = False
        self.entry = Entry("diary", 60, slot, self.run)

    def run(self, now: datetime) -> str:
        """Write down the moment, or fail."""
        self.ran.append(now)
        if self.fails:
            raise Refusal("There is no paper.")
        return f"run {len(self.ran)}"


@pytest.fixture
def diary(monkeypatch: pytest.MonkeyPatch) -> Diary:
    """A job a day, and its clock."""
    kept = Diary()
    monkeypatch.setattr(scheduler, "now", lambda: kept.at)
    return kept


def run_out(database: Database) -> None:
    """The lease runs out, by whichever clock it is judged."""
    with database.doors.writing() as session:
        lease = session.get_one(JobLease, LEASE)
        lease.expires_at = clock(session, now=NOW) - LEASE_LASTS


def ledger(database: Database) -> list[tuple[str, JobState, int, str]]:
    """Every run: slot, state, tries and holder."""
    with database.doors.reading() as session:
        found = session.scalars(select(JobRun).order_by(JobRun.slot))
        return [(each.slot, each.state, each.tries, each.holder) for each in found]


class TestLook:
    def test_runs_a_slot_once(self, database: Database, diary: Diary) -> None:
        assert scheduler.look(diary.entry, holder="one") == "run 1"
        assert scheduler.look(diary.entry, holder="one") is None
        assert scheduler.look(diary.entry, holder="two") is None
        assert diary.ran == [NOW]
        assert ledger(database) == [("2026-11-18", JobState.DONE, 1, "one")]

    def test_leaves_every_job_to_the_holder_of_the_lease(
        self, database: Database, diary: Diary
    ) -> None:
        diary.entry = Entry("diary", 3, every_look, diary.run)
        assert scheduler.look(diary.entry, holder="one") == "run 1"
        assert scheduler.look(diary.entry, holder="two") is None
        assert scheduler.look(diary.entry, holder="one") == "run 2"
        run_out(database)
        assert scheduler.look(diary.entry, holder="two") == "run 3"
        assert scheduler.look(diary.entry, holder="one") is None
        assert ledger(database) == []

    def test_goes_on_elsewhere_without_doing_anything_twice(
        self, database: Database, diary: Diary
    ) -> None:
        scheduler.look(diary.entry, holder="one")
        run_out(database)
        assert scheduler.look(diary.entry, holder="two") is None
        diary.at = NOW + timedelta(days=1)
        run_out(database)
        assert scheduler.look(diary.entry, holder="two") == "run 2"
        assert ledger(database) == [
            ("2026-11-18", JobState.DONE, 1, "one"), ("2026-11-19", JobState.DONE, 1, "two"),
        ]  # fmt: skip

    def test_catches_up_once_after_days_without_a_run(
        self, database: Database, diary: Diary
    ) -> None:
        scheduler.look(diary.entry, holder="one")
        diary.at = NOW + timedelta(days=4)
        run_out(database)
        assert [scheduler.look(diary.entry, holder="two") for _ in range(3)] == [
            "run 2", None, None,
        ]  # fmt: skip

    def test_tries_again_what_failed_and_then_leaves_it(
        self, database: Database, diary: Diary
    ) -> None:
        diary.fails = True
        for _ in range(MOST_TRIES):
            with pytest.raises(Refusal):
                scheduler.look(diary.entry, holder="one")
        assert scheduler.look(diary.entry, holder="one") is None
        assert ledger(database) == [("2026-11-18", JobState.FAILED, MOST_TRIES, "one")]

    def test_ends_well_at_the_second_try(self, database: Database, diary: Diary) -> None:
        diary.fails = True
        with pytest.raises(Refusal):
            scheduler.look(diary.entry, holder="one")
        diary.fails = False
        assert scheduler.look(diary.entry, holder="one") == "run 2"
        assert ledger(database) == [("2026-11-18", JobState.DONE, 2, "one")]


class TestTheTimetable:
    def test_names_each_job_once(self) -> None:
        names = [entry.name for entry in TIMETABLE]
        assert len(set(names)) == len(names)

    def test_is_looked_at_from_the_first_moment(self) -> None:
        begun = scheduler.now()
        jobs = scheduler.scheduled().get_jobs()
        assert {job.id for job in jobs} == {entry.name for entry in TIMETABLE}
        assert all(begun <= job.next_run_time <= scheduler.now() for job in jobs)

    def test_renews_the_lease_before_it_runs_out(self) -> None:
        assert min(entry.every_seconds for entry in TIMETABLE) * 2 < LEASE_LASTS.total_seconds()

    @pytest.mark.parametrize(
        ("slot", "turn", "before", "after"),
        [
            (by_hour, datetime(2026, 11, 18, 10, tzinfo=UTC), "2026-11-18T09", "2026-11-18T10"),
            (by_day, datetime(2026, 11, 19, tzinfo=UTC), "2026-11-18", "2026-11-19"),
        ],
    )
    def test_has_slots_that_turn_on_the_hour_and_at_midnight(
        self, slot: Callable[[datetime], str], turn: datetime, before: str, after: str
    ) -> None:
        assert slot(turn - timedelta(microseconds=1)) == before
        assert slot(turn) == after

    def test_can_be_switched_off(self, embedded: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("READYROOM_SCHEDULER", "off")
        with scheduler.running(), embedded.doors.reading() as session:
            assert session.scalars(select(JobLease)).all() == []
