"""Asking for a manager: what is kept with the ask, and to whom it goes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import audit
from db.commands import asks
from db.rules.money import Money
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import (
    EscalationClass,
    EscalationState,
    EventKind,
    LimitKind,
)
from db.tables.audit import AuditEntry
from db.tables.cover import Cover
from db.tables.escalations import Escalation
from db.tables.limits import AuthorityLimit
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import Remedy
from tests.at_once import at_once
from tests.counter_cases import an_ask, asked, kinds, row
from tests.databases import Database
from tests.world import NOW, world


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Escalation)) or 0


class TestAsk:
    def test_keeps_what_was_in_force_for_the_asker(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            found = row(session, asked(session, made))
            limit_id = made.limits["Kenya", "agent", "Refund"]
            session.get_one(AuthorityLimit, limit_id).in_force_until = NOW + timedelta(days=1)
            assert (found.limit_id, found.limit_kind, found.limit_amount) == (
                limit_id, LimitKind.UP_TO, Decimal(10_000),
            )  # fmt: skip
            assert (found.amount_asked, found.asked_currency) == (Decimal(15_000), "KES")
            assert (found.state, found.asked_at) == (EscalationState.WAITING, NOW)
            assert found.escalation_class is EscalationClass.ABOVE
            assert session.scalars(select(AuditEntry.act)).all() == ["manager asked for"]
            assert audit.verify(session) == []

    def test_is_classed_at_the_boundaries_of_the_limit(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            classes = [
                row(session, asked(session, made, amount, key=amount)).escalation_class
                for amount in ("10000", "10000.01", "12000", "12000.01")
            ]
            assert classes == [
                EscalationClass.WITHIN_LIMIT, EscalationClass.JUST_ABOVE,
                EscalationClass.JUST_ABOVE, EscalationClass.ABOVE,
            ]  # fmt: skip

    def test_says_when_there_was_no_rule_and_no_response(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            hotel = row(session, asked(session, made, remedy_id=made.remedies["Hotel night"]))
            ash = made.problems["Ash cloud closes the airport"]
            unanswered = row(session, asked(session, made, key="two", problem_id=ash))
            assert (hotel.escalation_class, hotel.limit_id) == (EscalationClass.NO_RULE, None)
            assert unanswered.escalation_class is EscalationClass.NO_RESPONSE

    def test_keeps_the_words_for_what_nobody_thought_of(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            words = " A goat on the belt\x00 "
            found = row(session, asked(session, made, None, problem_id=None, words=words))
            assert found.unanticipated_words == "A goat on the belt"
            assert found.problem_id is None

    def test_keeps_the_customer_as_a_hash_only(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            one = row(session, asked(session, made, customer_reference="AB-1234"))
            two = row(session, asked(session, made, key="two", customer_reference="ab1234"))
            assert one.customer_hash is not None
            assert one.customer_hash == two.customer_hash
            assert "AB1234" not in one.customer_hash.upper()

    def test_goes_to_the_lowest_grade_that_may_decide(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            small = row(session, asked(session, made, "40000"))
            large = row(session, asked(session, made, "40000.01", key="two"))
            assert small.offered_to_id == made.people["Nairobi manager"]
            assert large.offered_to_id == made.people["Nairobi duty"]
            assert kinds(session, small.id) == [EventKind.ASKED, EventKind.OFFERED]

    def test_is_never_offered_to_the_asker(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            found = row(session, asked(session, made, "20000", who="Nairobi manager"))
            assert found.offered_to_id == made.people["Nairobi duty"]

    def test_is_one_when_it_is_sent_twice(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            first = asked(session, made)
            assert asked(session, made, "99999") == first
            assert _count(session) == 1
            assert kinds(session, first) == [EventKind.ASKED, EventKind.OFFERED]

    def test_is_one_when_it_is_sent_twice_at_the_same_moment(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
        found = at_once(database.url, [lambda session: asked(session, made)] * 4)
        assert len(set(found)) == 1
        with database.doors.reading() as session:
            assert _count(session) == 1

    def test_is_for_those_who_serve_there(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            before = audit.head(session)
            for who in ("Mombasa staff", "Singapore manager", "Asia regional"):
                with pytest.raises(NotPermitted):
                    asked(session, made, who=who)
            assert (_count(session), audit.head(session)) == (0, before)

    def test_may_come_from_a_manager_or_the_region(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for who in ("Nairobi manager", "Africa regional"):
                asked(session, made, who=who, key=who)
            assert _count(session) == 2

    def test_refuses_what_cannot_be_meant(self, database: Database) -> None:
        cases: list[tuple[str, dict[str, object]]] = [
            ("Say in a few words", {"problem_id": None, "words": " \n"}),
            ("not in your playbook", {"problem_id": 9_999}),
            ("no longer given", {"remedy_id": 9_999}),
            ("above zero", {"worth": Money(Decimal(0), "KES")}),
            ("above zero", {"worth": Money(Decimal(-5), "KES")}),
            ("one trillion", {"worth": Money(Decimal("1e30"), "KES")}),
            ("must be a number", {"worth": Money(Decimal("NaN"), "KES")}),
            ("has 2 decimals", {"worth": Money(Decimal("1.005"), "KES")}),
            ("Use at most", {"problem_id": None, "words": "x" * 5_000}),
        ]
        with database.doors.writing() as session:
            made = world(session)
            for sentence, changes in cases:
                with pytest.raises(Refusal, match=sentence):
                    asked(session, made, **changes)  # type: ignore[arg-type]  # the wrong ones
            with pytest.raises(Refusal, match="no such place"):
                asks.ask(session, made.viewers["Nairobi staff"], place_id=9_999,
                         asks=an_ask(made), submit_key="one", at=NOW)  # fmt: skip
            assert (_count(session), audit.head(session)[0]) == (0, 0)

    def test_refuses_a_place_a_problem_and_a_remedy_that_were_closed(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for closed in (
                session.get_one(Problem, made.problems["Bag delayed"]),
                session.get_one(Remedy, made.remedies["Refund"]),
                session.get_one(Place, made.places["Nairobi"]),
            ):
                closed.deactivated_at = NOW
                session.flush()
                with pytest.raises(Refusal):
                    asked(session, made)
                closed.deactivated_at = None
                session.flush()
            assert asked(session, made)

    def test_is_about_safety_when_the_problem_is(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            session.get_one(Problem, made.problems["Bag delayed"]).is_safety = True
            found = row(session, asked(session, made))
            assert found.escalation_class is EscalationClass.SAFETY

    def test_waits_open_to_all_when_nobody_is_on_duty(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for shift in session.scalars(select(Cover)):
                shift.ends_at = NOW
            found = row(session, asked(session, made))
            assert (found.offered_to_id, found.move_up_at) == (None, None)
            assert found.state is EscalationState.WAITING
            assert set(kinds(session, found.id)[1:]) == {EventKind.SKIPPED}
