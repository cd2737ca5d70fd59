"""Adding a window cap: whose window, how long, and how often or how much."""

from __future__ import annotations

import streamlit as st

from db.access import Viewer
from db.commands import caps as commands
from db.queries.catalogue import CatalogueRow, GradeRow
from db.queries.places import PlaceRow
from db.rules.cap_lines import CapLine
from db.rules.money import PIECES, read_amount
from db.rules.refusals import Refusal
from db.rules.words import CapHolder, CapPeriod, CountedIn
from db.session import writing
from pages.components.heading import second_line
from pages.components.moments import now
from pages.components.refusals import refusals_shown
from pages.components.submitting import renew, submit_key

TIMES, WORTH = "times", "worth"
HOLDERS: list[CapHolder] = list(CapHolder)
PERIODS: list[CapPeriod] = list(CapPeriod)


def cap_form(
    viewer: Viewer,
    place: PlaceRow,
    grades: list[GradeRow],
    remedies: list[CatalogueRow],
    titles: dict[int, str],
) -> None:
    """One cap of the place; a cap of the same kind is replaced by it from now on."""
    key = submit_key(f"cap-{place.id}")
    rungs = {each.id: each.name for each in grades}
    gifts = {each.id: each for each in remedies}
    with refusals_shown(), st.form(f"cap-{key}", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            holder = st.selectbox("For each", HOLDERS, format_func=lambda each: each.label,
                                  key=f"holder-{key}", width=130)  # fmt: skip
            period = st.selectbox("In a", PERIODS, format_func=lambda each: each.label,
                                  key=f"period-{key}", index=None, placeholder="Choose",
                                  width=120)  # fmt: skip
            most = st.text_input("At most", key=f"most-{key}", width=120)
            unit = st.selectbox("Counted in", (TIMES, WORTH), key=f"unit-{key}", width=120)
        grade_id, remedy_id, problem_id = _about(key, rungs, gifts, titles)
        note = st.text_input("Why", key=f"why-{key}")
        second_line(
            f"Worth is counted in {place.currency}, or in pieces for a remedy that comes in "
            "pieces. The cap holds here and below from this minute; whichever cap leaves the "
            "least decides."
        )
        if st.form_submit_button("Publish cap", key=f"send-{key}", type="primary"):
            in_pieces = remedy_id and gifts[remedy_id].counted_in is CountedIn.PIECES
            line = _line(most or "", unit, PIECES if in_pieces else place.currency)
            line = CapLine(holder, period, grade_id, remedy_id, problem_id, line.most_times,
                           line.amount, line.currency)  # fmt: skip
            at = now()
            with writing() as session:
                commands.publish(session, viewer, place_id=place.id, line=line, note=note or "",
                                 in_force_from=at, submit_key=key, at=at)  # fmt: skip
            renew(f"cap-{place.id}")
            st.toast("Published. Every card counts by it from now on.", icon=":material/check:")
            st.rerun()


def _about(
    key: str, rungs: dict[int, str], gifts: dict[int, CatalogueRow], titles: dict[int, str]
) -> tuple[int | None, int | None, int | None]:
    """Grade, remedy and problem; what is left empty means any."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        grade_id = st.selectbox("Given by", list(rungs), index=None, key=f"grade-{key}",
                                format_func=lambda each: rungs[each], width=190,
                                placeholder="Any grade")  # fmt: skip
        remedy_id = st.selectbox("Remedy", list(gifts), index=None, key=f"gift-{key}",
                                 format_func=lambda each: gifts[each].name, width=190,
                                 placeholder="Any remedy")  # fmt: skip
        problem_id = st.selectbox("Problem", list(titles), index=None, key=f"about-{key}",
                                  format_func=lambda each: titles[each], width=260,
                                  placeholder="Any problem")  # fmt: skip
    return grade_id, remedy_id, problem_id


def _line(typed: str, unit: str, currency: str) -> CapLine:
    """How often or how much, as typed; a blank is left for the rule to refuse."""
    if not typed.strip():
        return CapLine(None, None)
    if unit == WORTH:
        return CapLine(None, None, amount=read_amount(typed, currency), currency=currency)
    if not typed.strip().lstrip("-").isdecimal():
        raise Refusal(f"“{typed.strip()}” is not a number of times. Write it as 2.")
    return CapLine(None, None, most_times=int(typed))
