"""The readiness of offices, from real rows."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from db.access import system
from db.queries.readiness import (
    OfficeReadiness,
    office_readiness,
    readiness_by_office,
    readiness_of_all,
    score_history,
)
from db.rules.gates import UNANTICIPATED, Fix
from db.rules.must_haves import Standing
from db.rules.refusals import Refusal
from db.rules.words import ContactKind, Gate, LimitKind, ResponseState, Rung
from db.tables.cover import Cover
from db.tables.huddles import Action
from db.tables.limits import AuthorityLimit
from db.tables.people import Person
from db.tables.places import OpeningHours
from db.tables.problems import Problem
from db.tables.readiness import ReadinessSnapshot
from db.tables.responses import Response
from tests.db.queries.cases import ask, brief, cover, give, number, rehearse, serve
from tests.world import NOW, World, world

BAG, MISSED, PASSPORT, ASH = (
    "Bag delayed", "Missed connection", "Passport expired", "Ash cloud closes the airport",
)  # fmt: skip
THREAT = "Threat at the desk"
DAY = timedelta(days=1)


@pytest.fixture
def made(session: Session) -> World:
    return world(session)


def nairobi(session: Session, made: World, viewer: str = "Nairobi manager") -> OfficeReadiness:
    session.flush()
    place_id = made.places["Nairobi"]
    return office_readiness(session, made.viewers[viewer], place_id=place_id, now=NOW)


def the_worked_example(session: Session, made: World) -> None:
    """The demand of the worked example in measures.md §5, with gates that rows can hold."""
    _threat(session, made)
    demand = {BAG: (18, 3), MISSED: (9, 3), PASSPORT: (6, 3), THREAT: (4, 2), ASH: (2, 4),
              None: (5, 1)}  # fmt: skip
    for problem, (here, elsewhere) in demand.items():
        if problem == MISSED:
            ask(session, made, "Nairobi", problem, at=NOW - 2 * DAY, times=here)
        else:
            ask(session, made, "Nairobi", problem, at=NOW - 2 * DAY, times=here - 1)
            give(session, made, "Nairobi", problem, at=NOW - 3 * DAY)
        ask(session, made, "Singapore", problem, at=NOW - 2 * DAY, times=elsewhere)
    for old in (BAG, MISSED, None):
        # Noise: before the 90 days, and of no weight.
        ask(session, made, "Nairobi", old, at=NOW - 120 * DAY, times=7)
    people = [f"Nairobi {role}" for role in ("staff", "senior", "manager", "duty")]
    brief(session, made, BAG, *people[:3])
    brief(session, made, MISSED, *people[:2], "Mombasa staff")
    brief(session, made, PASSPORT, *people)
    rehearse(session, made, "Singapore", MISSED, at=NOW - DAY)
    cover(session, made, "Nairobi manager", "Nairobi", (4, 248))


def _threat(session: Session, made: World) -> None:
    """A problem that is answered, and for which every rule says none."""
    problem = Problem(
        place_id=made.places["Merbau"], title=THREAT, origin="real", cause_class="supplier",
        fault="nobody", likelihood=1, impact=5, created_at=NOW,
    )  # fmt: skip
    session.add(problem)
    session.flush()
    made.problems[THREAT] = problem.id
    session.add(
        Response(
            problem_id=problem.id, place_id=made.places["Africa"], number=1,
            state=ResponseState.AGREED, what_we_can_still_do="We call Security.",
            created_at=NOW, updated_at=NOW, agreed_at=NOW,
            agreed_by_id=made.people["Administrator"], verified_at=NOW,
            verified_until=date(2027, 1, 1),
        )
    )  # fmt: skip
    first = session.get_one(AuthorityLimit, next(iter(made.limits.values())))
    session.add(
        AuthorityLimit(
            rule_number=999, version_number=1, limit_set_id=first.limit_set_id,
            place_id=made.places["Kenya"], grade_id=made.grades["agent"], remedy_id=None,
            problem_id=problem.id, kind=LimitKind.NONE, in_force_from=NOW - DAY,
        )
    )  # fmt: skip
    session.flush()


EXPECTED = {
    (BAG, Gate.MANAGER_ON_COVER): 9.765625,
    (BAG, Gate.STAFF_BRIEFED): 7.32421875,
    (MISSED, Gate.MANAGER_ON_COVER): 5.078125,
    (MISSED, Gate.STAFF_BRIEFED): 7.6171875,
    (MISSED, Gate.TRIED): 7.6171875,
    (PASSPORT, Gate.MANAGER_ON_COVER): 3.515625,
    (THREAT, Gate.LIMIT_SET): 9.375,
    (ASH, Gate.RESPONSE_AGREED): 6.25,
    (UNANTICIPATED, Gate.RESPONSE_AGREED): 10.9375,
}


class TestOfficeReadiness:
    def test_rebuilds_the_worked_example_from_rows(self, session: Session, made: World) -> None:
        the_worked_example(session, made)
        found = nairobi(session, made)
        assert {row.title: (row.cases, row.share) for row in found.problems} == {
            BAG: (18, 0.390625), MISSED: (9, 0.203125), PASSPORT: (6, 0.140625),
            UNANTICIPATED: (5, 0.109375), THREAT: (4, 0.09375), ASH: (2, 0.0625),
        }  # fmt: skip
        assert {(row.title, row.gate): row.points for row in found.lost} == pytest.approx(EXPECTED)
        assert found.score == pytest.approx(32.51953125)

    def test_loses_what_it_does_not_score(self, session: Session, made: World) -> None:
        the_worked_example(session, made)
        found = nairobi(session, made)
        assert found.score + math.fsum(row.points for row in found.lost) == pytest.approx(100)
        assert math.fsum(row.points for row in found.problems) == pytest.approx(found.score)

    def test_shows_the_largest_loss_first_with_its_remedy_and_owner(
        self, session: Session, made: World
    ) -> None:
        the_worked_example(session, made)
        session.add(
            Action(
                place_id=made.places["Nairobi"], problem_id=made.problems[BAG], kind="train",
                text="Brief the night shift", owner_id=made.people["Nairobi senior"],
                due_on=NOW.date(), created_at=NOW,
            )
        )  # fmt: skip
        lost = nairobi(session, made).lost
        assert (lost[0].title, lost[0].fix) == (UNANTICIPATED, Fix.NAME_PROBLEMS)
        assert lost[0].sentence == "5 customers brought what is not on the list"
        briefing = next(row for row in lost if row.gate is Gate.STAFF_BRIEFED and row.title == BAG)
        assert briefing.sentence == "1 of 4 not briefed on version 1"
        assert (briefing.fix, briefing.owner) == (Fix.BRIEF_STAFF, "Nairobi senior")

    def test_says_the_same_score_to_everybody(self, session: Session, made: World) -> None:
        the_worked_example(session, made)
        everybody = {
            nairobi(session, made, viewer).score
            for viewer in ("Nairobi manager", "Africa regional", "Administrator")
        }
        system_score = office_readiness(
            session, system(), place_id=made.places["Nairobi"], now=NOW
        ).score
        assert everybody == {system_score}

    @pytest.mark.parametrize("viewer", ["Nairobi staff", "Mombasa manager", "Asia regional"])
    def test_is_closed_to_others(self, session: Session, made: World, viewer: str) -> None:
        with pytest.raises(Refusal, match="no such office for you"):
            nairobi(session, made, viewer)

    def test_counts_contacts_of_ninety_days_and_knows_none_from_nought(
        self, session: Session, made: World
    ) -> None:
        assert nairobi(session, made).contacts is None
        serve(session, made, "Nairobi", NOW.date() - 89 * DAY, 30)
        serve(session, made, "Nairobi", NOW.date() - 90 * DAY, 500)
        serve(session, made, "Mombasa", NOW.date(), 700)
        assert nairobi(session, made).contacts == 30


class TestTheZeroOffice:
    @pytest.fixture
    def empty(self, session: Session, made: World) -> World:
        """Nairobi without people, hours or cover; customers come to Singapore."""
        for name in ("staff", "senior", "manager", "duty"):
            session.get_one(Person, made.people[f"Nairobi {name}"]).deactivated_at = NOW
        for row in session.query(OpeningHours).filter_by(place_id=made.places["Nairobi"]):
            session.delete(row)
        for shift in session.query(Cover).filter_by(place_id=made.places["Nairobi"]):
            session.delete(shift)
        ask(session, made, "Singapore", ASH, at=NOW - DAY, times=6)
        ask(session, made, "Singapore", BAG, at=NOW - DAY, times=4)
        return made

    def test_scores_nothing(self, session: Session, empty: World) -> None:
        found = nairobi(session, empty, "Africa regional")
        assert found.score == 0
        assert math.fsum(row.points for row in found.lost) == pytest.approx(100)

    def test_shows_the_worst_gap_first(self, session: Session, empty: World) -> None:
        lost = nairobi(session, empty, "Africa regional").lost
        assert [(row.title, row.points) for row in lost] == [(ASH, 60), (BAG, 40)]
        assert lost[0].sentence == "No agreed response yet"
        assert lost[1].gate is Gate.LIMIT_SET

    def test_says_that_its_shares_are_those_of_the_organisation(
        self, session: Session, empty: World
    ) -> None:
        assert "of the organisation" in nairobi(session, empty, "Africa regional").note

    def test_weighs_all_problems_alike_where_nobody_asked_anything(
        self, session: Session, made: World
    ) -> None:
        found = nairobi(session, made)
        assert {row.share for row in found.problems} == {0.2}
        assert "weighs the same" in found.note
        assert found.score + math.fsum(row.points for row in found.lost) == pytest.approx(100)

    def test_has_every_must_have_missing(self, session: Session, empty: World) -> None:
        found = nairobi(session, empty, "Africa regional")
        assert {each.standing for each in found.must_haves} == {Standing.MISSING}

    def test_tells_nothing_of_validity(self, session: Session, empty: World) -> None:
        assert nairobi(session, empty, "Africa regional").validity.difference is None


class TestMustHaves:
    def test_hold_from_the_places_above_and_not_from_beside(
        self, session: Session, made: World
    ) -> None:
        number(session, made, "Kenya", ContactKind.SECURITY, date(2027, 3, 1))
        number(session, made, "Mombasa", ContactKind.EMERGENCY, date(2027, 3, 1))
        found = {each.name: each.standing for each in nairobi(session, made).must_haves}
        assert found["Security's number"] is Standing.IN_PLACE
        assert found["Emergency numbers"] is Standing.MISSING

    def test_never_move_the_score(self, session: Session, made: World) -> None:
        the_worked_example(session, made)
        before = nairobi(session, made).score
        number(session, made, "Kenya", ContactKind.SECURITY, date(2027, 3, 1))
        assert nairobi(session, made).score == before


class TestReadinessByOffice:
    def test_shows_the_offices_of_the_viewer(self, session: Session, made: World) -> None:
        found = readiness_by_office(session, made.viewers["Africa regional"], now=NOW)
        assert [each.office.name for each in found.offices] == ["Mombasa", "Nairobi"]

    def test_agrees_with_each_office_alone(self, session: Session, made: World) -> None:
        the_worked_example(session, made)
        found = readiness_by_office(session, made.viewers["Administrator"], now=NOW)
        scores = {each.office.name: each.score for each in found.offices}
        assert scores["Nairobi"] == nairobi(session, made).score
        assert len(set(scores.values())) > 1

    def test_is_the_same_when_read_together_with_one_office(
        self, session: Session, made: World
    ) -> None:
        the_worked_example(session, made)
        viewer, place_id = made.viewers["Administrator"], made.places["Nairobi"]
        found, every = readiness_of_all(session, viewer, place_id=place_id, now=NOW)
        assert found == nairobi(session, made)
        assert every == readiness_by_office(session, viewer, now=NOW)

    @pytest.mark.parametrize("place", ["Jakarta", "Kenya"])
    def test_is_refused_together_with_an_office_that_is_none_of_theirs(
        self, session: Session, made: World, place: str
    ) -> None:
        viewer = made.viewers["Nairobi manager"]
        with pytest.raises(Refusal, match="no such office for you"):
            readiness_of_all(session, viewer, place_id=made.places[place], now=NOW)

    def test_puts_each_problem_on_its_rung(self, session: Session, made: World) -> None:
        the_worked_example(session, made)
        give(session, made, "Nairobi", PASSPORT, at=NOW - DAY)
        found = readiness_by_office(session, made.viewers["Nairobi manager"], now=NOW)
        assert {row.title: row.rung for row in found.offices[0].problems} == {
            BAG: Rung.REHEARSED, MISSED: Rung.EMPOWERED, PASSPORT: Rung.PROVEN,
            THREAT: Rung.ANSWERED, ASH: Rung.NOT_IMAGINED, UNANTICIPATED: None,
        }  # fmt: skip

    def test_is_empty_for_whoever_manages_nothing(self, session: Session, made: World) -> None:
        found = readiness_by_office(session, made.viewers["Nairobi staff"], now=NOW)
        assert found.offices == ()

    def test_does_not_show_a_problem_that_only_another_country_knows(
        self, session: Session, made: World
    ) -> None:
        session.add(
            Problem(
                place_id=made.places["Indonesia"], title="Haze", origin="real",
                cause_class="weather", fault="nobody", likelihood=3, impact=3, created_at=NOW,
            )
        )  # fmt: skip
        session.flush()
        found = readiness_by_office(session, made.viewers["Administrator"], now=NOW)
        knowing = [each.office.name for each in found.offices
                   if "Haze" in {row.title for row in each.problems}]  # fmt: skip
        assert knowing == ["Jakarta"]

    def test_keeps_the_order_of_offices_to_itself_when_weightings_disagree(
        self, session: Session, made: World
    ) -> None:
        the_worked_example(session, made)
        viewer = made.viewers["Africa regional"]
        assert readiness_by_office(session, viewer, now=NOW).order_is_sound
        session.get_one(Problem, made.problems[BAG]).impact = 5
        brief(session, made, BAG, *(f"Mombasa {role}" for role in ("senior", "manager", "duty")))
        brief(session, made, MISSED, *(f"Mombasa {role}" for role in ("senior", "manager", "duty")))
        for problem in (BAG, MISSED):
            rehearse(session, made, "Mombasa", problem, at=NOW - DAY)
        ask(session, made, "Mombasa", ASH, at=NOW - DAY, times=300)
        cover(session, made, "Mombasa manager", "Mombasa", (4, 400))
        session.flush()
        assert not readiness_by_office(session, viewer, now=NOW).order_is_sound


class TestScoreHistory:
    def test_is_the_offices_own_oldest_first(self, session: Session, made: World) -> None:
        for office in ("Nairobi", "Mombasa"):
            for days in (3, 1, 2, 400):
                session.add(
                    ReadinessSnapshot(
                        place_id=made.places[office], taken_on=NOW.date() - days * DAY,
                        score=float(days), contacts=days, losses="[]", taken_at=NOW,
                    )
                )  # fmt: skip
        session.flush()
        viewer, place_id = made.viewers["Nairobi manager"], made.places["Nairobi"]
        found = score_history(
            session, viewer, place_id=place_id, since=NOW.date() - timedelta(days=365)
        )
        assert [point.score for point in found] == [3.0, 2.0, 1.0]

    def test_is_closed_to_others(self, session: Session, made: World) -> None:
        viewer = made.viewers["Mombasa manager"]
        with pytest.raises(Refusal):
            score_history(session, viewer, place_id=made.places["Nairobi"], since=NOW.date() - DAY)
