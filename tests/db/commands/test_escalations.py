"""The life of an escalation: taken, handed on, left, withdrawn; and what its events tell."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from db import audit
from db.commands.escalations import customer_left, move_up, pass_on, take, with_customer, withdraw
from db.commands.resolutions import Resolution, resolve
from db.queries import escalations as questions
from db.queries import happenings
from db.queries.replays import unlike_their_events
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.rules.viewers import system
from db.rules.words import EscalationState, EventKind, Outcome, PassOnReason
from tests.at_once import at_once
from tests.counter_cases import LATER, asked, events, kes, kinds, row, taken
from tests.databases import Database
from tests.world import NOW, World, world

MEETING = PassOnReason.IN_A_MEETING
SETTLED = Resolution(Outcome.SETTLED, is_complete=True)


def moment(minutes: int) -> datetime:
    """So many minutes after the ask."""
    return NOW + timedelta(minutes=minutes)


class TestTheWholePath:
    def test_leaves_each_moment_and_each_event(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager = made.viewers["Nairobi manager"]
            key = asked(session, made)
            take(session, manager, escalation_id=key, at=moment(1))
            with_customer(session, manager, escalation_id=key, at=moment(3))
            how = Resolution(Outcome.SETTLED, True, made.remedies["Refund"], kes("15000"), "Paid.")
            resolve(session, manager, escalation_id=key, how=how, at=moment(9))
            found = row(session, key)
            assert (found.acknowledged_at, found.with_customer_at, found.resolved_at) == (
                moment(1), moment(3), moment(9),
            )  # fmt: skip
            assert (found.state, found.outcome) == (EscalationState.RESOLVED, Outcome.SETTLED)
            assert (found.amount_granted, found.granted_currency) == (Decimal(15_000), "KES")
            assert (found.holder_id, found.move_up_at) == (manager.person_id, None)
            assert kinds(session, key) == [
                EventKind.ASKED, EventKind.OFFERED, EventKind.ACKNOWLEDGED,
                EventKind.WITH_CUSTOMER, EventKind.RESOLVED,
            ]  # fmt: skip
            assert audit.verify(session) == []

    def test_is_seen_by_the_asker_at_each_step(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            asker, manager = made.viewers["Nairobi staff"], made.viewers["Nairobi manager"]
            key = taken(session, made)
            assert [each.id for each in questions.own_open_asks(session, asker)] == [key]
            told = questions.events(session, asker, escalation_id=key)
            assert [(each.kind, each.who) for each in told][-1] == (
                EventKind.ACKNOWLEDGED, manager.name,
            )  # fmt: skip


class TestTake:
    def test_tells_the_second_manager_who_was_first(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
            with pytest.raises(Conflict) as refused:
                take(session, made.viewers["Nairobi duty"], escalation_id=key, at=moment(2))
            assert str(refused.value) == f"Escalation {key} is already with Nairobi manager."
            assert row(session, key).acknowledged_at == LATER

    def test_is_won_by_one_of_two_at_the_same_moment(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            keys = [asked(session, made, key=str(number)) for number in range(4)]
        for key in keys:
            names = ["Nairobi manager", "Nairobi duty", "Africa regional"]
            come = at_once(database.url, [_takes(made, name, key) for name in names])
            winners = [name for name, each in zip(names, come, strict=True) if each is None]
            lost = [str(each) for each in come if each is not None]
            assert len(winners) == 1
            assert lost == [f"Escalation {key} is already with {winners[0]}."] * 2
            with database.doors.writing() as session:
                assert row(session, key).holder_id == made.people[winners[0]]
                assert kinds(session, key).count(EventKind.ACKNOWLEDGED) == 1

    def test_changes_nothing_when_it_is_pressed_twice(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
            before = audit.head(session)
            take(session, made.viewers["Nairobi manager"], escalation_id=key, at=moment(5))
            assert (row(session, key).acknowledged_at, audit.head(session)) == (LATER, before)

    def test_is_for_the_managers_of_the_place(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = asked(session, made)
            for who in ("Nairobi staff", "Nairobi senior", "Mombasa manager", "Asia regional"):
                with pytest.raises(NotPermitted):
                    take(session, made.viewers[who], escalation_id=key, at=LATER)
            assert row(session, key).state is EscalationState.WAITING
            take(session, made.viewers["Africa regional"], escalation_id=key, at=LATER)
            assert row(session, key).holder_id == made.people["Africa regional"]

    def test_refuses_what_does_not_exist_or_has_ended(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager = made.viewers["Nairobi manager"]
            with pytest.raises(Refusal, match="no such escalation"):
                take(session, manager, escalation_id=9_999, at=LATER)
            key = asked(session, made)
            customer_left(session, manager, escalation_id=key, at=LATER)
            with pytest.raises(Conflict, match="has already ended: left"):
                take(session, manager, escalation_id=key, at=LATER)


def _takes(made: World, name: str, key: int) -> Callable[[Session], None]:
    return lambda session: take(session, made.viewers[name], escalation_id=key, at=LATER)


class TestSomebodyOfAnotherOffice:
    OTHERS = ("Mombasa staff", "Mombasa manager", "Singapore duty", "Asia regional")

    def test_sees_nothing(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
            for who in self.OTHERS:
                viewer = made.viewers[who]
                assert questions.escalation(session, viewer, escalation_id=key) is None
                assert questions.events(session, viewer, escalation_id=key) == []
                assert questions.open_escalations(session, viewer) == []
                assert questions.own_open_asks(session, viewer) == []
                assert happenings.happened_since(session, viewer, after=happenings.Mark()) == []

    def test_touches_nothing(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
            before = audit.head(session)
            for who in self.OTHERS:
                for _, act in ACTS:
                    with pytest.raises(NotPermitted):
                        act(session, made, who, key, LATER)
            assert (row(session, key).state, audit.head(session)) == (
                EscalationState.ACKNOWLEDGED, before,
            )  # fmt: skip

    def test_is_not_even_a_colleague_of_the_asker(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = asked(session, made)
            colleague = made.viewers["Nairobi senior"]
            assert questions.escalation(session, colleague, escalation_id=key) is None
            for act in (customer_left, withdraw):
                with pytest.raises(NotPermitted):
                    act(session, colleague, escalation_id=key, at=LATER)


class TestCustomerLeft:
    @pytest.mark.parametrize("who", ["Nairobi staff", "Nairobi duty"])
    def test_can_be_said_at_each_moment(self, database: Database, who: str) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager, says = made.viewers["Nairobi manager"], made.viewers[who]
            waiting, held = asked(session, made), taken(session, made, key="two")
            there = taken(session, made, key="three")
            with_customer(session, manager, escalation_id=there, at=moment(2))
            for key in (waiting, held, there):
                customer_left(session, says, escalation_id=key, at=moment(3))
                customer_left(session, says, escalation_id=key, at=moment(4))
                found = row(session, key)
                assert (found.state, found.left_at) == (EscalationState.LEFT, moment(3))
                assert (found.offered_to_id, found.move_up_at) == (None, None)
                assert kinds(session, key).count(EventKind.CUSTOMER_LEFT) == 1

    def test_cannot_be_said_after_the_end(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager, asker = made.viewers["Nairobi manager"], made.viewers["Nairobi staff"]
            key = taken(session, made)
            resolve(session, manager, escalation_id=key, how=SETTLED, at=moment(2))
            with pytest.raises(Conflict, match="has already ended: resolved"):
                customer_left(session, asker, escalation_id=key, at=moment(3))


class TestWithdraw:
    def test_ends_what_the_asker_no_longer_needs(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
            withdraw(session, made.viewers["Nairobi staff"], escalation_id=key, at=moment(2))
            found = row(session, key)
            assert (found.state, found.withdrawn_at) == (EscalationState.WITHDRAWN, moment(2))
            with pytest.raises(Conflict, match="has already ended: withdrawn"):
                resolve(session, made.viewers["Nairobi manager"], escalation_id=key, how=SETTLED,
                        at=moment(3))  # fmt: skip


class TestWithCustomer:
    def test_is_for_whoever_took_it(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = asked(session, made)
            with pytest.raises(Conflict, match="still waits"):
                with_customer(session, made.viewers["Nairobi manager"], escalation_id=key, at=LATER)
            take(session, made.viewers["Nairobi manager"], escalation_id=key, at=LATER)
            with pytest.raises(Conflict, match="already with Nairobi manager"):
                with_customer(session, made.viewers["Nairobi duty"], escalation_id=key, at=LATER)


class TestPassOn:
    def test_offers_it_to_the_next_at_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = asked(session, made)
            _pass_on(session, made, "Nairobi manager", key, moment(1))
            found = row(session, key)
            assert found.offered_to_id == made.people["Nairobi duty"]
            assert (found.state, found.hand_offs) == (EscalationState.WAITING, 1)
            assert events(session, key)[2].pass_on_reason is MEETING
            _pass_on(session, made, "Nairobi duty", key, moment(2))
            found = row(session, key)
            assert (found.offered_to_id, found.move_up_at) == (None, None)

    def test_leaves_the_offer_to_somebody_else_and_its_clock_alone(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = asked(session, made)
            before = row(session, key).move_up_at
            _pass_on(session, made, "Nairobi duty", key, moment(1))
            found = row(session, key)
            assert found.offered_to_id == made.people["Nairobi manager"]
            assert (found.move_up_at, found.hand_offs) == (before, 0)

    def test_hands_on_what_was_taken_even_beside_the_customer(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
            manager, duty = made.viewers["Nairobi manager"], made.viewers["Nairobi duty"]
            with_customer(session, manager, escalation_id=key, at=moment(2))
            _pass_on(session, made, "Nairobi manager", key, moment(3))
            found = row(session, key)
            assert (found.state, found.holder_id) == (EscalationState.WAITING, None)
            assert found.offered_to_id == made.people["Nairobi duty"]
            take(session, duty, escalation_id=key, at=moment(4))
            with_customer(session, duty, escalation_id=key, at=moment(5))
            found = row(session, key)
            assert (found.acknowledged_at, found.with_customer_at) == (LATER, moment(2))

    def test_is_not_for_what_another_one_holds(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
            with pytest.raises(Conflict, match="already with Nairobi manager"):
                _pass_on(session, made, "Nairobi duty", key, moment(2))


Act = Callable[[Session, World, str, int, datetime], object]


def _pass_on(session: Session, made: World, who: str, key: int, at: datetime) -> None:
    pass_on(session, made.viewers[who], escalation_id=key, reason=MEETING, at=at)


def _resolve(session: Session, made: World, who: str, key: int, at: datetime) -> None:
    how = Resolution(Outcome.PARTLY, False, made.remedies["Refund"], kes("20000"))
    resolve(session, made.viewers[who], escalation_id=key, how=how, at=at)


def _plain(act: Callable[..., None]) -> Act:
    return lambda session, made, who, key, at: act(
        session, made.viewers[who], escalation_id=key, at=at
    )


ACTS: tuple[tuple[int, Act], ...] = (
    (8, _plain(take)), (6, _plain(with_customer)), (5, _pass_on), (3, _resolve),
    (1, _plain(customer_left)), (1, _plain(withdraw)),
)  # fmt: skip
PEOPLE = ("Nairobi staff", "Nairobi manager", "Nairobi duty", "Africa regional", "Mombasa manager")


class TestTheRecord:
    def test_can_be_rebuilt_from_its_events(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            dice = random.Random(7)  # noqa: S311 - the same walks each time.
            ends = {self._walk(session, made, dice, number) for number in range(14)}
            assert ends >= {EscalationState.RESOLVED, EscalationState.LEFT}
            assert audit.verify(session) == []

    @staticmethod
    def _walk(session: Session, made: World, dice: random.Random, number: int) -> EscalationState:
        """Somebody does something every minute, allowed or not; then both accounts agree."""
        start = NOW + timedelta(hours=2, seconds=number)
        key = asked(session, made, "18000", key=str(number), at=start)
        for step in range(1, 13):
            at = start + timedelta(minutes=step)
            act = dice.choices([each for _, each in ACTS], [weight for weight, _ in ACTS])[0]
            try:
                act(session, made, dice.choice(PEOPLE), key, at)
            except Refusal:
                move_up(session, system(), at=at)
        found = row(session, key)
        assert list(unlike_their_events(session, system())) == []
        return found.state

    def test_has_no_gap_in_its_numbers(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = taken(session, made)
            _pass_on(session, made, "Nairobi manager", key, moment(2))
            numbers = [event.sequence for event in events(session, key)]
            assert numbers == list(range(1, len(numbers) + 1))
