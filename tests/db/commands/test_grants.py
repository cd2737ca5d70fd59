"""What is given at the counter: exactly what the card calls green, and once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import audit
from db.commands import grants
from db.commands.grants import Given
from db.queries import counter
from db.queries.grants import received_by
from db.queries.places import row as place_row
from db.rules.money import Money
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import Answer
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.remedies import Grant, Remedy
from tests.at_once import at_once
from tests.counter_cases import kes
from tests.databases import Database
from tests.world import NOW, World, world


def give(
    session: Session,
    made: World,
    amount: str = "10000",
    *,
    who: str = "Nairobi staff",
    key: str = "one",
    **changes: object,
) -> int:
    """A refund for a delayed bag in Nairobi."""
    plain: dict[str, object] = {
        "remedy_id": made.remedies["Refund"],
        "worth": kes(amount),
        "problem_id": made.problems["Bag delayed"],
    }
    return grants.record(
        session,
        made.viewers[who],
        place_id=made.places["Nairobi"],
        given=Given(**(plain | changes)),  # type: ignore[arg-type]  # the fields of one record
        submit_key=key,
        at=NOW,
    )


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Grant)) or 0


class TestRecord:
    def test_includes_the_limit_itself(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            grant = session.get_one(Grant, give(session, made))
            assert (grant.amount, grant.currency) == (Decimal(10_000), "KES")
            assert grant.limit_id == made.limits["Kenya", "agent", "Refund"]
            with pytest.raises(Refusal, match="above what you may give: up to KES"):
                give(session, made, "10000.01", key="two")
            assert _count(session) == 1
            assert audit.verify(session) == []

    def test_gives_nothing_without_a_rule_or_in_another_currency(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match="No rule lets you"):
                give(session, made, "1", remedy_id=made.remedies["Hotel night"])
            with pytest.raises(Refusal, match="above what you may give"):
                give(session, made, worth=Money(Decimal(1), "SGD"))
            assert (_count(session), audit.head(session)[0]) == (0, 0)

    def test_is_one_when_it_is_sent_twice(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert give(session, made) == give(session, made)
            assert (_count(session), audit.head(session)[0]) == (1, 1)

    def test_is_one_when_it_is_sent_twice_at_the_same_moment(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
        assert len(set(at_once(database.url, [lambda session: give(session, made)] * 3))) == 1
        with database.doors.reading() as session:
            assert _count(session) == 1

    def test_wants_evidence_where_the_remedy_does(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            session.get_one(Remedy, made.remedies["Refund"]).needs_evidence = True
            with pytest.raises(Refusal, match="Refund needs evidence"):
                give(session, made, evidence="  ")
            found = session.get_one(Grant, give(session, made, evidence=" tag SQ 12 "))
            assert found.evidence == "tag SQ 12"

    def test_gives_no_remedy_that_was_taken_out_of_use(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            session.get_one(Remedy, made.remedies["Refund"]).deactivated_at = NOW
            with pytest.raises(Refusal, match="no longer given"):
                give(session, made)

    def test_is_for_those_who_serve_there(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for who in ("Mombasa staff", "Asia regional"):
                with pytest.raises(NotPermitted):
                    give(session, made, "1", who=who)
            assert _count(session) == 0

    def test_knows_the_customer_again_without_knowing_them(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            grant = session.get_one(Grant, give(session, made, customer_reference="AB-1234"))
            give(session, made, "5000", key="two", customer_reference="ab 1234")
            give(session, made, "5000", key="three", customer_reference="ZZ 9999")
            assert len(received_by(session, customer_hash=grant.customer_hash)) == 2
            assert received_by(session, customer_hash=None) == []


class TestTheCard:
    """What is recorded and what the card shows are one decision."""

    def test_is_green_exactly_when_it_may_be_given(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            bag, passport = made.problems["Bag delayed"], made.problems["Passport expired"]
            flagged = session.get_one(Problem, made.problems["Missed connection"])
            session.get_one(Problem, passport).minimum_grade_id = made.grades["shift manager"]
            flagged.is_safety = True
            session.flush()
            answers = {
                (who, problem_id, remedy, amount): self._agree(
                    session, made, who, (problem_id, made.remedies[remedy]), amount
                )
                for who in ("Nairobi staff", "Nairobi senior", "Nairobi manager")
                for problem_id in (None, bag, passport, flagged.id)
                for remedy, amount in (
                    ("Refund", "10000"), ("Refund", "10000.01"), ("Refund", "40000"),
                    ("Hotel night", "1"),
                )
            }  # fmt: skip
            assert answers["Nairobi staff", bag, "Refund", "10000"] is Answer.GREEN
            assert answers["Nairobi staff", bag, "Refund", "10000.01"] is Answer.AMBER
            assert answers["Nairobi staff", passport, "Refund", "10000"] is Answer.AMBER
            assert answers["Nairobi manager", passport, "Refund", "40000"] is Answer.GREEN
            assert answers["Nairobi manager", flagged.id, "Refund", "10000"] is Answer.RED
            assert answers["Nairobi manager", bag, "Hotel night", "1"] is Answer.RED

    @staticmethod
    def _agree(
        session: Session,
        made: World,
        who: str,
        about: tuple[int | None, int],
        amount: str,
    ) -> Answer:
        problem_id, remedy_id = about
        place = place_row(session.get_one(Place, made.places["Nairobi"]))
        card = counter.card(
            session, made.viewers[who], place=place, problem_id=problem_id, remedy_id=remedy_id,
            asked=kes(amount), now=NOW,
        )  # fmt: skip
        key, said = f"{who} {problem_id} {remedy_id} {amount}", ""
        try:
            give(session, made, amount, who=who, key=key, problem_id=problem_id,
                 remedy_id=remedy_id)  # fmt: skip
        except Refusal as refusal:
            said = str(refusal)
        assert (card.answer is Answer.GREEN) is (said == ""), f"{key}: {card.why} / {said}"
        return card.answer
