"""How long customers wait, asked of the record as it stood at one moment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from db.access import system
from db.queries.waits import Waits, as_record, waits
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import EscalationClass, EscalationReason, EscalationState, Stage
from db.tables.escalations import Escalation
from tests.databases import Database
from tests.world import NOW, World, world

START = NOW - timedelta(days=70)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


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
