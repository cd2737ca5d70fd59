"""People: who works here, at what grade, with which roles."""

from __future__ import annotations

import streamlit as st

from db.access import Permission
from db.commands import people as commands
from db.commands.people import NewPassword
from db.queries import catalogue, people
from db.queries.places import places_where
from db.rules.words import Role
from db.session import reading, writing
from pages.components.badges import Badge, in_line
from pages.components.empty import empty_state
from pages.components.escaping import plain
from pages.components.gate import open_screen
from pages.components.heading import finding, second_line
from pages.components.moments import now
from pages.components.paging import paged, search_box, shown_of
from pages.components.person_form import person_form
from pages.components.refusals import refusals_shown
from pages.components.trainings import subjects_part

viewer = open_screen(Permission.PEOPLE_CHANGE)
PER_PAGE = 15
ROLES: list[Role] = list(Role)
PASSWORD = "one-time-password"  # noqa: S105 - the name of a place in the session, not a password.
with reading() as session:
    places = places_where(session, viewer, Permission.PEOPLE_CHANGE)
    grades = {each.id: each.name for each in catalogue.grades(session)}
names = {each.id: each.name for each in places}


def keep_password(made: NewPassword) -> None:
    """Show the one-time password at the next run, and never again."""
    st.session_state[PASSWORD] = made


heading = st.container()
made = st.session_state.pop(PASSWORD, None)
if isinstance(made, NewPassword):
    st.success("Hand this over now. It is shown once and changed at the first sign-in.",
               icon=":material/key:")  # fmt: skip
    st.code(made.password, language=None)
with (
    st.expander("Add a person", icon=":material/person_add:", key="add"),
    refusals_shown(),
    st.form("add-person", border=False),
):
    with st.container(horizontal=True):
        name = st.text_input("Name", key="new-name", width=260)
        sign_in = st.text_input("Sign-in name", key="new-sign-in", width=200)
    with st.container(horizontal=True):
        home = st.selectbox("Home", list(names), key="new-home", width=220,
                            format_func=lambda key: names[key])  # fmt: skip
        grade = st.selectbox("Grade", list(grades), key="new-grade", width=180,
                             format_func=lambda key: grades[key])  # fmt: skip
        role = st.selectbox("Role at home", ROLES, key="new-role", width=160,
                            format_func=lambda each: each.label)  # fmt: skip
    if st.form_submit_button("Add person", key="new-send", type="primary"):
        with writing() as session:
            keep_password(
                commands.add_person(
                    session, viewer, name=name or "", sign_in=sign_in or "", home_place_id=home,
                    grade_id=grade, roles=[(role, home)], at=now(),
                )
            )  # fmt: skip
        st.rerun()
subjects_part(viewer)
words = search_box("Search", key="q", placeholder="A name or a sign-in name")
with reading() as session:
    total = people.search_people(session, viewer, words=words, limit=1, offset=0)[1]
part = paged(total, key="page", per_page=PER_PAGE)
with reading() as session:
    rows, _ = people.search_people(
        session, viewer, words=words, limit=part.limit, offset=part.offset
    )
with heading:
    noun = "person" if total == 1 else "people"
    finding(f"{total:,} {noun}", "Deactivated, never deleted: what they did stays.")
for row in rows:
    with st.container(border=True, key=f"person-{row.id}", gap="small"):
        ended = "" if row.is_active else in_line(Badge("deactivated", "block", "gray"))
        with st.container(horizontal=True, wrap=False, vertical_alignment="center"):
            told = f"{row.grade_name}, {row.home_name}. Signs in as {row.sign_in}."
            st.markdown(f"**{plain(row.name)}** {ended}  \n:small[:gray[{plain(told)}]]",
                        width="stretch")  # fmt: skip
            is_open = st.toggle("Change", key=f"change-{row.id}")
        if is_open:
            person_form(viewer, row.id, names=names, grades=grades, on_password=keep_password)
if rows:
    second_line(shown_of(part, total, "people"))
else:
    empty_state("Nobody fits. Search for fewer letters, or add a person above.")
