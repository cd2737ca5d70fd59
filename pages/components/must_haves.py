"""Must-haves: a badge and a sentence each, never part of the score."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.access import Viewer
from db.queries.places import PlaceRow
from db.rules import hand_offs, trainings
from db.rules.must_haves import MustHave, Standing
from pages.components.badges import Badge, Colour, in_line
from pages.components.escaping import plain
from pages.components.fixes import EQUIP, Way, way_button

SIGNS: dict[Standing, tuple[str, Colour]] = {
    Standing.IN_PLACE: ("check", "green"),
    Standing.EXPIRING: ("schedule", "orange"),
    Standing.EXPIRED: ("history", "red"),
    Standing.MISSING: ("close", "red"),
}

TRAIN = Way("Record trainings", "school", "administration/cover.py")
AGREE = Way("Agree it in a huddle", "groups", "huddles/huddles.py")
# What puts each right; everything else is set up at the office.
WAYS = {trainings.NAME: TRAIN, hand_offs.NAME: AGREE}


def must_have_rows(found: Sequence[MustHave]) -> None:
    """One line each, worst first as they come."""
    st.markdown("\n\n".join(f"{in_line(_badge(each))} {plain(each.sentence)}" for each in found))


def _badge(each: MustHave) -> Badge:
    icon, colour = SIGNS[each.standing]
    return Badge(each.badge, icon, colour)


def ways_to_them(found: Sequence[MustHave], viewer: Viewer, office: PlaceRow) -> None:
    """A button for each screen that puts something right which is not in place."""
    lacking = [each for each in found if each.standing is not Standing.IN_PLACE]
    ways = dict.fromkeys(WAYS.get(each.name, EQUIP) for each in lacking)
    with st.container(horizontal=True, gap="small"):
        for way in ways:
            key = f"must-have-{way.screen}"
            way_button(way, viewer, office.path, {"office": str(office.id)}, key=key)
