"""Playbook: what could go wrong for a customer, and whether we know what to say."""

from __future__ import annotations

import streamlit as st

from db.access import Permission, may_somewhere
from db.commands import problems as commands
from db.queries import catalogue, problems
from db.queries.places import places_where
from db.queries.problem_lists import ALL, Wanted, counts, how_many
from db.queries.skills import recorded_skills
from db.rules.problems import Facts
from db.rules.words import CauseClass, Fault, Origin
from db.session import reading, writing
from pages.components.badges import ORIGIN, badge_for, in_line
from pages.components.empty import empty_state
from pages.components.escaping import plain
from pages.components.exemplars import exemplars_that_wait
from pages.components.gate import open_screen, still_here
from pages.components.heading import finding, second_line
from pages.components.moments import now
from pages.components.paging import paged, search_box, shown_of
from pages.components.problem_form import problem_fields
from pages.components.refusals import refusals_shown
from pages.components.response_card import STANDING

viewer = open_screen(Permission.PLAYBOOK_SEE)
PER_PAGE = 20
NEW = Facts("", Origin.IMAGINED, CauseClass.OUR_PROCESS, Fault.OURS)
PROBLEM = "playbook/problem.py"


@st.fragment
def record_form() -> None:
    """Everything there is to say about a new problem; real, brainstormed or imagined. Its fields
    are drawn once it is opened.
    """
    viewer = still_here(Permission.PLAYBOOK_SEE)
    part = st.expander("Record a problem", icon=":material/add:", key="record", on_change="rerun")
    if not part.open:
        return
    with reading() as session:
        places = places_where(session, viewer, Permission.PROBLEM_RECORD)
        grades, remedies = catalogue.grades(session), catalogue.remedies(session)
        skills = recorded_skills(session)
    with part, refusals_shown():
        names = {each.id: each.name for each in places}
        home = list(names).index(viewer.home_place_id) if viewer.home_place_id in names else 0
        place_id = st.selectbox("Known at, and below", list(names), home, key="new-place",
                                format_func=lambda each: names[each], width=320)  # fmt: skip
        facts = problem_fields(
            NEW,
            grades=grades,
            remedies=remedies,
            currency=viewer.currency,
            skills=skills,
            key="new",
        )
        if st.button("Record", key="new-record", icon=":material/check:", type="primary"):
            with writing() as session:
                made = commands.record(
                    session, viewer, place_id=place_id, title=facts.title, origin=facts.origin,
                    cause_class=facts.cause_class, fault=facts.fault, at=now(),
                    likelihood=facts.likelihood, impact=facts.impact,
                    promise_broken=facts.promise_broken, keywords=facts.keywords,
                    flags=facts.flags, remedy_ids=facts.remedy_ids,
                )  # fmt: skip
            st.switch_page(PROBLEM, query_params={"problem": str(made), "part": "Write"})


heading = st.container()
words = search_box("Search", key="q", placeholder="What the customer says, misspelt as it comes")
with st.container(horizontal=True, vertical_alignment="bottom"):
    origin = st.pills("Origin", list(Origin), format_func=lambda each: each.label, key="origin")
    cause = st.selectbox("Cause", list(CauseClass), index=None, key="cause", width=220,
                         format_func=lambda each: each.label, placeholder="Any cause")  # fmt: skip
    without = st.toggle("No agreed response here", key="without")
wanted = Wanted(words, origin, cause, without)
with reading() as session:
    known = counts(session, viewer)
    fits = known.problems if wanted == ALL else how_many(session, viewer, wanted=wanted)
with heading:
    finding(
        f"{known.without_response or 'No'} of {known.problems} problems lack a response",
        "Gravest first: likelihood times impact. Agreed responses that hold at your home.",
    )
if may_somewhere(viewer, Permission.PROBLEM_RECORD):
    record_form()
exemplars_that_wait(viewer)
part = paged(fits, key="page", per_page=PER_PAGE)
with reading() as session:
    rows = problems.page_of(
        session, viewer, wanted=wanted, limit=part.limit, offset=part.offset, now=now()
    )
for row in rows:
    with st.container(
        border=True, key=f"problem-{row.id}", horizontal=True, wrap=False,
        vertical_alignment="center",
    ):  # fmt: skip
        badges = in_line(badge_for(ORIGIN, row.origin.value), STANDING[row.standing])
        grave = f"{row.cause_class.label}, {row.likelihood} × {row.impact}, {row.place_name}"
        st.markdown(
            f"**{plain(row.title)}** {badges}  \n:small[:gray[{plain(grave)}]]", width="stretch"
        )
        if st.button("Open", key=f"open-{row.id}", type="tertiary", icon_position="right",
                     icon=":material/chevron_right:"):  # fmt: skip
            st.switch_page(PROBLEM, query_params={"problem": str(row.id)})
if rows:
    second_line(shown_of(part, fits, "problems"))
else:
    empty_state("No problem fits. Search for fewer words, or record it above.")
