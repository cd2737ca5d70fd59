"""Rows of people: who may, who is on duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from pages.components.badges import Badge, in_line
from pages.components.escaping import plain


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person or desk: name and grade, what they may give in words, where they are now."""

    name: str
    limit: str
    badge: Badge | None = None


def who_may(people: Sequence[PersonRow], *, title: str = "Who may") -> None:
    """The bordered list beside the answer."""
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{plain(title)}**")
        people_rows(people)


def people_rows(people: Sequence[PersonRow]) -> None:
    """Rows without a border; the badge stands at the right end."""
    for person in people:
        with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
            name = f"{plain(person.name)}  \n:small[:gray[{plain(person.limit)}]]"
            st.markdown(name, width="stretch")
            if person.badge:
                st.markdown(in_line(person.badge), width="content")
