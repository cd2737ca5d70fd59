"""People: who may add, change and close them, and what can never happen."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.access import system
from db.commands import people
from db.commands.people import NewPassword
from db.commands.sign_in import open_session, sign_in
from db.queries.people import viewer_of, viewer_of_token
from db.rules.refusals import EditedMeanwhile, NotPermitted, Refusal
from db.rules.words import Role
from db.tables.audit import AuditEntry
from db.tables.people import Person, RoleAssignment
from tests.databases import Database
from tests.world import NOW, World, world


def _add(session: Session, made: World, who: str = "Administrator", **given: object) -> NewPassword:
    facts: dict[str, object] = {
        "name": "Amina Odhiambo",
        "sign_in": "Amina.O",
        "home_place_id": made.places["Nairobi"],
        "grade_id": made.grades["agent"],
        "roles": [(Role.STAFF, made.places["Nairobi"])],
        "at": NOW,
    }
    return people.add_person(session, made.viewers[who], **(facts | given))  # type: ignore[arg-type]  # each test gives its own.


class TestAddPerson:
    def test_gives_a_password_that_must_be_changed(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            added = _add(session, made)
            tried = sign_in(
                session, name="amina.o", password=added.password, address="here", at=NOW
            )
            assert tried.person_id == added.person_id
            assert tried.must_change_password
            viewer = viewer_of(session, added.person_id)
            assert viewer is not None
            assert [held.role for held in viewer.held] == [Role.STAFF]

    def test_is_written_down_without_the_name(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            _add(session, made)
            entries = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
            assert [entry.act for entry in entries] == ["person added", "role given"]
            assert all("Amina" not in entry.detail for entry in entries)

    def test_refuses_a_sign_in_name_that_is_taken(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match=r"The sign-in name nairobi.staff is taken"):
                _add(session, made, sign_in="Nairobi Staff")

    @pytest.mark.parametrize("who", ["Nairobi manager", "Africa regional"])
    def test_is_for_administrators_only(self, database: Database, who: str) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(NotPermitted):
                _add(session, made, who)


class TestChangePerson:
    def _change(self, session: Session, made: World, who: str, whom: str, grade: str) -> None:
        person = session.get_one(Person, made.people[whom])
        people.change_person(
            session,
            made.viewers[who],
            person_id=person.id,
            name=person.name,
            home_place_id=person.home_place_id,
            grade_id=made.grades[grade],
            desk="3",
            version=person.version,
            at=NOW,
        )

    def test_gives_another_grade(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            self._change(session, made, "Administrator", "Nairobi staff", "senior agent")
            person = session.get_one(Person, made.people["Nairobi staff"])
            assert person.grade_id == made.grades["senior agent"]

    def test_never_raises_ones_own_grade(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            session.get_one(Person, made.people["Administrator"]).grade_id = made.grades["agent"]
            session.flush()
            with pytest.raises(Refusal, match="Nobody changes their own grade"):
                self._change(session, made, "Administrator", "Administrator", "head office")

    def test_tells_of_an_edit_meanwhile(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(EditedMeanwhile):
                people.change_person(
                    session, made.viewers["Administrator"],
                    person_id=made.people["Nairobi staff"], name="Other", desk="",
                    home_place_id=made.places["Nairobi"], grade_id=made.grades["agent"],
                    version=99, at=NOW,
                )  # fmt: skip


class TestRoles:
    def test_are_given_once_and_taken_away(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            admin, staff = made.viewers["Administrator"], made.people["Nairobi staff"]
            for _ in range(2):
                people.set_role(session, admin, person_id=staff, role=Role.MANAGER,
                                place_id=made.places["Nairobi"], at=NOW)  # fmt: skip
            question = select(RoleAssignment.role).where(RoleAssignment.person_id == staff)
            assert sorted(session.scalars(question)) == [Role.MANAGER, Role.STAFF]
            people.remove_role(session, admin, person_id=staff, role=Role.MANAGER,
                               place_id=made.places["Nairobi"], at=NOW)  # fmt: skip
            assert session.scalars(question).all() == [Role.STAFF]

    def test_are_never_given_to_oneself(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            admin = made.viewers["Administrator"]
            with pytest.raises(Refusal, match="Nobody gives themselves a role"):
                people.set_role(
                    session, admin, person_id=made.people["Administrator"], role=Role.MANAGER,
                    place_id=made.places["Merbau"], at=NOW,
                )  # fmt: skip

    def test_of_the_last_administrator_stay(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            with pytest.raises(Refusal, match="Administrator is the last administrator"):
                people.remove_role(session, system(), person_id=made.people["Administrator"],
                                   role=Role.ADMINISTRATOR, place_id=made.places["Merbau"],
                                   at=NOW)  # fmt: skip


class TestDeactivate:
    def test_ends_every_session_at_once(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            staff = made.people["Nairobi staff"]
            token = open_session(session, person_id=staff, at=NOW)
            people.deactivate(session, made.viewers["Administrator"], person_id=staff, at=NOW)
            assert viewer_of_token(session, token, now=NOW) is None

    def test_keeps_the_last_administrator(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            admin = made.people["Administrator"]
            with pytest.raises(Refusal, match="is the last administrator"):
                people.deactivate(session, system(), person_id=admin, at=NOW)
            _add(session, made, roles=[(Role.ADMINISTRATOR, made.places["Merbau"])])
            people.deactivate(session, system(), person_id=admin, at=NOW)
            assert session.get_one(Person, admin).deactivated_at == NOW


class TestPseudonymise:
    def test_takes_the_name_of_somebody_who_left(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            admin, staff = made.viewers["Administrator"], made.people["Nairobi staff"]
            with pytest.raises(Refusal, match="still works here"):
                people.pseudonymise(session, admin, person_id=staff, at=NOW)
            people.deactivate(session, admin, person_id=staff, at=NOW)
            people.pseudonymise(session, admin, person_id=staff, at=NOW)
            assert session.get_one(Person, staff).name == f"Former colleague {staff}"


class TestSetPassword:
    def test_gives_a_new_one_and_ends_the_sessions(self, database: Database) -> None:
        with database.doors.writing() as session:
            made = world(session)
            staff = made.people["Nairobi staff"]
            token = open_session(session, person_id=staff, at=NOW)
            admin = made.viewers["Administrator"]
            first = people.set_password(session, admin, person_id=staff, at=NOW)
            second = people.set_password(session, admin, person_id=staff, at=NOW)
            assert first.password != second.password
            assert viewer_of_token(session, token, now=NOW) is None
            tried = sign_in(
                session, name="nairobi.staff", password=second.password, address="here", at=NOW
            )
            assert tried.person_id == staff
