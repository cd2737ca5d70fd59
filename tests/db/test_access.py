"""Who may do what: the table of permissions, and a walk over every command."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection

from db import access, audit, commands
from db.access import GRANTS, Held, Permission, Viewer, may, may_somewhere, require, system
from db.commands import people
from db.rules.refusals import NotPermitted, Refusal
from db.rules.words import Role
from db.tables.people import Person
from tests.databases import Database
from tests.db.command_cases import COMMANDS, PANEL, TOP, WITHIN, Case
from tests.db.command_scene import Scene, scene
from tests.world import NOW, world

ABOVE, OWN, BELOW, BESIDE = "/1/4/", "/1/4/9/", "/1/4/9/12/", "/1/4/90/"
S, M, R, A = Role.STAFF, Role.MANAGER, Role.REGIONAL, Role.ADMINISTRATOR

# Which role may do it at its own place and below. Nowhere else may anybody.
EXPECTED: dict[Permission, tuple[Role, ...]] = {
    Permission.OWN_ACCOUNT_SEE: (S, M, R, A),
    Permission.PROMISE_MAKE: (S, M, R),
    Permission.SAFETY_REPORT: (S, M, R),
    Permission.SAFETY_READ: (M, R),
    Permission.RULING_ASK: (S, M, R),
    Permission.RULING_ANSWER: (M, R),
    Permission.COUNTER_ASK: (S, M, R),
    Permission.GRANT_RECORD: (S, M, R),
    Permission.ESCALATION_ASK: (S, M, R),
    Permission.ESCALATION_TAKE: (M, R),
    Permission.ESCALATION_SEE_ALL: (M, R),
    Permission.COVER_CHANGE: (M, R),
    Permission.TOPIC_RAISE: (S, M, R),
    Permission.HUDDLE_SEE: (S, M, R),
    Permission.HUDDLE_PREPARE: (M, R),
    Permission.MINUTES_SIGN: (M, R),
    Permission.MINUTES_CONFIRM: (S, M, R),
    Permission.PLAYBOOK_SEE: (S, M, R),
    Permission.PROBLEM_RECORD: (M, R),
    Permission.RESPONSE_WRITE: (M, R),
    Permission.RESPONSE_AGREE: (M, R),
    Permission.ACTION_CHANGE: (S, M, R),
    Permission.MEASURES_SEE: (M, R),
    Permission.RANGE_START: (M, R),
    Permission.BRIEF_LEAD: (M, R),
    Permission.READINESS_SEE: (M, R),
    Permission.MINUTES_AUDIT: (R,),
    Permission.FINDING_ANSWER: (M, R),
    Permission.LIMITS_SEE: (M, R),
    Permission.LIMITS_DRAFT: (M, R),
    Permission.LIMITS_PUBLISH: (R,),
    Permission.PLACE_EQUIP: (M, R, A),
    Permission.SITUATION_APPROVE: (R,),
    Permission.REMEDIES_CHANGE: (R, A),
    Permission.PEOPLE_CHANGE: (A,),
    Permission.PLACES_CHANGE: (A,),
    Permission.IMPORT_RUN: (R, A),
    Permission.TRAIL_SEE: (R, A),
}


def holder(*roles: Role, path: str = OWN) -> Viewer:
    """Somebody who holds these roles at one place."""
    plain = replace(system(), is_system=False, person_id=7, name="Zuri Maina")
    return replace(plain, held=tuple(Held(role, path) for role in roles))


class TestMay:
    def test_is_known_for_every_permission(self) -> None:
        assert set(EXPECTED) == set(GRANTS) == set(Permission)

    @pytest.mark.parametrize("role", Role)
    @pytest.mark.parametrize("permission", Permission)
    def test_reaches_from_the_own_place_down_and_nowhere_else(
        self, permission: Permission, role: Role
    ) -> None:
        allowed = role in EXPECTED[permission]
        answers = [may(holder(role), permission, each) for each in (OWN, BELOW, ABOVE, BESIDE)]
        assert answers == [allowed, allowed, False, False]

    @pytest.mark.parametrize("permission", Permission)
    def test_is_nothing_without_a_role_and_all_for_the_system(self, permission: Permission) -> None:
        assert not may(holder(), permission, OWN)
        assert may(system(), permission, OWN)

    @pytest.mark.parametrize("permission", Permission)
    def test_opens_the_screen_of_whoever_may_do_it_anywhere(self, permission: Permission) -> None:
        opened = [role for role in Role if may_somewhere(holder(role, path=BESIDE), permission)]
        assert opened == [role for role in Role if role in EXPECTED[permission]]


class TestRequire:
    def test_says_what_may_not_be_done(self) -> None:
        require(holder(Role.MANAGER), Permission.MINUTES_SIGN, OWN)
        with pytest.raises(NotPermitted) as refused:
            require(holder(Role.STAFF), Permission.MINUTES_SIGN, OWN)
        assert str(refused.value) == (
            "Zuri Maina may not sign minutes here. Ask your administrator."
        )


class TestVisible:
    def test_places_and_people_are_those_that_a_role_reaches(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            for who, places, people in (
                ("Nairobi staff", {"Nairobi"}, 4),
                ("Mombasa manager", {"Mombasa"}, 4),
                ("Africa regional", {"Africa", "Kenya", "Nairobi", "Mombasa"}, 9),
                ("Administrator", set(made.places), len(made.people)),
            ):
                viewer = made.viewers[who]
                seen = session.scalars(access.visible_places(viewer)).all()
                assert {place.name for place in seen} == places
                assert len(session.scalars(access.visible_people(viewer)).all()) == people

    def test_nothing_is_without_a_role(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            viewer = replace(made.viewers["Nairobi staff"], held=())
            for select in (
                access.visible_places, access.visible_people, access.visible_problems,
                access.visible_escalations, access.visible_huddles, access.visible_minutes,
                access.visible_findings, access.managed_places, access.audited_places,
                access.visible_rulings, access.known_places,
            ):  # fmt: skip
                assert session.execute(select(viewer)).all() == []


Command = Callable[..., object]


@cache
def found() -> dict[str, Command]:
    """Every public function of db/commands that takes a session and a viewer."""
    names = [each.name for each in pkgutil.iter_modules(commands.__path__)]
    modules = [importlib.import_module(f"db.commands.{name}") for name in names]
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": function
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
        if {"session", "viewer"} <= set(inspect.signature(function).parameters)
    }


@contextmanager
def writes(database: Database) -> Iterator[list[str]]:
    """Every statement that writes, as the database is given it."""
    written: list[str] = []

    def _look(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(statement.split("(", maxsplit=1)[0].strip())

    event.listen(database.doors.engine, "before_cursor_execute", _look)
    try:
        yield written
    finally:
        event.remove(database.doors.engine, "before_cursor_execute", _look)


def flaws(it: Scene, name: str, case: Case, who: str, written: list[str]) -> list[str]:
    """What is wrong with the answer to one person who gives one command; undone afterwards."""
    values = case.values(it) | ({"at": NOW} if case.has_moment else {})
    savepoint = it.session.begin_nested()
    written.clear()
    refusal: Refusal | None = None
    try:
        found()[name](it.session, it.viewer(who), **values)
    except Refusal as refused:
        refusal = refused
    come = list(_wrong(it, case, who, refusal, written))
    savepoint.rollback()
    return [f"{name} by {who}: {each}" for each in come]


def _wrong(
    it: Scene, case: Case, who: str, refusal: Refusal | None, written: list[str]
) -> Iterator[str]:
    if who in case.allowed:
        if refusal is not None:
            yield f"was refused: {refusal}"
        return
    if refusal is None:
        yield "was let through"
    pending = [*it.session.new, *it.session.dirty, *it.session.deleted]
    if written or pending:
        yield f"wrote before it was refused: {written or pending}"


class TestCommands:
    def test_are_all_walked_over(self) -> None:
        assert set(COMMANDS).isdisjoint(WITHIN)
        known, there = set(COMMANDS) | set(WITHIN), set(found())
        assert sorted(there - known) == [], "add them to tests/db/command_cases.py"
        assert sorted(known - there) == []

    def test_refuse_whoever_may_not_and_write_nothing(self, database: Database) -> None:
        wrong: list[str] = []
        with database.doors.writing() as session, writes(database) as written:
            it = scene(session)
            before = audit.head(session)
            for name, case in COMMANDS.items():
                for who in PANEL:
                    wrong += flaws(it, name, case, who, written)
            assert audit.head(session) == before
        assert wrong == []


class TestSomebodyWhoAlsoWorksAbove:
    def test_is_out_of_reach_of_an_administrator_below(self, database: Database) -> None:
        with database.doors.writing() as session:
            it = scene(session)
            regional = session.get_one(Person, it.person("Africa regional"))
            regional.home_place_id = it.office
            session.flush()
            before = audit.head(session)
            for name in ("set_password", "deactivate"):
                with pytest.raises(NotPermitted, match="also works at Africa"):
                    found()[f"people.{name}"](
                        session, it.viewer("Nairobi administrator"), person_id=regional.id, at=NOW
                    )
            assert audit.head(session) == before
            people.set_password(session, it.viewer(TOP), person_id=regional.id, at=NOW)
