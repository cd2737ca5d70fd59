"""Escalations per 100 contacts, and what is said where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from db.access import system
from db.queries.rates import as_record, rate, rates
from db.rules.refusals import Refusal
from db.rules.signals import Signal
from db.rules.spans import whole_weeks
from db.rules.words import EscalationClass, EscalationReason, EscalationState
from db.tables.contacts import ContactsServed
from db.tables.escalations import Escalation
from tests.databases import Database
from tests.db.queries.cases import ask, serve
from tests.rebase_cases import rebase
from tests.world import NOW, World, world

LAST_WEEK = NOW - timedelta(days=7)


def _ask(made: World, place: str) -> Escalation:
    return Escalation(
        place_id=made.places[place],
        problem_id=made.problems["Bag delayed"],
        reason=EscalationReason.NO_RULE,
        escalation_class=EscalationClass.NO_RULE,
        state=EscalationState.WAITING,
        asked_at=LAST_WEEK,
    )


def _weeks(session: Session, made: World, place: str, counts: Sequence[int]) -> None:
    """So many asks of a hundred contacts in each week, the last of them in the last whole week."""
    for back, times in enumerate(reversed(counts)):
        at = LAST_WEEK - back * timedelta(days=7)
        serve(session, made, place, at.date(), 100)
        ask(session, made, place, "Bag delayed", at=at, times=times)


class TestRate:
    def test_is_given_with_its_exact_interval(self) -> None:
        found = rate(3, 200)
        assert found.per_100 == 1.5
        assert found.interval is not None
        # Garwood's limits of 3 events are 0.6187 and 8.7673.
        assert found.interval.lower == pytest.approx(0.30934, abs=1e-4)
        assert found.interval.upper == pytest.approx(4.38363, abs=1e-4)

    def test_is_none_where_nobody_counted_contacts(self) -> None:
        assert (rate(0, 0).per_100, rate(0, 0).interval) == (None, None)


class TestRates:
    def test_compare_asks_with_contacts_week_by_week(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            session.add_all([_ask(made, "Nairobi"), _ask(made, "Nairobi"), _ask(made, "Mombasa")])
            session.add(
                ContactsServed(
                    place_id=made.places["Nairobi"], served_on=LAST_WEEK.date(), contacts=50
                )
            )
            session.flush()
            kenya = rates(session, system(), weeks=2, now=NOW, place_id=made.places["Kenya"])
        nairobi, mombasa = kenya[1], kenya[0]
        assert [each.office for each in kenya] == ["Mombasa", "Nairobi"]
        assert [week.per_100 for _, week in nairobi.weeks] == [None, 4.0]
        assert nairobi.together.escalations == 2
        assert (mombasa.together.per_100, mombasa.left_out) == (None, 1)

    def test_begin_a_new_usual_range_where_one_was_set(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _weeks(session, made, "Nairobi", (10, 12) * 8 + (3, 4) * 8)
            _weeks(session, made, "Mombasa", (10, 12) * 8 + (3, 4) * 8)
            monday = whole_weeks(NOW, ZoneInfo("Africa/Nairobi"), 16)[0]
            rebase(session, made, starts_on=monday)
            session.flush()
            kenya = rates(session, system(), weeks=32, now=NOW, place_id=made.places["Kenya"])
            before = rates(session, system(), weeks=32, now=NOW - timedelta(seconds=1))
        mombasa, nairobi = kenya
        assert [group.first for group in nairobi.chart.groups] == [0, 16]
        assert [group.mean for group in nairobi.chart.groups] == [11.0, 3.5]
        assert {point.signal for point in nairobi.chart.points} == {Signal.COMMON_CAUSE}
        # Elsewhere the first half is what is usual, and the fall stands out.
        assert [group.baseline for group in mombasa.chart.groups] == [16]
        assert mombasa.chart.points[-1].signal is Signal.BELOW_LIMIT
        said = as_record(kenya)["offices"][1]  # type: ignore[index]  # a list of records.
        assert said["ranges"][0]["starts_on"] == monday.isoformat()
        assert said["ranges"][0]["set_by"] == "Nairobi manager"
        assert said["weeks"][-1]["mean"] == 3.5
        # A report as of before it was set does not know it.
        assert [len(each.chart.groups) for each in before if each.office == "Nairobi"] == [1]

    def test_say_that_no_contacts_are_recorded(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            found = rates(session, system(), weeks=1, now=NOW, place_id=made.places["Nairobi"])
        text = str(as_record(found))
        assert "no contacts recorded" in text
        assert "nan" not in text

    def test_are_not_counted_for_a_place_that_is_not_there(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            asia = made.viewers["Asia regional"]
            with pytest.raises(Refusal):
                rates(session, asia, weeks=1, now=NOW, place_id=made.places["Nairobi"])
