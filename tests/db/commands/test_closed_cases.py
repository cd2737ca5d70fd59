"""P70: some customers cannot be satisfied; it ends the bidding, and rates nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from db.access import system
from db.commands import grants, resolutions
from db.commands.grants import Given
from db.commands.resolutions import Resolution
from db.queries import counter
from db.queries.card_asks import reason_for
from db.queries.closed_cases import closed_case
from db.queries.counter import Card
from db.queries.levels import levels
from db.queries.outcomes import outcomes
from db.queries.places import row as place_row
from db.queries.replays import unlike_their_events
from db.rules.references import customer_hash
from db.rules.refusals import Refusal
from db.rules.words import Answer, EscalationReason, Outcome
from db.settings import read_settings
from db.tables.places import Place
from tests.counter_cases import LATER, kes, row, taken
from tests.databases import Database
from tests.world import NOW, World, world

STAFF, MANAGER = "Nairobi staff", "Nairobi manager"
CUSTOMER, OTHER = "AB-1234", "CD-5678"
BAG, CONNECTION = "Bag delayed", "Missed connection"
A_DAY = timedelta(days=1)


def ended(
    session: Session,
    made: World,
    outcome: Outcome = Outcome.NOT_SATISFIABLE,
    *,
    customer: str = CUSTOMER,
    key: str = "one",
    at: datetime = LATER,
) -> int:
    """An ask about a delayed bag that a manager ended so."""
    escalation_id = taken(session, made, key=key, customer_reference=customer)
    how = Resolution(outcome, is_complete=True)
    resolutions.resolve(session, made.viewers[MANAGER], escalation_id=escalation_id, how=how, at=at)
    return escalation_id


def card_for(
    session: Session, made: World, who: str = STAFF, *, problem: str = BAG, customer: str = CUSTOMER
) -> Card:
    place = place_row(session.get_one(Place, made.places["Nairobi"]))
    return counter.card(
        session, made.viewers[who], place=place, problem_id=made.problems[problem],
        remedy_id=made.remedies["Refund"], asked=kes("500"), now=LATER + A_DAY, reference=customer,
    )  # fmt: skip


def give(
    session: Session, made: World, who: str = STAFF, *, problem: str = BAG, customer: str = CUSTOMER
) -> int:
    given = Given(made.remedies["Refund"], kes("500"), made.problems[problem], customer)
    return grants.record(
        session, made.viewers[who], place_id=made.places["Nairobi"], given=given,
        submit_key=f"{who} {problem} {customer}", at=LATER + A_DAY,
    )  # fmt: skip


class TestTheCard:
    def test_offers_no_more_to_this_customer_for_this_problem(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            ended(session, made)
            card = card_for(session, made, customer="ab 1234")
            assert (card.answer, card.called) == (Answer.RED, None)
            assert card.why == (
                "Ended as not satisfiable on 18 Nov by Nairobi manager, Nairobi. Nothing more is "
                "offered without a manager's new decision."
            )
            assert reason_for(card, kes("500")) is EscalationReason.CUSTOMER_INSISTS
            with pytest.raises(Refusal, match="without a manager's new decision"):
                give(session, made)

    def test_is_as_it_was_for_anybody_and_anything_else(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            ended(session, made)
            for changes in ({"customer": OTHER}, {"customer": ""}, {"problem": CONNECTION}):
                assert card_for(session, made, **changes).answer is Answer.GREEN
                give(session, made, **changes)

    def test_opens_again_with_a_managers_new_decision(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            ended(session, made)
            ended(session, made, Outcome.PARTLY, key="two", at=LATER + timedelta(hours=1))
            assert card_for(session, made).answer is Answer.GREEN
            give(session, made)
            ended(session, made, key="three", at=LATER + timedelta(hours=2))
            assert card_for(session, made).answer is Answer.RED

    def test_tells_a_manager_who_decides_anew_by_giving(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            ended(session, made)
            card = card_for(session, made, MANAGER)
            assert card.answer is Answer.GREEN
            assert card.remaining.ended is not None
            give(session, made, MANAGER)
            # What a manager gives at the counter opens it for nobody else.
            assert card_for(session, made).answer is Answer.RED

    def test_holds_in_every_office(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            ended(session, made)
            key = customer_hash(CUSTOMER, read_settings().secret())
            found = closed_case(session, customer_hash=key, problem_id=made.problems[BAG])
            assert found is not None
            assert closed_case(session, customer_hash=key, problem_id=None) is None
            given = Given(made.remedies["Refund"], kes("500"), made.problems[BAG], CUSTOMER)
            with pytest.raises(Refusal, match="Nairobi manager, Nairobi"):
                grants.record(
                    session, made.viewers["Mombasa staff"], place_id=made.places["Mombasa"],
                    given=given, submit_key="elsewhere", at=LATER + A_DAY,
                )  # fmt: skip


class TestWhatRatesStaff:
    def test_leaves_it_out(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = ended(session, made)
            ended(session, made, Outcome.SETTLED, customer=OTHER, key="two")
            give(session, made, customer=OTHER)
            assert row(session, key).is_complete is None
            viewer, place_id = made.viewers[MANAGER], made.places["Nairobi"]
            now = NOW + 7 * A_DAY
            answered = levels(session, viewer, place_id=place_id, weeks=1, now=now)
            assert (answered.asks, answered.resolved, answered.by_the_first) == (1, 1, 1)
            assert answered.not_satisfiable == 1
            found = outcomes(session, viewer, place_id=place_id, weeks=1, now=now)
            assert (found.first_line.settled.happened, found.first_line.settled.of) == (1, 2)
            assert found.first_line.not_satisfiable == 1
            assert (found.complete.complete.happened, found.complete.complete.of) == (1, 1)
            assert list(unlike_their_events(session, system())) == []
