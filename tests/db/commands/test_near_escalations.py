"""Wanted to ask and did not: noted once, without a name, taken back within minutes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from db.commands import near_escalations
from db.commands.near_escalations import Wanted
from db.queries import near_escalations as questions
from db.queries.trail import trail
from db.rules.near_escalations import WITHDRAW_WITHIN
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.rules.words import LimitKind, NearReason
from db.tables.audit import AuditEntry
from db.tables.near_escalations import NearEscalation, NearWithdrawal
from tests.counter_cases import kes
from tests.world import NOW, World, world

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.databases import Database

STAFF, SENIOR, MANAGER = "Nairobi staff", "Nairobi senior", "Nairobi manager"
LAST_MOMENT = NOW + WITHDRAW_WITHIN


def noted(
    session: Session,
    made: World,
    *,
    key: str = "one",
    who: str = STAFF,
    place: str = "Nairobi",
    reason: NearReason = NearReason.MANAGER_BUSY,
    words: str = "",
) -> int:
    """A near-escalation about a refund for a delayed bag."""
    wanted = Wanted(
        reason, made.problems["Bag delayed"], remedy_id=made.remedies["Refund"],
        worth=kes("15000"), words=words,
    )  # fmt: skip
    return near_escalations.note(
        session, made.viewers[who], place_id=made.places[place], wanted=wanted, submit_key=key,
        at=NOW,
    )  # fmt: skip


def counted(session: Session, made: World, place: str = "Nairobi") -> int:
    """How many a manager is shown."""
    found = questions.counts_between(
        session, path=made.paths[place], since=NOW, until=NOW + timedelta(minutes=1)
    )
    return found.total


class TestNoting:
    def test_is_one_however_often_it_is_sent(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert noted(session, made) == noted(session, made)
            noted(session, made, key="noise", who="Mombasa staff", place="Mombasa")
            assert (counted(session, made), counted(session, made, "Kenya")) == (1, 2)

    def test_keeps_the_limit_that_was_in_force(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            row = session.get_one(NearEscalation, noted(session, made))
            assert (row.limit_kind, row.limit_amount) == (LimitKind.UP_TO, kes("10000").amount)
            assert (row.amount, row.currency) == (kes("15000").amount, "KES")

    def test_holds_no_name_in_any_table(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            near_id = noted(session, made)
            near_escalations.withdraw(session, made.viewers[STAFF], near_id=near_id, at=NOW)
            told = session.scalars(
                select(AuditEntry).where(AuditEntry.subject_kind == "near-escalation")
            ).all()
            assert [each.act for each in told] == [
                "near-escalation noted", "near-escalation taken back",
            ]  # fmt: skip
            assert {(each.actor_id, each.place_id, each.detail) for each in told} == {
                (None, None, "{}")
            }
            assert "person_id" not in NearEscalation.__table__.columns
            rows, _ = trail(session, made.viewers["Africa regional"], words="near", limit=9,
                            offset=0)  # fmt: skip
            assert rows == []

    def test_needs_a_problem_and_for_another_reason_words(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match="reason is empty"):
                noted(session, made, reason=NearReason.OTHER, words=" ")
            with pytest.raises(Refusal, match="problem is empty"):
                near_escalations.note(
                    session, made.viewers[STAFF], place_id=made.places["Nairobi"],
                    wanted=Wanted(NearReason.MANAGER_BUSY), submit_key="new", at=NOW,
                )  # fmt: skip
            assert counted(session, made) == 0

    def test_is_for_those_who_work_there(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(NotPermitted):
                noted(session, made, who="Mombasa manager")

    def test_is_never_edited_nor_deleted(self, database: Database) -> None:
        with database.doors.writing() as session:
            noted(session, world(session))
        for change in (
            update(NearEscalation).values(words="Nobody asked."),
            delete(NearEscalation),
        ):
            with pytest.raises(DBAPIError), database.doors.writing() as session:
                session.execute(change)


class TestTakingBack:
    def test_is_possible_up_to_ten_minutes_and_counts_no_more(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            near_id, viewer = noted(session, made), made.viewers[STAFF]
            for at, young in ((LAST_MOMENT, True), (LAST_MOMENT + timedelta(seconds=1), False)):
                assert young is questions.can_be_taken_back(
                    session, viewer, near_id=near_id, now=at
                )
            for _ in range(2):
                near_escalations.withdraw(session, viewer, near_id=near_id, at=LAST_MOMENT)
            assert counted(session, made) == 0
            assert session.get(NearEscalation, near_id) is not None
            assert len(session.scalars(select(NearWithdrawal)).all()) == 1
            assert not questions.can_be_taken_back(session, viewer, near_id=near_id, now=NOW)

    def test_is_refused_later_and_to_everybody_else(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            near_id = noted(session, made)
            with pytest.raises(Conflict, match="stays counted"):
                near_escalations.withdraw(
                    session, made.viewers[STAFF], near_id=near_id,
                    at=LAST_MOMENT + timedelta(seconds=1),
                )  # fmt: skip
            for who in (SENIOR, MANAGER, "Administrator"):
                viewer = made.viewers[who]
                with pytest.raises(Refusal, match="Only who noted it"):
                    near_escalations.withdraw(session, viewer, near_id=near_id, at=NOW)
                assert not questions.can_be_taken_back(session, viewer, near_id=near_id, now=NOW)
            nobody = replace(made.viewers[STAFF], person_id=None)
            with pytest.raises(Refusal):
                near_escalations.withdraw(session, nobody, near_id=near_id, at=NOW)
            assert counted(session, made) == 1
