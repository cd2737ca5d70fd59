"""The sets of limits that were published around a place, with what may be done with each."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Viewer
from db.queries import limit_matrix
from db.queries.limit_matrix import SetRow
from db.queries.places import PlaceRow
from db.session import reading
from pages.components.escaping import plain
from pages.components.heading import second_line, section
from pages.components.paging import paged, shown_of

Beneath = Callable[[SetRow], None]
"""Draws what stands beneath one set."""


def _nothing(_sets: list[SetRow]) -> Beneath:
    return lambda _row: None


def published_sets(
    viewer: Viewer,
    place: PlaceRow,
    *,
    per_page: int,
    acts: Callable[[list[SetRow]], Beneath] = _nothing,
) -> None:
    """The published sets around the place, the latest first. `acts` is asked once for all that
    are shown.
    """
    section("What was published")
    with reading() as session:
        total = limit_matrix.published_sets(session, viewer, path=place.path, limit=1, offset=0)[1]
    part = paged(total, key="page", per_page=per_page)
    with reading() as session:
        sets, _ = limit_matrix.published_sets(
            session, viewer, path=place.path, limit=part.limit, offset=part.offset
        )
    beneath = acts(sets)
    for each in sets:
        with st.container(border=True, gap="xsmall", key=f"set-{each.id}"):
            _one(place, each)
            beneath(each)
    second_line(shown_of(part, total, "sets"))


def _one(place: PlaceRow, row: SetRow) -> None:
    zone = ZoneInfo(place.zone)
    at, start = row.published_at.astimezone(zone), row.in_force_from.astimezone(zone)
    noun = "rule" if row.lines == 1 else "rules"
    st.markdown(f"**{plain(row.place_name)}** {plain(row.note)}")
    second_line(
        f"{row.lines} {noun} by {row.published_by} on {at:%-d %b %Y %H:%M}, "
        f"in force from {start:%-d %b %Y %H:%M}."
    )
