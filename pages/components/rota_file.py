"""A rota as a file: its columns named, looked at with its counts, then imported."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from db.access import Viewer
from db.imports import rota
from db.imports.reports import ImportReport, lines_of
from db.imports.rota_mapping import NEEDED, SAID, RotaMapping, usual_columns
from db.imports.shifts import Weeks
from db.queries.places import PlaceRow
from db.session import reading, writing
from pages.components.escaping import plain
from pages.components.heading import second_line
from pages.components.moments import now
from pages.components.refusals import refusals_shown

KINDS = ["csv", "xlsx"]


def rota_file_part(viewer: Viewer, place: PlaceRow, monday: date) -> None:
    """Upload, see what each row becomes, import; the same file again adds nothing."""
    turn = int(st.session_state.get("rota-turn", 0))
    with st.expander("Bring the rota as a file", icon=":material/upload_file:", key="rota-file"):
        second_line("CSV or XLSX: person, date or weekday, from, until; office and skills if any.")
        file = st.file_uploader(
            "Rota", type=KINDS, key=f"rota-upload-{turn}", label_visibility="collapsed"
        )
        if file is None:
            return
        with refusals_shown():
            _looked_at(viewer, place, monday, file.name, file.getvalue())


def _looked_at(viewer: Viewer, place: PlaceRow, monday: date, name: str, content: bytes) -> None:
    mapping = _mapped(rota.header_of_content(name, content))
    if mapping is None:
        return
    given = rota.read_content(name, content, mapping, now=now())
    weeks = _weeks(given, monday)
    with reading() as session:
        seen = rota.write(session, viewer, given, under=place, weeks=weeks, dry_run=True, at=now())
    _told(seen)
    if not seen.rows_kept:
        return
    noun = "shift" if seen.shifts == 1 else "shifts"
    if st.button(f"Import {seen.shifts:,} {noun}", key="rota-import", type="primary"):
        with writing() as session:
            done = rota.write(session, viewer, given, under=place, weeks=weeks, at=now())
        st.session_state["rota-turn"] = int(st.session_state.get("rota-turn", 0)) + 1
        st.toast(f"{done.shifts:,} shifts added from {done.rows_kept:,} rows.")
        st.rerun()


def _mapped(header: tuple[str, ...]) -> RotaMapping | None:
    """Which column is what, as their names say until somebody says otherwise."""
    guessed = usual_columns(header)
    chosen: dict[str, str] = {}
    with st.container(horizontal=True, gap="small"):
        for meaning, said in SAID.items():
            known = guessed.get(meaning)
            column = st.selectbox(
                said.capitalize(), header, index=header.index(known) if known else None,
                key=f"rota-column-{meaning}", width=150, placeholder="No column",
            )  # fmt: skip
            if column:
                chosen[meaning] = column
    missing = [SAID[each] for each in NEEDED if each not in chosen]
    if missing:
        st.markdown(f"Choose the column that says {plain(missing[0])}.")
        return None
    return RotaMapping(**chosen)  # type: ignore[arg-type]  # columns by what they mean


def _weeks(given: rota.RotaRead, monday: date) -> Weeks:
    """Weekdays are those of the week on the screen; each may repeat until a day."""
    if not given.has_weekdays:
        return Weeks()
    sunday = monday + timedelta(days=6)
    until = st.date_input(
        "Repeat weekly until", sunday, min_value=sunday, key=f"rota-until-{monday}",
        format="DD/MM/YYYY", help=f"The weekdays begin in the week of {monday:%-d %b %Y}.",
    )  # fmt: skip
    return Weeks(monday, until)


def _told(report: ImportReport) -> None:
    """What would become of the file, line by line, as the command line says it too."""
    first, *others = lines_of(report)
    st.markdown(f"**{plain(first)}**")
    st.markdown("  \n".join(plain(line.strip()) for line in others))
