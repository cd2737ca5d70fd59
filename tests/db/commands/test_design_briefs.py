"""Briefs about problems that come back: opened once, closed only when the chart shows the drop."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.access import system
from db.commands import design_briefs as commands
from db.queries.agenda import agenda_facts
from db.queries.design_briefs import brief_events, briefs
from db.queries.recurrence import recurring
from db.rules.proposals import proposals
from db.rules.recurrence import read_evidence
from db.rules.refusals import Conflict, Refusal
from db.rules.words import BriefEventKind, BriefState
from db.tables.design_briefs import DesignBrief, DesignBriefEvent
from db.tables.places import Place
from tests.at_once import at_once
from tests.brief_cases import DROPPED, FIXED_ON, RISING, brief, cases_by_week, fixed_brief
from tests.databases import Database
from tests.db.queries.cases import serve
from tests.world import NOW, World, world


@pytest.fixture
def made(session: Session) -> World:
    """The world, with another problem's cases at Nairobi and the same problem's elsewhere."""
    made = world(session)
    cases_by_week(session, made, [2, 1, 2], problem="Missed connection")
    cases_by_week(session, made, [1, 1, 1], office="Singapore")
    return made


def _signal(session: Session, made: World) -> int | None:
    return commands.open_for_signal(
        session, system(), place_id=made.places["Nairobi"],
        problem_id=made.problems["Bag delayed"], at=NOW,
    )  # fmt: skip


def _kinds(session: Session, made: World, key: int) -> list[BriefEventKind]:
    manager = made.viewers["Nairobi manager"]
    return [event.kind for event in brief_events(session, manager, brief_id=key)]


class TestOpenForSignal:
    def test_opens_one_with_the_weeks_that_say_so(self, session: Session, made: World) -> None:
        cases_by_week(session, made, RISING)
        (found,) = recurring(session, system(), now=NOW)
        assert (found.place.name, found.problem_id) == ("Nairobi", made.problems["Bag delayed"])
        key = _signal(session, made)
        assert _signal(session, made) is None
        kept = session.get_one(DesignBrief, key)
        assert kept.reason == "30 cases in the last 4 weeks; 8 or more are too many."
        assert [week.cases for week in read_evidence(kept.evidence)] == list(RISING)

    def test_opens_none_without_a_signal(self, session: Session, made: World) -> None:
        cases_by_week(session, made, (1, 2) * 13)
        assert recurring(session, system(), now=NOW) == []
        assert _signal(session, made) is None

    def test_counts_cases_against_contacts(self, session: Session, made: World) -> None:
        cases_by_week(session, made, (2, 1) * 13)
        for number in range(1, 190):
            serve(session, made, "Nairobi", (NOW - timedelta(days=number)).date(), 40)
        serve(session, made, "Nairobi", (NOW - timedelta(days=200)).date(), 40)
        assert _signal(session, made) is None

    def test_opens_a_closed_one_again(self, session: Session, made: World) -> None:
        cases_by_week(session, made, DROPPED)
        key = fixed_brief(session, made)
        manager = made.viewers["Nairobi manager"]
        commands.close(session, manager, brief_id=key, version=3, at=NOW)
        assert _signal(session, made) is None
        cases_by_week(session, made, [9])
        assert _signal(session, made) == key
        assert _kinds(session, made, key)[-2:] == [BriefEventKind.CLOSED, BriefEventKind.REOPENED]
        assert session.get_one(DesignBrief, key).fixed_on is None


class TestOpenForSignalAtOnce:
    def test_opens_one_for_several(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            cases_by_week(session, made, RISING)

        def act(session: Session) -> None:
            _signal(session, made)

        assert at_once(database.url, [act] * 4) == [None] * 4
        with database.doors.reading() as session:
            assert len(session.scalars(select(DesignBriefEvent)).all()) == 1


class TestClose:
    def test_is_refused_until_the_chart_shows_the_drop(self, session: Session, made: World) -> None:
        cases_by_week(session, made, DROPPED[:-2])
        key, manager = fixed_brief(session, made), made.viewers["Nairobi manager"]
        with pytest.raises(Refusal, match=r"It cannot be closed yet\. .*the drop"):
            commands.close(session, manager, brief_id=key, version=3, at=NOW)
        assert session.get_one(DesignBrief, key).state is BriefState.FIXED

    def test_keeps_the_weeks_that_show_it(self, session: Session, made: World) -> None:
        cases_by_week(session, made, DROPPED)
        key, manager = fixed_brief(session, made), made.viewers["Nairobi manager"]
        commands.close(session, manager, brief_id=key, version=3, at=NOW)
        (row,), total = briefs(session, manager, state=BriefState.CLOSED)
        assert (row.id, total, row.fixed_on) == (key, 1, FIXED_ON)
        last = brief_events(session, manager, brief_id=key)[-1]
        assert "at least seven weeks in a row lie below the mean from before" in last.words
        with pytest.raises(Conflict):
            commands.close(session, manager, brief_id=key, version=4, at=NOW)

    def test_wants_a_fix_first(self, session: Session, made: World) -> None:
        cases_by_week(session, made, DROPPED)
        key, manager = brief(session, made), made.viewers["Nairobi manager"]
        with pytest.raises(Refusal, match="No fix is written down yet"):
            commands.close(session, manager, brief_id=key, version=1, at=NOW)

    def test_is_refused_on_a_brief_that_somebody_changed(
        self, session: Session, made: World
    ) -> None:
        cases_by_week(session, made, DROPPED)
        key, manager = fixed_brief(session, made), made.viewers["Nairobi manager"]
        with pytest.raises(Conflict, match="Somebody changed this brief"):
            commands.close(session, manager, brief_id=key, version=2, at=NOW)


class TestMakeFix:
    def test_wants_an_owner_and_a_day_that_has_come(self, session: Session, made: World) -> None:
        key, manager = brief(session, made), made.viewers["Nairobi manager"]
        given = {"brief_id": key, "words": "A motor.", "version": 1, "at": NOW}
        with pytest.raises(Refusal, match="Nobody owns this brief yet"):
            commands.make_fix(session, manager, fixed_on=NOW.date(), **given)  # type: ignore[arg-type]  # one dict for two.
        fixed_brief(session, made, problem="Missed connection")
        with pytest.raises(Refusal, match="That day lies ahead"):
            fixed_brief(
                session, made, fixed_on=NOW.date() + timedelta(days=1), problem="Passport expired"
            )


class TestWatch:
    def test_notes_what_the_chart_says_once_a_week(self, session: Session, made: World) -> None:
        cases_by_week(session, made, DROPPED)
        key = fixed_brief(session, made)
        for later, expected in ((0, True), (1, False), (7, True)):
            at = NOW + timedelta(days=later)
            assert commands.watch(session, system(), brief_id=key, at=at) is expected
        assert _kinds(session, made, key).count(BriefEventKind.WATCHED) == 2

    def test_leaves_a_brief_without_a_fix_alone(self, session: Session, made: World) -> None:
        assert not commands.watch(session, system(), brief_id=brief(session, made), at=NOW)


class TestBriefs:
    def test_are_found_by_their_words_and_state(self, session: Session, made: World) -> None:
        key, manager = fixed_brief(session, made), made.viewers["Nairobi manager"]
        brief(session, made, problem="Missed connection")
        for words, state, expected in (
            ("belts DELAYED", None, [key]),
            ("motor", None, []),
            ("", BriefState.FIXED, [key]),
            ("100%", None, []),
        ):
            rows, total = briefs(session, manager, state=state, words=words)
            assert ([row.id for row in rows], total) == (expected, len(expected))
        assert briefs(session, made.viewers["Asia regional"])[0] == []
        assert briefs(session, made.viewers["Nairobi staff"])[0] == []

    def test_that_wait_stand_on_the_agenda(self, session: Session, made: World) -> None:
        key = brief(session, made)
        fixed_brief(session, made, problem="Missed connection")
        facts = agenda_facts(
            session, made.viewers["Nairobi manager"], held_on=NOW.date(), seed="one",
            place=session.get_one(Place, made.places["Nairobi"]),
        )  # fmt: skip
        (item,) = [each for each in proposals(facts) if each.source_key.startswith("brief:")]
        assert item.source_key == f"brief:{key}"
        assert item.title == "“Bag delayed” comes back. What would prevent it?"
        assert "Nobody owns the brief yet." in item.facts

    @pytest.mark.parametrize(
        "act",
        [
            delete(DesignBriefEvent),
            update(DesignBriefEvent).values(words="Nothing happened"),
            delete(DesignBrief),
            update(DesignBrief).values(problem_id=1),
        ],
    )
    def test_keep_what_happened(self, session: Session, made: World, act: object) -> None:
        cases_by_week(session, made, [1], problem="Passport expired")
        brief(session, made, problem="Missed connection")
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(act)  # type: ignore[call-overload]  # each statement in turn.
