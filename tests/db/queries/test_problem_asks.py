"""P45: how often each problem needs a manager, and how long its customers wait."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.queries.problem_asks import NEW, SAFETY, ByProblem, asks_by_problem
from db.queries.selected_waits import waits_of
from db.rules.refusals import NotPermitted
from db.rules.selections import EVERYTHING, Selection
from db.rules.words import EscalationClass, EscalationState, Stage, WaitClock
from db.tables.escalations import Escalation
from tests.databases import Database
from tests.db.queries.cases import ask, serve
from tests.world import NOW, World, world

BAG, CONNECTION = "Bag delayed", "Missed connection"
MONDAY, NEXT_MONDAY = date(2026, 11, 9), date(2026, 11, 16)
MANAGER = "Nairobi manager"


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def found(
    session: Session, made: World, stage: Stage = Stage.RESOLVED,
    selection: Selection = EVERYTHING,
) -> ByProblem:  # fmt: skip
    return asks_by_problem(
        session, made.viewers[MANAGER], place_id=made.places["Nairobi"], stage=stage, weeks=2,
        selection=selection, now=NOW,
    )  # fmt: skip


def rows_of(session: Session, *, at: datetime) -> list[Escalation]:
    return list(session.scalars(select(Escalation).where(Escalation.asked_at == at)))


class TestTheRate:
    def test_is_of_this_office_and_of_whole_weeks(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            serve(session, made, "Nairobi", MONDAY, 150)
            serve(session, made, "Nairobi", MONDAY + timedelta(days=1), 50)
            ask(session, made, "Nairobi", BAG, at=noon(MONDAY), times=3)
            ask(session, made, "Nairobi", CONNECTION, at=noon(MONDAY))
            ask(session, made, "Nairobi", None, at=noon(MONDAY))
            ask(session, made, "Mombasa", BAG, at=noon(MONDAY), times=9)
            ask(session, made, "Nairobi", BAG, at=noon(NEXT_MONDAY), times=9)
            ask(session, made, "Nairobi", BAG, at=noon(MONDAY - timedelta(days=8)), times=9)
            told = found(session, made)
            assert [(each.title, each.asks, each.rate) for each in told.rows] == [
                (BAG, 3, 1.5), (CONNECTION, 1, 0.5), (NEW, 1, 0.5)
            ]  # fmt: skip
            assert (told.contacts, told.asks, told.left_out) == (200, 5, 0)

    def test_leaves_out_days_without_contacts_and_says_so(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            serve(session, made, "Nairobi", MONDAY, 100)
            ask(session, made, "Nairobi", BAG, at=noon(MONDAY))
            ask(session, made, "Nairobi", BAG, at=noon(MONDAY + timedelta(days=1)), times=2)
            (row,) = found(session, made).rows
            assert (row.asks, row.counted, row.rate) == (3, 1, 1.0)
            assert found(session, made).left_out == 2

    def test_is_none_without_contacts(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            ask(session, made, "Nairobi", BAG, at=noon(MONDAY))
            (row,) = found(session, made).rows
            assert (row.rate, row.interval) == (None, None)

    def test_keeps_matters_of_safety_together(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            ask(session, made, "Nairobi", BAG, at=noon(MONDAY))
            ask(session, made, "Nairobi", CONNECTION, at=noon(MONDAY))
            session.execute(update(Escalation).values(escalation_class=EscalationClass.SAFETY))
            told = found(session, made)
            assert [(each.title, each.asks) for each in told.rows] == [(SAFETY, 2)]


class TestTheSelection:
    def test_narrows_counts_contacts_and_waits(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            serve(session, made, "Nairobi", MONDAY, 100)
            serve(session, made, "Nairobi", MONDAY - timedelta(days=7), 400)
            ask(session, made, "Nairobi", BAG, at=noon(MONDAY), times=3)
            ask(session, made, "Nairobi", BAG, at=noon(MONDAY - timedelta(days=7)), times=4)
            told = found(session, made, selection=Selection(weeks=(MONDAY, MONDAY)))
            assert (told.weeks, told.contacts, told.asks) == (1, 100, 3)
            assert (told.rows[0].rate, told.rows[0].waits.n) == (3.0, 3)

    def test_of_an_hour_has_no_rate(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            serve(session, made, "Nairobi", MONDAY, 100)
            ask(session, made, "Nairobi", BAG, at=noon(MONDAY), times=2)
            ask(session, made, "Nairobi", BAG, at=noon(MONDAY) + timedelta(hours=2))
            told = found(session, made, selection=Selection(hour=(0, 12)))
            assert (told.asks, told.contacts, told.rows[0].rate) == (2, 0, None)


class TestTheWait:
    def test_counts_those_who_left_and_those_who_wait(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            ask(session, made, "Nairobi", BAG, at=noon(MONDAY), settled=True, times=2)
            ask(session, made, "Nairobi", BAG, at=noon(MONDAY) + timedelta(minutes=1))
            (left,) = rows_of(session, at=noon(MONDAY) + timedelta(minutes=1))
            left.state, left.left_at = EscalationState.LEFT, noon(MONDAY) + timedelta(minutes=4)
            ask(session, made, "Nairobi", BAG, at=noon(MONDAY) + timedelta(minutes=2))
            (row,) = found(session, made).rows
            waits = row.waits
            assert (waits.n, waits.reached, waits.left, waits.open) == (4, 2, 1, 1)
            assert waits.median == 600

    def test_is_no_figure_where_nobody_kept_the_end(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            ask(session, made, "Nairobi", BAG, at=noon(MONDAY), settled=True)
            (escalation,) = rows_of(session, at=noon(MONDAY))
            escalation.resolved_at = None
            ask(session, made, "Nairobi", BAG, at=noon(MONDAY) + timedelta(minutes=1))
            told = found(session, made)
            assert (told.without_times, told.rows[0].asks, told.rows[0].waits.n) == (1, 2, 1)

    @pytest.mark.parametrize("stage", list(Stage))
    def test_of_one_problem_is_that_of_the_screen(self, database: Database, stage: Stage) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for days in range(7):
                at = noon(MONDAY + timedelta(days=days))
                ask(session, made, "Nairobi", BAG, at=at, settled=days % 2 == 0, times=days + 1)
            for number, row in enumerate(session.scalars(select(Escalation)).all()):
                row.acknowledged_at = row.asked_at + timedelta(seconds=30 + number)
            whole = waits_of(
                session, made.viewers[MANAGER], place_id=made.places["Nairobi"], stage=stage,
                clock=WaitClock.WALL, weeks=2, selection=Selection(), now=NOW,
            ).figures.summary  # fmt: skip
            told = found(session, made, stage).rows[0].waits
            assert (told.n, told.open, told.left, told.reached, told.median) == (
                whole.n, whole.open, whole.left, whole.reached, whole.median
            )  # fmt: skip


class TestNobody:
    def test_without_asks_there_are_no_rows(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            assert found(session, made).rows == ()

    def test_who_may_not_see_the_measures_is_refused(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(NotPermitted):
                asks_by_problem(
                    session, made.viewers["Mombasa staff"], place_id=made.places["Nairobi"],
                    stage=Stage.RESOLVED, weeks=2, selection=EVERYTHING, now=NOW,
                )  # fmt: skip
