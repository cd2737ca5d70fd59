"""What is held agrees with the rows: whatever is written, corrected, moved or counted afresh."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db import holdings
from db.access import Viewer
from db.commands import contacts, places
from db.queries.backtests import over_limits
from db.queries.measures import (
    classes_of_the_weeks,
    hours_of_the_week,
    office_totals,
    office_weeks,
)
from db.queries.office_waits import office_waits
from db.queries.wait_cohorts import Watched, cohort, wait_of
from db.queries.waits import Waits, summary_of
from db.rules.backtests import backtest, round_limits
from db.rules.holdings import Part, cells_of, week_number
from db.rules.next_limits import next_limits
from db.rules.opening_hours import OpeningHours, open_time
from db.rules.packed_counts import unpacked
from db.rules.places import Stretch
from db.rules.spans import midnight, whole_weeks
from db.rules.waits import Ending, arrays_of, summarise
from db.rules.words import (
    EscalationClass,
    EscalationReason,
    EscalationState,
    HoldingKind,
    LimitKind,
    PlaceKind,
    Stage,
    WaitClock,
)
from db.tables.contacts import ContactsServed
from db.tables.escalations import Escalation
from db.tables.holdings import Holding
from db.tables.places import Place
from tests.at_once import at_once
from tests.databases import Database
from tests.db.queries.cases import ask, serve
from tests.db.rules.over_limit_cases import OverLimit, past
from tests.world import NOW, World, world

ZONE = ZoneInfo("Africa/Nairobi")
LATER = ("acknowledged_at", "with_customer_at", "resolved_at", "left_at", "withdrawn_at")
ENDS = {
    "resolved_at": EscalationState.RESOLVED,
    "left_at": EscalationState.LEFT,
    "withdrawn_at": EscalationState.WITHDRAWN,
}
# Minutes before now, then minutes from one stage to the next, and which end it comes to.
asks = st.lists(
    st.tuples(
        st.sampled_from(["Nairobi", "Front desk", "Singapore"]),
        st.integers(1, 60 * 24 * 30),
        st.lists(st.integers(0, 40), min_size=3, max_size=3),
        st.integers(0, 3),
        st.sampled_from(["", *ENDS]),
        st.sampled_from(list(EscalationClass)),
    ),
    max_size=12,
)
days = st.dictionaries(st.integers(0, 30), st.integers(0, 60), max_size=12)


@pytest.fixture
def made(session: Session) -> World:
    """The world, with a team inside Nairobi and noise at other offices."""
    made = world(session)
    office = session.get_one(Place, made.places["Nairobi"])
    team = Place(
        parent_id=office.id, kind=PlaceKind.TEAM, name="Front desk", code="FD", path="new team",
        zone=office.zone, currency=office.currency, country_code=office.country_code,
    )  # fmt: skip
    session.add(team)
    session.flush()
    team.path = f"{office.path}{team.id}/"
    made.places["Front desk"] = team.id
    ask(session, made, "Mombasa", None, at=NOW - timedelta(days=3), times=5)
    serve(session, made, "Mombasa", (NOW - timedelta(days=3)).date(), 50)
    return made


def escalation(made: World, place: str, asked_at: datetime, kind: EscalationClass) -> Escalation:
    """An ask; those of a class above the limit have an amount, which goes with their minute."""
    is_over = kind in {EscalationClass.ABOVE, EscalationClass.JUST_ABOVE}
    has_limit = is_over and asked_at.minute % 7 > 0
    usual = "SGD" if place == "Singapore" else "KES"
    currency = "USD" if asked_at.minute % 10 == 9 else usual
    return Escalation(
        place_id=made.places[place],
        problem_id=made.problems["Bag delayed"] if asked_at.minute % 2 else None,
        unanticipated_words="Words",
        reason=EscalationReason.OVER_MY_LIMIT if is_over else EscalationReason.NO_RULE,
        amount_asked=Decimal(90 + 7 * asked_at.minute) if is_over else None,
        asked_currency=currency if is_over else None,
        limit_kind=LimitKind.UP_TO if has_limit else None,
        limit_amount=Decimal(200) if has_limit else None,
        escalation_class=kind,
        state=EscalationState.WAITING,
        asked_at=asked_at,
        submit_key=uuid4().hex,
    )


def go_on(row: Escalation, steps: list[int], reached: int, end: str) -> None:
    """The stages that were reached, then the end, each so many minutes after the one before."""
    moment = row.asked_at
    for minutes, name in zip(steps[:reached], LATER, strict=False):
        moment += timedelta(minutes=minutes)
        if name != "resolved_at":
            setattr(row, name, moment)
            row.state = EscalationState.ACKNOWLEDGED
    if end:
        setattr(row, end, moment + timedelta(minutes=steps[-1]))
        row.state = ENDS[end]
    if end == "resolved_at" and row.amount_asked:
        # Sometimes more than was asked.
        row.amount_granted = row.amount_asked * (3 if steps[-1] % 3 == 0 else 1) / 2
        row.granted_currency = row.asked_currency


def pieces(session: Session) -> dict[tuple[str, int, int], dict[int, int]]:
    """Everything that is held: each cell of each piece that is not nought."""
    rows = session.scalars(select(Holding).execution_options(populate_existing=True))
    found = {
        (row.kind.value, row.place_id, row.piece): {
            place: number
            for place, number in enumerate(np.frombuffer(row.packed, dtype="<i4").tolist())
            if number
        }
        for row in rows
    }
    return {key: numbers for key, numbers in found.items() if numbers}


def _case(row: Escalation, zone: ZoneInfo) -> OverLimit:
    """A row as a back-test counts it."""
    met = row.with_customer_at or row.resolved_at or row.left_at
    came, over = row.acknowledged_at, row.resolved_at
    second = timedelta(seconds=1)
    return OverLimit(
        asked_on=row.asked_at.astimezone(zone).date(),
        limit=row.limit_amount or Decimal(0),
        asked=row.amount_asked or Decimal(0),
        granted=row.amount_granted,
        customer_seconds=(met - row.asked_at) // second if met else None,
        manager_seconds=(over - came) // second if came and over else None,
        has_left=row.left_at is not None,
        kind=(row.problem_id or 0, row.remedy_id or 0),
    )


def by_the_rows(session: Session, made: World, weeks: int) -> list[tuple[date, int, int]]:
    """Asks on days with contacts, and contacts, by week: straight from the rows."""
    inside = [made.places["Nairobi"], made.places["Front desk"]]
    served: Counter[date] = Counter()
    for row in session.scalars(select(ContactsServed).where(ContactsServed.place_id.in_(inside))):
        served[row.served_on] += row.contacts
    asked = Counter(
        at.astimezone(ZONE).date()
        for at in session.scalars(
            select(Escalation.asked_at).where(Escalation.place_id.in_(inside))
        )
    )
    found = []
    for monday in whole_weeks(NOW, ZONE, weeks):
        week = [monday + timedelta(days=number) for number in range(7)]
        counted = [day for day in week if served[day]]
        asks = sum(asked[day] for day in counted)
        found.append((monday, asks, sum(served[day] for day in counted)))
    return found


def classes_by_the_rows(session: Session, made: World, weeks: int) -> Counter[EscalationClass]:
    """Asks of the whole weeks by class, straight from the rows."""
    mondays = whole_weeks(NOW, ZONE, weeks)
    inside = [made.places["Nairobi"], made.places["Front desk"]]
    question = select(Escalation).where(Escalation.place_id.in_(inside))
    return Counter(
        row.escalation_class
        for row in session.scalars(question)
        if mondays[0] <= row.asked_at.astimezone(ZONE).date() < mondays[-1] + timedelta(days=7)
    )


class TestHoldings:
    @given(asks=asks, days=days)
    @settings(
        deadline=None,
        max_examples=12,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    def test_agree_with_the_rows_whatever_is_written(
        self,
        session: Session,
        made: World,
        asks: list[tuple[str, int, list[int], int, str, EscalationClass]],
        days: dict[int, int],
    ) -> None:
        viewer, place_id = made.viewers["Nairobi manager"], made.places["Nairobi"]
        with session.begin_nested() as step:
            for place, minutes, steps, reached, end, kind in asks:
                row = escalation(made, place, NOW - timedelta(minutes=minutes + 200), kind)
                session.add(row)
                session.flush()
                go_on(row, steps, reached, end)
                session.flush()
            for number, contacts in days.items():
                day = NOW.date() - timedelta(days=number)
                row_id = ContactsServed(place_id=place_id, served_on=day, contacts=contacts)
                session.add(row_id)
                session.flush()
                row_id.contacts = contacts + number % 3
                session.flush()
            self._agree(session, made, viewer, place_id)
            written = pieces(session)
            holdings.make_again(session.connection())
            assert pieces(session) == written
            step.rollback()
        session.expunge_all()

    def _agree(self, session: Session, made: World, viewer: Viewer, place_id: int) -> None:
        found = office_weeks(session, viewer, place_id=place_id, weeks=4, now=NOW)
        rows = by_the_rows(session, made, 4)
        assert [(w.starts_on, w.escalations, w.contacts) for w in found.weeks] == rows
        classes = classes_of_the_weeks(session, viewer, place_id=place_id, weeks=4, now=NOW)
        assert +Counter(classes) == classes_by_the_rows(session, made, 4)
        totals = office_totals(session, viewer, weeks=4, now=NOW)
        assert [(t.escalations, t.contacts) for t in totals] == [
            (sum(row[1] for row in rows), sum(row[2] for row in rows))
        ]
        for place, currency in (("Nairobi", "KES"), ("Kenya", "KES"), ("Merbau", "SGD")):
            self._agree_over_limits(session, made, place, currency)
        since = midnight(whole_weeks(NOW, ZONE, 4)[0], ZONE)
        for stage in Stage:
            in_hours = office_waits(
                session, viewer, place_id=place_id, stage=stage, clock=WaitClock.OPEN, weeks=4,
                now=NOW,
            )  # fmt: skip
            self._agrees_in_opening_hours(session, made, in_hours.figures, since)
            held = office_waits(
                session, viewer, place_id=place_id, stage=stage, weeks=4, now=NOW
            ).figures
            one_by_one = cohort(
                session, viewer, stage=stage, as_of=NOW, place_id=place_id, since=since
            )
            assert held == summary_of(one_by_one, stage=stage, as_of=NOW)

    def _agree_over_limits(self, session: Session, made: World, name: str, currency: str) -> None:
        """What is held of a place, against the past of its rows one by one."""
        here = session.get_one(Place, made.places[name])
        zone = ZoneInfo(here.zone)
        since = midnight(whole_weeks(NOW, zone, 4)[0], zone)
        question = select(Escalation).join(Place, Place.id == Escalation.place_id).where(
            Place.path.startswith(here.path), Escalation.asked_at >= since,
            Escalation.reason == EscalationReason.OVER_MY_LIMIT,
        )  # fmt: skip
        rows = session.scalars(question).all()
        told = [row for row in rows if row.limit_amount is not None]
        inside = [row for row in told if row.asked_currency == currency]
        viewer = made.viewers["Administrator"]
        found = over_limits(session, viewer, place_id=here.id, weeks=4, now=NOW)
        counts = (found.cases, found.in_other_currencies, found.without_amounts)
        assert counts == (len(inside), len(told) - len(inside), len(rows) - len(told))
        wanted = past([_case(row, zone) for row in inside])
        assert round_limits(found.past) == round_limits(wanted)
        for limit in (Decimal(250), Decimal(400)):
            assert backtest(found.past, limit) == backtest(wanted, limit)
        assert next_limits(found.past.kinds) == next_limits(wanted.kinds)

    def _agrees_in_opening_hours(
        self, session: Session, made: World, found: Waits, since: datetime
    ) -> None:
        """Each wait is measured here from its own two moments."""
        inside = [made.places["Nairobi"], made.places["Front desk"]]
        rows = session.scalars(
            select(Escalation).where(Escalation.place_id.in_(inside), Escalation.asked_at >= since)
        ).all()
        every = Stretch(0, time(6), time(22))
        hours = OpeningHours(tuple(replace(every, weekday=day) for day in range(7)), ZONE)
        waits, weeks = [], []
        for row in rows:
            watched = Watched(row.asked_at, getattr(row, f"{found.stage.value}_at"), row.left_at,
                              row.withdrawn_at or row.resolved_at)  # fmt: skip
            wait, _ = wait_of(watched, NOW)
            assert wait is not None
            ended = {
                Ending.REACHED: watched.reached_at, Ending.LEFT: watched.left_at,
                Ending.OPEN: watched.ended_at or NOW,
            }[wait.ended]  # fmt: skip
            assert ended is not None
            open_seconds = open_time(row.asked_at, ended, hours) // timedelta(seconds=1)
            assert open_seconds <= wait.seconds
            waits.append(replace(wait, seconds=open_seconds))
            weeks.append(week_number(row.asked_at.astimezone(ZONE).date()))
        seconds, codes = arrays_of(waits)
        assert found.summary == summarise(seconds, codes, weeks)

    def test_of_hours_go_with_the_clock_of_the_office(self, session: Session, made: World) -> None:
        viewer, place_id = made.viewers["Nairobi manager"], made.places["Nairobi"]
        ask(session, made, "Nairobi", None, at=datetime(2026, 11, 9, 22, 30, tzinfo=NOW.tzinfo))
        found = hours_of_the_week(session, viewer, place_id=place_id, weeks=1, now=NOW)
        assert dict(found.asks) == {(1, 1): 1}

    def test_move_with_the_clock_of_the_office(self, session: Session, made: World) -> None:
        viewer, place_id = made.viewers["Nairobi manager"], made.places["Nairobi"]
        ask(session, made, "Front desk", None, at=datetime(2026, 11, 9, 22, 30, tzinfo=NOW.tzinfo))
        place = session.get_one(Place, place_id)
        places.change_place(
            session, made.viewers["Administrator"], place_id=place_id, name=place.name,
            code=place.code, zone="UTC", version=place.version, at=NOW,
        )  # fmt: skip
        found = hours_of_the_week(session, viewer, place_id=place_id, weeks=1, now=NOW)
        assert dict(found.asks) == {(0, 22): 1}

    def test_of_offices_stand_when_a_place_above_moves_its_clock(
        self, session: Session, made: World
    ) -> None:
        row = escalation(made, "Nairobi", NOW - timedelta(days=9), EscalationClass.ABOVE)
        row.asked_at = row.asked_at.replace(minute=10)
        session.add(row)
        session.flush()
        before = pieces(session)
        kenya = session.get_one(Place, made.places["Kenya"])
        kenya.zone = "America/New_York"
        session.flush()
        moved = pieces(session)
        offices = {key: held for key, held in before.items() if key[1] != kenya.id}
        assert {key: held for key, held in moved.items() if key[1] != kenya.id} == offices
        kenya.currency = "USD"
        session.flush()
        viewer = made.viewers["Administrator"]
        found = over_limits(session, viewer, place_id=kenya.id, weeks=4, now=NOW)
        assert (found.cases, found.in_other_currencies) == (0, 1)

    def test_take_a_corrected_number_of_contacts(self, session: Session, made: World) -> None:
        viewer, place_id = made.viewers["Nairobi manager"], made.places["Nairobi"]
        day = date(2026, 11, 9)
        ask(session, made, "Nairobi", None, at=datetime(2026, 11, 9, 9, tzinfo=NOW.tzinfo))
        for number in (40, 0, 30):
            contacts.record_contacts_served(
                session, viewer, place_id=place_id, served_on=day, contacts=number, at=NOW
            )
            found = office_weeks(session, viewer, place_id=place_id, weeks=1, now=NOW)
            assert (found.contacts, found.escalations) == (number, 1 if number else 0)
            assert found.left_out == (0 if number else 1)

    def test_of_a_place_above_offices_are_none(self, session: Session, made: World) -> None:
        before = pieces(session)
        session.add(escalation(made, "Kenya", NOW, EscalationClass.NO_RULE))
        session.flush()
        assert pieces(session) == before

    def test_are_made_once_where_they_are_missing(self, session: Session, made: World) -> None:
        before = pieces(session)
        assert not holdings.make_if_missing(session.connection())
        session.execute(delete(Holding))
        assert holdings.make_if_missing(session.connection())
        assert pieces(session) == before


class TestHoldingsAtOnce:
    def test_lose_none_of_several_first_asks(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)

        def act(session: Session) -> None:
            session.add(escalation(made, "Nairobi", NOW, EscalationClass.NO_RULE))
            session.flush()

        assert at_once(database.url, [act] * 6) == [None] * 6
        with database.doors.reading() as session:
            question = select(Holding.packed).where(Holding.kind == HoldingKind.FOUR_WEEKS)
            (kept,) = session.scalars(question)
        assert cells_of(unpacked([kept]), 1, Part.HOURS).sum() == 6
