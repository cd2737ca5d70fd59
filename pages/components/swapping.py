"""Take over from me (P71): asked in one tap, offered to whoever is on duty there."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.access import Permission, Viewer
from db.commands import swap_outs as commands
from db.queries.happenings import newest_happening
from db.queries.swap_outs import SwapRow, swap_outs
from db.session import reading, writing
from pages.components.acts import refusal_of_the_last_act, submit
from pages.components.clock import CLOCK_WIDTH, running_clock
from pages.components.escaping import plain
from pages.components.gate import still_here
from pages.components.happenings import run_when_something_happens
from pages.components.moments import now
from pages.components.refusals import refusals_shown
from pages.components.submitting import renew, submit_key


def swap_button(viewer: Viewer, *, place_id: int) -> None:
    """One tap; nobody is asked why."""
    if not st.button("Take over from me", key="swap-ask", icon=":material/swap_horiz:"):
        return
    key = submit_key("swap")
    with refusals_shown():
        with writing() as session:
            commands.ask(session, viewer, place_id=place_id, submit_key=key, at=now())
        renew("swap")
        st.rerun()


@st.fragment
def requests() -> None:
    """Who asks to be taken over from where the viewer works, and the viewer's own request; drawn
    anew when something happens. Stands only where there is one.
    """
    viewer = still_here(Permission.COUNTER_ASK)
    with reading() as session:
        seen = newest_happening(session).total
        rows = swap_outs(session, viewer, now=now())
    refusal_of_the_last_act()
    request_cards(viewer, rows)
    run_when_something_happens(key="swap-line", seen=seen)


def request_cards(viewer: Viewer, rows: Sequence[SwapRow]) -> None:
    """These requests, a card each, for a part that is drawn anew by itself."""
    for row in rows:
        with st.container(border=True, key=f"swap-{row.id}", gap="small"):
            _request(viewer, row)


def _request(viewer: Viewer, row: SwapRow) -> None:
    if row.taken_by:
        st.markdown(f"**{plain(row.taken_by)}** takes over. You can go.")
        return
    is_own = row.asker_id == viewer.person_id
    where = ", ".join(each for each in (row.desk, row.place_name) if each)
    with st.container(horizontal=True, wrap=False, gap="small"):
        running_clock(row.asked_at, now=now(), key=f"swap-clock-{row.id}", label="since asked",
                      width=CLOCK_WIDTH)  # fmt: skip
        said = "You asked to be taken over from" if is_own else f"{row.asker}: take over from me"
        st.markdown(f"**{plain(said)}**  \n:small[:gray[{plain(where)}]]", width="stretch")
    label, act = (
        ("Not needed", commands.not_needed) if is_own else ("I take over", commands.take_over)
    )
    with st.container(key=f"thumb-swap-{row.id}"):
        st.button(label, key=f"swap-act-{row.id}", on_click=submit, args=(act,),
                  kwargs={"swap_out_id": row.id}, width="stretch")  # fmt: skip
