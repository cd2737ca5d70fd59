"""What was published at a place: roll it back, and see who has not read it yet."""

from __future__ import annotations

import streamlit as st

from db.access import Permission, Viewer, may
from db.commands import limit_rollbacks
from db.queries import limit_readings
from db.queries.limit_matrix import SetRow
from db.queries.limit_readings import Readers
from db.queries.places import PlaceRow
from db.session import reading, writing
from pages.components.escaping import plain
from pages.components.heading import second_line
from pages.components.moments import now
from pages.components.published_sets import Beneath, published_sets
from pages.components.refusals import refusals_shown
from pages.components.submitting import renew, submit_key

PER_PAGE, FEW = 5, 12


def history(viewer: Viewer, place: PlaceRow) -> None:
    """The published sets around the place, the latest first."""

    def acts(sets: list[SetRow]) -> Beneath:
        with reading() as session:
            readers = limit_readings.readers_of(
                session, viewer, limit_set_ids=[each.id for each in sets]
            )
        return lambda row: _acts(viewer, row, readers.get(row.id))

    published_sets(viewer, place, per_page=PER_PAGE, acts=acts)


def _acts(viewer: Viewer, row: SetRow, readers: Readers | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if may(viewer, Permission.LIMITS_DRAFT, row.place_path) and st.button(
            "Roll back", key=f"roll-back-{row.id}", icon=":material/undo:"
        ):
            _roll_back(viewer, row)
        if readers is not None:
            _read_by(readers, row.id)


def _read_by(readers: Readers, set_id: int) -> None:
    read = readers.asked - len(readers.not_yet)
    label = f"Read by {read} of {readers.asked}"
    if not readers.not_yet:
        st.markdown(f":gray[{label}]")
        return
    with st.popover(label, icon=":material/visibility:", key=f"readers-{set_id}"):
        st.markdown("Not read yet:")
        for name in readers.not_yet[:FEW]:
            st.markdown(plain(name))
        if len(readers.not_yet) > FEW:
            second_line(f"And {len(readers.not_yet) - FEW} more.")


def _roll_back(viewer: Viewer, row: SetRow) -> None:
    name = f"roll-back-{row.id}"
    with refusals_shown():
        with writing() as session:
            draft_id = limit_rollbacks.begin(
                session, viewer, limit_set_id=row.id, submit_key=submit_key(name), at=now()
            )
        renew(name)
        st.query_params["set"] = str(draft_id)
        st.rerun()
