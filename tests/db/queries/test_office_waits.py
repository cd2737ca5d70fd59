"""How long customers of an office wait: on the wall clock, and in its opening hours."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from db import holdings
from db.commands import places
from db.open_times import COLUMNS
from db.queries.office_waits import office_waits
from db.queries.waits import Waits
from db.rules.places import Stretch
from db.rules.words import EscalationClass, EscalationState, Stage, WaitClock
from db.tables.escalations import Escalation
from db.tables.holdings import Holding
from tests.db.test_holdings import escalation
from tests.world import NOW, World, world

# Nairobi is three hours ahead of UTC and open from 6 to 22.
EVENING = datetime.fromisoformat("2026-11-03T18:59:50+00:00")
MORNING = datetime.fromisoformat("2026-11-04T03:00:05+00:00")
CLOSED_AT = datetime.fromisoformat("2026-11-03T19:00:00+00:00")


@pytest.fixture
def made(session: Session) -> World:
    made = world(session)
    session.add(_row(made, EVENING, EVENING + timedelta(hours=1), place="Mombasa"))
    session.flush()
    return made


def _row(
    made: World, asked_at: datetime, until: datetime | None, *, place: str = "Nairobi"
) -> Escalation:
    row = escalation(made, place, asked_at, EscalationClass.NO_RULE)
    row.acknowledged_at = until
    if until:
        row.state = EscalationState.ACKNOWLEDGED
    return row


def _found(session: Session, made: World, clock: WaitClock, now: datetime = NOW) -> Waits:
    return office_waits(
        session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
        stage=Stage.ACKNOWLEDGED, clock=clock, weeks=13, now=now,
    ).figures  # fmt: skip


def _set_hours(session: Session, made: World, *stretches: Stretch) -> None:
    places.set_opening_hours(
        session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
        stretches=stretches, at=NOW,
    )  # fmt: skip


class TestWaitsInOpeningHours:
    def test_leave_out_the_night(self, session: Session, made: World) -> None:
        session.add(_row(made, EVENING, MORNING))
        session.flush()
        assert _found(session, made, WaitClock.OPEN).summary.median == 15.0
        assert _found(session, made, WaitClock.WALL).summary.median == 8 * 3600 + 15.0

    def test_end_at_the_second_of_closing(self, session: Session, made: World) -> None:
        session.add(_row(made, EVENING, CLOSED_AT))
        session.add(_row(made, EVENING, CLOSED_AT + timedelta(seconds=1)))
        session.flush()
        assert _found(session, made, WaitClock.OPEN).summary.median == 10.0
        assert _found(session, made, WaitClock.WALL).summary.p90 == 11.0

    def test_leave_out_a_day_that_is_closed_on_purpose(self, session: Session, made: World) -> None:
        places.close_on_purpose(
            session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
            closed_on=date(2026, 11, 4), reason="Election day", at=NOW,
        )  # fmt: skip
        session.add(_row(made, EVENING, MORNING + timedelta(hours=24)))
        session.flush()
        assert _found(session, made, WaitClock.OPEN).summary.median == 15.0

    def test_stay_as_they_were_measured_when_the_hours_change(
        self, session: Session, made: World
    ) -> None:
        session.add(_row(made, EVENING, MORNING))
        session.flush()
        _set_hours(session, made, *(Stretch(day, time(0), time(0)) for day in range(7)))
        assert _found(session, made, WaitClock.OPEN).summary.median == 15.0
        holdings.make_again(session.connection())
        assert _found(session, made, WaitClock.OPEN).summary.median == 15.0

    def test_are_measured_anew_when_the_wait_has_another_end(
        self, session: Session, made: World
    ) -> None:
        row = _row(made, EVENING, MORNING)
        session.add(row)
        session.flush()
        _set_hours(session, made, *(Stretch(day, time(0), time(0)) for day in range(7)))
        row.acknowledged_at = CLOSED_AT + timedelta(seconds=5)
        session.flush()
        assert _found(session, made, WaitClock.OPEN).summary.median == 15.0
        assert _found(session, made, WaitClock.WALL).summary.median == 15.0

    def test_run_while_the_office_is_open(self, session: Session, made: World) -> None:
        session.add(_row(made, EVENING, None))
        session.flush()
        summary = _found(session, made, WaitClock.OPEN, now=MORNING).summary
        assert (summary.n, summary.open, summary.median) == (1, 1, None)

    def test_without_hours_are_left_out_and_counted(self, session: Session, made: World) -> None:
        _set_hours(session, made)
        session.add_all([_row(made, EVENING, MORNING), _row(made, EVENING, None)])
        session.flush()
        found = _found(session, made, WaitClock.OPEN)
        assert (found.summary.n, found.without_hours) == (0, 2)
        assert _found(session, made, WaitClock.WALL).summary.n == 2

    def test_of_a_record_from_before_them_are_measured_once(
        self, session: Session, made: World
    ) -> None:
        session.add(_row(made, EVENING, MORNING))
        session.flush()
        nothing = dict.fromkeys(COLUMNS.values())
        session.execute(update(Escalation).values(nothing))
        session.execute(delete(Holding))
        assert holdings.make_if_missing(session.connection())
        assert _found(session, made, WaitClock.OPEN).summary.median == 15.0
        kept = select(Escalation.open_until_acknowledged).where(Escalation.asked_at == EVENING)
        assert set(session.scalars(kept.execution_options(populate_existing=True))) == {10, 15}


class TestClocksThatRunBackwards:
    @pytest.mark.parametrize("clock", list(WaitClock))
    def test_are_counted_and_never_less_than_nothing(
        self, session: Session, made: World, clock: WaitClock
    ) -> None:
        row = _row(made, EVENING, None)
        row.withdrawn_at, row.state = EVENING - timedelta(seconds=1), EscalationState.WITHDRAWN
        session.add_all([row, _row(made, EVENING, EVENING + timedelta(seconds=5))])
        session.flush()
        found = _found(session, made, clock)
        assert (found.summary.n, found.backwards, found.summary.median) == (1, 1, 5.0)
