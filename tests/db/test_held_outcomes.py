"""What is held of outcomes agrees with the rows: gifts, asks, promises, whatever became of them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import holdings
from db.queries.outcomes import outcomes
from db.queries.promises import kept_rate
from db.rules.spans import midnight, whole_weeks
from db.rules.words import EscalationClass, EscalationState
from db.tables.escalations import Escalation
from db.tables.promises import Promise
from db.tables.remedies import Grant
from tests.db.queries.cases import give
from tests.db.test_holdings import escalation, pieces
from tests.world import NOW, World, world

ZONE = ZoneInfo("Africa/Nairobi")
OFFICES = ["Nairobi", "Mombasa"]
ago = st.integers(1, 60 * 24 * 30)
ENDS = {"resolved_at": EscalationState.RESOLVED, "left_at": EscalationState.LEFT,
        "withdrawn_at": EscalationState.WITHDRAWN}  # fmt: skip
asks = st.lists(
    st.tuples(
        st.sampled_from(OFFICES), ago, st.sampled_from(["", *ENDS]), st.booleans(),
        st.sampled_from([True, False, None]), st.sampled_from(["", "elsewhere"]),
    ),
    max_size=12,
)  # fmt: skip
gifts = st.lists(st.tuples(st.sampled_from(OFFICES), ago), max_size=8)
# Where, when the window ends, whether it broke, and how it was closed.
promises = st.lists(
    st.tuples(st.sampled_from(OFFICES), ago, st.booleans(), st.sampled_from(["", "kept", "missed"]),
              st.integers(1, 3)),
    max_size=8,
)  # fmt: skip


@pytest.fixture
def made(session: Session) -> World:
    return world(session)


def _ask(session: Session, made: World, ask: tuple[str, int, str, bool, bool | None, str]) -> None:
    place, minutes, end, is_met, is_complete, source = ask
    row = escalation(made, place, NOW - timedelta(minutes=minutes), EscalationClass.NO_RULE)
    row.source, row.external_reference = source, uuid4().hex
    session.add(row)
    session.flush()
    if is_met:
        row.with_customer_at = row.asked_at + timedelta(minutes=minutes % 9)
        row.state = EscalationState.WITH_CUSTOMER
        session.flush()
    if end:
        setattr(row, end, row.asked_at + timedelta(minutes=10))
        row.state = ENDS[end]
        row.is_complete = is_complete if end == "resolved_at" else None
    session.flush()


def _promise(session: Session, made: World, given: tuple[str, int, bool, str, int]) -> None:
    place, minutes, broke, closed, times = given
    ends_at = NOW - timedelta(minutes=minutes)
    row = Promise(
        place_id=made.places[place], words="We call.", zone="UTC", begins_at=ends_at - HOUR,
        ends_at=ends_at, made_at=ends_at - HOUR, times_promised=times, submit_key=uuid4().hex,
    )  # fmt: skip
    session.add(row)
    session.flush()
    if broke or closed == "missed":
        row.broke_at = ends_at
    if closed:
        row.closed_at = ends_at
        row.kept_at = ends_at if closed == "kept" else None
    session.flush()


HOUR = timedelta(hours=1)


class TestHeldOutcomes:
    @given(asks=asks, gifts=gifts, promises=promises)
    @settings(
        deadline=None,
        max_examples=10,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    def test_agree_with_the_rows_whatever_is_written(
        self,
        session: Session,
        made: World,
        asks: list[tuple[str, int, str, bool, bool | None, str]],
        gifts: list[tuple[str, int]],
        promises: list[tuple[str, int, bool, str, int]],
    ) -> None:
        with session.begin_nested() as step:
            for ask in asks:
                _ask(session, made, ask)
            for place, minutes in gifts:
                give(session, made, place, None, at=NOW - timedelta(minutes=minutes))
            for promise in promises:
                _promise(session, made, promise)
            self._agree(session, made)
            written = pieces(session)
            holdings.make_again(session.connection())
            assert pieces(session) == written
            step.rollback()
        session.expunge_all()

    def _agree(self, session: Session, made: World) -> None:
        viewer, place_id = made.viewers["Nairobi manager"], made.places["Nairobi"]
        found = outcomes(session, viewer, place_id=place_id, weeks=4, now=NOW)
        mondays = whole_weeks(NOW, ZONE, 4)
        since, until = (midnight(day, ZONE) for day in (mondays[0], mondays[-1] + timedelta(7)))
        rows = session.scalars(
            select(Escalation).where(
                Escalation.place_id == place_id,
                Escalation.asked_at >= since,
                Escalation.asked_at < until,
            )
        ).all()
        own = [row for row in rows if not row.source]
        asked = [row for row in own if row.withdrawn_at is None]
        question = select(Grant.given_at).where(Grant.place_id == place_id)
        given_at = [at for at in session.scalars(question) if since <= at < until]
        first = found.first_line
        assert (first.settled.happened, first.settled.of) == (
            len(given_at), len(given_at) + len(asked),
        )  # fmt: skip
        assert (first.withdrawn, first.imported) == (len(own) - len(asked), len(rows) - len(own))
        by_week = Counter(_week(at) for at in given_at)
        assert [week.happened for week in first.settled.weeks] == [by_week[day] for day in mondays]
        left = [row for row in rows if row.left_at and not row.with_customer_at]
        came = [row for row in rows if row.with_customer_at or row.resolved_at]
        walked = found.walk_aways.found
        assert (walked.asks, walked.left, walked.came) == (len(rows), len(left), len(came))
        said = Counter(row.is_complete for row in rows if row.resolved_at)
        whole = found.complete
        assert (whole.complete.happened, whole.complete.of) == (
            said[True],
            said[True] + said[False],
        )
        assert whole.not_said == said[None]
        expected = kept_rate(session, viewer, since=since, until=until, now=NOW)
        assert found.promises.rate == expected


def _week(at: datetime) -> object:
    day = at.astimezone(ZONE).date()
    return day - timedelta(days=day.weekday())


class TestWeeksOfOutcomes:
    def test_begin_at_midnight_on_the_clock_of_the_office(
        self, session: Session, made: World
    ) -> None:
        # Monday 9 November begins in Nairobi at 21:00 UTC on the day before.
        begins = datetime(2026, 11, 8, 21, tzinfo=UTC)
        for at in (begins, begins - timedelta(seconds=1), begins + timedelta(days=7)):
            give(session, made, "Nairobi", None, at=at)
        found = outcomes(
            session, made.viewers["Nairobi manager"], place_id=made.places["Nairobi"], weeks=2,
            now=NOW,
        )  # fmt: skip
        assert [week.happened for week in found.first_line.settled.weeks] == [1, 1]

    def test_leave_out_what_a_manager_gave(self, session: Session, made: World) -> None:
        row = escalation(made, "Nairobi", NOW - timedelta(days=8), EscalationClass.NO_RULE)
        session.add(row)
        session.flush()
        for _ in range(2):
            give(session, made, "Nairobi", None, at=NOW - timedelta(days=8))
        grant = Grant(
            place_id=row.place_id, person_id=made.people["Nairobi manager"], amount=10,
            remedy_id=made.remedies["Meal voucher"], currency="KES", escalation_id=row.id,
            given_at=NOW - timedelta(days=8), submit_key="by the manager",
        )  # fmt: skip
        session.add(grant)
        session.flush()
        found = outcomes(
            session, made.viewers["Nairobi manager"], place_id=row.place_id, weeks=2, now=NOW
        )
        assert (found.first_line.settled.happened, found.first_line.settled.of) == (2, 3)
