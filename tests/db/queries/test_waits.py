"""How long customers wait, asked of the record as it stood at one moment."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from db.access import system
from db.commands.places import set_opening_hours
from db.queries.office_waits import office_waits
from db.queries.selected_waits import selected_waits
from db.queries.waits import Waits, as_record, waits
from db.rules.places import Stretch
from db.rules.refusals import NotPermitted, Refusal
from db.rules.selections import Selection
from db.rules.spans import midnight, whole_weeks
from db.rules.words import (
    EscalationClass,
    EscalationReason,
    EscalationState,
    Stage,
    WaitClock,
)
from db.tables.escalations import Escalation
from db.tables.places import OpeningHours
from tests.databases import Database
from tests.world import NOW, World, world

START = NOW - timedelta(days=70)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# Ten seconds before the offices in Kenya close.
EVENING = datetime.fromisoformat("2026-11-10T18:59:50+00:00")


def _ask(
    session: Session,
    made: World,
    asked_at: datetime,
    *,
    place: str = "Nairobi",
    state: EscalationState = EscalationState.WAITING,
    **moments: datetime,
) -> None:
    session.add(
        Escalation(
            place_id=made.places[place],
            problem_id=made.problems["Bag delayed"],
            reason=EscalationReason.NO_RULE,
            escalation_class=EscalationClass.NO_RULE,
            state=state,
            asked_at=asked_at,
            **moments,
        )
    )


def _waits(session: Session, stage: Stage = Stage.ACKNOWLEDGED, **given: object) -> Waits:
    asked: dict[str, object] = {"as_of": NOW, "now": NOW, "stage": stage} | given
    return waits(session, system(), **asked)  # type: ignore[arg-type]  # each test gives its own.


class TestWaits:
    def test_count_a_stage_that_came_later_as_still_open(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _ask(session, made, START, acknowledged_at=START + 2 * HOUR)
            _ask(session, made, START + HOUR)
            session.flush()
            early = _waits(session, as_of=START + HOUR + MINUTE).summary
            late = _waits(session, as_of=START + 3 * HOUR).summary
        assert (early.n, early.open, early.reached, early.median) == (2, 2, 0, None)
        assert (late.n, late.open, late.reached, late.median) == (2, 1, 1, 7_200.0)

    def test_leave_out_who_asked_afterwards(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _ask(session, made, START)
            _ask(session, made, START + HOUR)
            session.flush()
            assert _waits(session, as_of=START + HOUR - MINUTE).summary.n == 1
            assert _waits(session, since=START + MINUTE).summary.n == 1

    def test_keep_customers_who_left_in_the_count(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _ask(session, made, START, acknowledged_at=START + MINUTE)
            for _ in range(2):
                _ask(session, made, START, left_at=START + 5 * MINUTE, state=EscalationState.LEFT)
            _ask(
                session, made, START, acknowledged_at=START + MINUTE, left_at=START + HOUR,
                state=EscalationState.LEFT,
            )  # fmt: skip
            session.flush()
            found = _waits(session, within=[60, 600]).summary
            resolved = _waits(session, Stage.RESOLVED).summary
        assert (found.reached, found.left, found.open) == (2, 2, 0)
        assert [each.share for each in found.shares] == [0.5, 0.5]
        assert found.finished_only_median == 60.0
        assert (resolved.reached, resolved.left, resolved.open) == (0, 3, 1)

    def test_watch_a_withdrawn_ask_up_to_its_withdrawal(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _ask(session, made, START, withdrawn_at=START + MINUTE, state=EscalationState.WITHDRAWN)
            _ask(session, made, START, acknowledged_at=START + HOUR)
            session.flush()
            found = _waits(session)
        assert (found.summary.open, found.ended_without_stage) == (1, 1)
        assert found.summary.median == 3_600.0

    def test_never_take_the_end_for_an_acknowledgement(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _ask(session, made, START, resolved_at=START + HOUR, state=EscalationState.RESOLVED)
            session.flush()
            found = _waits(session)
            resolved = _waits(session, Stage.RESOLVED)
        assert (found.summary.reached, found.ended_without_stage) == (0, 1)
        assert found.summary.finished_only_median is None
        assert resolved.summary.median == 3_600.0

    def test_leave_out_an_end_whose_moment_nobody_kept(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _ask(session, made, START, state=EscalationState.RESOLVED)
            session.flush()
            found = _waits(session, Stage.RESOLVED)
        assert (found.summary.n, found.without_times) == (0, 1)

    def test_are_those_of_the_place_and_below(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for place in ("Nairobi", "Mombasa", "Singapore"):
                _ask(session, made, START, place=place)
            session.flush()
            kenya = _waits(session, place_id=made.places["Kenya"])
            problem = _waits(session, problem_id=made.problems["Missed connection"])
        assert (kenya.place, kenya.summary.n) == ("Kenya", 2)
        assert (problem.problem, problem.summary.n) == ("Missed connection", 0)

    def test_give_intervals_from_eight_weeks_on(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for week in range(8):
                asked = START + week * timedelta(days=7)
                _ask(session, made, asked, acknowledged_at=asked + (week + 1) * MINUTE)
            session.flush()
            eight = _waits(session).summary
            seven = _waits(session, since=START + MINUTE).summary
        assert (eight.clusters, seven.clusters) == (8, 7)
        assert eight.median_interval is not None
        assert seven.median_interval is None

    def test_cluster_by_the_week_of_the_office_not_of_the_server(self, database: Database) -> None:
        # Sunday 22:30 in UTC is Monday morning in Nairobi, and so another week.
        sunday = datetime.fromisoformat("2026-10-04T22:30:00+00:00")
        with database.doors.writing() as session:
            made = world(session)
            _ask(session, made, sunday)
            _ask(session, made, sunday + timedelta(days=1))
            session.flush()
            assert _waits(session).summary.clusters == 1

    def test_of_nobody_are_not_yet_known(self, database: Database) -> None:
        with database.doors.writing() as session:
            world(session)
            record = as_record(_waits(session))
        assert (record["n"], record["median"], record["p90"]) == (0, None, None)

    def test_are_closed_to_staff_and_other_regions(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            nairobi = made.places["Nairobi"]
            asked = {"stage": Stage.RESOLVED, "as_of": NOW, "now": NOW, "place_id": nairobi}
            with pytest.raises(NotPermitted):
                waits(session, made.viewers["Nairobi staff"], **asked)  # type: ignore[arg-type]  # one dict for two.
            with pytest.raises(Refusal):
                waits(session, made.viewers["Asia regional"], **asked)  # type: ignore[arg-type]  # one dict for two.

    def test_cannot_be_looked_at_from_the_future(self, database: Database) -> None:
        with (
            database.doors.reading() as session,
            pytest.raises(Refusal, match="lies in the future"),
        ):
            _waits(session, as_of=NOW + MINUTE)


class TestWaitsInOpeningHours:
    def test_are_what_the_screen_says_of_an_office(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _evenings(session, made)
            for place in ("Nairobi", "Mombasa"):
                for clock in WaitClock:
                    _agrees(session, made, place, clock)

    def test_stay_as_they_were_measured_when_the_hours_change(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _ask(session, made, EVENING, acknowledged_at=EVENING + 8 * HOUR)
            session.flush()
            always = [Stretch(day, time(0), time(0)) for day in range(7)]
            set_opening_hours(
                session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
                stretches=always, at=NOW,
            )  # fmt: skip
            _ask(session, made, EVENING)
            session.flush()
            found = _waits(session, clock=WaitClock.OPEN, as_of=EVENING + 9 * HOUR)
            chosen = selected_waits(
                session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"],
                stage=Stage.ACKNOWLEDGED, weeks=13, now=NOW, clock=WaitClock.OPEN,
                selection=Selection(escalation_class=EscalationClass.NO_RULE),
            )  # fmt: skip
        # The office closed ten seconds later and opened after eight hours; the one that still
        # waits is measured by the hours of now.
        assert (found.summary.n, found.summary.median) == (2, 10.0)
        assert chosen.figures.summary.median == 10.0

    def test_without_hours_are_left_out_and_counted(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            session.execute(delete(OpeningHours).where(
                OpeningHours.place_id == made.places["Nairobi"]))  # fmt: skip
            _ask(session, made, EVENING, acknowledged_at=EVENING + HOUR)
            _ask(session, made, EVENING)
            _ask(session, made, EVENING, place="Mombasa")
            session.flush()
            found = _waits(session, clock=WaitClock.OPEN)
            record = as_record(found)
            assert _waits(session).summary.n == 3
        assert (found.summary.n, found.without_hours) == (1, 2)
        assert (record["clock"], record["without_hours"]) == ("open", 2)
        assert "in which the office was open" in str(record["definition"])


def _evenings(session: Session, made: World) -> None:
    """Asks shortly before the offices close, with every end, over nine weeks."""
    for number in range(36):
        at = EVENING - number * timedelta(days=2)
        place = "Mombasa" if number % 3 else "Nairobi"
        ends = [
            {"acknowledged_at": at + 9 * HOUR},
            {"acknowledged_at": at + MINUTE},
            {"left_at": at + number * MINUTE, "state": EscalationState.LEFT},
            {"withdrawn_at": at + MINUTE, "state": EscalationState.WITHDRAWN},
            {},
        ]
        _ask(session, made, at, place=place, **ends[number % 5])  # type: ignore[arg-type]  # each end in turn.
    session.flush()


def _agrees(session: Session, made: World, place: str, clock: WaitClock) -> None:
    """The report of the office, from the first of the weeks that the screen shows, and the screen
    itself, from what is held.
    """
    viewer, place_id = made.viewers["Africa regional"], made.places[place]
    zone = ZoneInfo("Africa/Nairobi")
    shown = office_waits(
        session, viewer, place_id=place_id, stage=Stage.ACKNOWLEDGED, clock=clock, weeks=13,
        now=NOW,
    )  # fmt: skip
    said = waits(
        session, viewer, place_id=place_id, stage=Stage.ACKNOWLEDGED, clock=clock, as_of=NOW,
        now=NOW, since=midnight(whole_weeks(NOW, zone, 13)[0], zone),
    )  # fmt: skip
    assert said.summary == shown.figures.summary
    assert said.summary.n > 0
    assert (said.clock, said.without_hours) == (clock, shown.figures.without_hours)
