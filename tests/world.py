"""A small organisation with noise in it: two regions, three countries, four offices.

`Nairobi` is the office that most tests are about; `Mombasa` lies in the same country,
`Singapore` in another region, `Jakarta` beside Singapore. Every office has staff and a manager.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from db.queries.people import viewer_of
from db.rules.words import (
    CauseClass,
    CountedIn,
    Fault,
    LimitKind,
    Origin,
    PlaceKind,
    RemedyKind,
    ResponseState,
    Role,
)
from db.tables.cover import Cover
from db.tables.limits import AuthorityLimit, LimitSet
from db.tables.people import Grade, Person, RoleAssignment
from db.tables.places import OpeningHours, Place
from db.tables.problems import Problem
from db.tables.remedies import ProblemRemedy, Remedy
from db.tables.responses import Response

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.access import Viewer

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
GRADES = ("agent", "senior agent", "shift manager", "duty manager", "regional manager",
          "head office")  # fmt: skip


@dataclass
class World:
    """Keys by name: `places["Nairobi"]`, `people["Nairobi staff"]`, `viewers[...]` likewise."""

    now: datetime = NOW
    places: dict[str, int] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    grades: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    viewers: dict[str, Viewer] = field(default_factory=dict)
    remedies: dict[str, int] = field(default_factory=dict)
    problems: dict[str, int] = field(default_factory=dict)
    responses: dict[str, int] = field(default_factory=dict)
    limits: dict[tuple[str, str, str], int] = field(default_factory=dict)


TREE = (
    ("Merbau", None, PlaceKind.ORGANISATION, "Asia/Singapore", "SGD", "SG"),
    ("Africa", "Merbau", PlaceKind.REGION, "Africa/Nairobi", "KES", "KE"),
    ("Asia", "Merbau", PlaceKind.REGION, "Asia/Singapore", "SGD", "SG"),
    ("Kenya", "Africa", PlaceKind.COUNTRY, "Africa/Nairobi", "KES", "KE"),
    ("Singapore country", "Asia", PlaceKind.COUNTRY, "Asia/Singapore", "SGD", "SG"),
    ("Indonesia", "Asia", PlaceKind.COUNTRY, "Asia/Jakarta", "IDR", "ID"),
    ("Nairobi", "Kenya", PlaceKind.OFFICE, "Africa/Nairobi", "KES", "KE"),
    ("Mombasa", "Kenya", PlaceKind.OFFICE, "Africa/Nairobi", "KES", "KE"),
    ("Singapore", "Singapore country", PlaceKind.OFFICE, "Asia/Singapore", "SGD", "SG"),
    ("Jakarta", "Indonesia", PlaceKind.OFFICE, "Asia/Jakarta", "IDR", "ID"),
)
OFFICES = ("Nairobi", "Mombasa", "Singapore", "Jakarta")
REMEDIES = (
    ("meal", "Meal voucher", RemedyKind.MEAL),
    ("refund", "Refund", RemedyKind.REFUND),
    ("hotel", "Hotel night", RemedyKind.HOTEL),
)
PROBLEMS = (
    ("Bag delayed", Origin.REAL, CauseClass.OUR_PROCESS, Fault.OURS),
    ("Missed connection", Origin.REAL, CauseClass.OUR_PROCESS, Fault.OURS),
    ("Passport expired", Origin.BRAINSTORMED, CauseClass.CUSTOMER_ACTION, Fault.CUSTOMER),
    ("Ash cloud closes the airport", Origin.IMAGINED, CauseClass.WEATHER, Fault.NOBODY),
)


def world(session: Session) -> World:
    """Write the organisation and return its keys."""
    made = World()
    _grades(session, made)
    _places(session, made)
    _people(session, made)
    _playbook(session, made)
    _limits(session, made)
    session.flush()
    for name, person_id in made.people.items():
        viewer = viewer_of(session, person_id)
        assert viewer is not None
        made.viewers[name] = viewer
    return made


def _grades(session: Session, made: World) -> None:
    grades = [Grade(name=name, rank=rank) for rank, name in enumerate(GRADES, start=1)]
    session.add_all(grades)
    session.flush()
    made.grades.update({grade.name: grade.id for grade in grades})


def _places(session: Session, made: World) -> None:
    for name, parent, kind, zone, currency, country in TREE:
        place = Place(
            parent_id=made.places.get(parent or ""),
            kind=kind,
            name=name,
            code=name[:3].upper(),
            path=f"new {name}",
            zone=zone,
            currency=currency,
            country_code=country,
        )
        session.add(place)
        session.flush()
        place.path = f"{made.paths.get(parent or '', '/')}{place.id}/"
        made.places[name], made.paths[name] = place.id, place.path
        if kind is PlaceKind.OFFICE:
            session.add_all(
                OpeningHours(place_id=place.id, weekday=day, opens_at=time(6), closes_at=time(22))
                for day in range(7)
            )
    session.flush()


def _people(session: Session, made: World) -> None:
    rows: list[tuple[str, str, str, tuple[Role, ...]]] = [
        ("Administrator", "Merbau", "head office", (Role.ADMINISTRATOR, Role.REGIONAL))
    ]
    rows += [
        ("Africa regional", "Africa", "regional manager", (Role.REGIONAL,)),
        ("Asia regional", "Asia", "regional manager", (Role.REGIONAL,)),
    ]
    for office in OFFICES:
        rows.append((f"{office} staff", office, "agent", (Role.STAFF,)))
        rows.append((f"{office} senior", office, "senior agent", (Role.STAFF,)))
        rows.append((f"{office} manager", office, "shift manager", (Role.MANAGER,)))
        rows.append((f"{office} duty", office, "duty manager", (Role.MANAGER,)))
    people = [
        Person(
            name=name,
            sign_in=name.lower().replace(" ", "."),
            home_place_id=made.places[place],
            grade_id=made.grades[grade],
        )
        for name, place, grade, _ in rows
    ]
    session.add_all(people)
    session.flush()
    for person, (name, place, _, roles) in zip(people, rows, strict=True):
        made.people[name] = person.id
        session.add_all(
            RoleAssignment(person_id=person.id, place_id=made.places[place], role=role)
            for role in roles
        )
        if place in OFFICES:
            session.add(
                Cover(
                    person_id=person.id,
                    place_id=made.places[place],
                    starts_at=NOW - timedelta(hours=4),
                    ends_at=NOW + timedelta(hours=4),
                )
            )
    session.flush()


def _playbook(session: Session, made: World) -> None:
    for code, name, kind in REMEDIES:
        remedy = Remedy(code=code, name=name, kind=kind, counted_in=CountedIn.MONEY)
        session.add(remedy)
        session.flush()
        made.remedies[name] = remedy.id
    for title, origin, cause, fault in PROBLEMS:
        problem = Problem(
            place_id=made.places["Merbau"],
            title=title,
            keywords="luggage suitcase" if title == "Bag delayed" else "",
            origin=origin,
            cause_class=cause,
            fault=fault,
            likelihood=3,
            impact=3,
            created_at=NOW - timedelta(days=200),
        )
        session.add(problem)
        session.flush()
        made.problems[title] = problem.id
        session.add_all(
            ProblemRemedy(problem_id=problem.id, remedy_id=remedy_id, position=position)
            for position, remedy_id in enumerate(made.remedies.values())
        )
        if origin is Origin.IMAGINED:
            continue
        made.responses[title] = _response(session, made, problem)


def _response(session: Session, made: World, problem: Problem) -> int:
    response = Response(
        problem_id=problem.id,
        place_id=made.places["Merbau"],
        number=1,
        state=ResponseState.AGREED,
        opening_words=f"I am sorry about this: {problem.title.lower()}.",
        what_we_do_now="We put it right now.",
        what_we_can_still_do="We can always call you back.",
        never_say="That is not my department.",
        why="Customers want the solution first.",
        created_at=NOW - timedelta(days=190),
        updated_at=NOW - timedelta(days=190),
        agreed_at=NOW - timedelta(days=190),
        agreed_by_id=made.people["Administrator"],
        verified_at=NOW - timedelta(days=30),
        verified_by_id=made.people["Administrator"],
        verified_until=date(2027, 6, 30),
    )
    session.add(response)
    session.flush()
    return response.id


def _limits(session: Session, made: World) -> None:
    published = LimitSet(
        place_id=made.places["Merbau"],
        note="First limits",
        published_at=NOW - timedelta(days=180),
        published_by_id=made.people["Administrator"],
        submit_key="world",
    )
    session.add(published)
    session.flush()
    amounts = {"Kenya": 10_000, "Singapore country": 100, "Indonesia": 1_000_000}
    currencies = {"Kenya": "KES", "Singapore country": "SGD", "Indonesia": "IDR"}
    limits: dict[tuple[str, str, str], AuthorityLimit] = {}
    for country, unit in amounts.items():
        for rank, grade in enumerate(GRADES):
            for remedy in ("Meal voucher", "Refund"):
                limits[country, grade, remedy] = AuthorityLimit(
                    rule_number=len(limits) + 1,
                    version_number=1,
                    limit_set_id=published.id,
                    place_id=made.places[country],
                    grade_id=made.grades[grade],
                    remedy_id=made.remedies[remedy],
                    kind=LimitKind.UP_TO,
                    amount=Decimal(unit) * (2**rank),
                    currency=currencies[country],
                    in_force_from=NOW - timedelta(days=180),
                )
    session.add_all(limits.values())
    session.flush()
    made.limits.update({key: limit.id for key, limit in limits.items()})
