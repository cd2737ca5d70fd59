"""Promises to call back: made, kept, promised again, handed over; nothing of it is ever edited."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.commands import promises
from db.commands.promises import CallBack
from db.commands.resolutions import Resolution, resolve
from db.queries import promises as questions
from db.rules.promises import rebuilt
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.rules.words import Outcome, PromiseEventKind, PromiseState
from db.tables.audit import AuditEntry
from db.tables.escalations import Escalation
from db.tables.promises import Promise, PromiseEvent
from tests.counter_cases import taken
from tests.databases import Database
from tests.promise_cases import HOUR, promised, window
from tests.world import NOW, World, world

STAFF, SENIOR, MANAGER = "Nairobi staff", "Nairobi senior", "Nairobi manager"


def only(session: Session, made: World) -> questions.PromiseRow:
    [row], _ = questions.promises(session, made.viewers[STAFF])
    return row


class TestMaking:
    def test_is_one_promise_however_often_it_is_sent(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert promised(session, made) == promised(session, made)
            row = only(session, made)
            assert (row.owner, row.made_by, row.standing.window.zone) == (
                STAFF,
                STAFF,
                "Asia/Tokyo",
            )
            assert row.standing.state(NOW) is PromiseState.OPEN

    def test_keeps_of_the_customer_a_keyed_hash_that_finds_the_promise(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            promised(session, made, key="noise", reference="KQ 7")
            key = promised(session, made, reference="kq-123")
            kept = session.get_one(Promise, key).customer_hash
            assert kept is not None
            assert "123" not in kept or len(kept) == 64
            [row], total = questions.promises(session, made.viewers[STAFF], words="KQ123")
            assert (row.id, total) == (key, 1)

    def test_needs_words_and_a_window_that_can_be_kept(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match="promise is empty"):
                promised(session, made, words="  ")
            with pytest.raises(Refusal, match="over already"):
                promised(session, made, -1, at=NOW)
            assert session.scalar(select(func.count()).select_from(Promise)) == 0

    def test_is_for_those_who_work_there(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(NotPermitted):
                promises.make(
                    session, made.viewers["Mombasa staff"], place_id=made.places["Nairobi"],
                    promised=CallBack("We call.", window(1)), submit_key="x", at=NOW,
                )  # fmt: skip


class TestKeeping:
    @pytest.mark.parametrize(
        ("beyond", "state"),
        [(timedelta(), PromiseState.KEPT), (timedelta(seconds=1), PromiseState.LATE)],
    )
    def test_counts_as_kept_up_to_the_end_of_the_window(
        self, database: Database, beyond: timedelta, state: PromiseState
    ) -> None:
        """P32: the call back, its window and whether it was kept, in the record."""
        with database.doors.writing() as session:
            made = world(session)
            key = promised(session, made)
            at = NOW + 2 * HOUR + beyond
            promises.keep(session, made.viewers[SENIOR], promise_id=key, at=at)
            assert only(session, made).standing.state(at) is state
            with pytest.raises(Refusal, match="kept already"):
                promises.keep(session, made.viewers[STAFF], promise_id=key, at=at)

    def test_is_closed_to_others_and_told_in_the_trail(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = promised(session, made)
            with pytest.raises(NotPermitted):
                promises.keep(session, made.viewers["Mombasa manager"], promise_id=key, at=NOW)
            with pytest.raises(Refusal, match="no such promise"):
                promises.keep(session, made.viewers[STAFF], promise_id=key + 999, at=NOW)
            promises.keep(session, made.viewers[STAFF], promise_id=key, at=NOW)
            acts = session.scalars(
                select(AuditEntry.act).where(AuditEntry.subject_kind == "promise")
            )
            assert list(acts) == ["promise made", "promise kept"]


class TestPromisingAgain:
    def test_in_time_is_no_miss_and_afterwards_is_one(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for key, hours in (("in time", 1), ("too late", -2)):
                promise_id = promised(session, made, hours, key=key, words=f"{key}.")
                promises.promise_again(
                    session, made.viewers[SENIOR], promise_id=promise_id, window=window(3),
                    why="The bag lands later.", version=1, at=NOW,
                )  # fmt: skip
            rows, _ = questions.promises(session, made.viewers[STAFF])
            broke = {row.words: row.standing.broke_at for row in rows}
            assert broke == {"in time.": None, "too late.": NOW - HOUR}

    def test_by_two_at_once_is_one_window(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = promised(session, made)
            facts = {"promise_id": key, "window": window(3), "version": 1, "at": NOW}
            promises.promise_again(session, made.viewers[STAFF], **facts)  # type: ignore[arg-type]  # the facts of both.
            with pytest.raises(Conflict, match="meanwhile"):
                promises.promise_again(session, made.viewers[SENIOR], **facts)  # type: ignore[arg-type]  # the facts of both.


class TestHandingOver:
    def test_is_to_somebody_who_works_there(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = promised(session, made)
            for _ in range(2):
                promises.hand_over(
                    session, made.viewers[MANAGER], promise_id=key,
                    owner_id=made.people[SENIOR], at=NOW,
                )  # fmt: skip
            assert only(session, made).owner == SENIOR
            with pytest.raises(Refusal, match="Mombasa staff does not work at Nairobi"):
                promises.hand_over(
                    session, made.viewers[MANAGER], promise_id=key,
                    owner_id=made.people["Mombasa staff"], at=NOW,
                )  # fmt: skip
            events = questions.promise_events(session, made.viewers[STAFF], promise_id=key)
            assert [(each.fact.kind, each.owner) for each in events] == [
                (PromiseEventKind.MADE, STAFF), (PromiseEventKind.HANDED_OVER, SENIOR),
            ]  # fmt: skip


class TestTheEndOfAnEscalation:
    def test_promises_a_call_in_the_same_step_and_is_not_complete(self, database: Database) -> None:
        """P27: an apology that leaves something open leaves a promise in the ledger."""
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
            how = Resolution(
                Outcome.PARTLY, is_complete=True, call_back=CallBack("We call.", window(1))
            )
            resolve(session, made.viewers[MANAGER], escalation_id=key, how=how, at=NOW + HOUR / 2)
            row = only(session, made)
            escalation = session.get_one(Escalation, key)
            assert (row.escalation_id, row.owner) == (key, MANAGER)
            assert escalation.is_complete is False
            assert session.get_one(Promise, row.id).problem_id == escalation.problem_id

    def test_is_refused_whole_with_a_window_that_is_over(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
        how = Resolution(
            Outcome.PARTLY, is_complete=False, call_back=CallBack("We call.", window(-5))
        )
        with pytest.raises(Refusal, match="over already"), database.doors.writing() as session:
            resolve(session, made.viewers[MANAGER], escalation_id=key, how=how, at=NOW + HOUR / 2)
        with database.doors.reading() as session:
            assert session.get_one(Escalation, key).resolved_at is None


class TestTheRecord:
    def test_is_what_its_events_add_up_to(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = promised(session, made, -2)
            viewer = made.viewers[STAFF]
            promises.promise_again(
                session, viewer, promise_id=key, window=window(1, "Europe/Berlin"), version=1,
                at=NOW,
            )  # fmt: skip
            promises.hand_over(
                session, viewer, promise_id=key, owner_id=made.people[SENIOR], at=NOW
            )
            promises.miss(session, viewer, promise_id=key, why="No number.", at=NOW + 5 * HOUR)
            events = questions.promise_events(session, viewer, promise_id=key)
            assert rebuilt(each.fact for each in events) == only(session, made).standing

    def test_is_never_edited_or_deleted(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            promises.keep(session, made.viewers[STAFF], promise_id=promised(session, made), at=NOW)
            promised(session, made, key="open")
        for statement in (
            delete(Promise), delete(PromiseEvent),
            update(PromiseEvent).values(words="x"),
            update(Promise).where(Promise.submit_key == "one").values(owner_id=None),
            update(Promise).where(Promise.submit_key == "open").values(words="x"),
        ):  # fmt: skip
            with pytest.raises(DBAPIError), database.doors.writing() as session:
                session.execute(statement)
