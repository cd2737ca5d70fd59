"""Promised to come (P51): of an office's managers, each for themselves and for those above them;
and where it was not kept, the way to let staff decide more (P52).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from db.queries.sheets import Cell, Sheet
from pages.components.downloads import downloads, files, number
from pages.components.escaping import plain
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.fixes import Way, way_button
from pages.components.heading import second_line, section
from pages.components.kept_words import available_words, shifts_words, taken_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.access import Viewer
    from db.queries.places import PlaceRow
    from db.queries.promises_to_come import PromisesToCome
    from db.rules.availability import Kept
    from pages.components.behind import Shown

HIGHER_LIMIT = Way("Try a higher limit", "trending_up", "measures/higher_limit.py")
NOT_KEPT = "Where managers cannot come as promised, rework what staff may decide themselves."


def come_panel(viewer: Viewer, found: PromisesToCome, shown: Shown) -> None:
    """The share that was taken in time with its counts; without any promise, that comes first."""
    office, sentence = shown.office, _heading(found)
    section(sentence)
    caption = (
        f"{shifts_words(found.promised, found.shifts).capitalize()} of managers, "
        f"{found.weeks} weeks to {found.last_day:%-d %b %Y}."
    )
    second_line(caption)
    if found.everybody is not None and found.promised:
        st.markdown(f"{plain(taken_words(found.everybody))}  \n"
                    f"{plain(available_words(found.everybody))}")  # fmt: skip
    for each in found.people:
        if each.kept.promised:
            st.markdown(f"**{plain(each.name)}**  \n{plain(taken_words(each.kept))} "
                        f"{plain(available_words(each.kept))}")  # fmt: skip
        elif each.kept.shifts:
            st.markdown(f"**{plain(each.name)}**  \n:gray["
                        f"{shifts_words(0, each.kept.shifts).capitalize()}.]")  # fmt: skip
    if any(each.is_short for each in _judged(found)):
        st.markdown(NOT_KEPT)
        way_button(
            HIGHER_LIMIT, viewer, office.path, {"office": str(office.id)}, key="higher-limit"
        )
    explain(_explanation(found, office), key="explain-come")
    picture = shown.told(title=sentence, lines=(caption, *_said_of_all(found)))
    with files():
        downloads(_sheet(found, office), key="come", picture=picture)


def _said_of_all(found: PromisesToCome) -> tuple[str, ...]:
    """What a picture says of everybody together: one of each manager belongs on no wall."""
    if found.everybody is None or not found.promised:
        return ()
    return taken_words(found.everybody), available_words(found.everybody)


def _heading(found: PromisesToCome) -> str:
    if not found.shifts:
        return "No manager was on duty here"
    if not found.promised:
        return "No shift of a manager had a promise to come"
    if found.everybody is None or found.everybody.share is None:
        return "Promised to come"
    return f"{found.everybody.share:.0%} of offers taken as promised"


def _judged(found: PromisesToCome) -> list[Kept]:
    """The office as a whole for who may see it, else those whom the viewer may see."""
    if found.everybody is not None:
        return [found.everybody]
    return [each.kept for each in found.people]


def _explanation(found: PromisesToCome, office: PlaceRow) -> Explanation:
    whole = found.everybody
    left_out = () if whole is None else (
        LeftOut(whole.over, "offers of asks that ended, or that another took, before the time was "
                "up"),
        LeftOut(whole.running, "offers whose time still runs"),
    )  # fmt: skip
    return Explanation(
        definition="A manager on duty promises to be reachable within some minutes. An offer made "
        "while that holds is kept when they take the ask in that time, the last moment included. "
        "Available is what they said of themselves since their shift began; who said nothing is. "
        "Everybody sees their own, those above them see each, and nobody is put in an order.",
        rows_in=whole.offers if whole is not None else sum(e.kept.offers for e in found.people),
        noun="offers made while a promise held",
        left_out=left_out,
        clock=f"whole weeks on the clock of {office.zone}; a shift counts when it began",
        formula="taken within the promise / (taken + declined + no answer in time), Wilson's 95 % "
        "interval; promised hours available / promised hours",
    )


def _sheet(found: PromisesToCome, office: PlaceRow) -> Sheet:
    columns = ("who", "shifts", "promised", "offers", "taken", "declined", "silent", "share",
               "lower", "upper", "promised hours", "available hours")  # fmt: skip
    rows = [(each.name, each.kept) for each in found.people]
    if found.everybody is not None:
        rows.insert(0, ("everybody", found.everybody))
    return Sheet(
        f"promised to come {office.name} {found.weeks} weeks",
        columns,
        tuple(_row(name, kept) for name, kept in rows),
    )


def _row(name: str, kept: Kept) -> Sequence[Cell]:
    bounds = kept.interval
    return (
        name, kept.shifts, kept.promised, kept.offers, kept.taken, kept.declined, kept.silent,
        number(kept.share), number(bounds.lower) if bounds else None,
        number(bounds.upper) if bounds else None, number(kept.hours), number(kept.available),
    )  # fmt: skip
