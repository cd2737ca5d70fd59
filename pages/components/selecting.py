"""The selection that narrows the measures: kept in the address, shown as chips."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import TypeVar

import streamlit as st

from db.queries.places import PlaceRow
from db.rules.asks import CLASSES
from db.rules.refusals import Refusal
from db.rules.selections import (
    DAYS,
    HOURS_OF_A_DAY,
    Part,
    Selection,
    address_of,
    chips_of,
    day_in_words,
    selection_of,
)
from db.rules.words import EscalationClass
from pages.components.escaping import plain
from pages.components.offices import go_to_office

T = TypeVar("T")
# Charts forget a click when something else chose: each choice gives them another key.
_CHOICES = "choices-made"
CROSS = ":material/close:"


EVERY_PART = tuple(Part)


def selection_in_address(
    mondays: Sequence[date], parts: Collection[Part] = EVERY_PART
) -> Selection:
    """What the address names, of the weeks that are shown and of the parts that can be chosen; the
    run ends with a sentence and a way out where it names what is not there.
    """
    named = st.query_params.to_dict()
    try:
        selection = selection_of({part: named.get(part, "") for part in parts})
        selection.mondays_of(mondays)
    except Refusal as refusal:
        st.error(plain(str(refusal)), icon=":material/error:")
        st.button("Clear", key="clear-refused", on_click=keep, args=(Selection(),))
        st.stop()
    return selection


def keep(selection: Selection) -> None:
    """Put a selection into the address, instead of the one that is there."""
    words = address_of(selection)
    for part in Part:
        if part in words:
            st.query_params[part] = words[part]
        elif part in st.query_params:
            del st.query_params[part]
    renew_choices()


def renew_choices() -> None:
    """Something else is chosen now: charts and boxes forget what was clicked in them."""
    st.session_state[_CHOICES] = st.session_state.get(_CHOICES, 0) + 1


def key_of_choice(name: str) -> str:
    """The key of a part of the screen that can be chosen from, until the next choice."""
    return f"{name}-{st.session_state.get(_CHOICES, 0)}"


def chips(
    selection: Selection, office: PlaceRow, offices: Sequence[PlaceRow], *, today: date
) -> None:
    """What is chosen, each part with a cross that takes it away; one more takes all away."""
    for part, words in chips_of(selection, today=today).items():
        _chip(words, key=f"chip-{part}", leaves=selection.without(part))
    if office != offices[0]:
        st.button(
            plain(office.name), key="chip-office", icon=CROSS, icon_position="right",
            help=f"Back to {offices[0].name}", on_click=go_to_office, args=(offices[0],),
        )  # fmt: skip
    if not selection.is_empty:
        st.button(
            "Clear", key="clear-selection", type="tertiary", on_click=keep, args=(Selection(),)
        )


def _chip(words: str, *, key: str, leaves: Selection) -> None:
    st.button(
        plain(words), key=key, icon=CROSS, icon_position="right", help="Take away",
        on_click=keep, args=(leaves,),
    )  # fmt: skip


def choose_selection(
    selection: Selection,
    mondays: Sequence[date],
    *,
    today: date,
    parts: Collection[Part] = EVERY_PART,
) -> None:
    """The same choices as in the charts, by keyboard."""
    first, last = selection.weeks or (None, None)
    day, hour = selection.hour or (None, None)
    recent = list(reversed(mondays))

    def dated(day: date) -> str:
        return day_in_words(day, today=today)

    with (
        st.popover("Select", icon=":material/filter_alt:", key="select"),
        st.form("selection", border=False),
    ):
        _choose("From the week of", recent, first, dated, key="from")
        _choose("To the week of", recent, last, dated, key="to")
        if Part.HOUR in parts:
            _choose("Day", range(len(DAYS)), day, DAYS.__getitem__, key="day")
            _choose("Hour", range(HOURS_OF_A_DAY), hour, "{:02d}:00".format, key="hour")
        if Part.CLASS in parts:
            chosen = selection.escalation_class
            _choose("Class", list(CLASSES), chosen, class_in_words, key="class")
        st.form_submit_button("Show these", key="select-these", on_click=_keep_the_form)


def _choose(
    label: str, options: Sequence[T], chosen: T | None, words: Callable[[T], str], *, key: str
) -> None:
    st.selectbox(
        label, options, index=None if chosen is None else options.index(chosen),
        format_func=words, placeholder="Any", key=key_of_choice(key),
    )  # fmt: skip


def _keep_the_form() -> None:
    first, last, day, hour, kind = (
        st.session_state.get(key_of_choice(name)) for name in ("from", "to", "day", "hour", "class")
    )
    ends = sorted(each for each in (first, last) if each is not None)
    # A day without its hour, or an hour without its day, is no cell of the week.
    at = None if day is None or hour is None else (day, hour)
    keep(Selection((ends[0], ends[-1]) if ends else None, at, kind))


def class_in_words(kind: EscalationClass) -> str:
    """`Above the limit`."""
    return CLASSES[kind][0].upper() + CLASSES[kind][1:]
