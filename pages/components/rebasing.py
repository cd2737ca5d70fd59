"""A new usual range from a week on: a change that is known is no signal any more.

It is tried out in the address first, where nobody else sees it; kept with its reason, it stands
in the record, for everybody and for the reports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from db.access import Permission, Viewer, may
from db.commands import rebases as commands
from db.queries.places import PlaceRow
from db.queries.rebases import RebaseRow
from db.rules.selections import day_in_words
from db.session import writing
from pages.charts.rates import Note
from pages.components.escaping import plain
from pages.components.heading import second_line
from pages.components.moments import now
from pages.components.refusals import refusals_shown
from pages.components.selecting import CROSS
from pages.components.submitting import renew, submit_key

REBASE = "range"
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Ranges:
    """The ranges that begin in the shown weeks: those on record, and one that is tried out."""

    begun: tuple[RebaseRow, ...]
    tried: date | None

    @property
    def starts(self) -> frozenset[date]:
        """The Mondays on which a range begins."""
        tried = () if self.tried is None else (self.tried,)
        return frozenset((*(row.starts_on for row in self.begun), *tried))

    @property
    def notes(self) -> tuple[Note, ...]:
        """Their marks on the chart, each with its words."""
        begun = tuple(Note(row.starts_on, f"new range: {row.reason}") for row in self.begun)
        return begun if self.tried is None else (*begun, Note(self.tried, "new range, not kept"))

    def sentences(self, *, today: date) -> list[str]:
        """Who began each range, when and why."""
        return [
            f"New range from {day_in_words(row.starts_on, today=today)}: {row.reason}. "
            f"Set by {row.set_by or 'the operator'} on {row.set_at:%-d %b %Y}."
            for row in self.begun
        ]


def ranges_shown(begun: Sequence[RebaseRow], mondays: Sequence[date]) -> Ranges:
    """Those on record that begin within the weeks, and the one that the address tries out."""
    inside = tuple(row for row in begun if row.starts_on in mondays[1:])
    named = st.query_params.get(REBASE, "")
    known = {row.starts_on for row in inside}
    tried = (monday for monday in mondays[1:] if monday.isoformat() == named)
    return Ranges(inside, next((monday for monday in tried if monday not in known), None))


def range_chip(ranges: Ranges, *, today: date) -> None:
    """The range that is tried out as a chip that takes it away."""
    if ranges.tried:
        words = f"Trying a new range from {day_in_words(ranges.tried, today=today)}"
        st.button(
            plain(words), key="chip-range", icon=CROSS, icon_position="right", help="Take away",
            on_click=_try, args=(None,),
        )  # fmt: skip


def offer_rebase(changed: date, *, today: date) -> None:
    """A button that tries a new range where a change was found."""
    st.button(
        f"New range from {day_in_words(changed, today=today)}", key="rebase", type="tertiary",
        icon=":material/start:", on_click=_try, args=(changed,),
        help="When the cause is known: judge the weeks since then by themselves",
    )  # fmt: skip


def range_lines(ranges: Ranges, *, today: date) -> None:
    """Below the chart: who began each range, when and why."""
    for sentence in ranges.sentences(today=today):
        second_line(sentence)


def range_menu(
    viewer: Viewer, office: PlaceRow, mondays: Sequence[date], ranges: Ranges, *, today: date
) -> None:
    """Try a new range, keep it with its reason, take one back, for whoever may."""
    if not may(viewer, Permission.RANGE_START, office.path):
        return
    with st.popover("Usual range", icon=":material/start:", key="range-menu"):
        if ranges.tried:
            _keep(viewer, office, ranges.tried, today=today)
        else:
            _choose(mondays, ranges, today=today)
        for row in ranges.begun:
            _take_back(viewer, row, today=today)


def _choose(mondays: Sequence[date], ranges: Ranges, *, today: date) -> None:
    free = [each for each in reversed(mondays[1:]) if each not in ranges.starts]
    chosen = st.selectbox(
        "Judge the weeks by themselves from", free, index=None, key="range-from",
        format_func=lambda day: day_in_words(day, today=today), placeholder="Choose a week",
    )  # fmt: skip
    st.button("Try it", key="range-try", disabled=chosen is None, on_click=_try, args=(chosen,))


def _keep(viewer: Viewer, office: PlaceRow, tried: date, *, today: date) -> None:
    st.markdown(
        f"From {day_in_words(tried, today=today)} on, weeks are judged by themselves. So far that "
        "stands in this address alone."
    )
    why = st.text_input("Why", key="range-why", max_chars=LONGEST,
                        placeholder="New refund limits at the desk")  # fmt: skip
    if st.button("Keep it", key="range-keep", icon=":material/check:", type="primary"):
        name = f"rebase-{office.id}-{tried}"
        with refusals_shown():
            with writing() as session:
                commands.start(session, viewer, place_id=office.id, starts_on=tried, reason=why,
                               submit_key=submit_key(name), at=now())  # fmt: skip
            renew(name)
            _try(None)
            st.rerun()


def _take_back(viewer: Viewer, row: RebaseRow, *, today: date) -> None:
    with st.container(border=True, gap="small"):
        st.markdown(f"**From {day_in_words(row.starts_on, today=today)}**  \n{plain(row.reason)}")
        why = st.text_input("Why it goes", key=f"range-why-{row.id}", max_chars=LONGEST)
        if st.button("Take back", key=f"range-end-{row.id}", icon=":material/undo:"):
            with refusals_shown():
                with writing() as session:
                    commands.take_back(session, viewer, rebase_id=row.id, reason=why, at=now())
                st.rerun()


def _try(monday: date | None) -> None:
    if monday:
        st.query_params[REBASE] = monday.isoformat()
    else:
        st.query_params.pop(REBASE, None)
