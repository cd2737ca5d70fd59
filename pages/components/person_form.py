"""Changing one person: name, home, grade, roles, password, access."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from db.access import Viewer
from db.commands import people as commands
from db.commands.people import NewPassword
from db.queries import roles
from db.queries.roles import PersonView
from db.rules.words import Role
from db.session import reading, writing
from pages.components.escaping import plain
from pages.components.moments import now
from pages.components.refusals import refusals_shown

ROLES: list[Role] = list(Role)


def person_form(
    viewer: Viewer,
    person_id: int,
    *,
    names: Mapping[int, str],
    grades: Mapping[int, str],
    on_password: Callable[[NewPassword], None],
) -> None:
    """The fields and buttons for one person; `names` are the places to choose from by key, and
    `on_password` takes the one-time password, which nobody can look up again.
    """
    with refusals_shown():
        with reading() as session:
            person = roles.person(session, viewer, person_id=person_id)
        if person.is_active:
            _facts(viewer, person, names, grades)
            _roles(viewer, person, names)
        _access(viewer, person, on_password)


def _facts(
    viewer: Viewer, person: PersonView, names: Mapping[int, str], grades: Mapping[int, str]
) -> None:
    key = f"{person.id}-{person.version}"
    homes = list(names)
    with st.form(f"person-{key}", border=False):
        with st.container(horizontal=True):
            name = st.text_input("Name", person.name, key=f"name-{key}", width=220)
            desk = st.text_input("Desk", person.desk, key=f"desk-{key}", width=140)
            home = st.selectbox(
                "Home",
                homes,
                homes.index(person.home_place_id),
                format_func=lambda each: names[each],
                key=f"home-{key}",
                width=200,
            )
            grade = st.selectbox(
                "Grade",
                list(grades),
                list(grades).index(person.grade_id),
                format_func=lambda each: grades[each],
                key=f"grade-{key}",
                width=180,
            )
        if st.form_submit_button("Save", key=f"save-{key}", icon=":material/save:"):
            with writing() as session:
                commands.change_person(
                    session,
                    viewer,
                    person_id=person.id,
                    name=name or "",
                    home_place_id=home,
                    grade_id=grade,
                    desk=desk or "",
                    version=person.version,
                    at=now(),
                )
            st.rerun()


def _roles(viewer: Viewer, person: PersonView, names: Mapping[int, str]) -> None:
    for held in person.roles:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"{held.role.label.capitalize()} at {plain(held.place_name)} and below",
                width="content",
            )
            key = f"drop-{person.id}-{held.role.value}-{held.place_id}"
            if st.button("Take away", key=key, type="tertiary"):
                with writing() as session:
                    commands.remove_role(
                        session,
                        viewer,
                        person_id=person.id,
                        role=held.role,
                        place_id=held.place_id,
                        at=now(),
                    )
                st.rerun()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        role = st.selectbox(
            "Role",
            ROLES,
            format_func=lambda each: each.label,
            key=f"role-{person.id}",
            width=160,
        )
        place_id = st.selectbox(
            "At, and below",
            list(names),
            list(names).index(person.home_place_id),
            format_func=lambda each: names[each],
            key=f"role-at-{person.id}",
            width=200,
        )
        if st.button("Give role", key=f"give-{person.id}", icon=":material/add:"):
            with writing() as session:
                commands.set_role(
                    session, viewer, person_id=person.id, role=role, place_id=place_id, at=now()
                )
            st.rerun()


def _access(viewer: Viewer, person: PersonView, on_password: Callable[[NewPassword], None]) -> None:
    with st.container(horizontal=True):
        is_reset = person.is_active and st.button(
            "New password", key=f"reset-{person.id}", icon=":material/key:"
        )
        is_ended = person.is_active and st.button(
            "Deactivate", key=f"end-{person.id}", icon=":material/block:"
        )
        is_hidden = (
            not person.is_active
            and not person.is_pseudonymised
            and st.button("Remove the name", key=f"hide-{person.id}", icon=":material/person_off:")
        )
    if not (is_reset or is_ended or is_hidden):
        return
    with writing() as session:
        if is_reset:
            on_password(commands.set_password(session, viewer, person_id=person.id, at=now()))
        elif is_ended:
            commands.deactivate(session, viewer, person_id=person.id, at=now())
        else:
            commands.pseudonymise(session, viewer, person_id=person.id, at=now())
    st.rerun()
