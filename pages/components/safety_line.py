"""The safety line of the counter: one tap calls, Security's number stands first (P71, P75)."""

from __future__ import annotations

import streamlit as st

from db.access import Viewer
from db.commands import asks, safety
from db.commands.asks import Ask
from db.queries.places import PlaceRow
from db.queries.safety import OpenMatter
from db.rules.safety import NEVER, SAY
from db.rules.words import EscalationReason
from db.session import writing
from pages.components.answer import answer_band, words_to_say
from pages.components.escaping import Strong, plain
from pages.components.heading import second_line
from pages.components.in_hand import Matter
from pages.components.moments import now
from pages.components.refusals import refusals_shown
from pages.components.staying_cool import stay_cool_button
from pages.components.submitting import renew, submit_key
from pages.components.swapping import swap_button

READERS = (
    "Only you, your managers and those above them read this. Every reading stands in the trail."
)


def safety_button(
    viewer: Viewer, place: PlaceRow, *, problem_id: int | None = None, words: str = ""
) -> None:
    """One tap: somebody is called at once, and the number to ring comes up. What was typed goes
    into the restricted record and nowhere else. Beside it, how to stay cool before it comes to
    that.
    """
    with st.container(horizontal=True, gap="small", key="safety-row"):
        pressed = st.button(
            "Safety", key="safety", icon=":material/shield:", help="Threat or danger"
        )
        stay_cool_button(viewer, place_id=place.id)
    if not pressed:
        return
    key = submit_key("safety")
    wanted = Ask(problem_id, words, EscalationReason.SAFETY)
    with refusals_shown():
        with writing() as session:
            asks.ask(session, viewer, place_id=place.id, asks=wanted, submit_key=key, at=now())
        renew("safety")
        st.rerun()


def safety_beside(viewer: Viewer, matter: Matter) -> None:
    """The same beside an answer; where the answer is to call Security already, only how to stay
    cool.
    """
    chosen = matter.chosen
    if matter.is_safety:
        stay_cool_button(viewer, place_id=matter.place.id)
    else:
        safety_button(viewer, matter.place, problem_id=chosen.problem_id, words=chosen.words)


def safety_panel(viewer: Viewer, matter: OpenMatter, *, wants_to_go: bool) -> None:
    """Whom to ring, what to say, what not to do. Nothing is given while this stands here.

    Whoever has asked already to be taken over from is not offered it twice.
    """
    number = matter.security
    if number is None:
        answer_band("red", "Step away now", ("No number for Security is recorded here.",))
    else:
        answer_band(
            "red", "Call Security", (f"{number.name}: ", Strong(number.phone)),
            line=("A manager is called. Nothing more is given.",),
        )  # fmt: skip
        dialled = "".join(sign for sign in number.phone if sign.isdigit() or sign == "+")
        with st.container(key="thumb-security"):
            st.link_button(f"Ring {number.name}", f"tel:{dialled}", icon=":material/call:",
                           type="primary", width="stretch")  # fmt: skip
    words_to_say("Say once, then step back", SAY)
    st.markdown("\n".join(f"- {plain(each)}" for each in NEVER))
    if not wants_to_go:
        swap_button(viewer, place_id=matter.place_id)
    with st.expander("What happened", icon=":material/edit_note:"):
        describe_form(viewer, matter.record_id)


def describe_form(viewer: Viewer, record_id: int) -> None:
    """Words for the restricted record, which nobody else reads."""
    name = f"described-{record_id}"
    key = submit_key(name)
    with st.form(key=f"form-{key}", border=False):
        words = st.text_area("What happened, in your words", key=f"words-{key}")
        second_line(READERS)
        sent = st.form_submit_button("Keep it", key=f"keep-{record_id}")
    if not sent:
        return
    with refusals_shown():
        with writing() as session:
            safety.describe(
                session, viewer, record_id=record_id, words=words, submit_key=key, at=now()
            )
        renew(name)
        st.toast("Kept in the restricted record.", icon=":material/lock:")
        st.rerun()
