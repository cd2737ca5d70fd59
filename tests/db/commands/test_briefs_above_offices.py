"""P33: one brief for the place across whose offices a problem comes back; offices are linked."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.access import system
from db.commands import design_briefs as commands
from db.queries.agenda import agenda_facts
from db.queries.design_briefs import brief_events, briefs, briefs_about, linked, waiting_at
from db.queries.recurrence import recurring, since_the_fix
from db.rules.proposals import proposals
from db.rules.recurrence import read_evidence, read_shares
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import BriefEventKind, BriefState, Party, PlaceKind
from db.tables.design_briefs import DesignBrief
from db.tables.places import Place
from tests.at_once import at_once
from tests.brief_cases import DROPPED, FIXED_ON, brief, cases_by_week
from tests.databases import Database
from tests.db.queries.cases import serve
from tests.world import NOW, World, world

# At neither office too many by itself: seven and six in the last four weeks.
NAIROBI, MOMBASA = (2, 1, 2) * 7 + (1, 2, 2, 2), (1, 2, 1) * 7 + (1, 1, 2, 2)


@pytest.fixture
def made(session: Session) -> World:
    """The world, with another problem's cases at Nairobi and the same problem's elsewhere."""
    made = world(session)
    cases_by_week(session, made, [2, 1, 2], problem="Missed connection")
    cases_by_week(session, made, [1, 1, 1], office="Singapore")
    return made


def _spread(session: Session, made: World) -> None:
    cases_by_week(session, made, NAIROBI)
    cases_by_week(session, made, MOMBASA, office="Mombasa")


def _signal(session: Session, made: World, place: str) -> int | None:
    return commands.open_for_signal(
        session, system(), place_id=made.places[place], problem_id=made.problems["Bag delayed"],
        at=NOW,
    )  # fmt: skip


def _by_hand(session: Session, made: World, place: str, who: str) -> int:
    return commands.open_by_hand(
        session, made.viewers[who], place_id=made.places[place],
        problem_id=made.problems["Bag delayed"], why="It is the same belt.", at=NOW,
    )  # fmt: skip


class TestRecurring:
    def test_finds_the_country_though_no_office_shows_it(
        self, session: Session, made: World
    ) -> None:
        """P33: the weeks of both offices, and which of them brings how much."""
        _spread(session, made)
        (found,) = recurring(session, system(), now=NOW)
        assert (found.place.name, found.place.kind) == ("Kenya", PlaceKind.COUNTRY)
        assert [(each.name, each.cases) for each in found.shares] == [
            ("Nairobi", 7), ("Mombasa", 6),
        ]  # fmt: skip
        assert found.verdict.sentence == (
            "13 cases in the last 4 weeks; 13 or more are too many. Nairobi 7, Mombasa 6."
        )
        assert [week.cases for week in found.weeks[-4:]] == [2, 3, 4, 4]

    def test_leaves_to_an_office_what_is_its_own(self, session: Session, made: World) -> None:
        cases_by_week(session, made, (1, 2) * 11 + (6, 7, 8, 9))
        (found,) = recurring(session, system(), now=NOW)
        assert (found.place.name, found.shares) == ("Nairobi", ())

    def test_finds_the_organisation_for_two_regions(self, session: Session, made: World) -> None:
        _spread(session, made)
        cases_by_week(session, made, (9, 9, 9, 9), office="Singapore")
        (found,) = recurring(session, system(), now=NOW)
        assert found.place.name == "Merbau"

    def test_looks_no_further_than_the_viewer(self, session: Session, made: World) -> None:
        _spread(session, made)
        found = recurring(session, made.viewers["Africa regional"], now=NOW)
        assert [each.place.name for each in found] == ["Kenya"]
        assert recurring(session, made.viewers["Nairobi manager"], now=NOW) == []
        assert recurring(session, made.viewers["Nairobi staff"], now=NOW) == []

    def test_compares_with_the_contacts_of_all_offices(self, session: Session, made: World) -> None:
        """P33: too many for its volume there; contacts of one office only are no volume."""
        _spread(session, made)
        (found,) = recurring(session, system(), now=NOW)
        assert found.weeks[-1].contacts == 0
        day = found.weeks[-1].starts_on
        serve(session, made, "Nairobi", day, 40)
        (found,) = recurring(session, system(), now=NOW)
        assert found.weeks[-1].contacts == 0
        serve(session, made, "Mombasa", day, 30)
        (found,) = recurring(session, system(), now=NOW)
        assert found.weeks[-1].contacts == 70

    def test_is_silent_where_a_brief_is_open_there_or_above(
        self, session: Session, made: World
    ) -> None:
        _spread(session, made)
        _by_hand(session, made, "Africa", "Africa regional")
        cases_by_week(session, made, [9])
        assert recurring(session, system(), now=NOW) == []


class TestOpenForSignal:
    def test_opens_one_with_the_weeks_and_the_offices(self, session: Session, made: World) -> None:
        _spread(session, made)
        key = _signal(session, made, "Kenya")
        assert _signal(session, made, "Kenya") is None
        kept = session.get_one(DesignBrief, key)
        assert len(read_evidence(kept.evidence)) == 25
        assert [each.cases for each in read_shares(kept.evidence)] == [7, 6]

    def test_does_not_double_an_office_below(self, session: Session, made: World) -> None:
        _spread(session, made)
        _signal(session, made, "Kenya")
        cases_by_week(session, made, [9])
        assert _signal(session, made, "Nairobi") is None

    def test_links_the_one_that_an_office_has(self, session: Session, made: World) -> None:
        """P33: an office's own brief of the same problem is linked, not doubled."""
        _spread(session, made)
        own = brief(session, made)
        above = _signal(session, made, "Kenya")
        manager = made.viewers["Nairobi manager"]
        rows = {row.id: row for row in briefs(session, manager)[0]}
        assert set(rows) == {own, above}
        assert [each.id for each in linked(session, manager, rows[own])] == [above]
        assert above is not None
        assert [each.id for each in linked(session, manager, rows[above])] == [own]

    def test_is_for_no_team(self, session: Session, made: World) -> None:
        team = Place(
            parent_id=made.places["Nairobi"], kind=PlaceKind.TEAM, name="Gate", code="G",
            path=f"{made.paths['Nairobi']}999/", zone="Africa/Nairobi", currency="KES",
            country_code="KE",
        )  # fmt: skip
        session.add(team)
        session.flush()
        with pytest.raises(Refusal, match="belongs to an office or a place above"):
            commands.open_for_signal(
                session, system(), place_id=team.id, problem_id=made.problems["Bag delayed"],
                at=NOW,
            )  # fmt: skip

    def test_opens_one_for_several_at_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _spread(session, made)

        def country(session: Session) -> None:
            _signal(session, made, "Kenya")

        assert at_once(database.url, [country] * 3) == [None] * 3
        with database.doors.reading() as session:
            assert len(session.scalars(select(DesignBrief)).all()) == 1


class TestOpenByHand:
    def test_opens_one_for_whoever_answers_for_the_offices(
        self, session: Session, made: World
    ) -> None:
        key = _by_hand(session, made, "Kenya", "Africa regional")
        assert session.get_one(DesignBrief, key).place_id == made.places["Kenya"]
        with pytest.raises(NotPermitted):
            _by_hand(session, made, "Kenya", "Nairobi manager")

    def test_joins_the_one_above_with_what_was_seen(self, session: Session, made: World) -> None:
        """P33: the opening by hand knows the brief of the country too."""
        above = _by_hand(session, made, "Kenya", "Africa regional")
        assert _by_hand(session, made, "Nairobi", "Nairobi manager") == above
        last = brief_events(session, made.viewers["Nairobi manager"], brief_id=above)[-1]
        assert (last.kind, last.by) == (BriefEventKind.JOINED, "Nairobi manager")
        assert last.words == "Nairobi: It is the same belt."

    def test_keeps_to_the_own_one_that_is_open(self, session: Session, made: World) -> None:
        own = brief(session, made)
        above = _by_hand(session, made, "Kenya", "Africa regional")
        assert _by_hand(session, made, "Nairobi", "Nairobi manager") == own
        told = brief_events(session, made.viewers["Africa regional"], brief_id=above)
        assert [event.kind for event in told] == [BriefEventKind.OPENED]


class TestClose:
    def test_goes_by_the_chart_of_the_place(self, session: Session, made: World) -> None:
        """P33: it closes only when the sum of the offices shows the drop."""
        cases_by_week(session, made, DROPPED)
        cases_by_week(session, made, (3, 5) * 9 + (4,) + (5,) * 8, office="Mombasa")
        regional = made.viewers["Africa regional"]
        key = _by_hand(session, made, "Kenya", "Africa regional")
        commands.assign(
            session, regional, brief_id=key, party=Party.DESIGN, team="Belts", version=1,
            owner_id=made.people["Nairobi duty"], words="Another motor.", at=NOW,
        )  # fmt: skip
        commands.make_fix(session, regional, brief_id=key, fixed_on=FIXED_ON, words="A motor.",
                          version=2, at=NOW)  # fmt: skip
        kept = session.get_one(DesignBrief, key)
        (row,) = briefs(session, regional, state=BriefState.FIXED)[0]
        verdict, weeks = since_the_fix(
            session, row.place, row.problem_id, fixed_on=FIXED_ON, now=NOW
        )
        assert [week.cases for week in weeks[-8:]] == [6] * 8
        assert verdict.is_so
        with pytest.raises(NotPermitted):
            commands.close(session, made.viewers["Nairobi manager"], brief_id=key,
                           version=kept.version, at=NOW)  # fmt: skip
        commands.close(session, regional, brief_id=key, version=kept.version, at=NOW)
        assert kept.state is BriefState.CLOSED

    def test_is_refused_while_another_office_rises(self, session: Session, made: World) -> None:
        cases_by_week(session, made, DROPPED)
        cases_by_week(session, made, (1, 2) * 9 + (4,) + (9,) * 8, office="Mombasa")
        regional = made.viewers["Africa regional"]
        key = _by_hand(session, made, "Kenya", "Africa regional")
        commands.assign(
            session, regional, brief_id=key, party=Party.DESIGN, team="Belts", version=1,
            owner_id=made.people["Nairobi duty"], words="Another motor.", at=NOW,
        )  # fmt: skip
        commands.make_fix(session, regional, brief_id=key, fixed_on=FIXED_ON, words="A motor.",
                          version=2, at=NOW)  # fmt: skip
        with pytest.raises(Refusal, match="does not show the drop yet"):
            commands.close(session, regional, brief_id=key, version=3, at=NOW)


class TestBriefsAbove:
    def test_are_told_to_those_below_and_led_above(self, session: Session, made: World) -> None:
        key = _by_hand(session, made, "Kenya", "Africa regional")
        problem_id = made.problems["Bag delayed"]
        for who, seen in (
            ("Nairobi staff", [key]), ("Nairobi manager", [key]), ("Mombasa staff", [key]),
            ("Asia regional", []), ("Singapore staff", []),
        ):  # fmt: skip
            rows = briefs_about(session, made.viewers[who], problem_id=problem_id)
            assert [row.id for row in rows] == seen, who
        assert briefs(session, made.viewers["Nairobi staff"])[0] == []

    def test_stand_on_the_agenda_of_the_office_after_its_own(
        self, session: Session, made: World
    ) -> None:
        above = _by_hand(session, made, "Kenya", "Africa regional")
        own = brief(session, made, problem="Missed connection")
        place = session.get_one(Place, made.places["Nairobi"])
        assert [row.id for row in waiting_at(session, path=place.path)] == [own, above]
        facts = agenda_facts(
            session, made.viewers["Nairobi manager"], held_on=NOW.date(), seed="one", place=place
        )
        keys = [each.source_key for each in proposals(facts)]
        assert f"brief:{above}" in keys
        singapore = session.get_one(Place, made.places["Singapore"])
        assert waiting_at(session, path=singapore.path) == []
