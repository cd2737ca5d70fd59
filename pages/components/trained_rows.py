"""Managers one by one: what they were trained in, what they are good at, what they rehearsed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import streamlit as st

from db.queries.demand import TRIED_DAYS
from db.queries.trainings import managers_one_by_one
from db.session import reading
from pages.components.badges import Badge, in_line
from pages.components.escaping import plain
from pages.components.heading import second_line
from pages.components.moments import now

if TYPE_CHECKING:
    from db.access import Viewer
    from db.queries.places import PlaceRow
    from db.queries.trainings import ManagerRow


def manager_rows(viewer: Viewer, office: PlaceRow) -> None:
    """Every manager of the office by name, in the same words for each; asked when it is opened."""
    with st.expander("Managers, one by one", key="managers", on_change="rerun") as part:
        if not part.open:
            return
        today = now().astimezone(ZoneInfo(office.zone)).date()
        with reading() as session:
            rows = managers_one_by_one(session, viewer, office=office, now=now())
        if not rows:
            st.markdown("No manager works here. Ask your administrator to add one.")
        for row in rows:
            with st.container(border=True, key=f"manager-{row.name}", gap="xsmall"):
                _manager(row, today)


def _manager(row: ManagerRow, today: date) -> None:
    st.markdown(f"**{plain(row.name)}**  \n:small[:gray[{plain(row.grade.capitalize())}]]")
    badges = [_badge(name, until, today) for name, until in row.needed]
    badges += [Badge(name, "check", "gray") for name in row.others]
    if badges:
        st.markdown(in_line(*badges))
    good_at = f"Better than most with {', '.join(row.skills)}. " if row.skills else ""
    second_line(f"{good_at}{_drills(row)}")


def _drills(row: ManagerRow) -> str:
    if row.last_drill_on is None:
        return f"No drill in {TRIED_DAYS} days."
    noun = "drill" if row.drills == 1 else "drills"
    return f"{row.drills} {noun} in {TRIED_DAYS} days, the last on {row.last_drill_on:%-d %b %Y}."


def _badge(name: str, until: date | None, today: date) -> Badge:
    if until is None:
        return Badge(f"{name}: never", "close", "red")
    if until < today:
        return Badge(f"{name}: over since {until:%-d %b %Y}", "history", "orange")
    return Badge(f"{name} until {until:%-d %b %Y}", "check", "green")
