"""What a manager knows on arrival: of each card its own response and limits, for all at once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import event
from sqlalchemy.orm import Session

from db.queries.arrivals import Arrival, arrivals_for
from db.queries.escalations import open_escalations
from db.queries.grants import received_by_each
from db.rules.words import EscalationReason, Outcome, ResponseState
from db.tables.limits import AuthorityLimit
from db.tables.problems import Problem
from db.tables.responses import Response
from tests.counter_cases import asked
from tests.databases import Database
from tests.db.commands.test_caps import ONCE, capped
from tests.db.commands.test_closed_cases import ended
from tests.world import NOW, World, world

MANAGER, DUTY = "Nairobi manager", "Nairobi duty"
A_DAY = timedelta(days=1)


def known(session: Session, made: World, who: str = MANAGER) -> dict[int, Arrival]:
    rows = open_escalations(session, made.viewers[who])
    return arrivals_for(session, made.viewers[who], rows=rows, now=NOW)


def local(session: Session, made: World, place: str, opening: str, **changes: object) -> None:
    """A variant of the response to a delayed bag."""
    who = made.people["Administrator"]
    plain: dict[str, object] = {
        "problem_id": made.problems["Bag delayed"], "place_id": made.places[place], "number": 1,
        "state": ResponseState.AGREED, "opening_words": opening, "created_at": NOW,
        "updated_at": NOW, "agreed_at": NOW, "agreed_by_id": who, "verified_at": NOW,
        "verified_by_id": who, "verified_until": NOW.date(),
        "what_we_can_still_do": "We call back.",
    }  # fmt: skip
    session.add(Response(**(plain | changes)))
    session.flush()


class TestTheResponseToUse:
    def test_is_the_nearest_that_is_agreed(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            one = asked(session, made)
            local(session, made, "Kenya", "Pole sana.")
            local(session, made, "Nairobi", "A draft.", state=ResponseState.DRAFT)
            local(session, made, "Mombasa", "Beside it.")
            local(session, made, "Singapore", "Elsewhere.")
            words = known(session, made)[one].words
            assert words is not None
            assert (words.opening, words.is_variant, words.is_stale) == ("Pole sana.", True, False)

    def test_is_stale_the_day_after_its_date(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            one = asked(session, made)
            local(session, made, "Kenya", "x", verified_until=NOW.date() - timedelta(days=1))
            words = known(session, made)[one].words
            assert words is not None
            assert words.is_stale

    def test_is_none_for_what_nobody_thought_of_and_what_nothing_is_agreed_for(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            unanticipated = asked(session, made, problem_id=None, words="A parrot bit me")
            ash = made.problems["Ash cloud closes the airport"]
            imagined = asked(session, made, problem_id=ash, key="two")
            bag = asked(session, made, key="three")
            found = known(session, made)
            assert found[unanticipated].words is None
            assert found[imagined].words is None
            assert found[bag].words is not None


class TestTheLimits:
    def test_are_the_askers_at_the_ask_and_the_viewers_now(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            one = asked(session, made, "15000")
            kept = session.get_one(AuthorityLimit, made.limits["Kenya", "agent", "Refund"])
            kept.in_force_until = NOW
            number = f"R-{kept.rule_number}, version 1, Kenya"
            found = known(session, made)[one]
            assert found.asker_may == (
                f"Nairobi staff may give up to KES\u00a010,000, not KES\u00a015,000 ({number})."
            )
            assert found.you_may.startswith("You may decide up to KES\u00a040,000 (R-")
            higher = known(session, made, DUTY)[one]
            assert higher.you_may.startswith("You may decide up to KES\u00a080,000 (R-")

    def test_say_to_pass_on_what_is_above_both(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            one = asked(session, made, "40001")
            assert known(session, made)[one].you_may.endswith(": pass it on.")
            assert not known(session, made, DUTY)[one].you_may.endswith(": pass it on.")

    def test_say_that_no_rule_was_found(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            one = asked(session, made, remedy_id=made.remedies["Hotel night"])
            found = known(session, made)[one]
            assert found.asker_may == "No rule lets Nairobi staff give this."
            assert found.you_may == "No rule lets you decide this: pass it on."

    def test_say_nothing_of_money_without_a_remedy_or_in_a_matter_of_safety(
        self, database: Database
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            plain = asked(session, made, None, remedy_id=None)
            safety = asked(session, made, reason=EscalationReason.SAFETY, key="two")
            found = known(session, made)
            assert found[plain].asker_may.startswith("No remedy is asked for")
            assert (found[safety].asker_may, found[safety].you_may) == ("", "")

    def test_give_way_to_the_lowest_grade_for_the_problem(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            one = asked(session, made)
            problem = session.get_one(Problem, made.problems["Bag delayed"])
            problem.minimum_grade_id = made.grades["duty manager"]
            assert "not for your grade" in known(session, made)[one].you_may
            assert known(session, made, DUTY)[one].you_may.startswith("You may decide")


class TestTheEndOfTheBidding:
    def test_is_told_to_whoever_decides_anew(self, database: Database) -> None:
        """P70: nobody goes on bidding without knowing that it was ended."""
        with database.doors.writing() as session:
            made = world(session)
            ended(session, made, customer="AB 12")
            same = asked(session, made, key="two", customer_reference="ab 12")
            another = asked(session, made, key="three", customer_reference="CD 34")
            nobody = asked(session, made, key="four")
            found = known(session, made)
            before = found[same].ended
            assert before is not None
            assert before.first.endswith(" by Nairobi manager, Nairobi.")
            assert (found[another].ended, found[nobody].ended) == (None, None)

    def test_is_over_once_it_ended_otherwise(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            ended(session, made, customer="AB 12")
            ended(session, made, Outcome.SETTLED, customer="AB 12", key="two", at=NOW + A_DAY)
            same = asked(session, made, key="three", customer_reference="AB 12")
            assert known(session, made)[same].ended is None


class TestManyCards:
    def test_cost_as_many_questions_as_one(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for key in range(6):
                asked(session, made, key=str(key), customer_reference=f"AB {key % 3}")
            capped(session, made)
            capped(session, made, ONCE, key="two")
            rows = open_escalations(session, made.viewers[MANAGER])
            said: list[str] = []
            engine = session.connection().engine
            event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
            arrivals_for(session, made.viewers[MANAGER], rows=rows, now=NOW)
            received_by_each(session, customer_hashes={row.customer_hash for row in rows})
            assert len(rows) == 6
            asked_of = [text.split("FROM ")[1].split()[0] for text in said]
            assert asked_of == [
                "problems", "authority_limits", "window_caps", "grants", "escalations", "grants"
            ]  # fmt: skip

    def test_without_any_ask_nothing(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert arrivals_for(session, made.viewers[MANAGER], rows=[], now=NOW) == {}
