"""P50: a huddle agrees how customers are handed over; the agenda asks when that is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.commands import agenda, decisions, huddles, places
from db.commands.decisions import Decided
from db.queries.hand_offs import agreed_at, lines_at
from db.queries.huddle_items import ItemView
from db.queries.readiness import office_readiness
from db.rules.hand_offs import NAME, SOURCE_KEY, HandOff
from db.rules.must_haves import MustHave, Standing
from db.rules.refusals import Refusal
from db.rules.words import ItemOutcome, PlaceKind
from db.tables.hand_offs import HandOffAgreement
from db.tables.people import Person
from tests.databases import Database
from tests.huddle_cases import TODAY, a_running_huddle, seen
from tests.world import NOW, World, world

MANAGER = "Nairobi manager"
WORDS = HandOff("whoever asked", "This is Mercy, who knows it all", "Quiet room 2")
AGREED = Decided(ItemOutcome.DECISION, "", hand_off=WORDS)


def asked_for(session: Session, made: World, huddle_id: int, who: str = MANAGER) -> ItemView | None:
    """The item of a huddle that asks for it."""
    items = seen(session, made, huddle_id, who).items
    return next((each for each in items if each.source_key == SOURCE_KEY), None)


def decide(session: Session, made: World, huddle_id: int, decided: Decided = AGREED) -> None:
    item = asked_for(session, made, huddle_id)
    assert item is not None
    decisions.decide(
        session, made.viewers[MANAGER], item_id=item.id, decided=decided, version=item.version,
        at=NOW,
    )  # fmt: skip


def prepared(session: Session, made: World, days: int) -> int:
    """A huddle that is prepared so many days later, on that day."""
    later = timedelta(days=days)
    return huddles.prepare(
        session, made.viewers[MANAGER], place_id=made.places["Nairobi"], held_on=TODAY + later,
        name=f"After {days} days", at=NOW + later,
    )  # fmt: skip


def line(session: Session, made: World, days: int = 0) -> MustHave:
    found = office_readiness(
        session, made.viewers[MANAGER], place_id=made.places["Nairobi"],
        now=NOW + timedelta(days=days),
    )  # fmt: skip
    return next(each for each in found.must_haves if each.name == NAME)


class TestAgreeing:
    def test_is_a_decision_that_the_minutes_and_the_counter_show(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert line(session, made).standing is Standing.MISSING
            key = a_running_huddle(session, made)
            decide(session, made, key)
            item = asked_for(session, made, key)
            assert item is not None
            assert item.outcome_text == WORDS.line
            path = made.paths["Nairobi"]
            assert lines_at(session, {path, made.paths["Mombasa"]}) == {path: WORDS.line}
            agreed = agreed_at(session, place_id=made.places["Nairobi"], path=path)
            assert agreed is not None
            assert (agreed.agreed_on, agreed.took_part) == (TODAY, 2)
            assert len(agreed.team_then) == len(agreed.team_now) == 4
            assert (
                line(session, made).sentence == "Hand-off agreement of 18 Nov, 2 people took part"
            )

    @pytest.mark.parametrize(
        ("decided", "sentence"),
        [
            (Decided(ItemOutcome.DECISION, "So."), "Say who speaks first, what is said"),
            (replace(AGREED, hand_off=replace(WORDS, said=" ")), "part that is said is empty"),
            (replace(AGREED, outcome=ItemOutcome.INFORMATION), "Only a decision on how customers"),
        ],
    )
    def test_refuses_what_lacks_something(
        self, database: Database, decided: Decided, sentence: str
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = a_running_huddle(session, made)
            with pytest.raises(Refusal, match=sentence):
                decide(session, made, key, decided)
            assert session.scalars(select(HandOffAgreement)).all() == []

    def test_is_for_the_item_that_asks_for_it(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = a_running_huddle(session, made)
            other = next(i for i in seen(session, made, key).items if i.source_key != SOURCE_KEY)
            with pytest.raises(Refusal, match="Only a decision on how customers"):
                decisions.decide(session, made.viewers[MANAGER], item_id=other.id, decided=AGREED,
                                 version=other.version, at=NOW)  # fmt: skip

    def test_stays_in_the_record(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            decide(session, made, a_running_huddle(session, made))
        for change in (update(HandOffAgreement).values(said="x"), delete(HandOffAgreement)):
            with pytest.raises(DBAPIError), database.doors.writing() as session:
                session.execute(change)


class TestTheAgenda:
    def test_asks_where_nothing_is_agreed_and_at_most_once_a_week(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            first = prepared(session, made, 0)
            asking = asked_for(session, made, first)
            assert asking is not None
            assert asking.facts.startswith("Nobody has agreed yet")
            assert asked_for(session, made, prepared(session, made, 6)) is None
            assert asked_for(session, made, prepared(session, made, 7)) is not None

    def test_asks_again_on_the_ninetieth_day(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            decide(session, made, a_running_huddle(session, made))
            assert asked_for(session, made, prepared(session, made, 89)) is None
            asking = asked_for(session, made, prepared(session, made, 90))
            assert asking is not None
            assert "wants to be confirmed again" in asking.facts
            assert line(session, made, 90).badge == "due since 16 Feb"

    def test_asks_again_when_half_of_the_team_is_another(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            decide(session, made, a_running_huddle(session, made))
            for who, is_due in (("Nairobi staff", False), ("Nairobi senior", True)):
                session.get_one(Person, made.people[who]).deactivated_at = NOW
                session.flush()
                asking = asked_for(session, made, prepared(session, made, 8 + is_due))
                assert (asking is not None) is is_due
            assert line(session, made).sentence.endswith("2 of 4 have left the team")

    def test_asks_at_the_next_huddle_when_it_was_carried_over(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            item = asked_for(session, made, a_running_huddle(session, made))
            assert item is not None
            agenda.carry_over(session, made.viewers[MANAGER], item_id=item.id, why="",
                              version=item.version, at=NOW)  # fmt: skip
            asking = asked_for(session, made, prepared(session, made, 1))
            assert asking is not None
            assert not asking.facts.startswith("Carried over")

    def test_takes_it_up_early_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            decide(session, made, a_running_huddle(session, made))
            key = prepared(session, made, 1)
            manager = made.viewers[MANAGER]
            items = {agenda.add_hand_off(session, manager, huddle_id=key, at=NOW) for _ in range(2)}
            assert len(items) == 1
            region = huddles.prepare(
                session, made.viewers["Africa regional"], place_id=made.places["Kenya"],
                held_on=TODAY, name="Country huddle", at=NOW,
            )  # fmt: skip
            assert asked_for(session, made, region, "Africa regional") is None
            with pytest.raises(Refusal, match="offices and teams"):
                agenda.add_hand_off(session, made.viewers["Africa regional"], huddle_id=region,
                                    at=NOW)  # fmt: skip


class TestATeam:
    def test_hands_over_as_its_office_does_until_it_agrees_otherwise(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            key = a_running_huddle(session, made)
            decide(session, made, key)
            team = places.add_place(
                session, made.viewers["Administrator"], parent_id=made.places["Nairobi"],
                kind=PlaceKind.TEAM, name="Gates", at=NOW,
            )  # fmt: skip
            office = made.paths["Nairobi"]
            path = f"{office}{team}/"
            assert lines_at(session, {path}) == {path: WORDS.line}
            other = next(i for i in seen(session, made, key).items if i.source_key != SOURCE_KEY)
            session.add(
                HandOffAgreement(
                    place_id=team, huddle_id=key, item_id=other.id, speaks_first="the manager",
                    said="I am Mercy", happens_at="Gate 8", holds_days=90, agreed_on=TODAY,
                    agreed_at=NOW,
                )
            )  # fmt: skip
            session.flush()
            own = HandOff("the manager", "I am Mercy", "Gate 8").line
            assert lines_at(session, {path, office}) == {path: own, office: WORDS.line}
