"""Must-haves: a badge and a sentence each, never part of the score."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.rules.must_haves import MustHave, Standing
from pages.components.badges import Badge, Colour, in_line
from pages.components.escaping import plain

SIGNS: dict[Standing, tuple[str, Colour]] = {
    Standing.IN_PLACE: ("check", "green"),
    Standing.EXPIRING: ("schedule", "orange"),
    Standing.EXPIRED: ("history", "red"),
    Standing.MISSING: ("close", "red"),
}


def must_have_rows(found: Sequence[MustHave]) -> None:
    """One line each, worst first as they come."""
    st.markdown("\n\n".join(f"{in_line(_badge(each))} {plain(each.sentence)}" for each in found))


def _badge(each: MustHave) -> Badge:
    icon, colour = SIGNS[each.standing]
    return Badge(each.badge, icon, colour)
