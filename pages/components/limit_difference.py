"""The difference that a set would make, shown before it is published."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from db.queries.limit_difference import Affected, Difference
from pages.components.escaping import plain
from pages.components.heading import second_line, section

SIGNS = {1: "▲ more", -1: "▼ less", 0: "◆ otherwise"}
FEW = 5


def difference_shown(found: Difference, *, key: str) -> None:
    """Who gains and who loses, then what would be odd; an odd thing is a sentence."""
    section("What it changes")
    rows = [*found.losses, *found.gains, *found.others]
    if not rows:
        st.markdown("Nobody may give more or less than before.")
    else:
        st.markdown(_in_short(found))
        _table(rows, key)
    _sentences("No longer answerable", found.unanswerable, "error")
    _sentences("A lower grade would exceed a higher one", found.inversions, "swap_vert")
    _sentences("Rules that can never win", found.shadowed, "visibility_off")
    if found.drift:
        second_line(found.drift)
    if found.empty:
        title = f"{len(found.empty)} of {found.cells} cells stay without a rule"
        with st.expander(title, key=f"{key}-empty", icon=":material/check_box_outline_blank:"):
            st.markdown(plain("; ".join(found.empty) + "."))
            second_line("No rule here nor above: nobody of that grade may give it.")


def _in_short(found: Difference) -> str:
    parts = []
    for rows, verb in ((found.losses, "may give less"), (found.gains, "may give more")):
        grades = {each.grade: each.people for each in rows}
        people = sum(max(each.people for each in rows if each.grade == grade) for grade in grades)
        if rows:
            noun = "person" if people == 1 else "people"
            parts.append(f"**{people} {noun}** {verb} ({plain(', '.join(grades))})")
    return ("; ".join(parts) or "Only dates or currencies change") + "."


def _table(rows: Sequence[Affected], key: str) -> None:
    st.dataframe(
        {
            "Change": [SIGNS[each.gain] for each in rows],
            "Grade": [each.grade for each in rows],
            "Remedy": [each.remedy for each in rows],
            "Problem": [each.problem for each in rows],
            "Before": [each.old for each in rows],
            "After": [each.new for each in rows],
            "People": [each.people for each in rows],
        },
        hide_index=True, key=f"{key}-table", alt="Who may give more or less",
        height="content" if len(rows) <= 2 * FEW else 400,
    )  # fmt: skip


def _sentences(title: str, said: Sequence[str], icon: str) -> None:
    if not said:
        return
    lines = [plain(each) for each in said[:FEW]]
    more = len(said) - FEW
    if more > 0:
        lines.append(f"And {more} more.")
    st.warning(f"**{title}**\n\n" + "\n\n".join(lines), icon=f":material/{icon}:")
