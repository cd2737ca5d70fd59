"""Measures of a selection, and the rows behind each mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from db.queries.behind import Behind, Page
from db.queries.selected import SelectedMeasures, selected_measures
from db.queries.selected_offices import selected_totals
from db.queries.selected_rows import AskBehind, RowBehind, rows_behind
from db.queries.selected_waits import selected_waits
from db.rules.bases import Basis
from db.rules.marks import Mark
from db.rules.refusals import Refusal
from db.rules.selections import Selection
from db.rules.words import EscalationClass, EscalationReason, EscalationState, Stage
from db.tables.contacts import ContactsServed
from db.tables.escalations import Escalation
from db.tables.places import Place
from tests.world import NOW, World, world

BAG = "Bag delayed"
WEEKS = 2
FIRST, LAST = date(2026, 11, 2), date(2026, 11, 9)
DAY = timedelta(days=1)
ABOVE = EscalationClass.ABOVE
CHOICES = [
    Selection(),
    Selection(weeks=(LAST, LAST)),
    Selection(weeks=(FIRST, LAST)),
    Selection(hour=(0, 12)),
    Selection(escalation_class=ABOVE),
    Selection(weeks=(LAST, LAST), hour=(1, 13)),
    Selection(weeks=(FIRST, LAST), hour=(0, 12), escalation_class=ABOVE),
]


@pytest.fixture
def made(session: Session) -> World:
    """Three weeks of asks at two offices, some on days without contacts, now and then above."""
    made = world(session)
    for number in range(-1, 15):
        day = FIRST + number * DAY
        for office, hour in (("Nairobi", 9), ("Mombasa", 10)):
            at = datetime(day.year, day.month, day.day, hour + number % 2, tzinfo=UTC)
            session.add_all(_asks(made, office, at, 1 + number % 3))
            if number % 5:
                session.add(
                    ContactsServed(
                        place_id=made.places[office], served_on=day, contacts=30 + number
                    )
                )
    session.flush()
    return made


def serve_each_day(session: Session, made: World) -> None:
    """Contacts on the days that have none yet."""
    for number in range(-1, 15):
        if number % 5 == 0:
            for office in ("Nairobi", "Mombasa"):
                session.add(
                    ContactsServed(
                        place_id=made.places[office], served_on=FIRST + number * DAY, contacts=40
                    )
                )
    session.flush()


def _asks(made: World, office: str, at: datetime, times: int) -> Iterator[Escalation]:
    for number in range(times):
        yield Escalation(
            place_id=made.places[office],
            asker_id=made.people[f"{office} staff"],
            problem_id=made.problems[BAG],
            reason=EscalationReason.NO_RESPONSE,
            escalation_class=EscalationClass.NO_RESPONSE if number else ABOVE,
            state=EscalationState.RESOLVED,
            asked_at=at,
            resolved_at=at + timedelta(minutes=10),
        )


def _measures(
    session: Session, made: World, chosen: Selection, viewer: str = "Nairobi manager"
) -> SelectedMeasures:
    return selected_measures(
        session, made.viewers[viewer], place_id=made.places["Nairobi"], weeks=WEEKS,
        selection=chosen, now=NOW,
    )  # fmt: skip


def _behind(
    session: Session,
    made: World,
    chosen: Selection,
    basis: Basis,
    *,
    office: str = "Nairobi",
    viewer: str = "Nairobi manager",
    words: str = "",
    weeks: int = WEEKS,
) -> Behind[RowBehind]:
    return rows_behind(
        session, made.viewers[viewer], place_id=made.places[office], weeks=weeks,
        selection=chosen, mark=Mark(basis), now=NOW, page=Page(words, limit=500),
    )  # fmt: skip


class TestSelectedMeasures:
    def test_read_no_row_where_weeks_alone_are_chosen(self, session: Session, made: World) -> None:
        found = _measures(session, made, Selection(weeks=(LAST, LAST)))
        assert found.counted == 0
        assert found.hours.weeks == 1
        assert sum(found.hours.asks.values()) == sum(found.classes.values())

    def test_leave_each_chart_what_else_could_be_chosen(
        self, session: Session, made: World
    ) -> None:
        chosen = Selection(weeks=(LAST, LAST), escalation_class=ABOVE)
        found = _measures(session, made, chosen)
        assert len(found.weeks.weeks) == WEEKS
        assert len(found.hours.asks) > 1
        assert len([each for each in found.classes.values() if each]) > 1

    def test_add_up_over_the_classes_to_what_is_held(self, session: Session, made: World) -> None:
        whole = _measures(session, made, Selection())
        parts = [_measures(session, made, Selection(escalation_class=each)) for each in
                 EscalationClass]  # fmt: skip
        assert sum(part.weeks.escalations for part in parts) == whole.weeks.escalations
        assert sum(part.weeks.left_out for part in parts) == whole.weeks.left_out
        assert whole.weeks.left_out > 0

    def test_say_how_many_rows_were_counted(self, session: Session, made: World) -> None:
        whole = _measures(session, made, Selection())
        assert _measures(session, made, Selection(hour=(0, 3))).counted == sum(
            whole.hours.asks.values()
        )

    def test_refuse_weeks_that_are_not_shown(self, session: Session, made: World) -> None:
        with pytest.raises(Refusal, match="outside the weeks that are shown"):
            _measures(session, made, Selection(weeks=(FIRST - 7 * DAY, FIRST - 7 * DAY)))

    @pytest.mark.parametrize("viewer", ["Nairobi staff", "Mombasa manager", "Asia regional"])
    def test_are_closed_to_others(self, session: Session, made: World, viewer: str) -> None:
        with pytest.raises(Refusal, match="no such office for you"):
            _measures(session, made, Selection(), viewer)
        with pytest.raises(Refusal, match="no such office for you"):
            _behind(session, made, Selection(), Basis.ASKS, viewer=viewer)


class TestRowsBehind:
    def test_are_as_many_as_the_mark_of_each_week(self, session: Session, made: World) -> None:
        for chosen in CHOICES:
            for week in _measures(session, made, chosen).weeks.weeks:
                of_week = replace(chosen, weeks=(week.starts_on, week.starts_on))
                assert _behind(session, made, of_week, Basis.RATE).counted == week.escalations

    def test_are_as_many_as_the_mark_of_each_hour(self, session: Session, made: World) -> None:
        for chosen in CHOICES:
            hours = _measures(session, made, chosen).hours.asks
            for at in [*hours, (6, 23)]:
                found = _behind(session, made, replace(chosen, hour=at), Basis.ASKS)
                assert found.counted == len(found.rows) == hours.get(at, 0)

    def test_are_as_many_as_the_mark_of_each_class(self, session: Session, made: World) -> None:
        for chosen in CHOICES:
            for kind, asks in _measures(session, made, chosen).classes.items():
                of_class = replace(chosen, escalation_class=kind)
                assert _behind(session, made, of_class, Basis.ASKS).counted == asks

    @pytest.mark.parametrize("is_served_daily", [False, True])
    def test_are_as_many_as_the_mark_of_each_office(
        self, session: Session, made: World, *, is_served_daily: bool
    ) -> None:
        """Where every day has contacts, a class or an hour alone comes from what is held."""
        if is_served_daily:
            serve_each_day(session, made)
        for chosen in CHOICES:
            totals = selected_totals(
                session, made.viewers["Africa regional"], weeks=WEEKS, selection=chosen, now=NOW,
                zone="Africa/Nairobi",
            )  # fmt: skip
            assert {each.office.name for each in totals} == {"Nairobi", "Mombasa"}
            for each in totals:
                found = _behind(
                    session, made, chosen, Basis.RATE, office=each.office.name,
                    viewer="Africa regional",
                )  # fmt: skip
                assert (found.counted, found.left_out) == (each.escalations, each.left_out)
                assert bool(each.left_out) <= (not is_served_daily)

    def test_are_as_many_as_the_waits_count(self, session: Session, made: World) -> None:
        for chosen in CHOICES:
            found = selected_waits(
                session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
                stage=Stage.RESOLVED, weeks=WEEKS, selection=chosen, now=NOW,
            )  # fmt: skip
            assert _behind(session, made, chosen, Basis.WAITS).counted == found.figures.summary.n


class TestTheList:
    def test_comes_newest_first_and_from_this_office_alone(
        self, session: Session, made: World
    ) -> None:
        rows = _behind(session, made, Selection(), Basis.ASKS).rows
        moments = [row.asked_at for row in rows if isinstance(row, AskBehind)]
        assert len(moments) == len(rows)
        assert moments == sorted(moments, reverse=True)
        assert {row.place_name for row in rows} == {"Nairobi"}

    def test_is_searched_by_words_and_keeps_its_count(self, session: Session, made: World) -> None:
        found = _behind(session, made, Selection(), Basis.ASKS, words="BAG del")
        assert found.total == found.counted > 0
        missed = _behind(session, made, Selection(), Basis.ASKS, words="no such words")
        assert (missed.total, missed.rows, missed.counted) == (0, (), found.counted)

    def test_holds_an_hour_that_comes_twice_when_clocks_go_back(
        self, session: Session, made: World
    ) -> None:
        # In London 01:30 came twice on 25 October 2026, at half past midnight and half past one.
        place = session.get(Place, made.places["Singapore"])
        assert place is not None
        place.zone = "Europe/London"
        session.flush()
        for hour in (0, 1, 2):
            at = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)
            session.add_all(_asks(made, "Singapore", at, 1))
        session.flush()
        found = _behind(
            session, made, Selection(hour=(6, 1)), Basis.ASKS, office="Singapore",
            viewer="Asia regional", weeks=5,
        )  # fmt: skip
        assert found.counted == 2

    def test_holds_and_finds_nothing_that_was_typed_about_a_matter_of_safety(
        self, session: Session, made: World
    ) -> None:
        session.add(
            Escalation(
                place_id=made.places["Nairobi"], asker_id=made.people["Nairobi staff"],
                unanticipated_words="He has a knife", reason=EscalationReason.SAFETY,
                escalation_class=EscalationClass.SAFETY, state=EscalationState.RESOLVED,
                asked_at=datetime(2026, 11, 12, 9, tzinfo=UTC),
                resolved_at=datetime(2026, 11, 12, 10, tzinfo=UTC),
            )
        )  # fmt: skip
        session.flush()
        assert _behind(session, made, Selection(), Basis.ASKS, words="knife").total == 0
        chosen = Selection(escalation_class=EscalationClass.SAFETY)
        [row] = _behind(session, made, chosen, Basis.ASKS).rows
        assert isinstance(row, AskBehind)
        assert row.title == "Safety matter at Nairobi, come"
