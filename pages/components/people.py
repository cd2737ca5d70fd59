"""Rows of people: who may, who is on duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from pages.components.badges import Badge, in_one_piece

# As a container with a border, in one piece with what it holds.
BOX = (
    "border:1px solid light-dark(#D2D9E1,#33404D);border-radius:.5rem;"
    "padding:calc(1rem - 1px);line-height:1.6"
)
SECOND_LINE = "font-size:.875rem;color:light-dark(#4B5763,#C2CBD4)"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person or desk: name and grade, what they may give in words, where they are now."""

    name: str
    limit: str
    badge: Badge | None = None


def who_may(
    people: Sequence[PersonRow], *, title: str = "Who may", nobody: str = "", below: str = ""
) -> None:
    """The bordered list beside the answer; `nobody` is said when it is empty, and `below` is HTML
    drawn with it: each piece of a screen costs a message.
    """
    rows = _rows(people) if people else f"<div>{escape(nobody)}</div>"
    heading = f'<div style="font-weight:700">{escape(title)}</div>'
    st.html(f'<div style="{BOX}">{heading}{rows}</div>{below}')


def people_rows(people: Sequence[PersonRow]) -> None:
    """Rows without a border; the badge stands at the right end."""
    if people:
        st.html(_rows(people))


def _rows(people: Sequence[PersonRow]) -> str:
    """All rows as one piece: three elements for each person cost half of a run of the card."""
    rows = "".join(_row(person) for person in people)
    return f'<ul style="list-style:none;margin:0;padding:0">{rows}</ul>'


def _row(person: PersonRow) -> str:
    badge = in_one_piece(person.badge) if person.badge else ""
    return (
        '<li style="display:flex;gap:.5rem;align-items:center;justify-content:space-between;'
        'margin:0;padding:.375rem 0;line-height:1.4"><span style="min-width:0">'
        f'{escape(person.name)}<br><span style="{SECOND_LINE}">{escape(person.limit)}</span></span>'
        f"{badge}</li>"
    )
