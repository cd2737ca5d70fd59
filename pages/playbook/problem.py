"""One problem: the card as staff see it, the words being written, and how they came to be."""

from __future__ import annotations

import streamlit as st

from db.access import Permission, may
from db.commands import problems as commands
from db.queries import catalogue, problems, responses
from db.queries.places import places_where
from db.queries.skills import recorded_skills
from db.rules.refusals import Refusal
from db.rules.responses import ResponseWords
from db.rules.words import ResponseState
from db.session import reading, writing
from pages.components.empty import empty_state
from pages.components.exemplars import worked_panel
from pages.components.gate import open_screen
from pages.components.heading import finding, section
from pages.components.moments import now
from pages.components.problem_form import problem_fields
from pages.components.problem_side import problem_side
from pages.components.refusals import refusals_shown
from pages.components.response_card import history_list, response_card
from pages.components.response_form import Desk, response_form

viewer = open_screen(Permission.PLAYBOOK_SEE)
CARD, WRITE, HISTORY, PROBLEM = "Card", "Write", "History", "Problem"
asked_for = st.query_params.get("problem", "")
try:
    with reading() as session:
        view = problems.problem(
            session, viewer, problem_id=int(asked_for) if asked_for.isdigit() else 0
        )
        places = places_where(session, viewer, Permission.RESPONSE_WRITE)
        every = responses.versions(session, viewer, problem_id=view.id, now=now())
        grades, remedies = catalogue.grades(session), catalogue.remedies(session)
        skills = recorded_skills(session)
except Refusal as refusal:
    finding("Which problem?")
    if empty_state(str(refusal), action="Open the playbook", key="to-playbook"):
        st.switch_page("playbook/problems.py")
    st.stop()

facts = view.facts
finding(
    facts.title,
    f"{facts.cause_class.label.capitalize()}, fault: {facts.fault.label}. Likelihood "
    f"{facts.likelihood}, impact {facts.impact}. Known at {view.place_name} and below.",
)
# Words are written where the problem is known and the viewer may write: here and below.
desks = {
    each.path: each.name for each in places
    if each.path.startswith(view.place_path) or view.place_path == each.path
}  # fmt: skip
known = {each.place_path: each.place_name for each in every}
homes = {view.place_path: view.place_name, **desks, **known}
may_change = may(viewer, Permission.PROBLEM_RECORD, view.place_path)
parts = [CARD, *([WRITE] if desks else []), HISTORY, *([PROBLEM] if may_change else [])]
with st.container(horizontal=True, vertical_alignment="bottom"):
    part = st.segmented_control("Part", parts, default=CARD, required=True, key="part",
                                label_visibility="collapsed", bind="query-params")  # fmt: skip
    options = desks if part == WRITE else homes
    paths = sorted(options, key=lambda each: (len(each), options[each]))
    first = paths.index(viewer.home_path) if viewer.home_path in paths else 0
    path = st.selectbox("At", paths, first, format_func=lambda each: options[each],
                        key=f"at-{part == WRITE}", width=240) if paths else ""  # fmt: skip

if part == CARD:
    with reading() as session:
        holding = responses.response_at(
            session, viewer, problem_id=view.id, place_path=path, now=now()
        )
    left, right = st.columns([3, 2], gap="medium")
    with left:
        response_card(holding, view.branch)
        worked_panel(viewer, view, path)
    with right:
        problem_side(viewer, view)
elif part == WRITE:
    here = [each for each in every if each.place_path == path]
    written = [each for each in here if each.state is not ResponseState.SUPERSEDED]
    latest = max(written, key=lambda each: each.number, default=None)
    with reading() as session:
        holding = responses.response_at(
            session, viewer, problem_id=view.id, place_path=path, now=now()
        )
    above = holding.nearest.words if holding.nearest else ResponseWords()
    place_id = next(each.id for each in places if each.path == path)
    response_form(viewer, Desk(view.id, place_id, path, latest, latest.words if latest else above))
elif part == HISTORY:
    ids = {each.place_path: each.place_id for each in every}
    with reading() as session:
        steps = responses.history(
            session, viewer, problem_id=view.id, place_id=ids.get(path, 0), now=now()
        )
    section(f"Versions of {homes[path]}")
    history_list(steps)
    if not steps:
        empty_state(f"{homes[path]} has no words of its own. It uses those above it.")
else:
    with refusals_shown():
        changed = problem_fields(facts, grades=grades, remedies=remedies, skills=skills,
                                 currency=viewer.currency, key=f"edit-{view.version}")  # fmt: skip
        if st.button("Save", key="save-problem", icon=":material/save:", type="primary"):
            with writing() as session:
                commands.change(session, viewer, problem_id=view.id, version=view.version,
                                facts=changed, at=now())  # fmt: skip
            st.rerun()
