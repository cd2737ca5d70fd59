"""The response as staff see it, and how it came to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import streamlit as st

from db.queries.responses import Holding, Step, Version
from db.rules import cards
from db.rules.responses import Standing
from db.rules.words import Branch
from pages.components.answer import words_to_say
from pages.components.badges import RESPONSE, Badge, badge_for, in_line
from pages.components.escaping import plain
from pages.components.heading import second_line

STANDING = {
    Standing.GOOD: Badge("agreed and checked", "check", "green"),
    Standing.EXPIRED: Badge("check expired", "history", "orange"),
    Standing.UNVERIFIED: Badge("not checked", "error", "orange"),
    Standing.NOT_AGREED: Badge("no agreed response", "close", "red"),
}
BRANCH = {
    Branch.OUR_ERROR: "Our error: the solution first, the cause only if asked.",
    Branch.MISUNDERSTANDING: "A misunderstanding: empathy and our own part first.",
    Branch.CUSTOMER_ERROR: "The customer's own part: help first, never blame.",
    Branch.POWERLESS: "We are powerless: the cause and what we cannot do come first.",
}


def response_card(holding: Holding, branch: Branch) -> None:
    """The card in the order of its branch; past its date it looks and says so."""
    version = holding.nearest
    if version is None:
        st.markdown("Nothing is agreed here yet. Write a response, then agree it at a huddle.")
        return
    st.markdown(in_line(STANDING[version.standing]))
    if version.standing is not Standing.GOOD:
        st.warning(
            "These words are not checked for today. Ask before you lean on them.",
            icon=":material/history:",
        )
    words_to_say("Say first", version.words.opening_words)
    texts = {name: str(text or "") for name, text in asdict(version.words).items()}
    for name, label, text in cards.filled_parts(texts, branch):
        icon = ":material/block: " if name == "never_say" else ""
        st.markdown(f":gray[{icon}{plain(label)}]  \n{plain(text)}")
    second_line(f"{BRANCH[branch]} {_told(version)}")
    if holding.above is not None:
        with st.expander(f"The text of {holding.above.place_name}", icon=":material/public:"):
            words_to_say("Say first", holding.above.words.opening_words)
            texts = {name: str(text or "") for name, text in asdict(holding.above.words).items()}
            for _, label, text in cards.filled_parts(texts, branch):
                st.markdown(f":gray[{plain(label)}]  \n{plain(text)}")


def history_list(steps: Sequence[Step]) -> None:
    """Every version of one place with what it changed, the latest first."""
    for step in steps:
        version = step.version
        with st.container(border=True, gap="small", key=f"version-{version.id}"):
            badge = in_line(badge_for(RESPONSE, version.state.value))
            st.markdown(f"**Version {version.number}** {badge}")
            second_line(_told(version))
            for label, before, after in step.changes:
                st.markdown(f":gray[{plain(label)}]")
                if before:
                    st.markdown(f":red[:material/remove:] ~~{plain(before)}~~")
                if after:
                    st.markdown(f":green[:material/add:] {plain(after)}")


def _told(version: Version) -> str:
    said = [f"Version {version.number} of {version.place_name}."]
    if version.agreed_at:
        said.append(f"Agreed {version.agreed_at:%-d %b %Y} by {version.agreed_by}.")
    elif version.created_by:
        said.append(f"Begun by {version.created_by}, saved {version.updated_at:%-d %b %Y}.")
    if version.verified_until:
        said.append(f"Checked until {version.verified_until:%-d %b %Y}.")
    return " ".join(said)
