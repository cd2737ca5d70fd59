"""Asks and contacts by week, by hour of the week and by office."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from db.queries.changes import limit_changes
from db.queries.measures import every_office_weeks, hours_of_the_week, office_weeks
from db.rules.refusals import Refusal
from db.tables.limits import LimitSet
from tests.db.queries.cases import ask, serve
from tests.world import NOW, World, world

BAG = "Bag delayed"
LAST_MONDAY = date(2026, 11, 9)
DAY = timedelta(days=1)


@pytest.fixture
def made(session: Session) -> World:
    """The world, with asks and contacts of offices that must never count in Nairobi."""
    made = world(session)
    for office in ("Mombasa", "Singapore"):
        ask(session, made, office, BAG, at=_noon(LAST_MONDAY), times=9)
        serve(session, made, office, LAST_MONDAY, 50)
    return made


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def _nairobi(session: Session, made: World, weeks: int = 2) -> list[tuple[date, int, int]]:
    found = office_weeks(
        session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"], weeks=weeks,
        now=NOW,
    )  # fmt: skip
    return [(week.starts_on, week.escalations, week.contacts) for week in found.weeks]


class TestOfficeWeeks:
    def test_are_whole_weeks_of_this_office_oldest_first(
        self, session: Session, made: World
    ) -> None:
        serve(session, made, "Nairobi", LAST_MONDAY - DAY, 40)
        serve(session, made, "Nairobi", LAST_MONDAY, 60)
        serve(session, made, "Nairobi", date(2026, 11, 16), 999)
        ask(session, made, "Nairobi", BAG, at=_noon(LAST_MONDAY - DAY), times=2)
        ask(session, made, "Nairobi", None, at=_noon(LAST_MONDAY), times=3)
        ask(session, made, "Nairobi", BAG, at=_noon(date(2026, 11, 16)), times=4)
        assert _nairobi(session, made) == [(date(2026, 11, 2), 2, 40), (LAST_MONDAY, 3, 60)]

    def test_begin_at_midnight_on_the_clock_of_the_office(
        self, session: Session, made: World
    ) -> None:
        for day in (LAST_MONDAY - DAY, LAST_MONDAY):
            serve(session, made, "Nairobi", day, 10)
        sunday_evening = datetime(2026, 11, 8, 20, 59, tzinfo=UTC)
        ask(session, made, "Nairobi", BAG, at=sunday_evening)
        ask(session, made, "Nairobi", BAG, at=sunday_evening + timedelta(minutes=1), times=2)
        assert [row[1] for row in _nairobi(session, made)] == [1, 2]

    def test_leave_out_and_count_asks_without_contacts(self, session: Session, made: World) -> None:
        serve(session, made, "Nairobi", LAST_MONDAY, 60)
        serve(session, made, "Nairobi", LAST_MONDAY + DAY, 0)
        for number in range(3):
            ask(session, made, "Nairobi", BAG, at=_noon(LAST_MONDAY + number * DAY), times=2)
        found = office_weeks(
            session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"], weeks=1,
            now=NOW,
        )  # fmt: skip
        assert (found.escalations, found.contacts, found.left_out) == (2, 60, 4)

    @pytest.mark.parametrize("viewer", ["Nairobi staff", "Mombasa manager", "Asia regional"])
    def test_are_closed_to_others(self, session: Session, made: World, viewer: str) -> None:
        with pytest.raises(Refusal, match="no such office for you"):
            office_weeks(
                session, made.viewers[viewer], place_id=made.places["Nairobi"], weeks=1, now=NOW
            )


class TestEveryOfficeWeeks:
    def test_are_those_that_the_viewer_sees(self, session: Session, made: World) -> None:
        found = every_office_weeks(session, made.viewers["Africa regional"], weeks=1, now=NOW)
        assert {each.office.name: (each.escalations, each.contacts) for each in found} == {
            "Nairobi": (0, 0),
            "Mombasa": (9, 50),
        }

    def test_are_none_for_staff(self, session: Session, made: World) -> None:
        assert every_office_weeks(session, made.viewers["Nairobi staff"], weeks=1, now=NOW) == []


class TestHoursOfTheWeek:
    def test_go_by_the_clock_of_the_office(self, session: Session, made: World) -> None:
        monday_morning = datetime(2026, 11, 9, 22, 30, tzinfo=UTC)
        ask(session, made, "Nairobi", BAG, at=monday_morning, times=2)
        ask(session, made, "Nairobi", BAG, at=monday_morning - 7 * DAY)
        viewer, place_id = made.viewers["Nairobi manager"], made.places["Nairobi"]
        found = hours_of_the_week(session, viewer, place_id=place_id, weeks=1, now=NOW)
        # Half past ten in the evening in Greenwich is half past one on Tuesday in Nairobi.
        assert dict(found.asks) == {(1, 1): 2}
        assert found.open_hours == {(day, hour) for day in range(7) for hour in range(6, 22)}


class TestLimitChanges:
    def test_are_those_that_hold_here(self, session: Session, made: World) -> None:
        for number, (place, days) in enumerate({"Kenya": 3, "Mombasa": 2, "Merbau": 900}.items()):
            session.add(
                LimitSet(
                    place_id=made.places[place], note="", published_at=NOW - days * DAY,
                    submit_key=f"set {number}",
                )
            )  # fmt: skip
        session.flush()
        found = limit_changes(
            session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
            since=NOW - 90 * DAY, until=NOW,
        )  # fmt: skip
        assert [change.words for change in found] == ["limits changed, 15 Nov"]
