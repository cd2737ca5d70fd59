"""A set as an XLSX file: take it along, fill it elsewhere, and bring it back."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from db.access import Viewer
from db.commands import limit_drafts as commands
from db.imports.limit_grids import read_xlsx
from db.queries.limit_drafts import DraftView
from db.queries.limit_sheets import sheet_of
from db.queries.sheets import as_xlsx
from db.rules.limit_grids import ANY_PROBLEM, ANY_REMEDY, Grid, GridRow
from db.session import writing
from pages.components.downloads import XLSX
from pages.components.limit_grid import begin_again
from pages.components.moments import now
from pages.components.refusals import refusals_shown


def set_downloaded(view: DraftView) -> None:
    """One button; the file has the layout of the table."""
    sheet = sheet_of(view.grid, place_name=view.row.place.name)
    st.download_button(
        "XLSX", lambda: as_xlsx(sheet), file_name=f"{sheet.name}.xlsx", mime=XLSX,
        key=f"set-file-{view.row.id}", icon=":material/download:", on_click="ignore",
        help="The set as a spreadsheet",
    )  # fmt: skip


def set_brought(viewer: Viewer, view: DraftView) -> None:
    """A file in place of the cells, or one row more; what is wrong in it is named afterwards."""
    with st.popover("Bring a file", icon=":material/upload_file:", key=f"bring-{view.row.id}"):
        content = st.file_uploader("XLSX with the same columns", type="xlsx",
                                   key=f"file-{view.row.id}-{view.row.version}")  # fmt: skip
        if content is not None:
            with refusals_shown():
                _keep(viewer, view, read_xlsx(content.getvalue()))
    known = view.drawn.known
    with st.popover("Add a row", icon=":material/add:", key=f"row-{view.row.id}"):
        remedy = st.selectbox(
            "Remedy", [*known.remedy_names, ANY_REMEDY], key=f"row-remedy-{view.row.id}"
        )
        problem = st.selectbox("Problem", [ANY_PROBLEM, *known.problem_names],
                               key=f"row-problem-{view.row.id}")  # fmt: skip
        if st.button("Add row", key=f"row-add-{view.row.id}", type="primary"):
            row = GridRow(remedy, problem, ("",) * len(view.grid.grades))
            with refusals_shown():
                _keep(viewer, view, replace(view.grid, rows=(*view.grid.rows, row)))
    for number, grade in enumerate(view.grid.grades):
        if grade.casefold() not in known.grades and st.button(
            f"Leave out “{grade}”", key=f"out-{view.row.id}-{number}", icon=":material/close:"
        ):
            _keep(viewer, view, _without(view.grid, number))


def _without(grid: Grid, column: int) -> Grid:
    def left(cells: tuple[str, ...]) -> tuple[str, ...]:
        return (*cells[:column], *cells[column + 1 :])

    rows = tuple(replace(row, cells=left(row.cells)) for row in grid.rows)
    return Grid(left(grid.grades), rows)


def _keep(viewer: Viewer, view: DraftView, cells: Grid) -> None:
    with writing() as session:
        commands.edit(
            session, viewer, draft_id=view.row.id, version=view.row.version, cells=cells,
            note=view.row.note, starts_on=view.row.starts_on, at=now(),
        )  # fmt: skip
    begin_again(view)
    st.rerun()
