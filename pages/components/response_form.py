"""Writing a response: every part kept while it is typed, and nobody's text lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import streamlit as st

from db.access import Permission, Viewer, may
from db.commands import drafting, drafts, responses
from db.queries.drafts import drafts_under
from db.queries.responses import Version
from db.rules.refusals import EditedMeanwhile
from db.rules.responses import LABELS, TEXT_PARTS, ResponseWords, as_text
from db.rules.words import NoReason, ResponseState
from db.session import reading, writing
from pages.components.badges import RESPONSE, badge_for, in_line
from pages.components.drafted import drafted_text, forget_drafts
from pages.components.escaping import plain
from pages.components.moments import now
from pages.components.refusals import refusals_shown

NO_PARTS = ("no_words", "partial_solution", "referral")
HALF_A_YEAR = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody writes: for which problem, at which place, over which version (None: the
    place has none yet), and the words that the fields begin with.
    """

    problem_id: int
    place_id: int
    place_path: str
    version: Version | None
    start: ResponseWords

    @property
    def subject(self) -> str:
        """What the drafts of this desk are called."""
        return f"response-{self.problem_id}-{self.place_id}-"

    @property
    def standing_on(self) -> str:
        """The version that lies under the words, by key and by version of its row."""
        return f"{self.version.id} {self.version.row_version}" if self.version else "nothing"


@st.fragment
def response_form(viewer: Viewer, desk: Desk) -> None:
    """The fields in the order in which they are said, and the steps to agreement."""
    with reading() as session:
        kept = drafts_under(session, viewer, subject=desk.subject)
    begun_on = kept.get(f"{desk.subject}on", desk.standing_on)
    is_overtaken = begun_on != desk.standing_on
    if is_overtaken:
        _conflict(viewer, desk)
    words = _fields(viewer, desk, kept)
    if words != desk.start and not is_overtaken:
        with writing() as session:
            drafts.keep(session, viewer, subject=f"{desk.subject}on", text=begun_on, at=now())
    with st.container(horizontal=True, key=f"thumb-{desk.subject}"):
        _steps(viewer, desk, words, is_overtaken=is_overtaken)


def _conflict(viewer: Viewer, desk: Desk) -> None:
    st.warning(
        "Somebody saved this response since you began. Your words are in the fields, theirs are "
        "below.",
        icon=":material/difference:",
    )
    if desk.version:
        with st.container(border=True):
            st.text(as_text(desk.version.words))
    with st.container(horizontal=True):
        if st.button("Keep mine", key=f"{desk.subject}mine", icon=":material/edit:"):
            subject = f"{desk.subject}on"
            with writing() as session:
                drafts.keep(session, viewer, subject=subject, text=desk.standing_on, at=now())
            st.rerun()
        if st.button("Take theirs", key=f"{desk.subject}theirs", icon=":material/undo:"):
            _forget(viewer, desk)
            st.rerun()


def _fields(viewer: Viewer, desk: Desk, kept: Mapping[str, str]) -> ResponseWords:
    """Two columns on a wide screen; below each other, in the same order, on a phone."""
    said = [part for part in TEXT_PARTS if part not in NO_PARTS]
    half = (len(said) + 1) // 2
    texts: dict[str, str] = {}
    for column, parts in zip(st.columns(2), (said[:half], said[half:]), strict=True):
        with column:
            for part in parts:
                texts[part] = _field(viewer, desk, part, kept)
    with st.expander("If the answer is no", icon=":material/block:", key=f"{desk.subject}no"):
        reasons = list(NoReason)
        reason = st.selectbox(
            "Reason",
            reasons,
            reasons.index(desk.start.no_reason) if desk.start.no_reason else None,
            format_func=lambda each: each.label,
            key=f"{desk.subject}reason",
            placeholder="The answer is not no",
        )
        for part in NO_PARTS:
            texts[part] = _field(viewer, desk, part, kept)
    return ResponseWords(**texts, no_reason=reason)


def _field(viewer: Viewer, desk: Desk, part: str, kept: Mapping[str, str]) -> str:
    subject, start = f"{desk.subject}{part}", getattr(desk.start, part)
    return drafted_text(
        viewer, LABELS[part], subject=subject, start=start, height=68, kept=kept.get(subject, "")
    )


def _steps(viewer: Viewer, desk: Desk, words: ResponseWords, *, is_overtaken: bool) -> None:
    """Save, propose, agree, verify: the ones that come next."""
    version = desk.version
    changed = version is None or words != version.words
    if version:
        st.markdown(
            f"{plain(f'Version {version.number}')} "
            f"{in_line(badge_for(RESPONSE, version.state.value))}",
            width="content",
        )
    pressed = {
        "save": st.button("Save draft", key=f"{desk.subject}save", icon=":material/save:",
                          type="primary" if changed else "secondary",
                          disabled=is_overtaken or not changed),
    }  # fmt: skip
    if version and not changed:
        if version.state is ResponseState.DRAFT:
            pressed["propose"] = st.button("Propose", key=f"{desk.subject}propose",
                                           icon=":material/send:", type="primary")  # fmt: skip
        may_agree = may(viewer, Permission.RESPONSE_AGREE, desk.place_path)
        if version.state is ResponseState.PROPOSED and may_agree:
            pressed["agree"] = st.button("Agree", key=f"{desk.subject}agree",
                                         icon=":material/check:", type="primary")  # fmt: skip
        if version.state is ResponseState.AGREED and may_agree:
            pressed["verify"] = st.button("Still true", key=f"{desk.subject}verify",
                                          icon=":material/verified:")  # fmt: skip
    for step, is_pressed in pressed.items():
        if is_pressed:
            with refusals_shown():
                try:
                    _take(viewer, desk, words, step)
                except EditedMeanwhile:
                    # The whole screen runs again, which shows both texts; the fields keep theirs.
                    st.rerun()
                _forget(viewer, desk)
                st.rerun()


def _take(viewer: Viewer, desk: Desk, words: ResponseWords, step: str) -> None:
    version, at = desk.version, now()
    with writing() as session:
        if version is None:
            drafting.draft(session, viewer, problem_id=desk.problem_id, place_id=desk.place_id,
                           words=words, at=at)  # fmt: skip
        elif step == "save":
            drafting.edit(
                session,
                viewer,
                response_id=version.id,
                version=version.row_version,
                words=words,
                at=at,
            )
        elif step == "propose":
            drafting.put_forward(session, viewer, response_id=version.id,
                                 version=version.row_version, at=at)  # fmt: skip
        elif step == "agree":
            responses.agree(session, viewer, response_id=version.id, huddle_id=None, at=at)
        else:
            until = at.date() + HALF_A_YEAR
            responses.verify(session, viewer, response_id=version.id, until=until, at=at)


def _forget(viewer: Viewer, desk: Desk) -> None:
    forget_drafts(viewer, *(f"{desk.subject}{part}" for part in (*TEXT_PARTS, "on")))
    st.session_state.pop(f"{desk.subject}reason", None)
