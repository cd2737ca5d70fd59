"""How everybody stood after some minutes: chosen in the curve, or by keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from db.queries.office_waits import OfficeWaits
from db.rules.bases import Basis
from db.rules.marks import Mark
from db.rules.words import WaitClock
from pages.components.behind import Count
from pages.components.selecting import renew_choices
from pages.components.wait_words import DONE, length

AFTER, BOX = "after", "length"
MINUTE, HOUR, DAY = 60, 3_600, 86_400
LENGTHS = (
    *(MINUTE, 3 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE),
    *(HOUR, 4 * HOUR, DAY, 7 * DAY, 30 * DAY),
)
USUAL, LONGEST = 5 * MINUTE, 10 * 365 * DAY


def length_in_address() -> int:
    """After how many seconds the screen looks at who was reached; five minutes where the address
    names none that can be meant.
    """
    named = st.query_params.get(AFTER, "")
    if not named.isdecimal() or len(named) > len(str(LONGEST)):
        return USUAL
    return min(int(named), LONGEST)


def take_length(chosen: Mapping[str, Any]) -> None:
    """Look at the length that was clicked in the curve."""
    if "seconds" in chosen:
        st.session_state[BOX] = int(chosen["seconds"])
        _keep(int(chosen["seconds"]))


def choose_length(seconds: int) -> None:
    """The same by keyboard, and the sentence that it begins."""
    # One key for good: a box that is made anew loses the keyboard.
    st.session_state[BOX] = seconds
    st.selectbox(
        "After", sorted({*LENGTHS, seconds}), format_func=length, width=130, key=BOX,
        on_change=_take_the_box, label_visibility="collapsed",
    )  # fmt: skip


def after_in_words(found: OfficeWaits) -> str:
    """`After 5.0 min: 40 answered, 3 left, 57 wait longer; 2 are known for less.`"""
    [after] = found.after
    done, hours = DONE[found.figures.stage], _hours(found)
    said = f"{after.reached:,} {done}, {after.left:,} left, {after.longer:,} had waited longer"
    more = f"; of {after.open:,} nothing more is known" if after.open else ""
    return f"After {length(after.seconds)}{hours}: {said}{more}."


def share_in_words(found: OfficeWaits) -> str:
    """`62 % are answered within 5.0 min; 95 % interval 52 to 71 %.`"""
    [share] = found.figures.summary.shares
    done = DONE[found.figures.stage]
    within = f"within {length(share.seconds)}{_hours(found)}"
    if share.share is None:
        return f"How many are {done} {within} is not yet known."
    said = f"{100 * share.share:.0f} % are {done} {within}"
    interval = share.interval
    if interval is None or interval.lower is None or interval.upper is None:
        return f"{said}."
    if interval.lower == interval.upper:
        return f"{said}; no interval, the weeks do not differ."
    return f"{said}; 95 % interval {100 * interval.lower:.0f} to {100 * interval.upper:.0f} %."


def counts_after(found: OfficeWaits) -> tuple[Count, ...]:
    """Everybody, and how they stood after the length, each leading to its rows."""
    [after] = found.after
    figures = found.figures
    done, summary = DONE[figures.stage], figures.summary

    def mark(basis: Basis, seconds: int | None = None) -> Mark:
        return Mark(basis, figures.stage, figures.clock, seconds)

    within = f"within {length(after.seconds)}"
    return (
        Count(summary.n, "asks in all", mark(Basis.WAITS)),
        Count(after.reached, f"{done} {within}", mark(Basis.REACHED, after.seconds)),
        Count(after.left, f"left {within}", mark(Basis.LEFT, after.seconds)),
        Count(after.longer, f"had waited longer than {length(after.seconds)}",
              mark(Basis.LONGER, after.seconds)),
        Count(after.open, f"of which nothing more is known {within}",
              mark(Basis.OPEN, after.seconds)),
        Count(summary.reached, f"{done} at some time", mark(Basis.REACHED)),
        Count(summary.left, f"left before they were {done}", mark(Basis.LEFT)),
        Count(summary.open, "open, or ended without it", mark(Basis.OPEN)),
        *left_out_counts(found),
    )  # fmt: skip


def left_out_counts(found: OfficeWaits) -> tuple[Count, ...]:
    """Asks that are in no figure about this wait, and why."""
    figures = found.figures
    why = (
        (figures.without_times, "of which nobody kept when they ended", Basis.NO_MOMENT),
        (figures.backwards, "that end before they begin", Basis.BACKWARDS),
        (figures.without_hours, "asked while no opening hours were on record", Basis.NO_HOURS),
    )
    return tuple(
        Count(number, f"{words}, left out", Mark(basis, figures.stage, figures.clock))
        for number, words, basis in why
    )


def _hours(found: OfficeWaits) -> str:
    return " of opening hours" if found.figures.clock is WaitClock.OPEN else ""


def _take_the_box() -> None:
    _keep(st.session_state[BOX])


def _keep(seconds: int) -> None:
    st.query_params[AFTER] = str(seconds)
    renew_choices()
