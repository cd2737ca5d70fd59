"""Open a design brief by hand, where a problem is looked at."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.access import Permission, Viewer
from db.commands import design_briefs as commands
from db.queries.places import PlaceRow, places_where
from db.rules.words import PlaceKind
from db.session import reading, writing
from pages.components.moments import now
from pages.components.refusals import refusals_shown


def brief_opening(viewer: Viewer, *, problem_id: int) -> None:
    """A closed expander for whoever manages an office or answers for several: where it comes back,
    and why.
    """
    with reading() as session:
        found = places_where(session, viewer, Permission.BRIEF_LEAD)
    places = _own_first([each for each in found if each.kind is not PlaceKind.TEAM], viewer)
    if not places:
        return
    with st.expander("It keeps coming back", icon=":material/construction:", key="brief"):
        st.markdown("A design brief asks those who can prevent it. It closes when its chart drops.")
        names = {each.id: _named(each) for each in places}
        place_id = st.selectbox("Where", list(names), format_func=names.__getitem__,
                                key="brief-office", width=280)  # fmt: skip
        why = st.text_input("Why now", key="brief-why")
        if st.button("Open brief", key="brief-open", icon=":material/construction:"):
            _open(viewer, place_id, problem_id, why, names)


def _own_first(places: Sequence[PlaceRow], viewer: Viewer) -> list[PlaceRow]:
    """The own office, then the offices by name, then the places above them."""
    return sorted(
        places,
        key=lambda each: (
            each.id != viewer.office_id,
            each.kind is not PlaceKind.OFFICE,
            each.name,
        ),
    )


def _named(place: PlaceRow) -> str:
    return place.name if place.kind is PlaceKind.OFFICE else f"{place.name}: across its offices"


def _open(viewer: Viewer, place_id: int, problem_id: int, why: str, names: dict[int, str]) -> None:
    with refusals_shown():
        with writing() as session:
            commands.open_by_hand(
                session, viewer, place_id=place_id, problem_id=problem_id, why=why, at=now()
            )
        st.success(f"The brief for {names[place_id]} stands under Design briefs.")
