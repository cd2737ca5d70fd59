"""The facts of an agenda: what is found, and what another office keeps to itself."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from db.access import system
from db.queries.agenda import agenda_facts
from db.rules.agenda_facts import AgendaFacts
from db.rules.words import (
    ActionKind,
    ContactKind,
    EscalationClass,
    HuddleState,
    ItemKind,
    LimitKind,
    Origin,
    ResponseState,
)
from db.tables.contacts import ContactsServed, HelpContact
from db.tables.huddles import Action, Huddle
from db.tables.limits import AuthorityLimit
from db.tables.minutes import Finding, Minutes
from db.tables.places import Place
from db.tables.problems import ProblemMention
from db.tables.remedies import Grant
from db.tables.responses import Rehearsal, Response
from tests.databases import Database
from tests.huddle_cases import TODAY, YESTERDAY, a_closed_huddle, an_ask
from tests.world import NOW, World, world


def _facts(
    session: Session, made: World, office: str = "Nairobi", seed: str = "huddle 1"
) -> AgendaFacts:
    place = session.get_one(Place, made.places[office])
    return agenda_facts(session, system(), place=place, held_on=TODAY, seed=seed)


def _card(found: AgendaFacts, kind: ItemKind) -> tuple[str, int | None]:
    return next((card.title, card.problem_id) for card in found.cards if card.kind is kind)


class TestAsks:
    def test_begin_and_end_with_the_offices_day(self, database: Database) -> None:
        # Midnight in Nairobi is 21:00 in UTC.
        midnight = NOW.replace(hour=21, minute=0) - timedelta(days=2)
        second = timedelta(seconds=1)
        with database.doors.writing() as session:
            made = world(session)
            for moment in (midnight - second, midnight, midnight + timedelta(days=1) - second,
                           midnight + timedelta(days=1)):  # fmt: skip
                an_ask(session, made, asked_at=moment)
            (group,) = _facts(session, made).asks
            assert len(group.asks) == 2

    def test_reach_back_over_the_weekend(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for days in (1, 2, 3, 4):
                an_ask(session, made, asked_at=NOW - timedelta(days=days))
            session.add(_held(made, "Nairobi", TODAY - timedelta(days=3)))
            session.add(_held(made, "Mombasa", TODAY - timedelta(days=1)))
            session.flush()
            found = _facts(session, made)
            assert found.since == "Since Sun 15 Nov"
            assert len(found.asks[0].asks) == 3

    def test_of_the_neighbours_stay_there(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            an_ask(session, made, office="Mombasa")
            an_ask(session, made, office="Jakarta")
            assert _facts(session, made).asks == ()


def _held(made: World, office: str, day: date) -> Huddle:
    return Huddle(
        place_id=made.places[office], name="Earlier", held_on=day, budget_minutes=10,
        chair_id=made.people[f"{office} manager"], state=HuddleState.CLOSED, created_at=NOW,
        started_at=NOW, closed_at=NOW,
    )  # fmt: skip


class TestContacts:
    def test_are_unknown_or_counted(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert _facts(session, made).contacts is None
            for office, day, contacts in (
                ("Nairobi", 17, 219), ("Nairobi", 18, 50), ("Nairobi", 16, 60), ("Mombasa", 17, 7),
            ):  # fmt: skip
                session.add(
                    ContactsServed(
                        place_id=made.places[office], served_on=date(2026, 11, day),
                        contacts=contacts,
                    )
                )  # fmt: skip
            session.flush()
            assert _facts(session, made).contacts == 219


class TestExpiring:
    def test_is_what_ends_within_fourteen_days(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for title, days in (("Bag delayed", 14), ("Missed connection", 15),
                                ("Passport expired", -3)):  # fmt: skip
                response = session.get_one(Response, made.responses[title])
                response.verified_until = TODAY + timedelta(days=days)
            session.flush()
            found = {each.title for each in _facts(session, made).expiring}
            assert found == {"Bag delayed", "Passport expired"}

    def test_looks_at_the_nearest_text_only(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            world_wide = session.get_one(Response, made.responses["Bag delayed"])
            world_wide.verified_until = TODAY
            session.add(
                Response(
                    problem_id=made.problems["Bag delayed"], place_id=made.places["Nairobi"],
                    number=1, state=ResponseState.AGREED, what_we_can_still_do="Call.",
                    created_at=NOW, updated_at=NOW, agreed_at=NOW,
                    agreed_by_id=made.people["Nairobi manager"],
                    verified_until=TODAY + timedelta(days=90),
                )
            )  # fmt: skip
            session.flush()
            assert _facts(session, made).expiring == ()
            assert len(_facts(session, made, "Mombasa").expiring) == 1

    def test_holds_numbers_to_call(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for office in ("Nairobi", "Mombasa"):
                session.add(
                    HelpContact(
                        place_id=made.places[office], kind=ContactKind.SECURITY,
                        name=f"Security {office}", phone="1", verified_until=TODAY,
                    )
                )  # fmt: skip
            session.flush()
            titles = [each.title for each in _facts(session, made).expiring]
            assert titles == ["Number of Security Nairobi"]


class TestGaps:
    def test_are_remedies_that_no_limit_covers(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for remedy in ("Hotel night", "Hotel night", "Refund"):
                an_ask(session, made, remedy=remedy, escalation_class=EscalationClass.NO_RULE)
            an_ask(session, made, remedy="Hotel night", problem="Bag delayed", office="Mombasa",
                   escalation_class=EscalationClass.NO_RULE)  # fmt: skip
            (gap,) = _facts(session, made).gaps
            # Refunds have a limit by now, and are no gap any more.
            assert (gap.title, gap.remedies, gap.asks) == ("Missed connection", ("hotel night",), 2)

    def test_close_with_a_limit_and_not_with_a_none(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            an_ask(session, made, remedy="Hotel night", escalation_class=EscalationClass.NO_RULE)
            session.add(_limit(made, LimitKind.NONE, 901))
            session.flush()
            assert len(_facts(session, made).gaps) == 1
            session.add(_limit(made, LimitKind.UP_TO, 902))
            session.flush()
            assert _facts(session, made).gaps == ()


def _limit(made: World, kind: LimitKind, number: int) -> AuthorityLimit:
    has_amount = kind is LimitKind.UP_TO
    return AuthorityLimit(
        rule_number=number, version_number=1, limit_set_id=1, place_id=made.places["Kenya"],
        grade_id=made.grades["agent"], remedy_id=made.remedies["Hotel night"], kind=kind,
        amount=Decimal(9000) if has_amount else None, currency="KES" if has_amount else None,
        in_force_from=NOW - timedelta(days=9),
    )  # fmt: skip


class TestActions:
    def test_are_overdue_or_not_yet_seen_to_work(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for text, office, due, done, verified in (
                ("due yesterday", "Nairobi", -1, None, None),
                ("due today", "Nairobi", 0, None, None),
                ("done", "Nairobi", 5, NOW, None),
                ("seen to work", "Nairobi", -5, NOW, NOW),
                ("the neighbours'", "Mombasa", -9, None, None),
            ):
                session.add(
                    Action(
                        place_id=made.places[office], kind=ActionKind.FIX, text=text,
                        due_on=TODAY + timedelta(days=due), created_at=NOW, done_at=done,
                        verified_at=verified,
                    )
                )  # fmt: skip
            session.flush()
            texts = {each.text for each in _facts(session, made).actions}
            assert texts == {"due yesterday", "done"}


class TestFindings:
    def test_wait_until_they_are_answered(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            session.add(_minutes(made, a_closed_huddle(session, made)))
            session.flush()
            for text, answer in (("Item 3 has no answer", ""), ("Nobody owns item 4", "Amina")):
                session.add(
                    Finding(
                        minutes_id=1, place_id=made.places["Nairobi"], text=text, raised_at=NOW,
                        raised_by_id=made.people["Africa regional"],
                        owner_id=made.people["Nairobi manager"], due_on=TODAY, answer=answer,
                        answered_at=NOW if answer else None, submit_key=text,
                    )
                )  # fmt: skip
            session.flush()
            assert [each.text for each in _facts(session, made).findings] == [
                "Item 3 has no answer"
            ]
            assert _facts(session, made, "Mombasa").findings == ()


def _minutes(made: World, huddle_id: int) -> Minutes:
    return Minutes(
        id=1, huddle_id=huddle_id, place_id=made.places["Nairobi"], number=1, chain_position=1,
        canonical_text="{}", previous_hash="", hash="h", audit_sequence=0, audit_hash="",
        signed_at=NOW, signed_by_id=made.people["Nairobi manager"],
    )  # fmt: skip


class TestCards:
    def test_are_the_same_for_the_same_huddle(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert _facts(session, made).cards == _facts(session, made).cards
            drills = {
                _card(_facts(session, made, seed=str(seed)), ItemKind.DRILL) for seed in range(12)
            }
            assert len(drills) > 1

    def test_imagine_our_own_until_it_was_minuted_here(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            ash = made.problems["Ash cloud closes the airport"]
            assert _card(_facts(session, made), ItemKind.IMAGINE)[1] == ash
            a_closed_huddle(session, made, "Mombasa")
            assert _card(_facts(session, made), ItemKind.IMAGINE)[1] == ash
            a_closed_huddle(session, made)
            title, problem = _card(_facts(session, made), ItemKind.IMAGINE)
            assert problem is None
            assert title

    def test_imagine_it_again_after_sixty_days(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            ash = made.problems["Ash cloud closes the airport"]
            huddle = _held(made, "Nairobi", TODAY - timedelta(days=61))
            session.add(huddle)
            session.flush()
            session.add(
                ProblemMention(
                    problem_id=ash, huddle_id=huddle.id, origin=Origin.IMAGINED, is_answered=False,
                    at=NOW - timedelta(days=61),
                )
            )  # fmt: skip
            session.flush()
            assert _card(_facts(session, made), ItemKind.IMAGINE)[1] == ash

    def test_drill_what_was_not_rehearsed_here(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for title in ("Bag delayed", "Missed connection"):
                session.add(
                    Rehearsal(
                        problem_id=made.problems[title], place_id=made.places["Nairobi"], at=NOW,
                        took_part=3, gave_agreed_words=3,
                    )
                )  # fmt: skip
            session.flush()
            drilled = {
                _card(_facts(session, made, seed=str(seed)), ItemKind.DRILL)[1]
                for seed in range(12)
            }
            assert drilled == {made.problems["Passport expired"]}

    def test_thank_whoever_settled_most_at_the_desk(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert (
                _card(_facts(session, made), ItemKind.RECOGNITION)[0] == "Whom do we thank today?"
            )
            given = ["Nairobi senior"] * 2 + ["Nairobi staff"] + ["Mombasa staff"] * 3
            for number, who in enumerate(given):
                session.add(
                    Grant(
                        place_id=made.places[who.split()[0]], person_id=made.people[who],
                        remedy_id=made.remedies["Refund"], amount=Decimal(5), currency="KES",
                        given_at=YESTERDAY, submit_key=str(number),
                    )
                )  # fmt: skip
            session.flush()
            thanks = next(
                card for card in _facts(session, made).cards if card.kind is ItemKind.RECOGNITION
            )
            assert thanks.title == "Thank you, Nairobi senior"
            assert thanks.facts == "Two customers settled at the desk, not sent on."
