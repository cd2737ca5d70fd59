"""P25: most unhappy customers just walk away; who did and why is kept, with an ask and without."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.access import system
from db.commands import ladders, walk_aways
from db.commands.escalations import customer_left
from db.commands.walk_aways import Left
from db.queries.replays import unlike_their_events
from db.queries.walk_aways import LeftBecause, UnresolvedEnds, can_be_taken_back, unresolved_ends
from db.rules.near_escalations import WITHDRAW_WITHIN
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.rules.words import EscalationState, EventKind, LeftReason
from db.tables.walk_aways import WalkAway, WalkAwayWithdrawal
from tests.counter_cases import LATER, asked, events, row
from tests.databases import Database
from tests.world import NOW, World, world

STAFF, MANAGER = "Nairobi staff", "Nairobi manager"
HAD_TO_GO, WOULD_NOT_WAIT = LeftReason.HAD_TO_GO, LeftReason.WOULD_NOT_WAIT
A_MOMENT = timedelta(microseconds=1)


def left(
    session: Session,
    made: World,
    reason: LeftReason = HAD_TO_GO,
    *,
    who: str = STAFF,
    place: str = "Nairobi",
    key: str = "left",
    words: str = "",
) -> int:
    problem_id = None if words else made.problems["Bag delayed"]
    return walk_aways.note(
        session, made.viewers[who], place_id=made.places[place], submit_key=key, at=NOW,
        left=Left(reason, problem_id, words, "AB-1234"),
    )  # fmt: skip


def ends(session: Session, made: World, who: str = MANAGER) -> UnresolvedEnds:
    return unresolved_ends(
        session, made.viewers[who], place_id=made.places["Nairobi"], weeks=1,
        now=NOW + timedelta(days=7),
    )  # fmt: skip


class TestAnAskThatACustomerLeft:
    def test_says_why_in_its_event(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = asked(session, made)
            customer_left(session, made.viewers[STAFF], escalation_id=key, reason=WOULD_NOT_WAIT,
                          at=LATER)  # fmt: skip
            last = events(session, key)[-1]
            assert (last.kind, last.left_reason) == (EventKind.CUSTOMER_LEFT, WOULD_NOT_WAIT)
            assert list(unlike_their_events(session, system())) == []

    def test_may_be_said_by_any_manager_of_the_place(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = asked(session, made)
            with pytest.raises(NotPermitted):
                customer_left(session, made.viewers["Nairobi senior"], escalation_id=key, at=LATER)
            customer_left(session, made.viewers[MANAGER], escalation_id=key, at=LATER)
            assert events(session, key)[-1].left_reason is LeftReason.GAVE_NO_REASON


class TestAWalkAway:
    def test_is_noted_once_and_keeps_no_reference(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert left(session, made) == left(session, made)
            [row] = session.scalars(select(WalkAway)).all()
            assert (row.reason, row.noted_by_id) == (HAD_TO_GO, made.people[STAFF])
            assert row.customer_hash is not None
            assert "1234" not in row.customer_hash

    def test_names_a_problem_or_says_it_in_words(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            left(session, made, words="A parrot")
            assert session.scalars(select(WalkAway.unanticipated_words)).all() == ["A parrot"]
            with pytest.raises(Refusal, match="problem is empty"):
                walk_aways.note(
                    session, made.viewers[STAFF], place_id=made.places["Nairobi"], at=NOW,
                    left=Left(HAD_TO_GO, None, " "), submit_key="none",
                )  # fmt: skip

    def test_is_taken_back_within_ten_minutes_by_whoever_noted_it(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key, staff = left(session, made), made.viewers[STAFF]
            with pytest.raises(Refusal, match="Only who noted it"):
                walk_aways.withdraw(session, made.viewers[MANAGER], walk_away_id=key, at=NOW)
            late = NOW + WITHDRAW_WITHIN
            assert can_be_taken_back(session, staff, walk_away_id=key, now=late)
            with pytest.raises(Conflict, match="more than 10 minutes ago"):
                walk_aways.withdraw(session, staff, walk_away_id=key, at=late + A_MOMENT)
            for _ in range(2):
                walk_aways.withdraw(session, staff, walk_away_id=key, at=late)
            assert not can_be_taken_back(session, staff, walk_away_id=key, now=NOW)
            assert ends(session, made).total == 0

    def test_is_never_edited_nor_deleted(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = left(session, made)
            walk_aways.withdraw(session, made.viewers[STAFF], walk_away_id=key, at=NOW)
        for change in (
            update(WalkAway).values(reason=WOULD_NOT_WAIT), delete(WalkAway),
            update(WalkAwayWithdrawal).values(withdrawn_at=NOW), delete(WalkAwayWithdrawal),
        ):  # fmt: skip
            with pytest.raises(DBAPIError), database.doors.writing() as session:
                session.execute(change)


class TestUnresolvedEnds:
    def test_count_both_kinds_by_reason_and_those_of_which_nobody_said_why(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for number, reason in enumerate((WOULD_NOT_WAIT, WOULD_NOT_WAIT, HAD_TO_GO)):
                key = asked(session, made, key=f"ask {number}")
                customer_left(session, made.viewers[STAFF], escalation_id=key, reason=reason,
                              at=LATER)  # fmt: skip
            left(session, made, HAD_TO_GO)
            left(session, made, HAD_TO_GO, key="two")
            left(session, made, who="Mombasa staff", place="Mombasa", key="noise")
            silent = asked(session, made, key="silent")
            customer_left(session, made.viewers[STAFF], escalation_id=silent, at=LATER)
            session.flush()
            found = ends(session, made)
            assert (found.waiting, found.unasked, found.total) == (4, 2, 6)
            assert found.reasons == (
                LeftBecause(HAD_TO_GO, 1, 2), LeftBecause(WOULD_NOT_WAIT, 2, 0),
                LeftBecause(LeftReason.GAVE_NO_REASON, 1, 0),
            )  # fmt: skip
            assert found.not_said == 0

    def test_are_none_without_a_division_and_for_nobody_else(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert (ends(session, made).total, ends(session, made).reasons) == (0, ())
            with pytest.raises(NotPermitted):
                ends(session, made, "Mombasa manager")

    def test_say_apart_of_how_many_nobody_said_why(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            # As it was before reasons were asked for.
            before = row(session, asked(session, made))
            before.state, before.left_at = EscalationState.LEFT, LATER
            ladders.append(session, before, EventKind.CUSTOMER_LEFT, at=LATER)
            session.flush()
            found = ends(session, made)
            assert (found.total, found.not_said, found.reasons) == (1, 1, ())
