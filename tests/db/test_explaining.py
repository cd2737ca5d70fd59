"""`python -m db explain`: the winner, the losers with reasons, the caps, and the same as data."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from db.__main__ import main
from db.commands import caps, grants, limits
from db.commands.grants import Given
from db.queries import explanations
from db.queries.catalogue import grades
from db.queries.places import row as place_row
from db.rules.cap_lines import CapLine
from db.rules.limit_sets import LimitLine
from db.rules.money import Money
from db.rules.refusals import NotPermitted
from db.rules.words import CapHolder, CapPeriod, LimitKind
from db.tables.places import Place
from tests.databases import Database
from tests.world import NOW, World, world

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
ASK = ["explain", "--place", "Nairobi", "--grade", "agent", "--remedy", "refund"]
Printed = pytest.CaptureFixture[str]


def _scene(session: Session) -> World:
    """Nairobi has a rule of its own since yesterday, and a cap."""
    made = world(session)
    regional, office = made.viewers["Africa regional"], made.places["Nairobi"]
    line = LimitLine(made.grades["agent"], LimitKind.UP_TO, made.remedies["Refund"],
                     amount=Decimal(4_000), currency="KES")  # fmt: skip
    limits.publish(session, regional, place_id=office, lines=[line], note="Less.",
                   in_force_from=NOW - A_DAY, submit_key="one", at=NOW - A_DAY)  # fmt: skip
    caps.publish(
        session, regional, place_id=office, note="Enough.", submit_key="cap",
        line=CapLine(CapHolder.CUSTOMER, CapPeriod.DAY, most_times=2), in_force_from=NOW - A_DAY,
        at=NOW - A_DAY,
    )  # fmt: skip
    return made


def _said(capsys: Printed) -> str:
    return capsys.readouterr().out.replace("\u00a0", " ")


def _given(session: Session, made: World, *, at: datetime, key: str) -> None:
    grants.record(
        session, made.viewers["Nairobi staff"], place_id=made.places["Nairobi"],
        given=Given(made.remedies["Refund"], Money(Decimal(100), "KES"),
                    made.problems["Bag delayed"], "C-1"),
        submit_key=key, at=at,
    )  # fmt: skip


class TestExplain:
    def test_names_the_winner_the_losers_and_the_caps(
        self, database: Database, capsys: Printed
    ) -> None:
        with database.doors.writing() as session:
            _scene(session)
        assert main([*ASK, "--problem", "bag delayed", "--amount", "4000 KES"], now=NOW) == 0
        said = _said(capsys)
        assert "Yes: up to KES 4,000." in said
        assert "up to KES 10,000, Kenya" in said
        assert "belongs to a place further up" in said
        assert "at most 2 times a day for each customer" in said

    def test_answers_as_of_a_moment_in_the_zone_of_the_place(
        self, database: Database, capsys: Printed
    ) -> None:
        with database.doors.writing() as session:
            _scene(session)
        # Nairobi is three hours ahead: half past twelve there is the moment of the publication.
        for clock, held in (("12:29:59", "10,000"), ("12:30", "4,000")):
            assert main([*ASK, "--as-of", f"2026-11-17T{clock}"], now=NOW) == 0
            assert f"Yes: up to KES {held}." in _said(capsys)

    def test_is_the_same_as_data(self, database: Database, capsys: Printed) -> None:
        with database.doors.writing() as session:
            _scene(session)
        assert main([*ASK, "--amount", "SGD 5", "--json"], now=NOW) == 0
        found = json.loads(capsys.readouterr().out)
        assert (found["may"], found["winner"]["place_name"]) == (False, "Nairobi")
        assert "in another currency" in found["answer"]
        assert [each["why"] for each in found["losers"]] == ["belongs to a place further up"]
        assert found["as_of"] == NOW.isoformat()

    def test_says_that_no_rule_is_an_answer_of_its_own(
        self, database: Database, capsys: Printed
    ) -> None:
        with database.doors.writing() as session:
            world(session)
        words = [*ASK[:-1], "Hotel night"]
        assert main(words, now=NOW) == 0
        assert "No: no rule was found" in _said(capsys)

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ((2, "Nairobbi"), "did you mean “Nairobi”"),
            ((4, "agnet"), "There is no grade “agnet”; did you mean “agent”"),
            ((6, "Refnud"), "There is no remedy “Refnud”; did you mean “Refund”"),
        ],
    )
    def test_refuses_a_name_that_nobody_has(
        self, database: Database, capsys: Printed, change: tuple[int, str], why: str
    ) -> None:
        with database.doors.writing() as session:
            world(session)
        words = list(ASK)
        words[change[0]] = change[1]
        assert main(words, now=NOW) == 1
        assert why in capsys.readouterr().err

    @pytest.mark.parametrize("amount", ["much", "-5 KES", "0"])
    def test_refuses_an_amount_that_cannot_be_meant(
        self, database: Database, capsys: Printed, amount: str
    ) -> None:
        with database.doors.writing() as session:
            world(session)
        assert main([*ASK, f"--amount={amount}"], now=NOW) == 1
        assert "amount" in capsys.readouterr().err

    def test_is_for_those_who_see_limits(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = _scene(session)
            place = place_row(session.get_one(Place, made.places["Nairobi"]))
            with pytest.raises(NotPermitted):
                explanations.explanation(
                    session, made.viewers["Nairobi staff"], place=place,
                    grade=grades(session)[0], remedy_id=made.remedies["Refund"], problem_id=None,
                    asked=None, at=NOW,
                )  # fmt: skip

    def test_counts_what_is_used_and_left_up_to_the_moment(
        self, database: Database, capsys: Printed
    ) -> None:
        with database.doors.writing() as session:
            made = _scene(session)
            office = made.places["Nairobi"]
            caps.publish(
                session, made.viewers["Africa regional"], place_id=office, note="Enough.",
                line=CapLine(CapHolder.PERSON, CapPeriod.DAY, amount=Decimal(250), currency="KES"),
                submit_key="worth", in_force_from=NOW - A_DAY, at=NOW - A_DAY,
            )  # fmt: skip
            for number in range(2):
                _given(session, made, at=NOW + number * AN_HOUR, key=str(number))
        who = ["explain", "--place", "Nairobi", "--remedy", "refund", "--person", "Nairobi.staff",
               "--customer", "C-1"]  # fmt: skip
        assert main([*who, "--amount", "150"], now=NOW) == 0
        said = _said(capsys)
        assert "Yes: up to KES 4,000." in said
        assert "at most KES 250 a day for each person (C-2, version 1): KES 100 given" in said
        assert "KES 150 left today" in said
        assert "1 given, 1 more time today for this customer" in said
        assert main([*who, "--amount", "51", "--json"], now=NOW + AN_HOUR) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["may"] is False
        assert found["answer"].endswith("but nothing left today for this customer.")
        assert {each["left"] for each in found["caps"]} == {
            "nothing left today for this customer", "KES\u00a050 left today",
        }  # fmt: skip

    def test_names_a_cap_without_counting_where_nobody_said_whose(
        self, database: Database, capsys: Printed
    ) -> None:
        with database.doors.writing() as session:
            made = _scene(session)
            for number in range(2):
                _given(session, made, at=NOW, key=str(number))
        assert main([*ASK, "--json"], now=NOW) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["may"] is True
        assert [(each["used"], each["left"]) for each in found["caps"]] == [("", "")]

    def test_refuses_nobody_and_a_person_whom_nobody_knows(
        self, database: Database, capsys: Printed
    ) -> None:
        with database.doors.writing() as session:
            world(session)
        who = ["explain", "--place", "Nairobi", "--remedy", "refund"]
        assert main(who, now=NOW) == 1
        assert "Say whose grade" in capsys.readouterr().err
        assert main([*who, "--person", "nairobi.stafff"], now=NOW) == 1
        assert "did you mean “nairobi.staff”" in capsys.readouterr().err
