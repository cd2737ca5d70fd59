"""One tap on the counter card asks the superior whether this would make us liable (P65)."""

from __future__ import annotations

import streamlit as st

from db.access import Permission, Viewer
from db.commands import rulings as commands
from db.queries import rulings
from db.queries.happenings import newest_happening
from db.rules.rulings import LATELY, QUESTION, SAID, question_about
from db.session import reading, writing
from pages.components.badges import RULING, badge_for, in_line
from pages.components.clock import running_clock
from pages.components.escaping import plain
from pages.components.gate import still_here
from pages.components.happenings import run_when_something_happens
from pages.components.in_hand import Matter, in_hand
from pages.components.moments import now
from pages.components.refusals import refusals_shown
from pages.components.submitting import renew, submit_key

BEHIND = "Your superior is asked at once, with the problem, the remedy and the worth on this card."


def ask_for_a_ruling(viewer: Viewer, matter: Matter) -> None:
    """The button that asks, with what stands on the card when it is tapped."""
    if st.button(QUESTION, key="ask-ruling", icon=":material/gavel:", help=BEHIND):
        hand = in_hand(matter)
        question = question_about(matter.title, f"{hand.name} {hand.worth or ''}")
        key = submit_key("ruling")
        with refusals_shown():
            with writing() as session:
                commands.ask(
                    session, viewer, place_id=matter.place.id,
                    problem_id=matter.chosen.problem_id, question=question, submit_key=key,
                    at=now(),
                )  # fmt: skip
            renew("ruling")
            st.rerun()


@st.fragment
def own_rulings() -> None:
    """What became of the viewer's questions of the last hours; drawn anew at each answer."""
    viewer = still_here(Permission.COUNTER_ASK)
    with reading() as session:
        seen = newest_happening(session).total
        rows = rulings.own_rulings(session, viewer, since=now() - LATELY)
    if rows:
        run_when_something_happens(key="own-rulings-line", seen=seen)
    for row in rows:
        with st.container(border=True, key=f"own-ruling-{row.id}", gap="xsmall"):
            st.markdown(f"{plain(row.question)} {in_line(badge_for(RULING, row.state.value))}")
            if row.verdict is None:
                seconds = int((row.due_at - row.asked_at).total_seconds())
                running_clock(row.asked_at, now=now(), key=f"ruling-clock-{row.id}",
                              label="since you asked", limit_seconds=seconds)  # fmt: skip
            else:
                st.markdown(f"**{SAID[row.verdict]}.** {plain(row.answer)}")
                st.markdown(f":small[:gray[{plain(row.answered_by)}]]")
