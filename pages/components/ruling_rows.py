"""Rulings in a list: the question with its clock, the answer, and what it can become."""

from __future__ import annotations

import streamlit as st

from db.access import Permission, Viewer, may
from db.commands import drafts, limit_drafts
from db.commands import rulings as commands
from db.queries.rulings import RulingRow
from db.rules.rulings import PART, SAID
from db.rules.words import Verdict
from db.session import writing
from pages.components.badges import RULING, badge_for, in_line
from pages.components.clock import running_clock
from pages.components.drafted import drafted_text, forget_drafts
from pages.components.escaping import plain
from pages.components.heading import in_small, second_line
from pages.components.local_moments import day_and_time
from pages.components.moments import now
from pages.components.refusals import refusals_shown


def waiting_ruling(viewer: Viewer, row: RulingRow) -> None:
    """A question that waits: its clock, and the answer of a superior or the way back. The words
    of an answer are asked for once it is chosen: a queue that is drawn anew holds no forms.
    """
    with st.container(border=True, key=f"ruling-{row.id}", gap="small"):
        _head(row)
        seconds = int((row.due_at - row.asked_at).total_seconds())
        running_clock(row.asked_at, now=now(), key=f"ruling-clock-{row.id}", label="waiting",
                      limit_seconds=seconds)  # fmt: skip
        with refusals_shown():
            if row.may_answer:
                _answers(viewer, row)
            elif st.button("Take it back", key=f"ruling-back-{row.id}", icon=":material/undo:"):
                _take_back(viewer, row, "The question was no longer needed.")


def _answers(viewer: Viewer, row: RulingRow) -> None:
    verdict = st.segmented_control("Answer", list(Verdict), format_func=lambda each: SAID[each],
                                   key=f"verdict-{row.id}")  # fmt: skip
    if verdict:
        _in_words(viewer, row, verdict)


@st.fragment
def _in_words(viewer: Viewer, row: RulingRow, verdict: Verdict) -> None:
    """By itself, so that each pause in typing draws nothing else anew."""
    name = f"ruling-{row.id}-answer"
    words = drafted_text(viewer, "In words that staff can lean on", subject=name, height=90)
    if not st.button("Answer", key=f"ruling-send-{row.id}", icon=":material/send:",
                     type="primary"):  # fmt: skip
        return
    with refusals_shown():
        with writing() as session:
            commands.answer(session, viewer, ruling_id=row.id, verdict=verdict, words=words,
                            at=now())  # fmt: skip
        forget_drafts(viewer, name)
        st.rerun()


def answered_ruling(viewer: Viewer, row: RulingRow) -> None:
    """An answer that holds, and what it can become: words of a response, or a limit."""
    with st.container(border=True, key=f"ruling-{row.id}", gap="small"):
        _head(row)
        if row.verdict:
            st.markdown(f"**{SAID[row.verdict]}.** {plain(row.answer)}")
        if row.answered_at:
            second_line(f"{row.answered_by}, {day_and_time(row.answered_at, row.zone)}.")
        with st.container(horizontal=True, key=f"thumb-ruling-{row.id}"), refusals_shown():
            _becomes(viewer, row)


def _becomes(viewer: Viewer, row: RulingRow) -> None:
    if (
        row.problem_id
        and may(viewer, Permission.RESPONSE_WRITE, row.place_path)
        and st.button("Write it into the response", key=f"ruling-response-{row.id}",
                      icon=":material/edit:")
    ):  # fmt: skip
        _into_response(viewer, row)
    if may(viewer, Permission.LIMITS_DRAFT, row.place_path) and st.button(
        "Begin a set of limits", key=f"ruling-limit-{row.id}", icon=":material/payments:"
    ):
        _into_limits(viewer, row)
    if row.may_answer and st.button("Take the answer back", key=f"ruling-back-{row.id}",
                                    icon=":material/undo:"):  # fmt: skip
        _take_back(viewer, row, "The answer no longer holds.")


def _into_response(viewer: Viewer, row: RulingRow) -> None:
    """The words of the answer as a draft of the part where they belong; nothing is agreed yet."""
    part = PART[row.verdict or Verdict.GET_ADVICE]
    subject = f"response-{row.problem_id}-{row.place_id}-{part}"
    with writing() as session:
        drafts.keep(session, viewer, subject=subject, text=row.answer, at=now())
    st.switch_page(
        "playbook/problem.py", query_params={"problem": str(row.problem_id), "part": "Write"}
    )


def _into_limits(viewer: Viewer, row: RulingRow) -> None:
    """A draft set of limits, with the ruling as its reason; nothing is in force by it."""
    said = SAID[row.verdict or Verdict.GET_ADVICE]
    with writing() as session:
        draft_id = limit_drafts.begin(
            session, viewer, place_id=row.place_id, note=f"{row.question} {said}. {row.answer}",
            submit_key=f"ruling-{row.id}", at=now(),
        )  # fmt: skip
    st.switch_page("administration/limit_sets.py", query_params={"set": str(draft_id)})


def _take_back(viewer: Viewer, row: RulingRow, words: str) -> None:
    with writing() as session:
        commands.take_back(session, viewer, ruling_id=row.id, words=words, at=now())
    st.rerun()


def _head(row: RulingRow) -> None:
    badge = in_line(badge_for(RULING, row.state.value))
    about = f" About: {row.problem}." if row.problem else ""
    asked = day_and_time(row.asked_at, row.zone)
    who = in_small(f"Asked by {row.asker or 'somebody'}, {row.place_name}, {asked}.{about}")
    st.markdown(f"**{plain(row.question)}** {badge}  \n{who}")
