"""What was published at a place: roll it back, and see who has not read it yet."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission, Viewer, may
from db.commands import limit_rollbacks
from db.queries import limit_matrix, limit_readings
from db.queries.limit_matrix import SetRow
from db.queries.limit_readings import Readers
from db.queries.places import PlaceRow
from db.session import reading, writing
from pages.components.escaping import plain
from pages.components.heading import second_line, section
from pages.components.moments import now
from pages.components.paging import paged, shown_of
from pages.components.refusals import refusals_shown
from pages.components.submitting import renew, submit_key

PER_PAGE, FEW = 5, 12


def history(viewer: Viewer, place: PlaceRow) -> None:
    """The published sets around the place, the latest first."""
    section("What was published")
    with reading() as session:
        total = limit_matrix.published_sets(session, viewer, path=place.path, limit=1, offset=0)[1]
    part = paged(total, key="page", per_page=PER_PAGE)
    with reading() as session:
        sets, _ = limit_matrix.published_sets(
            session, viewer, path=place.path, limit=part.limit, offset=part.offset
        )
        readers = limit_readings.readers_of(
            session, viewer, limit_set_ids=[each.id for each in sets]
        )
    for each in sets:
        with st.container(border=True, gap="xsmall", key=f"set-{each.id}"):
            _one(viewer, place, each, readers.get(each.id))
    second_line(shown_of(part, total, "sets"))


def _one(viewer: Viewer, place: PlaceRow, row: SetRow, readers: Readers | None) -> None:
    zone = ZoneInfo(place.zone)
    at, start = row.published_at.astimezone(zone), row.in_force_from.astimezone(zone)
    noun = "rule" if row.lines == 1 else "rules"
    st.markdown(f"**{plain(row.place_name)}** {plain(row.note)}")
    second_line(
        f"{row.lines} {noun} by {row.published_by} on {at:%-d %b %Y %H:%M}, "
        f"in force from {start:%-d %b %Y %H:%M}."
    )
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
