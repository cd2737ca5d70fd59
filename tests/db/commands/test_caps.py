"""Window caps in the record: who publishes them, what they count, and the last of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db import audit
from db.commands import caps, resolutions
from db.commands.resolutions import Resolution
from db.queries import counter
from db.queries.caps import caps_at
from db.queries.counter import Card
from db.queries.places import row as place_row
from db.rules.cap_lines import CapLine
from db.rules.money import Money
from db.rules.refusals import Conflict, NotPermitted, Refusal
from db.rules.words import Answer, CapHolder, CapPeriod, EscalationClass, Outcome
from db.tables.caps import WindowCap
from db.tables.people import Person
from db.tables.places import Place
from db.tables.remedies import Grant
from tests.at_once import at_once
from tests.counter_cases import asked, kes, row, taken
from tests.databases import Database
from tests.db.commands.test_grants import give
from tests.world import NOW, World, world

DAILY = CapLine(CapHolder.PERSON, CapPeriod.DAY, amount=Decimal(12_000), currency="KES")
ONCE = CapLine(CapHolder.CUSTOMER, CapPeriod.WEEK, most_times=1)
A_DAY = timedelta(days=1)


def capped(
    session: Session,
    made: World,
    line: CapLine = DAILY,
    *,
    who: str = "Africa regional",
    place: str = "Nairobi",
    key: str = "cap",
    start: datetime = NOW - 30 * A_DAY,
    at: datetime | None = None,
) -> int:
    """Publish a cap that has stood for a month."""
    return caps.publish(
        session, made.viewers[who], place_id=made.places[place], line=line,
        note="So that it lasts.", in_force_from=start, submit_key=key, at=at or start,
    )  # fmt: skip


def noise(session: Session, made: World, *, at: datetime = NOW, **changes: object) -> None:
    """A gift of KES 5,000 by the agent in Nairobi, or whatever differs from it."""
    plain: dict[str, object] = {
        "place_id": made.places["Nairobi"], "person_id": made.people["Nairobi staff"],
        "remedy_id": made.remedies["Refund"], "amount": Decimal(5_000), "currency": "KES",
        "given_at": at, "submit_key": f"noise {at} {changes}",
    }  # fmt: skip
    session.add(Grant(**(plain | changes)))
    session.flush()


def the_card(session: Session, made: World, amount: str, reference: str = "") -> Card:
    """The card of the agent in Nairobi for a refund."""
    return counter.card(
        session, made.viewers["Nairobi staff"],
        place=place_row(session.get_one(Place, made.places["Nairobi"])),
        problem_id=made.problems["Bag delayed"], remedy_id=made.remedies["Refund"],
        asked=kes(amount), now=NOW, reference=reference,
    )  # fmt: skip


def words(card: Card) -> list[str]:
    """What is left, as the card says it."""
    return [each.words.replace("\u00a0", " ") for each in card.remaining.left]


class TestPublish:
    def test_keeps_who_said_it_and_what_it_replaces(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            first = capped(session, made)
            assert capped(session, made) == first
            second = capped(session, made, replace(DAILY, amount=Decimal(9_000)), key="two",
                            start=NOW)  # fmt: skip
            rows = [session.get_one(WindowCap, key) for key in (first, second)]
            assert [(each.cap_number, each.version_number) for each in rows] == [(1, 1), (1, 2)]
            assert (rows[0].in_force_until, rows[1].in_force_until) == (NOW, None)
            assert rows[0].published_by_id == made.people["Africa regional"]
            assert audit.verify(session) == []
            place = place_row(session.get_one(Place, made.places["Nairobi"]))
            viewer = made.viewers["Africa regional"]
            assert [each.cap.id for each in caps_at(session, viewer, place=place, at=NOW)] == [
                second
            ]

    def test_counts_from_the_next_number_for_another_matter(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for number, line in enumerate((DAILY, ONCE, replace(DAILY, grade_id=1)), start=1):
                found = session.get_one(WindowCap, capped(session, made, line, key=str(number)))
                assert (found.cap_number, found.version_number) == (number, 1)

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            (replace(DAILY, period=None), "agent|any grade, any remedy: a cap needs a period"),
            (replace(DAILY, currency="SGD"), "Here it must be KES"),
            (replace(DAILY, amount=Decimal(-1)), "above zero"),
            (replace(DAILY, grade_id=999), "names a grade that does not exist"),
            (replace(DAILY, remedy_id=999), "names a remedy that is not in use"),
            (replace(DAILY, problem_id=999), "names a problem that is not known"),
        ],
    )
    def test_refuses_what_is_not_whole(self, database: Database, line: CapLine, why: str) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match=why):
                capped(session, made, line)
            assert session.scalar(select(func.count()).select_from(WindowCap)) == 0

    def test_refuses_a_start_in_the_past_or_before_the_former_one(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match="cannot start in the past"):
                capped(session, made, start=NOW - A_DAY, at=NOW)
            capped(session, made, start=NOW)
            with pytest.raises(Refusal, match="Choose a later moment"):
                capped(session, made, start=NOW, key="two")

    def test_refuses_worth_where_offices_below_count_otherwise(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            line = replace(DAILY, currency="SGD")
            with pytest.raises(Refusal, match="Places below Merbau count in IDR, KES"):
                capped(session, made, line, who="Administrator", place="Merbau")
            capped(session, made, ONCE, who="Administrator", place="Merbau")
            capped(session, made, place="Kenya", key="two")

    def test_is_for_those_who_publish_limits(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for who in ("Nairobi manager", "Asia regional"):
                with pytest.raises(NotPermitted):
                    capped(session, made, who=who)

    def test_is_never_edited_or_deleted(self, database: Database) -> None:
        for change in (
            "UPDATE window_caps SET amount = amount + 1",
            "DELETE FROM window_caps",
        ):
            with pytest.raises(DBAPIError, match="window_caps"):
                self._change(database, change)

    @staticmethod
    def _change(database: Database, change: str) -> None:
        with database.doors.writing() as session:
            capped(session, world(session))
            session.connection().exec_driver_sql(change)


class TestEnd:
    def test_lets_go_from_that_moment_on(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            cap_id = capped(session, made)
            noise(session, made, amount=Decimal(12_000))
            assert the_card(session, made, "1").answer is not Answer.GREEN
            caps.end(session, made.viewers["Africa regional"], cap_id=cap_id, at=NOW)
            assert the_card(session, made, "1").answer is Answer.GREEN
            with pytest.raises(Conflict, match="already ended"):
                caps.end(session, made.viewers["Africa regional"], cap_id=cap_id, at=NOW)


class TestTheCard:
    def test_shows_what_is_left_and_stops_at_it(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            capped(session, made)
            noise(session, made)
            noise(session, made, at=NOW - A_DAY)
            noise(session, made, person_id=made.people["Nairobi senior"])
            noise(session, made, currency="SGD")
            assert words(the_card(session, made, "7000")) == ["KES 7,000 left today"]
            assert the_card(session, made, "7000").answer is Answer.GREEN
            over = the_card(session, made, "7000.01")
            assert over.answer is Answer.AMBER
            assert over.why.startswith("KES\u00a07,000 left today: at most KES\u00a012,000 a day")
            give(session, made, "7000")
            assert words(the_card(session, made, "1")) == ["nothing left today"]
            with pytest.raises(Refusal, match="Nothing left today"):
                give(session, made, "1", key="two")

    def test_begins_the_day_at_the_office_s_midnight(self, database: Database) -> None:
        midnight = datetime.fromisoformat("2026-11-18T00:00:00+03:00")
        with database.doors.writing() as session:
            made = world(session)
            capped(session, made)
            noise(session, made, at=midnight - timedelta(microseconds=1))
            assert words(the_card(session, made, "1")) == ["KES 12,000 left today"]
            noise(session, made, at=midnight)
            assert words(the_card(session, made, "1")) == ["KES 7,000 left today"]

    def test_knows_what_the_customer_received_from_any_office(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            capped(session, made, ONCE)
            assert the_card(session, made, "1").remaining.wants_reference
            with pytest.raises(Refusal, match="Write the customer's reference"):
                give(session, made, "1")
            first = session.get_one(Grant, give(session, made, customer_reference="AB 1"))
            far = {"place_id": made.places["Jakarta"], "person_id": made.people["Jakarta staff"]}
            noise(session, made, customer_hash=first.customer_hash, at=NOW - 14 * A_DAY, **far)
            card = the_card(session, made, "1", "ab-1")
            assert len(card.remaining.received) == 2
            assert "Jakarta" in card.remaining.received[1]
            assert words(card) == ["nothing left this week for this customer"]
            assert card.answer is Answer.RED
            assert words(the_card(session, made, "1", "other")) == [
                "1 more time this week for this customer"
            ]

    def test_says_the_same_as_what_may_be_recorded(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            capped(session, made)
            capped(session, made, replace(ONCE, most_times=2), key="two")
            noise(session, made)
            for number, amount in enumerate(("7000.01", "3000", "4000.01", "1000", "1000")):
                reference = "one" if number < 4 else "two"
                card = the_card(session, made, amount, reference)
                try:
                    give(session, made, amount, key=str(number), customer_reference=reference)
                    refused = False
                except Refusal:
                    refused = True
                assert (card.answer is Answer.GREEN) is not refused, amount


class TestTheClassOfAnAsk:
    """KES 10,000 is the agent's limit; 7,000 of the day's 12,000 are left after one gift."""

    def class_of(self, session: Session, made: World, amount: str, key: str) -> EscalationClass:
        return row(session, asked(session, made, amount, key=key)).escalation_class

    def test_counts_what_a_cap_left(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert self.class_of(session, made, "8400", "before") is EscalationClass.WITHIN_LIMIT
            capped(session, made)
            noise(session, made)
            found = [
                self.class_of(session, made, amount, amount)
                for amount in ("7000", "7000.01", "8400", "8400.01")
            ]
        assert found == [
            EscalationClass.WITHIN_LIMIT, EscalationClass.JUST_ABOVE, EscalationClass.JUST_ABOVE,
            EscalationClass.ABOVE,
        ]  # fmt: skip

    def test_is_above_when_a_cap_of_times_is_spent(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            capped(session, made, CapLine(CapHolder.PERSON, CapPeriod.DAY, most_times=1))
            assert self.class_of(session, made, "100", "first") is EscalationClass.WITHIN_LIMIT
            noise(session, made)
            assert self.class_of(session, made, "100", "second") is EscalationClass.ABOVE


class TestTheEndOfAnEscalation:
    def test_is_bound_by_the_same_caps(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            capped(session, made)
            noise(session, made, person_id=made.people["Nairobi manager"])
            key = taken(session, made)
            how = Resolution(Outcome.SETTLED, True, made.remedies["Refund"], kes("7000.01"))
            with pytest.raises(Refusal, match="7,000 left today"):
                resolutions.resolve(session, made.viewers["Nairobi manager"], escalation_id=key,
                                    how=how, at=NOW)  # fmt: skip
            resolutions.resolve(session, made.viewers["Nairobi manager"], escalation_id=key,
                                how=replace(how, granted=kes("7000")), at=NOW)  # fmt: skip
            assert row(session, key).amount_granted == Decimal(7_000)

    def test_can_name_the_customer_whom_the_ask_left_out(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            capped(session, made, ONCE)
            key = taken(session, made)
            how = Resolution(Outcome.SETTLED, True, made.remedies["Refund"], kes("1"))
            manager = made.viewers["Nairobi manager"]
            with pytest.raises(Refusal, match="Write the customer's reference"):
                resolutions.resolve(session, manager, escalation_id=key, how=how, at=NOW)
            named = replace(how, customer_reference="AB 1")
            resolutions.resolve(session, manager, escalation_id=key, how=named, at=NOW)
            with pytest.raises(Refusal, match="Nothing left this week for this customer"):
                give(session, made, "1", customer_reference="AB 1")


class TestTheLastOfACap:
    def test_is_given_once_to_one_customer_by_two_staff(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            capped(session, made, ONCE)
        come = at_once(
            database.url,
            [
                lambda session: give(session, made, "1", key="a", customer_reference="AB 1"),
                lambda session: give(session, made, "1", key="b", who="Nairobi senior",
                                     customer_reference="AB 1"),
            ],
        )  # fmt: skip
        assert sorted(isinstance(each, Refusal) for each in come) == [False, True]
        with database.doors.reading() as session:
            assert session.scalar(select(func.count()).select_from(Grant)) == 1

    def test_is_given_once_by_one_person_on_two_screens(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            capped(session, made)
        come = at_once(
            database.url,
            [
                lambda session: give(session, made, "8000", key="a"),
                lambda session: give(session, made, "8000", key="b"),
            ],
        )
        assert sorted(isinstance(each, Refusal) for each in come) == [False, True]

    def test_is_given_once_at_the_counter_and_at_the_end_of_an_ask(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            capped(session, made, ONCE)
            key = taken(session, made, customer_reference="AB 1")
        how = Resolution(Outcome.SETTLED, True, made.remedies["Refund"], Money(Decimal(1), "KES"))

        def resolve(session: Session) -> int:
            resolutions.resolve(session, made.viewers["Nairobi manager"], escalation_id=key,
                                how=how, at=NOW)  # fmt: skip
            return 0

        come = at_once(
            database.url,
            [resolve, lambda session: give(session, made, "1", customer_reference="AB 1")],
        )
        assert sorted(isinstance(each, Refusal) for each in come) == [False, True]

    def test_of_two_customers_is_given_to_both(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            capped(session, made, ONCE)
            assert session.scalar(select(func.count()).select_from(Person)) or 0
        come = at_once(
            database.url,
            [
                lambda session: give(session, made, "1", key="a", customer_reference="AB 1"),
                lambda session: give(session, made, "1", key="b", customer_reference="AB 2"),
            ],
        )
        assert not any(isinstance(each, Refusal) for each in come)
