"""The matrix of a set: a table to type in and to paste into, kept in the record at each change."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from db.access import Viewer
from db.commands import limit_drafts as commands
from db.queries.limit_drafts import DraftView
from db.rules.limit_grids import PROBLEM, REMEDY, Grid, grid_of
from db.rules.refusals import EditedMeanwhile
from db.session import writing
from pages.components.escaping import plain
from pages.components.heading import second_line
from pages.components.moments import now

WAYS = (
    "Write none, 80, up to 80, or unlimited until 2027-03-31. A blank has no rule here: what is "
    "set above holds. Write “no rule” to end a rule. Whole blocks can be pasted from a spreadsheet."
)
# A longer table scrolls in itself, so that what is wrong in it stands close below.
MOST_AT_ONCE, TALL = 12, 470
LATEST = timedelta(days=5 * 365)
Kept = tuple[Grid, str, date | None]


def grid_shown(grid: Grid, *, key: str, place_name: str) -> None:
    """The matrix to read only."""
    st.dataframe(
        pd.DataFrame([*grid.lines], columns=[*grid.header]), hide_index=True, key=key,
        height="content" if len(grid.lines) <= MOST_AT_ONCE else TALL,
        alt=f"The limits of the set for {place_name}",
        column_config={REMEDY: {"pinned": True}},
    )  # fmt: skip


def grid_edited(viewer: Viewer, view: DraftView) -> None:
    """The matrix, the note and the day; each change is kept at once, and the screen drawn again
    with what it means. Where somebody else was quicker, both are shown and the run ends.
    """
    state = _State(view)
    mine = (_typed(view, state), *_note_and_day(state))
    if mine != state.kept:
        _keep(viewer, view, state, mine)
        st.rerun()
    if state.version < view.row.version:
        # Somebody else kept a change, and nothing of one's own is unsaved.
        state.begin_again(view)
        st.rerun()


def _keep(viewer: Viewer, view: DraftView, state: _State, mine: Kept) -> None:
    cells, note, starts_on = mine
    try:
        with writing() as session:
            state.version = commands.edit(
                session, viewer, draft_id=view.row.id, version=state.version, cells=cells,
                note=note, starts_on=starts_on, at=now(),
            )  # fmt: skip
    except EditedMeanwhile as refusal:
        _both(view, state, refusal)
        st.stop()
    state.kept = mine


class _State:
    """What this tab began with, what it kept last, and over which version."""

    def __init__(self, view: DraftView) -> None:
        self.key = f"grid-{view.row.id}"
        if self.key not in st.session_state:
            self.begin_again(view)

    def begin_again(self, view: DraftView) -> None:
        """Show what is stored now, in a fresh table."""
        former = st.session_state.get(self.key, {"round": 0})
        st.session_state[self.key] = {
            "round": former["round"] + 1, "start": _stored(view),
            "version": view.row.version, "kept": _stored(view),
        }  # fmt: skip

    @property
    def widget(self) -> str:
        """The key of the table; another one for each fresh start."""
        return f"{self.key}-{st.session_state[self.key]['round']}"

    @property
    def start(self) -> Kept:
        """With what the fields began: they remember what was typed over it."""
        begun: Kept = st.session_state[self.key]["start"]
        return begun

    @property
    def kept(self) -> Kept:
        """What this tab kept last."""
        kept: Kept = st.session_state[self.key]["kept"]
        return kept

    @kept.setter
    def kept(self, kept: Kept) -> None:
        st.session_state[self.key]["kept"] = kept

    @property
    def version(self) -> int:
        """The version that this tab stands on."""
        version: int = st.session_state[self.key]["version"]
        return version

    @version.setter
    def version(self, version: int) -> None:
        st.session_state[self.key]["version"] = version


def begin_again(view: DraftView) -> None:
    """After cells came from elsewhere, such as a file: show what is stored."""
    st.session_state.pop(f"grid-{view.row.id}", None)


def _stored(view: DraftView) -> Kept:
    return view.grid, view.row.note, view.row.starts_on


def _typed(view: DraftView, state: _State) -> Grid:
    start = state.start[0]
    second_line(WAYS)
    edited = st.data_editor(
        pd.DataFrame([*start.lines], columns=[*start.header], dtype=str),
        key=state.widget, num_rows="dynamic", hide_index=True,
        height="content" if len(start.lines) <= MOST_AT_ONCE else TALL,
        alt=f"The limits of the set for {view.row.place.name}",
        column_config={
            REMEDY: st.column_config.TextColumn(pinned=True, width=170),
            PROBLEM: st.column_config.TextColumn(width=180),
            **{grade: st.column_config.TextColumn(width=122) for grade in start.grades},
        },
    )  # fmt: skip
    lines = edited.astype(object).where(edited.notna(), "").to_numpy().tolist()
    return grid_of(start.header, [[str(cell) for cell in line] for line in lines])


def _note_and_day(state: _State) -> tuple[str, date | None]:
    _, begun_note, begun_day = state.start
    with st.container(horizontal=True, vertical_alignment="bottom"):
        note = st.text_input("What changes, and why", begun_note, key=f"{state.widget}-note",
                             width=460)  # fmt: skip
        today = now().date()
        starts_on = st.date_input(
            "In force from (empty: at once)", begun_day, key=f"{state.widget}-day",
            min_value=min(today, begun_day or today), max_value=today + LATEST,
            format="DD/MM/YYYY", width=230,
        )  # fmt: skip
    return (note or "").strip(), starts_on


def _both(view: DraftView, state: _State, refusal: EditedMeanwhile) -> None:
    """Their cells beside one's own, and the choice between the two."""
    st.warning(plain(str(refusal)), icon=":material/difference:")
    with st.container(border=True):
        st.markdown(f":gray[Stored now, by {plain(view.row.updated_by)}]")
        st.text(refusal.theirs)
    with st.container(horizontal=True):
        if st.button("Keep mine", key=f"{state.key}-mine", icon=":material/edit:"):
            state.version = view.row.version
            st.rerun()
        if st.button("Take theirs", key=f"{state.key}-theirs", icon=":material/download:"):
            state.begin_again(view)
            st.rerun()
