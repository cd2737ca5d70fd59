"""The rota and availability."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.commands import cover
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import PlaceKind
from db.tables.cover import Cover
from db.tables.people import Person
from db.tables.places import Place
from tests.databases import Database
from tests.world import NOW, World, world

TOMORROW = NOW + timedelta(days=1)


def _shift(
    session: Session, made: World, starts_at: datetime, hours: int = 8, who: str = "Nairobi duty"
) -> int:
    return cover.add_shift(
        session, made.viewers["Nairobi manager"], person_id=made.people[who],
        place_id=made.places["Nairobi"], starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=hours), at=NOW,
    )  # fmt: skip


class TestAddShift:
    def test_puts_somebody_on_duty(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            row = session.get_one(Cover, _shift(session, made, TOMORROW))
            assert row.ends_at - row.starts_at == timedelta(hours=8)

    def test_refuses_two_shifts_at_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _shift(session, made, TOMORROW)
            with pytest.raises(Refusal, match="Nairobi duty is already on duty from 19 Nov 12:30"):
                _shift(session, made, TOMORROW + timedelta(hours=7))
            # One that begins when the other ends is fine.
            _shift(session, made, TOMORROW + timedelta(hours=8))

    @pytest.mark.parametrize(
        ("hours", "sentence"), [(0, "ends before it starts"), (25, "at most 24 hours")]
    )
    def test_refuses_impossible_lengths(
        self, embedded: Database, hours: int, sentence: str
    ) -> None:
        with embedded.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match=sentence):
                _shift(session, made, TOMORROW, hours)

    def test_refuses_another_office_and_its_people(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(NotPermitted):
                _shift(session, made, TOMORROW, who="Mombasa duty")
            with pytest.raises(NotPermitted):
                cover.add_shift(
                    session, made.viewers["Nairobi manager"], person_id=made.people["Nairobi duty"],
                    place_id=made.places["Mombasa"], starts_at=TOMORROW,
                    ends_at=TOMORROW + timedelta(hours=1), at=NOW,
                )  # fmt: skip

    def test_keeps_what_was_worked(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            manager = made.viewers["Nairobi manager"]
            now_on = session.scalars(
                select(Cover).where(Cover.person_id == made.people["Nairobi duty"])
            ).one()
            cover.remove_shift(session, manager, shift_id=now_on.id, at=NOW)
            assert now_on.ends_at == NOW
            with pytest.raises(Refusal, match="It stays in the record"):
                cover.remove_shift(session, manager, shift_id=now_on.id, at=NOW)
            coming = _shift(session, made, TOMORROW)
            cover.remove_shift(session, manager, shift_id=coming, at=NOW)
            assert session.get(Cover, coming) is None


class TestCopyWeek:
    def test_keeps_the_hour_of_the_clock_over_summer_time(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            zone = ZoneInfo("Europe/London")
            office = Place(
                parent_id=made.places["Kenya"], kind=PlaceKind.OFFICE, name="London", code="LHR",
                path=f"{made.paths['Kenya']}999/", zone="Europe/London", currency="GBP",
                country_code="GB",
            )  # fmt: skip
            session.add(office)
            session.flush()
            regional = made.viewers["Africa regional"]
            start = datetime(2027, 3, 22, 9, tzinfo=zone)
            cover.add_shift(
                session, regional, person_id=made.people["Nairobi duty"], place_id=office.id,
                starts_at=start, ends_at=start + timedelta(hours=8), at=NOW,
            )  # fmt: skip
            copied = cover.copy_week(
                session, regional, place_id=office.id, from_monday=date(2027, 3, 22),
                to_monday=date(2027, 3, 29), at=NOW,
            )  # fmt: skip
            assert (copied.copied, copied.left_out) == (1, 0)
            rows = session.scalars(
                select(Cover).where(Cover.place_id == office.id).order_by(Cover.starts_at)
            ).all()
            assert rows[1].starts_at == datetime(2027, 3, 29, 8, tzinfo=UTC)

    def test_copies_once_and_only_who_still_works_here(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            monday = date(2026, 11, 23)
            _shift(session, made, datetime(2026, 11, 24, 6, tzinfo=UTC))
            _shift(session, made, datetime(2026, 11, 25, 6, tzinfo=UTC), who="Nairobi staff")
            session.get_one(Person, made.people["Nairobi staff"]).deactivated_at = NOW
            for expected in ((1, 1), (0, 2)):
                copied = cover.copy_week(
                    session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
                    from_monday=monday, to_monday=monday + timedelta(days=7), at=NOW,
                )  # fmt: skip
                assert (copied.copied, copied.left_out) == expected
            with pytest.raises(Refusal, match="Mondays of two different weeks"):
                cover.copy_week(
                    session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
                    from_monday=monday, to_monday=monday, at=NOW,
                )  # fmt: skip


class TestRepeatWeek:
    MONDAY = date(2026, 10, 12)

    def _repeat(self, session: Session, made: World, until: date) -> cover.CopiedWeek:
        return cover.repeat_week(
            session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
            monday=self.MONDAY, until=until, at=NOW,
        )  # fmt: skip

    def test_keeps_the_hours_of_the_clock_when_summer_time_ends(self, database: Database) -> None:
        london = ZoneInfo("Europe/London")
        with database.doors.writing() as session:
            made = world(session)
            session.get_one(Place, made.places["Nairobi"]).zone = london.key
            for day in (12, 15):
                _shift(session, made, datetime(2026, 10, day, 6, tzinfo=london))
            done = self._repeat(session, made, date(2026, 10, 28))
            assert (done.copied, done.left_out) == (3, 0)
            question = select(Cover.starts_at, Cover.ends_at).where(
                Cover.person_id == made.people["Nairobi duty"],
                Cover.starts_at < datetime(2026, 11, 1, tzinfo=UTC),
            )
            found = [
                (one.astimezone(london), two.astimezone(london))
                for one, two in session.execute(question.order_by(Cover.starts_at))
            ]
            assert [one.day for one, _ in found] == [12, 15, 19, 22, 26]
            assert {(one.hour, two.hour) for one, two in found} == {(6, 14)}
            again = self._repeat(session, made, date(2026, 10, 28))
            assert (again.copied, again.left_out) == (0, 3)

    def test_refuses_an_empty_week_and_an_end_that_is_none(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match="Nobody is on the rota"):
                self._repeat(session, made, date(2026, 11, 1))
            _shift(session, made, datetime(2026, 10, 12, 6, tzinfo=UTC))
            for until in (date(2026, 10, 18), date(2028, 1, 1)):
                with pytest.raises(Refusal, match="1 to 53 weeks later"):
                    self._repeat(session, made, until)
