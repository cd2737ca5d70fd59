"""The demonstration: whole, true to the rules of the record, and alive at its last moment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from db import audit, demo
from db.access import Viewer, system
from db.commands import installation, sign_in
from db.commands.installation import FirstOrganisation, FirstPerson, new_code, set_up
from db.demonstration import equipment, flaws
from db.demonstration.cast import everybody
from db.demonstration.geography import OFFICES
from db.demonstration.stage import founded_at
from db.queries import (
    audit_reading,
    counter,
    cover,
    escalations,
    findings,
    huddles,
    limit_matrix,
    measures,
    rates,
    readiness,
    topics,
    trail,
)
from db.queries.backlogs import backlog
from db.queries.design_briefs import brief_events, briefs
from db.queries.exemplars import exemplars_to_decide, what_worked
from db.queries.minutes import chain
from db.queries.people import search_people, viewer_of
from db.queries.places import place_named
from db.queries.replays import unlike_their_events
from db.rules.minutes import verify_chain
from db.rules.refusals import Refusal
from db.rules.words import (
    BriefState,
    EscalationState,
    ItemOutcome,
    Origin,
    Party,
    PlaceKind,
    ResponseState,
)
from db.tables.audit import AuditEntry
from db.tables.contacts import HelpContact
from db.tables.escalations import Escalation
from db.tables.huddles import AgendaItem
from db.tables.people import Person
from db.tables.places import Place
from db.tables.problems import Problem
from db.tables.responses import Response
from tests.databases import Database, Embedded, opened

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 19, 13, 20, tzinfo=UTC)
DAYS = 12
PASSWORD = "a password for the show"


KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(scope="module", params=KINDS)
def stage(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A database with twelve days of the demonstration, built once for all that only look."""
    with ExitStack() as open_until_the_end:
        if request.param == "sqlite":
            template: Embedded = request.getfixturevalue("embedded_template")
            url = template.copy(tmp_path_factory.mktemp("demonstration"))
        else:
            server = request.getfixturevalue("postgresql_server")
            url = open_until_the_end.enter_context(server.copy())
        database = open_until_the_end.enter_context(opened(url))
        demo.build_all(at=AT, password=PASSWORD, days=DAYS)
        yield database


def _viewer(database: Database, name: str) -> Viewer:
    with database.doors.reading() as session:
        person_id = session.scalar(select(Person.id).where(Person.name == name))
        found = viewer_of(session, person_id or 0)
    assert found is not None
    return found


class TestEscalations:
    def test_are_what_their_events_add_up_to(self, stage: Database) -> None:
        with stage.doors.reading() as session:
            assert list(unlike_their_events(session, system())) == []


class TestTheOrganisation:
    def test_has_its_people_in_eight_offices_of_five_currencies(self, stage: Database) -> None:
        with stage.doors.reading() as session:
            _, people = search_people(session, system(), words="", limit=1, offset=0)
            currencies = set(session.scalars(select(Place.currency)))
        assert people == len(everybody()) == 63
        assert currencies == {"SGD", "IDR", "KES", "GBP", "EUR"}

    def test_lets_everybody_in_with_the_one_password(self, stage: Database) -> None:
        with stage.doors.writing() as session:
            found = sign_in.sign_in(
                session, name="amina.wekesa", password=PASSWORD, address="192.0.2.1", at=AT
            )
            assert found.token
            assert not found.must_change_password

    def test_names_nobody_twice(self) -> None:
        names = [part.sign_in for part in everybody()]
        assert len(set(names)) == len(names)

    def test_has_no_number_that_could_reach_anybody(self, stage: Database) -> None:
        with stage.doors.reading() as session:
            numbers = list(session.scalars(select(HelpContact.phone)))
        assert numbers
        ranges = (
            r"\+44 20 7946 0\d{3}|\+44 161 496 0\d{3}|\+49 69 90009 \d{3}|\+\d+( \d+)? 00[0 ]+\d{4}"
        )
        assert [number for number in numbers if not re.fullmatch(ranges, number)] == []

    def test_has_gaps_to_be_found(self) -> None:
        assert len(equipment.CALM_PLACES) == len(OFFICES) - 1
        assert ("Manchester", equipment.SECURITY) in equipment.MISSING


class TestTheRecord:
    def test_has_an_audit_trail_that_verifies(self, stage: Database) -> None:
        with stage.doors.reading() as session:
            assert audit.verify(session) == []

    def test_runs_forward_in_time(self, stage: Database) -> None:
        with stage.doors.reading() as session:
            entries = list(session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)))
        made = [entry for entry in entries if entry.act != "signed in"]
        backwards = [
            f"{earlier.act} at {earlier.at}, then {later.act} at {later.at}"
            for earlier, later in pairwise(made)
            if later.at < earlier.at
        ]
        assert backwards == []

    def test_chains_the_minutes_of_every_office(self, stage: Database) -> None:
        with stage.doors.reading() as session:
            places = list(session.scalars(select(Place.id)))
            chains = [chain(session, system(), place_id=each) for each in places]
        assert sum(map(len, chains)) > len(OFFICES)
        assert [flaw for links in chains for flaw in verify_chain(links)] == []

    def test_writes_nothing_that_a_spreadsheet_would_run(self, stage: Database) -> None:
        with stage.doors.reading() as session:
            texts = [
                *session.scalars(select(Escalation.unanticipated_words)),
                *session.scalars(select(AgendaItem.outcome_text)),
                *session.scalars(select(Person.name)),
            ]
        assert [text for text in texts if text.startswith(("=", "+", "-", "@", "\t", "\r"))] == []

    def test_has_answers_and_some_that_are_missing_expired_or_local(self, stage: Database) -> None:
        with stage.doors.reading() as session:
            root = select(Place.id).where(Place.parent_id.is_(None)).scalar_subquery()
            agreed = select(Response).where(Response.state == ResponseState.AGREED)
            rows = list(session.scalars(agreed))
            local = list(session.scalars(agreed.where(Response.place_id != root)))
        assert 60 <= len(rows) < 72 + len(local)
        assert any(row.verified_until and row.verified_until < AT.date() for row in rows)
        assert local

    def test_holds_problems_of_every_origin_in_its_huddles(self, stage: Database) -> None:
        with stage.doors.reading() as session:
            origins = set(session.scalars(select(AgendaItem.origin)))
            outcomes = set(session.scalars(select(AgendaItem.outcome)))
        assert origins >= set(Origin)
        assert {ItemOutcome.DECISION, ItemOutcome.ACTION, ItemOutcome.RESPONSE_AGREED} <= outcomes


class TestThePresent:
    def test_has_two_who_wait_and_one_with_a_manager(self, stage: Database) -> None:
        with stage.doors.reading() as session:
            rows = escalations.open_escalations(session, _viewer(stage, "Joseph Kamau"))
        states = sorted(row.state for row in rows)
        assert states.count(EscalationState.WAITING) == 2
        assert states.count(EscalationState.WITH_CUSTOMER) == 1

    def test_has_people_on_duty_everywhere(self, stage: Database) -> None:
        for office in OFFICES:
            with stage.doors.reading() as session:
                place = place_named(session, system(), named=office.code)
                rows = cover.on_duty(session, path=place.path, now=AT)
            assert sum(row.may_take for row in rows) >= 1, office.name
            assert sum(not row.may_take for row in rows) >= 2, office.name

    @pytest.mark.parametrize("hour", [1, 4, 20])
    def test_has_people_on_duty_at_any_hour(self, hour: int, embedded: Database) -> None:
        at = AT.replace(hour=hour)
        demo.build_all(at=at, password=PASSWORD, days=1)
        with embedded.doors.reading() as session:
            for office in OFFICES:
                place = place_named(session, system(), named=office.code)
                rows = cover.on_duty(session, path=place.path, now=at)
                assert sum(row.may_take for row in rows) >= 1, office.name
                assert sum(not row.may_take for row in rows) >= 2, office.name


class TestTheScreens:
    def test_of_a_manager_have_something_to_show(self, stage: Database) -> None:
        manager = _viewer(stage, "Mercy Chebet")
        with stage.doors.reading() as session:
            place = place_named(session, manager, named="NBO")
            assert counter.problems_to_pick(session, manager)
            assert huddles.coming_huddles(session, manager)
            assert huddles.past_huddles(session, manager, words="", limit=5, offset=0)
            assert limit_matrix.matrix(session, manager, place=place, problem_id=None, at=AT)
            office = readiness.office_readiness(session, manager, place_id=place.id, now=AT)
            assert 0 < office.score < 100
            weeks = measures.office_weeks(session, manager, place_id=place.id, weeks=2, now=AT)
            assert weeks.weeks

    def test_of_a_region_have_something_to_show(self, stage: Database) -> None:
        director = _viewer(stage, "Margaret Chua")
        with stage.doors.reading() as session:
            assert audit_reading.reading_queue(session, director, now=AT).everything
            assert findings.findings(session, director, now=AT, limit=5, offset=0)
            assert rates.rates(session, director, weeks=2, now=AT)
            assert topics.backlog(session, director)
            assert trail.trail(session, director, words="", limit=5, offset=0)


class TestBuilding:
    def test_goes_on_where_the_first_administrator_set_up(self, embedded: Database) -> None:
        with embedded.doors.writing() as session:
            set_up(
                session,
                code=new_code(session) or "",
                first=FirstPerson("Robin Vale", "robin", PASSWORD),
                organisation=FirstOrganisation("Northwind", "Europe/London", "GBP", "GB"),
                at=AT,
            )
            demo.build(session, at=AT, password=PASSWORD, days=1)
            _, people = search_people(session, system(), words="", limit=1, offset=0)
        assert people == len(everybody()) + 1

    def test_refuses_where_people_work(self, stage: Database) -> None:
        with pytest.raises(Refusal, match="already"), stage.doors.writing() as session:
            demo.build(session, at=AT + timedelta(days=1), password=PASSWORD, days=1)

    def test_tells_the_names_and_a_password_of_its_own(self) -> None:
        told = demo.told("purple-giraffe")
        assert "purple-giraffe" in told
        assert "adrian.foo" in told

    def test_draws_another_password_every_time(self, embedded: Database) -> None:
        told = demo.build_all(at=AT, days=1)
        password = re.search(r"Password of everybody: (\S+)", told)
        assert password is not None
        with embedded.doors.writing() as session:
            found = sign_in.sign_in(
                session, name="adrian.foo", password=password[1], address="192.0.2.1", at=AT
            )
        assert found.token

    def test_of_flaws_have_a_brief_in_each_state_with_each_party(self, stage: Database) -> None:
        """P28, P29, P33: offices and a place above them, counter, fixers and design team."""
        with stage.doors.reading() as session:
            found = briefs(session, _viewer(stage, "Margaret Chua"), limit=50)[0]
            by_team = backlog(session, _viewer(stage, "Helen Sim"), team=flaws.SYSTEMS, now=AT)
        assert {row.state for row in found} >= {BriefState.OPEN, BriefState.FIXED}
        assert {row.party for row in found if row.state is BriefState.OPEN} == set(Party)
        assert {PlaceKind.OFFICE, PlaceKind.COUNTRY} <= {row.place.kind for row in found}
        assert by_team.waiting
        assert by_team.per_week

    def test_of_cases_have_one_that_came_back_and_words_that_worked(self, stage: Database) -> None:
        """P26, P30: one is promoted, and one waits for a manager."""
        with stage.doors.reading() as session:
            back = select(Escalation.id).where(Escalation.reopened_at.is_not(None))
            assert session.scalars(back).all()
            manager = _viewer(stage, "Helen Sim")
            place = place_named(session, manager, named="SIN")
            problem_id = session.scalars(
                select(Problem.id).where(Problem.title.startswith("Bag damaged"))
            ).one()
            assert what_worked(session, problem_id=problem_id, path=place.path)
            assert exemplars_to_decide(session, _viewer(stage, "Samuel Kiprono"))

    def test_of_flaws_have_one_that_its_chart_closed(self, embedded: Database) -> None:
        """P33: four months of one flaw, from the first case to the drop."""
        with embedded.doors.writing() as session:
            installation.begin(session, organisation=demo.MERBAU, at=founded_at(AT, demo.DAYS))
            stage = demo._stage(session, AT, demo.DAYS)
            demo._found(stage, "unusable")
            flaws.plan_flaws(stage)
            stage.timeline.run()
            closed = briefs(session, system(), state=BriefState.CLOSED)[0]
            told = brief_events(session, system(), brief_id=closed[0].id)
        assert [row.place.name for row in closed] == [flaws.FLAWED]
        assert [event.party for event in told if event.party] == [Party.FIXERS, Party.DESIGN]
        assert "lies below the range from before" in told[-1].words
