"""What caps leave a manager, for every ask of the queue at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from db.queries import caps as one_by_one
from db.queries.arrivals import arrivals_for
from db.queries.cap_windows import windows_of_each
from db.queries.escalations import open_escalations
from db.rules.authority import Question
from db.rules.cap_lines import CapLine
from db.rules.references import customer_hash
from db.rules.words import CapHolder, CapPeriod
from db.settings import read_settings
from tests.counter_cases import asked
from tests.databases import Database
from tests.db.commands.test_caps import capped, noise
from tests.world import NOW, World, world

MANAGER, DUTY = "Nairobi manager", "Nairobi duty"
OF_PERSON = CapLine(CapHolder.PERSON, CapPeriod.DAY, amount=Decimal(20_000), currency="KES")
OF_CUSTOMER = replace(OF_PERSON, holder=CapHolder.CUSTOMER)
A_DAY = timedelta(days=1)


def you_may(session: Session, made: World, escalation_id: int, who: str = MANAGER) -> str:
    rows = open_escalations(session, made.viewers[who])
    return arrivals_for(session, made.viewers[who], rows=rows, now=NOW)[escalation_id].you_may


def hashed(reference: str) -> str | None:
    return customer_hash(reference, read_settings().secret())


class TestWhatYouMayDecide:
    """Now says of each ask what the counter card would say to the same person."""

    def test_is_no_more_than_a_cap_for_each_person_leaves(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            capped(session, made, OF_PERSON)
            one = asked(session, made, "15000")
            assert you_may(session, made, one).endswith("), KES\u00a020,000 left today.")
            who = made.people[MANAGER]
            noise(session, made, person_id=who)
            noise(session, made, person_id=who, at=NOW - A_DAY)
            assert you_may(session, made, one).endswith("KES\u00a015,000 left today.")
            noise(session, made, person_id=who, amount=Decimal("0.01"))
            assert you_may(session, made, one).endswith("14,999.99 left today: pass it on.")
            assert you_may(session, made, one, DUTY).endswith("KES\u00a020,000 left today.")

    def test_counts_what_anybody_gave_this_customer(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            capped(session, made, OF_CUSTOMER)
            theirs = asked(session, made, "15001", customer_reference="AB 12")
            others = asked(session, made, "15001", key="two", customer_reference="CD 34")
            noise(session, made, customer_hash=hashed("ab12"))
            tight = "KES\u00a015,000 left today for this customer: pass it on."
            assert you_may(session, made, theirs).endswith(tight)
            left = "KES\u00a020,000 left today for this customer."
            assert you_may(session, made, others).endswith(left)

    def test_asks_for_the_reference_that_a_cap_counts_by(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            capped(session, made, OF_CUSTOMER)
            one = asked(session, made, "15000")
            wanted = "). A cap for each customer holds: ask for their reference."
            assert you_may(session, made, one).endswith(wanted)

    def test_leaves_caps_of_another_grade_or_place_alone(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            capped(session, made, replace(OF_PERSON, grade_id=made.grades["duty manager"]))
            capped(session, made, OF_PERSON, place="Mombasa", key="two")
            one = asked(session, made, "15000")
            assert "left" not in you_may(session, made, one)
            assert "left today" in you_may(session, made, one, DUTY)

    @pytest.mark.parametrize("line", [
        OF_PERSON, OF_CUSTOMER, replace(OF_PERSON, period=CapPeriod.MONTH),
        CapLine(CapHolder.CUSTOMER, CapPeriod.WEEK, most_times=3),
        CapLine(CapHolder.PERSON, CapPeriod.WEEK, most_times=40),
    ])  # fmt: skip
    @pytest.mark.parametrize("narrow", ["remedy_id", "problem_id", ""])
    def test_is_counted_as_the_card_counts_it(
        self, database: Database, line: CapLine, narrow: str
    ) -> None:
        with database.doors.writing() as session:
            made = world(session)
            about = {
                "remedy_id": made.remedies["Refund"], "problem_id": made.problems["Bag delayed"]
            }  # fmt: skip
            line = replace(line, **{narrow: about[narrow]}) if narrow else line  # type: ignore[arg-type]  # a key of the line
            capped(session, made, line)
            asked(session, made, "15000", customer_reference="AB 12")
            _gifts_of_all_kinds(session, made)
            viewer = made.viewers[MANAGER]
            (row,) = open_escalations(session, viewer)
            at_once = windows_of_each(session, viewer, rows=[row], now=NOW)[row.id]
            question = Question(row.place_path, row.problem_id, row.remedy_id or 0, NOW)
            card = one_by_one.windows(
                session, question, zone=row.zone, people=(viewer.person_id,),
                customer=row.customer_hash,
            )  # fmt: skip
            said = [
                each.left(rank=viewer.grade_rank, person_id=viewer.person_id, currency="KES")
                for each in (at_once, card)
            ]
            assert said[0] == said[1]
            assert said[0][0].tally.times > 0


def _gifts_of_all_kinds(session: Session, made: World) -> None:
    """Of the manager and of others, to the customer and to another, now and before."""
    for who in (MANAGER, DUTY):
        for reference in ("AB 12", "CD 34"):
            for days in (0, 1, 8):
                for problem in ("Bag delayed", "Missed connection"):
                    noise(
                        session, made, at=NOW - days * A_DAY, person_id=made.people[who],
                        customer_hash=hashed(reference), problem_id=made.problems[problem],
                    )  # fmt: skip
    noise(session, made, person_id=made.people[MANAGER], currency="SGD", amount=Decimal(30),
          remedy_id=made.remedies["Hotel night"])  # fmt: skip
