"""The list behind a number: what it counts in words, and each ask as a row that opens."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NoReturn
from zoneinfo import ZoneInfo

import streamlit as st

from db.queries.places import PlaceRow
from db.queries.selected_rows import Behind, RowBehind
from db.rules.selections import WEEK, Basis, Selection, address_of, chips_of, day_in_words
from db.rules.spans import DAY
from pages.components.badges import ASK, ESCALATION, OUTCOME, badge_for, in_line
from pages.components.behind import PERIOD
from pages.components.escaping import plain
from pages.components.periods import PERIODS, USUAL
from pages.screens import FOLDER

COUNTS = {
    Basis.ASKS: "every ask of these weeks",
    Basis.RATE: "asks on days with recorded contacts",
    Basis.WAITS: "every ask up to now",
}


def period_in_address() -> int:
    """Over how many weeks the number was counted; the usual period where the address has none."""
    named = st.query_params.get(PERIOD, "")
    return next((weeks for weeks in PERIODS if str(weeks) == named), USUAL)


def basis_in_address() -> Basis:
    """What the number counts that somebody came from; every ask where the address names none."""
    named = st.query_params.get("of", "")
    return Basis(named) if named in set(Basis) else Basis.ASKS


def behind_heading(
    found: Behind, basis: Basis, mondays: Sequence[date], selection: Selection, *, today: date
) -> tuple[str, str]:
    """How many asks there are, and the line below: where, when, what is counted and what is not."""
    asks = "1 ask" if found.counted == 1 else f"{found.counted:,} asks"
    chosen = selection.mondays_of(mondays)
    first, last = chosen[0], chosen[-1] + WEEK - DAY
    parts = [
        found.office.name,
        f"{day_in_words(first, today=today)} to {day_in_words(last, today=today)}",
        *chips_of(selection, today=today).values(),
        COUNTS[basis],
    ]
    line = f"{', '.join(parts)}."
    if found.left_out:
        line += f" {found.left_out:,} more fell on days without contacts and are in no rate."
    return f"{asks} behind the number", line


def row_behind(row: RowBehind, zone: ZoneInfo) -> None:
    """One ask: what, whose, when, what became of it, and the way to its record."""
    when = row.asked_at.astimezone(zone)
    badges = in_line(
        badge_for(ESCALATION, row.state.value), badge_for(ASK, row.escalation_class.value)
    )
    if row.outcome:
        badges += " " + in_line(badge_for(OUTCOME, row.outcome.value))
    who = ", ".join(each for each in (row.asker_name, row.place_name) if each)
    with st.container(border=True, key=f"row-{row.id}", horizontal=True, gap="xsmall",
                      vertical_alignment="center", horizontal_alignment="distribute"):  # fmt: skip
        st.markdown(
            f"**{plain(row.title)}** {badges}  \n"
            f":small[:gray[{plain(f'{who}, {when:%a %-d %b %Y %H:%M}')}]]",
            width="stretch",
        )
        if st.button("Open", key=f"open-{row.id}", help=f"Every step of {plain(row.title)}"):
            st.switch_page(
                str(FOLDER / "escalations/record.py"), query_params={"escalation": str(row.id)}
            )


def back_to_measures(office: PlaceRow, weeks: int, selection: Selection) -> NoReturn:
    """The screen of the measures, as it was."""
    st.switch_page(
        str(FOLDER / "measures/office.py"),
        query_params={
            "office": str(office.id), "weeks": PERIODS[weeks], **address_of(selection),
        },
    )  # fmt: skip
