"""Now: who waits, for whom, how long; take it, go, resolve it."""

from __future__ import annotations

import streamlit as st

from db.access import Permission
from db.queries import escalations, grants, rulings
from db.queries.arrivals import arrivals_for
from db.queries.hand_offs import lines_at
from db.queries.now_news import beside_news, queue_news
from db.queries.places import offices_where
from db.queries.swap_outs import swap_outs
from db.rules.words import EscalationState
from db.session import reading
from pages.components.acts import refusal_of_the_last_act
from pages.components.after_care import after_care_that_is_due
from pages.components.can_come import can_you_come
from pages.components.empty import empty_state
from pages.components.gate import open_screen, still_here
from pages.components.happenings import run_when_something_happens
from pages.components.heading import finding, section
from pages.components.moments import now
from pages.components.on_duty import on_duty
from pages.components.promises_due import AHEAD, promises_that_fall_due
from pages.components.queue import held_card, taken_card, waiting_card
from pages.components.ruling_rows import waiting_ruling
from pages.components.sets_to_approve import sets_that_wait
from pages.components.swapping import request_cards

viewer = open_screen(Permission.ESCALATION_TAKE)
with reading() as session:
    offices = offices_where(session, viewer, Permission.ESCALATION_TAKE)
    beside = beside_news(session, viewer, promised_before=now() + AHEAD, now=now())


def heading(waiting: int) -> None:
    """How many wait, and where."""
    where = offices[0].name if len(offices) == 1 else f"{len(offices)} offices"
    noun = "customer waits" if waiting == 1 else "customers wait"
    finding(f"{waiting or 'No'} {noun}", f"{where}. An ask shows here at once.")


@st.fragment
def queue() -> None:
    """What waits and what is held; drawn anew when something happens."""
    viewer = still_here(Permission.ESCALATION_TAKE)
    with reading() as session:
        news = queue_news(session, viewer, now=now())
        rows = escalations.open_escalations(session, viewer) if news.has_asks else []
        shown = [row for row in rows if row.holder_id in {None, viewer.person_id}]
        known = arrivals_for(session, viewer, rows=shown, now=now())
        received = grants.received_by_each(
            session, customer_hashes={row.customer_hash for row in shown}
        )
        questions = rulings.rulings_to_answer(session, viewer) if news.has_rulings else []
        to_take_over = swap_outs(session, viewer, now=now()) if news.has_swap_outs else []
        mine = [row for row in rows if row.holder_id == viewer.person_id]
        agreed = lines_at(session, {row.place_path for row in mine}) if mine else {}
    waiting = [row for row in rows if row.state is EscalationState.WAITING]
    others = [row for row in rows if row.holder_id not in {None, viewer.person_id}]
    heading(len(waiting))
    run_when_something_happens(key="queue-line", seen=news.seen.total, shows_asks=True)
    refusal_of_the_last_act()
    request_cards(viewer, to_take_over)
    if mine:
        section("With you")
        for row in mine:
            held_card(viewer, row, known[row.id], received.get(row.customer_hash, []),
                      agreed.get(row.place_path))  # fmt: skip
    if waiting:
        section("Waiting, longest first")
        for row in waiting:
            waiting_card(row, known[row.id], received.get(row.customer_hash, []))
    if questions:
        section("Would it make us liable?")
        for question in questions:
            waiting_ruling(viewer, question)
    if others:
        section("With others")
        for row in others:
            taken_card(row)
    if not rows and not questions:
        empty_state("Nobody waits. This screen shows an ask as it comes.")


left, right = st.columns([3, 2], gap="medium")
with right:
    can_you_come(viewer)
    if beside.has_care:
        after_care_that_is_due(viewer)
    sets_that_wait(viewer)
    if beside.has_promises:
        promises_that_fall_due(viewer)
    on_duty(offices)
with left:
    queue()
