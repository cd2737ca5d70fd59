"""What a screen shows, to take along as CSV or XLSX, and as a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from db.queries.sheets import Sheet, as_csv, as_xlsx
from pages.components.pictures import Lazy, picture_buttons

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Later:
    """A sheet of more rows than the screen shows: they are asked for when a file is wanted."""

    name: str
    made: Callable[[], Sheet]


def downloads(sheet: Sheet | Later, *, key: str, picture: Lazy | None = None) -> None:
    """Small buttons, inside a line of `files`; a file is made only when one of them is pressed."""
    sheet_buttons(sheet, key=key)
    if picture:
        picture_buttons([picture], name=sheet.name, key=key)


def sheet_buttons(sheet: Sheet | Later, *, key: str) -> None:
    """The table as CSV and as XLSX."""

    def made() -> Sheet:
        return sheet.made() if isinstance(sheet, Later) else sheet

    st.download_button(
        "CSV",
        lambda: as_csv(made()).encode("utf-8-sig"),
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
        lambda: as_xlsx(made()),
        file_name=f"{sheet.name}.xlsx",
        mime=XLSX,
        key=f"{key}-xlsx",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        help=f"{sheet.name} as XLSX",
    )


def whole_screen(pictures: Sequence[Lazy], *, name: str, title: str) -> None:
    """Every picture of a screen in one, below the finding; nothing where there is none."""
    if pictures:
        with files():
            st.markdown(":gray[All of this screen]", width="content")
            picture_buttons(pictures, name=name, key="screen", title=title)


def files() -> DeltaGenerator:
    """One line for the way to the rows and for the files."""
    return st.container(horizontal=True, gap="small", vertical_alignment="center")


def number(value: float | None, places: int = 4) -> Decimal | None:
    """A measured number as a cell: rounded, so that no file shows digits nobody measured."""
    return None if value is None else Decimal(f"{value:.{places}f}")
