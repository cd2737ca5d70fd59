"""What puts a lost point right: the words on its button, and the screen behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from db.access import Viewer, may
from db.rules.gates import Fix
from pages.screens import FOLDER, SCREENS

WIDTH = 178
PERMISSIONS = {screen.path: screen.permission for screen in SCREENS}


@dataclass(frozen=True, slots=True)
class Way:
    """The label and the icon of a button, the file of the screen that it opens, and the part of
    that screen which does it.
    """

    label: str
    icon: str
    screen: str
    part: str = ""


PROBLEM, HUDDLES = "playbook/problem.py", "huddles/huddles.py"
WAYS = {
    Fix.NAME_PROBLEMS: Way("Name them", "add", "playbook/problems.py"),
    Fix.WRITE_RESPONSE: Way("Write the response", "edit", PROBLEM, "Write"),
    Fix.AGREE_RESPONSE: Way("Agree the response", "handshake", PROBLEM, "Write"),
    Fix.VERIFY_RESPONSE: Way("Verify the response", "verified", PROBLEM, "Write"),
    Fix.SET_LIMIT: Way("Set the limit", "payments", "administration/limits.py"),
    Fix.SET_HOURS: Way("Set the hours", "schedule", "administration/places.py"),
    Fix.SET_STAND_IN: Way("Set a stand-in", "person_add", "administration/cover.py"),
    Fix.ADD_STAFF: Way("Add people", "group_add", "administration/people.py"),
    Fix.BRIEF_STAFF: Way("Brief at the huddle", "groups", HUDDLES),
    Fix.REHEARSE: Way("Rehearse it", "fitness_center", HUDDLES),
}
EQUIP = Way("Set up the office", "home_work", "administration/contacts.py")


def way_button(way: Way, viewer: Viewer, path: str, query: Mapping[str, str], *, key: str) -> None:
    """A button to the screen, for whoever may open it at the place at `path`; else who can."""
    if not may(viewer, PERMISSIONS[way.screen], path):
        st.markdown(":small[:gray[Ask your administrator.]]", width=WIDTH)
        return
    if st.button(way.label, key=key, icon=f":material/{way.icon}:", width=WIDTH):
        part = {"part": way.part} if way.part else {}
        st.switch_page(str(FOLDER / way.screen), query_params={**query, **part})
