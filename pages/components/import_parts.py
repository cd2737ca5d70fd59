"""The parts of the screen of imports: handing a file in, and how far each import is."""

from __future__ import annotations

import streamlit as st

from db.access import Permission, Viewer
from db.commands import import_orders as commands
from db.imports import shelf
from db.queries.import_orders import OrderRow, import_orders
from db.rules.words import ImportState
from db.session import reading, writing
from pages.components.escaping import plain
from pages.components.gate import still_here
from pages.components.heading import second_line
from pages.components.import_words import counted, heading_of, left_of
from pages.components.moments import now
from pages.components.refusals import refusals_shown
from pages.components.submitting import renew, submit_key

KINDS = ["csv", "xlsx"]


def order_part(viewer: Viewer) -> None:
    """A file and its mapping, handed in together."""
    key = submit_key("import-order")
    with st.expander(
        "Import escalations or contacts served", icon=":material/upload_file:", key="import-new"
    ):
        second_line(
            "A CSV or XLSX file, and a mapping that says which column means what: a file of "
            "tickets with their stages, or of customers served by day."
        )
        file = st.file_uploader("File", type=KINDS, key=f"import-file-{key}")
        mapping = st.file_uploader("Mapping (TOML)", type=["toml"], key=f"import-mapping-{key}")
        if not st.button(
            "Import", key="import-go", type="primary", disabled=not (file and mapping)
        ):
            return
        if file is None or mapping is None:
            return
        text = mapping.getvalue().decode("utf-8", errors="replace")
        with refusals_shown():
            shelf.lay_down(key, file.name, file.getvalue(), mapping=text)
            with writing() as session:
                commands.order(
                    session, viewer, file_name=file.name, mapping=text, submit_key=key, at=now()
                )
            renew("import-order")
            st.rerun()


@st.fragment(run_every="2s")
def orders_under_way() -> None:
    """How far each import is; looked at again while one of them goes on."""
    viewer = still_here(Permission.IMPORT_RUN)
    with reading() as session:
        orders = import_orders(session, viewer, now=now())
    for order in orders:
        order_card(viewer, order)
    if not any(each.progress.is_under_way and not each.is_interrupted for each in orders):
        st.rerun()


def order_card(viewer: Viewer, order: OrderRow) -> None:
    """One import: how far, how quick, how long still; and what may be done."""
    progress = order.progress
    with st.container(border=True, key=f"import-{order.id}"):
        st.markdown(f"**{plain(order.file_name)}** · {heading_of(order)}")
        if progress.is_under_way:
            st.progress(progress.share, text=left_of(order))
        second_line(counted(progress))
        if order.note:
            with st.expander("What became of it", key=f"import-note-{order.id}"):
                st.text(order.note)
        _acts(viewer, order)


def _acts(viewer: Viewer, order: OrderRow) -> None:
    may_go_on = order.is_interrupted or order.progress.state is ImportState.STOPPED
    if may_go_on and st.button("Carry on", key=f"import-carry-{order.id}"):
        with refusals_shown(), writing() as session:
            commands.carry_on(session, viewer, order_id=order.id, at=now())
        st.rerun()
    may_stop = order.progress.is_under_way and not order.is_stopping and not order.is_interrupted
    if may_stop and st.button("Stop", key=f"import-stop-{order.id}"):
        with refusals_shown(), writing() as session:
            commands.stop(session, viewer, order_id=order.id, at=now())
        st.rerun()
