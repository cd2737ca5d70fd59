"""What a screen shows, to take along as CSV or XLSX."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db.queries.sheets import Sheet, as_csv, as_xlsx
from pages.components.pictures import Lazy, picture_buttons

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def downloads(sheet: Sheet, *, key: str, picture: Lazy | None = None) -> None:
    """Small buttons; a file is made only when one of them is pressed."""
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "CSV",
            lambda: as_csv(sheet).encode("utf-8-sig"),
            file_name=f"{sheet.name}.csv",
            mime="text/csv",
            key=f"{key}-csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            help=f"{sheet.name} as CSV",
        )
        st.download_button(
            "XLSX",
            lambda: as_xlsx(sheet),
            file_name=f"{sheet.name}.xlsx",
            mime=XLSX,
            key=f"{key}-xlsx",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            help=f"{sheet.name} as XLSX",
        )
        if picture:
            picture_buttons([picture], name=sheet.name, key=key)


def files() -> DeltaGenerator:
    """One line for the way to the rows and for the files."""
    return st.container(horizontal=True, gap="small")


def number(value: float | None, places: int = 4) -> Decimal | None:
    """A measured number as a cell: rounded, so that no file shows digits nobody measured."""
    return None if value is None else Decimal(f"{value:.{places}f}")
