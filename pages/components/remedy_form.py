"""Adding a remedy to the catalogue, which holds for the whole organisation."""

from __future__ import annotations

import streamlit as st

from db.access import Viewer
from db.commands import remedies as commands
from db.rules.money import read_amount
from db.rules.words import CountedIn, RemedyKind
from db.session import writing
from pages.components.heading import second_line
from pages.components.moments import now
from pages.components.refusals import refusals_shown

KINDS: list[RemedyKind] = list(RemedyKind)
COUNTS: list[CountedIn] = list(CountedIn)


def remedy_form(viewer: Viewer, *, currency: str) -> None:
    """What it is, and how it is counted; pieces carry what one of them costs in `currency`."""
    with refusals_shown(), st.form("add-remedy", border=False):
        with st.container(horizontal=True):
            name = st.text_input("Name", key="remedy-name", width=220)
            code = st.text_input("Code", key="remedy-code", width=120)
            kind = st.selectbox(
                "Kind", KINDS, format_func=lambda each: each.label, key="remedy-kind", width=180
            )
            counted_in = st.selectbox(
                "Counted in", COUNTS, format_func=lambda each: each.label, key="remedy-in",
                width=140,
            )  # fmt: skip
            cost = st.text_input(f"One piece costs, {currency}", key="remedy-cost", width=180)
        needs_evidence = st.toggle("Needs evidence", key="remedy-evidence")
        second_line("Nobody may give it until limits are published for it.")
        if st.form_submit_button("Add remedy", key="remedy-send", type="primary"):
            unit_cost = read_amount(cost, currency) if cost and cost.strip() else None
            with writing() as session:
                commands.add_remedy(
                    session, viewer, code=code or "", name=name or "", kind=kind,
                    counted_in=counted_in, unit_cost=unit_cost,
                    unit_cost_currency=currency if unit_cost else None,
                    needs_evidence=needs_evidence, at=now(),
                )  # fmt: skip
            st.rerun()
