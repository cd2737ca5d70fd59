"""Places, their hours and ladders."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import access
from db.commands import ladder_steps, places
from db.commands.ladder_steps import Step
from db.rules.places import Stretch
from db.rules.refusals import EditedMeanwhile, NotPermitted, Refusal
from db.rules.words import PlaceKind
from db.tables.audit import AuditEntry
from db.tables.escalations import LadderStep
from db.tables.places import OpeningHours, Place
from tests.databases import Database
from tests.world import NOW, World, world


def _add(session: Session, made: World, **values: object) -> int:
    given: dict[str, object] = {
        "parent_id": made.places["Kenya"], "kind": PlaceKind.OFFICE, "name": "Kisumu", "at": NOW,
    }  # fmt: skip
    given.update(values)
    return places.add_place(session, made.viewers["Administrator"], **given)  # type: ignore[arg-type]  # the values of one act, each test its own


class TestAddPlace:
    def test_takes_zone_and_currency_from_above(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            place = session.get_one(Place, _add(session, made))
            assert (place.zone, place.currency, place.country_code) == (
                "Africa/Nairobi", "KES", "KE",
            )  # fmt: skip
            assert place.path == f"{made.paths['Kenya']}{place.id}/"
            assert session.scalars(select(AuditEntry.act)).all() == ["place added"]

    def test_is_for_administrators_only(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(NotPermitted):
                places.add_place(
                    session, made.viewers["Nairobi manager"], parent_id=made.places["Nairobi"],
                    kind=PlaceKind.TEAM, name="Gate", at=NOW,
                )  # fmt: skip

    @pytest.mark.parametrize(
        ("values", "sentence"),
        [
            ({"name": "  "}, "The name of the office is empty. Write one."),
            ({"name": "Nairobi"}, "already a place called Nairobi"),
            ({"zone": "Mars/Base"}, "“Mars/Base” is not a time zone"),
            ({"currency": "QQQ"}, "“QQQ” is not a currency"),
            ({"country_code": "ZZ"}, "“ZZ” is not a country code"),
            ({"kind": PlaceKind.REGION}, "A region cannot lie below a country"),
            ({"kind": PlaceKind.TEAM}, "A team belongs to an office"),
            ({"parent_id": None, "kind": PlaceKind.ORGANISATION}, "There is one organisation"),
            ({"parent_id": 999_999}, "There is no such place"),
        ],
    )
    def test_refuses_what_cannot_be_a_place(
        self, embedded: Database, values: dict[str, object], sentence: str
    ) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match=sentence):
                _add(session, made, **values)

    def test_lets_the_system_begin_an_organisation(self, database: Database) -> None:
        with database.doors.writing() as session:
            top = places.add_place(
                session, access.system(), parent_id=None, kind=PlaceKind.ORGANISATION,
                name="Merbau", zone="Asia/Singapore", currency="sgd", country_code="SG", at=NOW,
            )  # fmt: skip
            assert session.get_one(Place, top).path == f"/{top}/"


class TestChangePlace:
    def test_refuses_who_looked_at_an_older_version(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            office = session.get_one(Place, made.places["Nairobi"])
            with pytest.raises(EditedMeanwhile) as caught:
                places.change_place(
                    session, made.viewers["Administrator"], place_id=office.id, name="Nairobi 2",
                    code="NBO", zone="Africa/Nairobi", version=office.version - 1, at=NOW,
                )  # fmt: skip
            assert "Nairobi" in caught.value.theirs

    def test_refuses_to_close_a_place_where_people_work(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match="People have their home at Nairobi"):
                places.deactivate_place(
                    session, made.viewers["Administrator"], place_id=made.places["Nairobi"], at=NOW
                )


class TestOpeningHours:
    def test_may_be_split_and_run_past_midnight(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            hours = [
                Stretch(0, time(6), time(10)), Stretch(0, time(14), time(22)),
                Stretch(6, time(22), time(5)),
            ]  # fmt: skip
            manager = made.viewers["Nairobi manager"]
            places.set_opening_hours(
                session, manager, place_id=made.places["Nairobi"], stretches=hours, at=NOW
            )
            question = select(OpeningHours).where(OpeningHours.place_id == made.places["Nairobi"])
            assert len(session.scalars(question).all()) == 3
            elsewhere = select(OpeningHours).where(OpeningHours.place_id == made.places["Mombasa"])
            assert len(session.scalars(elsewhere).all()) == 7

    @pytest.mark.parametrize(
        "hours",
        [
            [Stretch(0, time(6), time(12)), Stretch(0, time(11), time(22))],
            [Stretch(6, time(22), time(7)), Stretch(0, time(6), time(12))],
            [Stretch(2, time(0), time(0)), Stretch(2, time(5), time(6))],
        ],
    )
    def test_may_not_overlap(self, embedded: Database, hours: list[Stretch]) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match="overlap"):
                places.set_opening_hours(
                    session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
                    stretches=hours, at=NOW,
                )  # fmt: skip

    def test_are_closed_on_purpose_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager, office = made.viewers["Nairobi manager"], made.places["Nairobi"]
            closure = places.close_on_purpose(
                session, manager, place_id=office, closed_on=date(2026, 12, 25),
                reason="Christmas", at=NOW,
            )  # fmt: skip
            with pytest.raises(Refusal, match="already closed on 25 Dec 2026: Christmas"):
                places.close_on_purpose(
                    session, manager, place_id=office, closed_on=date(2026, 12, 25),
                    reason="Again", at=NOW,
                )  # fmt: skip
            places.open_again(session, manager, closure_id=closure, at=NOW)
            with pytest.raises(NotPermitted):
                places.close_on_purpose(
                    session, manager, place_id=made.places["Mombasa"],
                    closed_on=date(2026, 12, 25), reason="Not mine", at=NOW,
                )  # fmt: skip


class TestLadder:
    def test_is_replaced_in_order(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            steps = [
                Step(60, person_id=made.people["Nairobi duty"]),
                Step(120, grade_id=made.grades["regional manager"]),
            ]
            for _ in range(2):
                ladder_steps.set_ladder(
                    session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
                    steps=steps, at=NOW,
                )  # fmt: skip
            rows = session.scalars(select(LadderStep).order_by(LadderStep.position)).all()
            assert [row.time_out_seconds for row in rows] == [60, 120]

    @pytest.mark.parametrize(
        ("step", "sentence"),
        [
            (Step(60), "Step 1 names a person or a grade"),
            (Step(2, grade_id=1), "Step 1 waits 10 seconds to one hour"),
            (Step(60, grade_id=999), "a grade that does not exist"),
            (Step(60, person_id=999_999), "no such person"),
        ],
    )
    def test_refuses_a_step_that_nobody_can_take(
        self, embedded: Database, step: Step, sentence: str
    ) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match=sentence):
                ladder_steps.set_ladder(
                    session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
                    steps=[step], at=NOW,
                )  # fmt: skip
