"""The pocket card of a grade at an office, and what changed since one was printed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from db.queries.pocket_cards import ChangedLine, Line, PocketCard, changed_since, pocket_card
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import ContactKind, LimitKind
from db.tables.contacts import HelpContact
from db.tables.limits import AuthorityLimit
from db.tables.problems import Problem
from tests.databases import Database
from tests.world import NOW, World, world

A_DAY = timedelta(days=1)


def card(
    session: Session, made: World, who: str = "Nairobi staff", *, grade: str = ""
) -> PocketCard:
    return pocket_card(
        session, made.viewers[who], place_id=None, grade_id=made.grades.get(grade), now=NOW
    )


def new_version(session: Session, made: World, amount: int, **more: object) -> None:
    """From today on, agents in Kenya may give another amount back."""
    key = "Kenya", "agent", "Refund"
    old = session.get_one(AuthorityLimit, made.limits[key])
    old.in_force_until = NOW
    plain: dict[str, object] = {
        "rule_number": old.rule_number, "version_number": 2, "limit_set_id": old.limit_set_id,
        "place_id": old.place_id, "grade_id": old.grade_id, "remedy_id": old.remedy_id,
        "kind": LimitKind.UP_TO, "amount": Decimal(amount), "currency": "KES",
        "in_force_from": NOW,
    }  # fmt: skip
    session.add(AuthorityLimit(**(plain | more)))
    session.flush()


class TestPocketCard:
    def test_says_what_the_grade_gives_and_what_the_highest_manager_gives_beyond(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            found = card(session, made)
            assert (found.place.name, found.grade.name) == ("Nairobi", "agent")
            assert found.own == (
                Line("Meal voucher", "", "up to KES\u00a010,000"),
                Line("Refund", "", "up to KES\u00a010,000"),
            )
            assert found.higher is not None
            assert found.higher.name == "duty manager"
            assert found.above[1] == Line("Refund", "", "up to KES\u00a080,000")
            assert found.until == NOW + timedelta(days=30)

    def test_names_the_nearest_numbers(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert card(session, made).security is None
            for place, name in (("Merbau", "Far"), ("Nairobi", "Near"), ("Mombasa", "Beside")):
                session.add(
                    HelpContact(place_id=made.places[place], kind=ContactKind.SECURITY,
                                name=f"{name} guards", phone="112", what_for="Any threat")
                )  # fmt: skip
            session.flush()
            found = card(session, made).security
            assert found is not None
            assert found.name == "Near guards"

    def test_holds_the_legal_sentences_of_this_currency_from_their_threshold_on(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for title, currency in (("Bag delayed", "KES"), ("Missed connection", "SGD")):
                problem = session.get_one(Problem, made.problems[title])
                problem.legal_threshold, problem.legal_currency = Decimal(40_000), currency
                problem.legal_sentence = "You may want legal advice."
            session.flush()
            told = [(each.problem, str(each.threshold)) for each in card(session, made).legal]
            assert told == [("Bag delayed", "KES\u00a040,000")]

    def test_ends_when_a_change_that_is_published_begins(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            new_version(session, made, 5000, in_force_from=NOW + A_DAY)
            assert card(session, made).until == NOW + A_DAY

    def test_is_the_own_one_unless_one_sees_the_limits(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert card(session, made, "Nairobi manager", grade="agent").grade.name == "agent"
            with pytest.raises(NotPermitted):
                card(session, made, grade="duty manager")
            with pytest.raises(Refusal):
                pocket_card(
                    session, made.viewers["Nairobi staff"], place_id=made.places["Mombasa"],
                    grade_id=None, now=NOW,
                )  # fmt: skip


class TestChangedSince:
    def test_is_nothing_while_the_card_holds(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert self._since(session, made) == []

    def test_says_exactly_what_changed(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            new_version(session, made, 5000)
            assert self._since(session, made) == [
                ChangedLine("agent", "Refund", "", "up to KES\u00a010,000", "up to KES\u00a05,000")
            ]
            # Printed at the very moment of the change, the card already says it.
            assert self._since(session, made, days=0) == []

    def test_says_what_holds_for_one_problem_now(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            new_version(session, made, 5000, problem_id=made.problems["Bag delayed"])
            told = {(each.problem, each.after) for each in self._since(session, made)}
            assert told == {("", "no rule"), ("Bag delayed", "up to KES\u00a05,000")}

    @staticmethod
    def _since(session: Session, made: World, days: int = 7) -> list[ChangedLine]:
        then = NOW - timedelta(days=days)
        viewer = made.viewers["Nairobi staff"]
        return changed_since(session, viewer, place_id=None, grade_id=None, then=then, now=NOW)
