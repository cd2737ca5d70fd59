"""Trainings of people, recorded by their manager; and the list of what there is to train (P49)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission, ancestors, may
from db.commands import trainings as commands
from db.queries import trainings
from db.session import reading, writing
from pages.components.badges import Badge, in_line
from pages.components.escaping import plain
from pages.components.heading import second_line
from pages.components.moments import now
from pages.components.refusals import refusals_shown
from pages.components.submitting import renew, submit_key

if TYPE_CHECKING:
    from db.access import Viewer
    from db.queries.places import PlaceRow
    from db.queries.trainings import SubjectRow, TrainingRow

A_YEAR = timedelta(days=365)
HOLDS = Badge("holds", "check", "green")
OVER = Badge("over", "history", "gray")
NEEDED = Badge("needed of managers", "priority_high", "blue")


def training_part(viewer: Viewer, place: PlaceRow, names: Mapping[int, str]) -> None:
    """Choose a person, see what they were trained in, record a training; drawn when opened."""
    with st.expander("Training", key="training", on_change="rerun") as part, refusals_shown():
        if not part.open:
            return
        second_line("Managers need a training that holds; readiness says when nobody on duty has.")
        who = st.selectbox("Person", list(names), key="trained", format_func=names.__getitem__)
        if who is None:
            st.markdown("Nobody works here yet. Ask your administrator to add people.")
            return
        today = now().astimezone(ZoneInfo(place.zone)).date()
        with reading() as session:
            known = trainings.subjects(session)
            rows = trainings.trainings_of(session, viewer, person_id=who, today=today)
        for row in rows:
            _recorded(viewer, row)
        if not rows:
            st.markdown(f"No training of {plain(names[who])} is recorded.")
        _record_form(viewer, place, who, known)


def _recorded(viewer: Viewer, row: TrainingRow) -> None:
    with st.container(border=True, key=f"training-{row.id}", gap="xsmall"):
        st.markdown(
            f"**{plain(row.subject.capitalize())}** {in_line(HOLDS if row.holds else OVER)}"
        )
        second_line(
            f"{row.trained_on:%-d %b %Y} until {row.valid_until:%-d %b %Y}. Recorded by "
            f"{row.recorded_by}."
        )
        if not st.toggle("Recorded by mistake", key=f"mistake-{row.id}"):
            return
        why = st.text_input("Why it does not count", key=f"mistake-why-{row.id}")
        if st.button("Take it back", key=f"mistake-send-{row.id}", icon=":material/undo:"):
            with writing() as session:
                commands.take_back(session, viewer, training_id=row.id, why=why or "", at=now())
            st.rerun()


def _record_form(viewer: Viewer, place: PlaceRow, who: int, known: list[SubjectRow]) -> None:
    if not known:
        st.markdown("Nothing to train in is listed. Ask your administrator to add it under People.")
        return
    named = {each.id: each.name.capitalize() for each in known}
    today = now().astimezone(ZoneInfo(place.zone)).date()
    key = submit_key(f"training-{who}")
    with st.form(key=f"record-{key}", border=False):
        subject = st.selectbox("Trained in", list(named), key=f"in-{key}",
                               format_func=named.__getitem__)  # fmt: skip
        with st.container(horizontal=True):
            on = st.date_input("On", today, key=f"on-{key}", format="DD/MM/YYYY", width=160)
            until = st.date_input("Holds until", today + A_YEAR, key=f"until-{key}",
                                  format="DD/MM/YYYY", width=160)  # fmt: skip
        if not st.form_submit_button("Record training", key=f"send-{key}"):
            return
    with writing() as session:
        commands.record(
            session, viewer, person_id=who, subject_id=subject, trained_on=on, valid_until=until,
            submit_key=key, at=now(),
        )  # fmt: skip
    renew(f"training-{who}")
    st.rerun()


def subjects_part(viewer: Viewer) -> None:
    """What people are trained in, for an administrator of the whole organisation."""
    if not may(viewer, Permission.PEOPLE_CHANGE, ancestors(viewer.home_path)[0]):
        return
    with (
        st.expander("What people are trained in", key="subjects", on_change="rerun") as part,
        refusals_shown(),
    ):
        if not part.open:
            return
        with reading() as session:
            known = trainings.subjects(session)
        for each in known:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                badge = in_line(NEEDED) if each.is_needed else ""
                st.markdown(f"{plain(each.name.capitalize())} {badge}", width="stretch")
                if st.button("Take out of use", key=f"retire-{each.id}", type="tertiary"):
                    with writing() as session:
                        commands.retire_subject(session, viewer, subject_id=each.id, at=now())
                    st.rerun()
        if not known:
            st.markdown("Nothing is listed, so nobody counts as trained. Add what managers need.")
        with st.form("add-subject", border=False, clear_on_submit=True):
            name = st.text_input("Another training", key="subject-name")
            needed = st.checkbox("Every manager needs it", value=True, key="subject-needed")
            sent = st.form_submit_button("Add training", key="subject-send")
        if sent:
            with writing() as session:
                commands.add_subject(session, viewer, name=name, is_needed=needed, at=now())
            st.rerun()
