"""The first days: places, people, and what every office needs at hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from db import access
from db.commands import contacts, ladder_steps, people, places, problems, scope, skills
from db.commands.ladder_steps import Step
from db.demonstration.cast import ADMINISTRATOR, DIRECTOR, DUTY, SHIFT, Part, everybody
from db.demonstration.equipment import CALM_PLACES, USUALLY_GOOD_FOR, numbers_of
from db.demonstration.geography import AREAS, BETWEEN_WAVES, OFFICES, TWO_WAVES, Office
from db.demonstration.stage import Stage
from db.queries.people import viewer_of
from db.queries.places import place
from db.queries.problems import problem
from db.rules.words import PlaceKind
from db.tables.people import Grade, Person
from db.tables.places import Place

COUNTRY_LEADERS = {
    "Singapore": "Vikram Pillai",
    "Indonesia": "Bambang Surya",
    "Kenya": "Peter Odhiambo",
    "United Kingdom": "Fiona Garrick",
    "Germany": "Charlotte Lindqvist",
}
# The strategy against a strike is written and waits for its approval.
NOT_YET_APPROVED = "strike_airport"
SKILLED = (
    ("Mercy Chebet", "Nairobi", ("bereavement",)),
    ("Samuel Kiprono", "Nairobi", ("complaints in portuguese", "legal questions")),
    ("Leila Haddad", "Heathrow", ("angry customers", "bereavement")),
    ("Anja Falk", "Frankfurt", ("bereavement", "complaints in turkish")),
)
# Asked first of whoever has the skill: the wrong words are worse here than a longer wait.
ASKED_FIRST = {"bereavement": "bereavement"}


def build_tree(stage: Stage) -> None:
    """Every place, its opening hours, and a day on which one of them is closed on purpose."""
    viewer, at = access.system(), stage.founded_at
    _remember_place(stage, "", scope.root(stage.session).id)
    for area in AREAS:
        key = places.add_place(
            stage.session, viewer, parent_id=stage.places[area.parent], kind=area.kind,
            name=area.name, code=area.code, zone=area.zone, currency=area.currency,
            country_code=area.country_code, at=at,
        )  # fmt: skip
        _remember_place(stage, area.name, key)
    for office in OFFICES:
        key = places.add_place(
            stage.session, viewer, parent_id=stage.places[office.country],
            kind=PlaceKind.OFFICE, name=office.name, code=office.code, zone=office.zone, at=at,
        )  # fmt: skip
        _remember_place(stage, office.name, key)
        places.set_opening_hours(
            stage.session, viewer, place_id=key, stretches=office.stretches, at=at
        )


def _remember_place(stage: Stage, name: str, key: int) -> None:
    stage.places[name] = key
    stage.paths[name] = place(stage.session, access.system(), place_id=key).path
    # Holding the row spares a question at every act that happens there.
    stage.kept.append(stage.session.get_one(Place, key))


def bring_in(stage: Stage, *, password_hash: str) -> None:
    """Everybody, with one password. The administrator comes first and adds all others."""
    viewer = access.system()
    for part in everybody():
        _add(stage, viewer, part, password_hash)
        viewer = stage.viewers[ADMINISTRATOR]


def _add(stage: Stage, viewer: access.Viewer, part: Part, password_hash: str) -> None:
    home = stage.places[part.place]
    added = people.add_person(
        stage.session, viewer, name=part.name, sign_in=part.sign_in, home_place_id=home,
        grade_id=stage.keys.grades[part.grade], roles=((part.role, home),), desk=part.desk,
        password_hash=password_hash, at=stage.founded_at,
    )  # fmt: skip
    found = viewer_of(stage.session, added.person_id)
    if found is None:
        message = f"{part.name} was just added"
        raise RuntimeError(message)
    stage.viewers[part.name] = found
    stage.kept.append(stage.session.get_one(Person, added.person_id))
    stage.kept.append(stage.session.get_one(Grade, found.grade_id))


def equip(stage: Stage) -> None:
    """Ladders, calm places, telephone numbers and strategies for the worst days."""
    moment = stage.founded_at + timedelta(days=1)
    for office in OFFICES:
        _set_ladder(stage, office, moment)
        _add_numbers(stage, office, moment)
        if office.name in CALM_PLACES:
            name, directions = CALM_PLACES[office.name]
            contacts.add_calm_place(
                stage.session, stage.duty_manager(office), place_id=stage.places[office.name],
                name=name, directions=directions, at=moment,
            )  # fmt: skip
    _write_situations(stage, moment + timedelta(days=1))
    _name_skills(stage, moment + timedelta(days=1))


def _set_ladder(stage: Stage, office: Office, at: datetime) -> None:
    leader = stage.viewers[COUNTRY_LEADERS[office.country]]
    steps: tuple[Step, ...] = (
        Step(180, grade_id=stage.keys.grades[SHIFT]),
        Step(180, grade_id=stage.keys.grades[DUTY]),
        Step(300, person_id=leader.person_id),
    )
    if office.open is TWO_WAVES:
        closed_from, closed_until = BETWEEN_WAVES
        rest = Step(60, closed_reason="Between two waves of aircraft", closed_from=closed_from,
                    closed_until=closed_until)  # fmt: skip
        steps = (rest, *steps)
    ladder_steps.set_ladder(
        stage.session, stage.duty_manager(office), place_id=stage.places[office.name],
        steps=steps, at=at,
    )  # fmt: skip


def _name_skills(stage: Stage, at: datetime) -> None:
    """What some are better at than most, and the problems that are asked of them first."""
    for name, office_name, known in SKILLED:
        office = next(each for each in OFFICES if each.name == office_name)
        skills.set_skills(
            stage.session, stage.duty_manager(office), skills=known, at=at,
            person_id=stage.viewers[name].person_id or 0,
        )  # fmt: skip
    director = stage.viewers[DIRECTOR]
    for key, skill in ASKED_FIRST.items():
        view = problem(stage.session, director, problem_id=stage.keys.problems[key])
        facts = replace(view.facts, flags=replace(view.facts.flags, skill=skill))
        problems.change(
            stage.session, director, problem_id=view.id, version=view.version, facts=facts, at=at
        )


def _add_numbers(stage: Stage, office: Office, at: datetime) -> None:
    viewer = stage.duty_manager(office)
    known = {each.name: each for each in stage.pack.help_contacts}
    for name, phone, days in numbers_of(office.name):
        key = contacts.add_help_contact(
            stage.session, viewer, place_id=stage.places[office.name], kind=known[name].kind,
            name=name, phone=phone, what_for=known[name].what_for, hours="Day and night", at=at,
        )  # fmt: skip
        until = (stage.at + timedelta(days=days)).date()
        called = partial(_call, stage, office, key, until)
        called(at)
        if days == USUALLY_GOOD_FOR:
            stage.timeline.plan(stage.ago(stage.chance.uniform(0.05, 0.6)), called)


def _call(stage: Stage, office: Office, contact_id: int, until: date, at: datetime) -> None:
    contacts.verify_help_contact(
        stage.session, stage.duty_manager(office), help_contact_id=contact_id, until=until, at=at
    )


def _write_situations(stage: Stage, at: datetime) -> None:
    director = stage.viewers[DIRECTOR]
    for written in stage.pack.situations:
        key = contacts.add_situation(
            stage.session, director, place_id=stage.places[""], title=written.title,
            cause=written.cause, cannot=written.cannot, doing_in_numbers=written.doing_in_numbers,
            outside_help=written.outside_help, at=at,
        )  # fmt: skip
        if written.problem != NOT_YET_APPROVED:
            contacts.approve_situation(stage.session, director, situation_id=key, at=at)
