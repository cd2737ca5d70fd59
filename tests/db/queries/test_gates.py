"""What the record knows of every problem at an office, gate by gate."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from db.access import Permission
from db.queries.gates import ProblemFacts, facts_at, read_record
from db.queries.places import PlaceRow, offices_where
from db.rules.gates import gate_values
from db.rules.words import Gate, LimitKind, ResponseState
from db.tables.limits import AuthorityLimit
from db.tables.people import Person
from db.tables.places import Closure, Place
from db.tables.problems import Problem
from db.tables.responses import Response
from tests.db.queries.cases import ask, brief, cover, give, mention, rehearse, serve
from tests.world import NOW, World, world

BAG = "Bag delayed"


@pytest.fixture
def made(session: Session) -> World:
    """The world with the same things happening at other offices, which must never count here."""
    made = world(session)
    for office in ("Mombasa", "Singapore"):
        ask(session, made, office, BAG, at=NOW - timedelta(days=3), settled=True, times=5)
        give(session, made, office, BAG, at=NOW - timedelta(days=1))
        rehearse(session, made, office, BAG, at=NOW - timedelta(days=4))
        mention(session, made, office, "Ash cloud closes the airport")
        brief(session, made, BAG, f"{office} staff")
        cover(session, made, f"{office} manager", office, (4, 200))
    return made


def offices(session: Session, made: World) -> list[PlaceRow]:
    return offices_where(session, made.viewers["Administrator"], Permission.READINESS_SEE)


def facts(
    session: Session, made: World, title: str | None, office: str = "Nairobi"
) -> ProblemFacts:
    session.flush()
    all_offices = offices(session, made)
    record = read_record(session, all_offices, now=made.now)
    (here,) = (each for each in all_offices if each.name == "Nairobi")
    (found,) = (
        each
        for each in facts_at(record, here)
        if (each.problem.title if each.problem else None) == title
    )
    return found


def gate(session: Session, made: World, gate: Gate, title: str = BAG) -> float:
    return gate_values(facts(session, made, title).gates)[gate]


class TestDemand:
    def test_counts_the_asks_and_the_grants_of_this_office_alone(
        self, session: Session, made: World
    ) -> None:
        ask(session, made, "Nairobi", BAG, at=NOW - timedelta(days=1), times=2)
        give(session, made, "Nairobi", BAG, at=NOW - timedelta(days=2))
        brought = facts(session, made, BAG).brought
        assert (brought.escalations, brought.at_counter) == (2, 1)

    @pytest.mark.parametrize(("days", "counted"), [(89, 1), (91, 0)])
    def test_goes_back_ninety_days(
        self, session: Session, made: World, days: int, counted: int
    ) -> None:
        ask(session, made, "Nairobi", BAG, at=NOW - timedelta(days=days))
        give(session, made, "Nairobi", BAG, at=NOW - timedelta(days=days))
        brought = facts(session, made, BAG).brought
        assert (brought.escalations, brought.at_counter) == (counted, counted)

    def test_counts_a_problem_that_was_taken_off_the_list_as_unanticipated(
        self, session: Session, made: World
    ) -> None:
        ask(session, made, "Nairobi", "Passport expired", at=NOW - timedelta(days=1))
        ask(session, made, "Nairobi", None, at=NOW - timedelta(days=1))
        problem = session.get_one(Problem, made.problems["Passport expired"])
        problem.deactivated_at = NOW
        assert facts(session, made, None).brought.escalations == 2

    def test_takes_the_teams_of_an_office_together(self, session: Session, made: World) -> None:
        team = Place(
            parent_id=made.places["Nairobi"], kind="team", name="Night", code="NGT", path="night",
            zone="Africa/Nairobi", currency="KES", country_code="KE", deactivated_at=NOW,
        )  # fmt: skip
        session.add(team)
        session.flush()
        team.path = f"{made.paths['Nairobi']}{team.id}/"
        made.places["Night"] = team.id
        ask(session, made, "Night", BAG, at=NOW - timedelta(days=1))
        ask(session, made, "Nairobi", BAG, at=NOW - timedelta(days=1))
        assert facts(session, made, BAG).brought.escalations == 2


class TestResponseGate:
    def test_is_open_with_a_fresh_agreed_version(self, session: Session, made: World) -> None:
        assert gate(session, made, Gate.RESPONSE_AGREED) == 1

    def test_is_shut_without_one(self, session: Session, made: World) -> None:
        assert gate(session, made, Gate.RESPONSE_AGREED, "Ash cloud closes the airport") == 0

    @pytest.mark.parametrize(
        ("until", "value"),
        [(date(2026, 11, 18), 1), (date(2026, 11, 17), 0), (None, 0)],
    )
    def test_holds_to_its_last_day_on_the_offices_calendar(
        self, session: Session, made: World, until: date | None, value: float
    ) -> None:
        session.get_one(Response, made.responses[BAG]).verified_until = until
        assert gate(session, made, Gate.RESPONSE_AGREED) == value

    def test_takes_the_local_variant_first_even_when_it_is_past_its_date(
        self, session: Session, made: World
    ) -> None:
        variant = _variant(session, made, "Nairobi", date(2026, 9, 12))
        found = facts(session, made, BAG)
        assert found.gates.expired_on == variant.verified_until
        assert gate_values(found.gates)[Gate.RESPONSE_AGREED] == 0

    def test_does_not_take_the_variant_of_another_office(
        self, session: Session, made: World
    ) -> None:
        _variant(session, made, "Mombasa", date(2026, 9, 12))
        assert gate(session, made, Gate.RESPONSE_AGREED) == 1


def _variant(session: Session, made: World, office: str, until: date) -> Response:
    variant = Response(
        problem_id=made.problems[BAG], place_id=made.places[office], number=7,
        state=ResponseState.AGREED, what_we_can_still_do="We bring it to you.",
        created_at=NOW, updated_at=NOW, agreed_at=NOW,
        agreed_by_id=made.people["Administrator"], verified_at=NOW, verified_until=until,
    )  # fmt: skip
    session.add(variant)
    session.flush()
    return variant


class TestLimitGate:
    def test_is_open_when_somebody_here_may_give_something(
        self, session: Session, made: World
    ) -> None:
        assert gate(session, made, Gate.LIMIT_SET) == 1

    def test_is_shut_when_the_nearest_rule_of_every_grade_says_none(
        self, session: Session, made: World
    ) -> None:
        _forbid(session, made, "Nairobi")
        assert gate(session, made, Gate.LIMIT_SET) == 0

    def test_is_not_moved_by_the_rules_of_another_office(
        self, session: Session, made: World
    ) -> None:
        _forbid(session, made, "Mombasa")
        assert gate(session, made, Gate.LIMIT_SET) == 1

    def test_is_shut_where_nobody_works(self, session: Session, made: World) -> None:
        for name in ("staff", "senior", "manager", "duty"):
            session.get_one(Person, made.people[f"Nairobi {name}"]).deactivated_at = NOW
        assert gate(session, made, Gate.LIMIT_SET) == 0

    def test_does_not_count_grades_that_are_too_junior(self, session: Session, made: World) -> None:
        problem = session.get_one(Problem, made.problems[BAG])
        problem.minimum_grade_id = made.grades["regional manager"]
        assert gate(session, made, Gate.LIMIT_SET) == 0

    def test_needs_no_limit_for_a_safety_problem_without_a_remedy(
        self, session: Session, made: World
    ) -> None:
        session.add(
            Problem(
                place_id=made.places["Merbau"], title="Threat at the desk", origin="imagined",
                cause_class="conduct_or_safety", fault="nobody", likelihood=2, impact=5,
                is_safety=True, created_at=NOW,
            )
        )  # fmt: skip
        assert gate(session, made, Gate.LIMIT_SET, "Threat at the desk") == 1


def _forbid(session: Session, made: World, office: str) -> None:
    first = session.get_one(AuthorityLimit, next(iter(made.limits.values())))
    for number, grade_id in enumerate(made.grades.values(), start=900):
        session.add(
            AuthorityLimit(
                rule_number=number, version_number=1, limit_set_id=first.limit_set_id,
                place_id=made.places[office], grade_id=grade_id, remedy_id=None,
                problem_id=made.problems[BAG], kind=LimitKind.NONE,
                in_force_from=NOW - timedelta(days=1),
            )
        )  # fmt: skip
    session.flush()


class TestCoverGate:
    def test_is_the_share_of_the_coming_opening_hours_with_a_manager(
        self, session: Session, made: World
    ) -> None:
        # The world's own shifts end four hours from now; 16 hours on 14 days are opening hours.
        assert gate(session, made, Gate.MANAGER_ON_COVER) == 4 / (14 * 16)

    def test_counts_two_managers_at_once_once(self, session: Session, made: World) -> None:
        cover(session, made, "Nairobi duty", "Nairobi", (2, 6))
        assert gate(session, made, Gate.MANAGER_ON_COVER) == 6 / (14 * 16)

    def test_does_not_count_staff(self, session: Session, made: World) -> None:
        cover(session, made, "Nairobi staff", "Nairobi", (4, 300))
        assert gate(session, made, Gate.MANAGER_ON_COVER) == 4 / (14 * 16)

    def test_counts_a_regional_manager_on_duty_above(self, session: Session, made: World) -> None:
        cover(session, made, "Africa regional", "Africa", (4, 6))
        assert gate(session, made, Gate.MANAGER_ON_COVER) == 6 / (14 * 16)

    def test_leaves_out_a_day_closed_on_purpose_above(self, session: Session, made: World) -> None:
        closed = Closure(place_id=made.places["Kenya"], closed_on=date(2026, 11, 20), reason="Holy")
        session.add(closed)
        assert gate(session, made, Gate.MANAGER_ON_COVER) == 4 / (13 * 16)


class TestBriefingGate:
    def test_is_the_share_of_the_offices_people(self, session: Session, made: World) -> None:
        brief(session, made, BAG, "Nairobi staff", "Nairobi senior", "Nairobi manager")
        assert gate(session, made, Gate.STAFF_BRIEFED) == 3 / 4

    def test_falls_to_nothing_when_a_new_version_is_agreed(
        self, session: Session, made: World
    ) -> None:
        brief(session, made, BAG, "Nairobi staff", "Nairobi senior", "Nairobi manager")
        _variant(session, made, "Kenya", date(2027, 6, 30))
        assert gate(session, made, Gate.STAFF_BRIEFED) == 0

    def test_does_not_count_who_has_left(self, session: Session, made: World) -> None:
        brief(session, made, BAG, "Nairobi staff", "Nairobi senior")
        session.get_one(Person, made.people["Nairobi staff"]).deactivated_at = NOW
        assert gate(session, made, Gate.STAFF_BRIEFED) == 1 / 3


class TestTriedGate:
    def test_is_shut_where_only_other_offices_tried(self, session: Session, made: World) -> None:
        assert gate(session, made, Gate.TRIED) == 0

    @pytest.mark.parametrize(("days", "value"), [(179, 1), (181, 0)])
    def test_opens_for_a_rehearsal_within_180_days(
        self, session: Session, made: World, days: int, value: float
    ) -> None:
        rehearse(session, made, "Nairobi", BAG, at=NOW - timedelta(days=days))
        assert gate(session, made, Gate.TRIED) == value

    def test_opens_for_a_real_case_that_was_settled(self, session: Session, made: World) -> None:
        ask(session, made, "Nairobi", BAG, at=NOW - timedelta(days=100), settled=True)
        assert gate(session, made, Gate.TRIED) == 1

    def test_stays_shut_for_a_case_that_is_open(self, session: Session, made: World) -> None:
        ask(session, made, "Nairobi", BAG, at=NOW - timedelta(days=1))
        assert gate(session, made, Gate.TRIED) == 0


class TestFacts:
    def test_know_what_a_huddle_of_this_office_spoke_of(
        self, session: Session, made: World
    ) -> None:
        title = "Ash cloud closes the airport"
        assert not facts(session, made, title).is_imagined
        mention(session, made, "Nairobi", title)
        assert facts(session, made, title).is_imagined

    def test_are_proven_when_the_last_case_needed_no_manager(
        self, session: Session, made: World
    ) -> None:
        ask(session, made, "Nairobi", BAG, at=NOW - timedelta(days=9), settled=True)
        give(session, made, "Nairobi", BAG, at=NOW - timedelta(days=3))
        assert facts(session, made, BAG).brought.is_proven
        ask(session, made, "Nairobi", BAG, at=NOW - timedelta(days=2))
        assert not facts(session, made, BAG).brought.is_proven

    def test_take_as_many_questions_for_many_problems_as_for_few(
        self, session: Session, made: World
    ) -> None:
        few = _questions(session, made)
        for number in range(40):
            session.add(
                Problem(
                    place_id=made.places["Merbau"], title=f"Problem {number}", origin="imagined",
                    cause_class="weather", fault="nobody", likelihood=1, impact=1, created_at=NOW,
                )
            )  # fmt: skip
        session.flush()
        serve(session, made, "Nairobi", NOW.date(), 10)
        assert _questions(session, made) == few


def _questions(session: Session, made: World) -> int:
    asked: list[str] = []
    here = offices(session, made)
    bind = session.get_bind()

    def count(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    event.listen(bind, "before_cursor_execute", count)
    read_record(session, here, now=made.now)
    event.remove(bind, "before_cursor_execute", count)
    return len(asked)
