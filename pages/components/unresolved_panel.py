"""Why customers left with their matter unresolved (P25)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from db.queries.sheets import Cell, Sheet
from pages.components.downloads import downloads
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.heading import second_line, section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.queries.places import PlaceRow
    from db.queries.walk_aways import UnresolvedEnds


def unresolved_panel(found: UnresolvedEnds, office: PlaceRow) -> None:
    """The reasons with their counts, the commonest first; none at all is said so."""
    section("Why customers left" if found.total else "Nobody noted that a customer left")
    second_line(
        f"{found.waiting:,} left while a manager was asked for, {found.unasked:,} before anybody "
        f"asked; {found.weeks} weeks to {found.last_day:%-d %b %Y}."
    )
    if found.reasons:
        lines = [f"- {count:,} {reason.label}" for reason, count in found.reasons]
        st.markdown("\n".join(lines))
    explain(_explanation(found, office), key="explain-unresolved")
    downloads(_sheet(found, office), key="unresolved")


def _explanation(found: UnresolvedEnds, office: PlaceRow) -> Explanation:
    return Explanation(
        definition="Customers who walked away with their matter unresolved, and the reason that "
        "staff or managers gave for it: with an ask that they left, or noted on the card where "
        "nobody had asked for a manager. Who left unseen is in no number.",
        rows_in=found.total - found.not_said,
        noun="customers of whom somebody said why",
        left_out=(LeftOut(found.not_said, "asks that customers left, and nobody said why"),),
        clock=f"whole weeks on the clock of {office.zone}; an ask counts in the week in which it "
        "was asked, a note in that in which it was made",
        formula="a count of each reason",
    )


def _sheet(found: UnresolvedEnds, office: PlaceRow) -> Sheet:
    rows: list[Sequence[Cell]] = [
        ("left while a manager was asked for", "", found.waiting),
        ("left before anybody asked", "", found.unasked),
        *(("reason", reason.label, count) for reason, count in found.reasons),
        ("nobody said why", "", found.not_said),
    ]
    name = f"why customers left {office.name} {found.weeks} weeks"
    return Sheet(name, ("what", "reason", "count"), tuple(rows))
