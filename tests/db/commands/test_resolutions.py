"""The end of an escalation: nobody gives more than they hold."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.commands.escalations import pass_on, take
from db.commands.promises import CallBack
from db.commands.resolutions import Resolution, resolve
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.rules.words import (
    ActionKind,
    EscalationReason,
    EscalationState,
    Outcome,
    PassOnReason,
)
from db.tables.huddles import Action
from db.tables.problems import Problem
from db.tables.promises import Promise
from db.tables.remedies import Grant, Remedy
from tests.counter_cases import LATER, asked, events, kes, row, taken
from tests.databases import Database
from tests.promise_cases import window
from tests.world import NOW, World, world


def settle(
    session: Session,
    made: World,
    key: int,
    amount: str | None = "40000",
    *,
    who: str = "Nairobi manager",
    remedy: str | None = "Refund",
) -> None:
    """Resolve it with a refund."""
    how = Resolution(
        Outcome.SETTLED, True, made.remedies[remedy] if remedy else None,
        kes(amount) if amount else None, " Paid in cash. ",
    )  # fmt: skip
    resolve(session, made.viewers[who], escalation_id=key, how=how, at=LATER)


class TestResolve:
    def test_keeps_what_was_granted_and_by_whom(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made, customer_reference="AB 1234")
            settle(session, made, key)
            found, grant = row(session, key), session.scalars(select(Grant)).one()
            assert (grant.escalation_id, grant.amount) == (key, Decimal(40_000))
            assert grant.person_id == made.people["Nairobi manager"]
            assert grant.limit_id == made.limits["Kenya", "shift manager", "Refund"]
            assert grant.customer_hash == found.customer_hash is not None
            assert (found.amount_granted, found.is_complete) == (Decimal(40_000), True)
            last = events(session, key)[-1]
            assert (last.amount, last.note) == (Decimal(40_000), "Paid in cash.")

    def test_never_gives_more_than_the_manager_holds(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
            before = audit.head(session)
            with pytest.raises(Refusal, match="You may give up to KES"):
                settle(session, made, key, "40000.01")
            with pytest.raises(Refusal, match="No rule lets you"):
                settle(session, made, key, "1", remedy="Hotel night")
            found = row(session, key)
            assert (found.state, found.amount_granted) == (EscalationState.ACKNOWLEDGED, None)
            assert (session.scalars(select(Grant)).all(), audit.head(session)) == ([], before)
            settle(session, made, key, "40000")

    def test_lets_somebody_above_give_what_the_first_could_not(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
            pass_on(session, made.viewers["Nairobi manager"], escalation_id=key,
                    reason=PassOnReason.NOT_MINE_TO_DECIDE, at=LATER)  # fmt: skip
            take(session, made.viewers["Nairobi duty"], escalation_id=key, at=LATER)
            settle(session, made, key, "80000", who="Nairobi duty")
            assert row(session, key).amount_granted == Decimal(80_000)

    def test_may_end_with_nothing_given(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
            settle(session, made, key, None, remedy=None)
            assert row(session, key).state is EscalationState.RESOLVED
            assert session.scalars(select(Grant)).all() == []

    def test_wants_the_remedy_of_an_amount(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
            with pytest.raises(Refusal, match="Choose the remedy"):
                settle(session, made, key, "1", remedy=None)

    def test_happens_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
            settle(session, made, key)
            with pytest.raises(Conflict, match="has already ended: resolved"):
                settle(session, made, key)
            assert len(session.scalars(select(Grant)).all()) == 1

    def test_is_for_whoever_took_it(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = asked(session, made)
            with pytest.raises(Conflict, match="still waits"):
                settle(session, made, key)
            held = taken(session, made, key="two")
            with pytest.raises(Conflict, match="already with Nairobi manager"):
                settle(session, made, held, who="Nairobi duty")
            for who in ("Nairobi staff", "Mombasa duty", "Asia regional"):
                with pytest.raises(NotPermitted):
                    settle(session, made, held, who=who)

    def test_heeds_the_lowest_grade_and_remedies_in_use(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
            problem = session.get_one(Problem, made.problems["Bag delayed"])
            problem.minimum_grade_id = made.grades["duty manager"]
            session.flush()
            with pytest.raises(Refusal, match="not for your grade"):
                settle(session, made, key, "1")
            problem.minimum_grade_id = None
            session.get_one(Remedy, made.remedies["Refund"]).deactivated_at = NOW
            session.flush()
            with pytest.raises(Refusal, match="no longer given"):
                settle(session, made, key, "1")


class TestResolveIncompletely:
    def test_leaves_an_action_of_whoever_ended_it(self, database: Database) -> None:
        """P27: apologise, then act: what is left has an owner and a day, and is not lost."""
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
            manager = made.viewers["Nairobi manager"]
            how = Resolution(Outcome.PARTLY, False)
            resolve(session, manager, escalation_id=key, how=how, at=LATER)
            (left,) = session.scalars(select(Action)).all()
            assert left.text == f"Finish for the customer of escalation {key}: “Bag delayed”."
            assert (left.owner_id, left.due_on) == (
                made.people["Nairobi manager"], LATER.date() + timedelta(days=1),
            )  # fmt: skip
            assert (left.kind, left.problem_id) == (ActionKind.FIX, made.problems["Bag delayed"])

    def test_leaves_the_promise_alone_where_a_call_is_promised(self, database: Database) -> None:
        """P27: the promise ledger holds it; nothing is to be done twice."""
        with database.doors.writing() as session:
            made = world(session)
            for number, how in enumerate(
                (
                    Resolution(Outcome.PARTLY, False, call_back=CallBack("We call.", window(9))),
                    Resolution(Outcome.SETTLED, True),
                )
            ):
                key = taken(session, made, key=str(number))
                resolve(session, made.viewers["Nairobi manager"], escalation_id=key, how=how,
                        at=LATER)  # fmt: skip
            assert session.scalars(select(Action)).all() == []
            assert len(session.scalars(select(Promise)).all()) == 1

    def test_names_nothing_of_a_matter_of_safety(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made, amount=None, remedy_id=None,
                        reason=EscalationReason.SAFETY)  # fmt: skip
            resolve(session, made.viewers["Nairobi manager"], escalation_id=key,
                    how=Resolution(Outcome.PARTLY, False), at=LATER)  # fmt: skip
            assert session.scalars(select(Action)).all() == []
