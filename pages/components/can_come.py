"""Can you come? One tap says so, two promise it for the shift (P46, P51)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission, Viewer, may
from db.commands import availability as commands
from db.queries.availability import OwnShift, own_duty
from db.queries.promises_to_come import OWN_DAYS, own_promises
from db.rules.availability import MINUTES, PART
from db.rules.words import AvailabilityState
from db.session import reading, writing
from pages.components.escaping import plain
from pages.components.heading import second_line
from pages.components.kept_words import available_words, shifts_words, taken_words
from pages.components.moments import now
from pages.components.refusals import refusals_shown

NO_MORE = "Promise no more"


def can_you_come(viewer: Viewer) -> None:
    """Whether the viewer can come now, what they promise for their shift, and how far they kept
    what they promised before; the last is counted when it is opened.
    """
    with reading() as session:
        own = own_duty(session, viewer, now=now())
    state = st.segmented_control(
        "Can you come?", list(AvailabilityState), default=own.state, required=True,
        format_func=lambda each: each.label.capitalize(), key="availability",
        label_visibility="collapsed",
    )  # fmt: skip
    if state and state is not own.state:
        with refusals_shown(), writing() as session:
            commands.set_availability(session, viewer, state=state, at=now())
    if own.shift is None or not may(viewer, Permission.ESCALATION_TAKE, own.shift.place_path):
        return
    _promise(viewer, own.shift)
    with st.expander("Your promises so far", key="own-promises", on_change="rerun") as so_far:
        if so_far.open:
            _so_far(viewer, own.shift)


def _promise(viewer: Viewer, shift: OwnShift) -> None:
    """What is promised now, and a menu to promise it or something else."""
    at = now()
    choices = _choices(shift, at)
    if shift.promise is not None:
        until = _clock(shift.promise.ends_at, shift)
        second_line(f"You promise to come within {shift.promise.minutes} minutes until {until}.")
        choices = {**choices, NO_MORE: (None, None)}
    chosen = st.menu_button(
        "Promise to come", list(choices), key="promise-to-come", icon=":material/handshake:",
    )  # fmt: skip
    if chosen is None:
        return
    minutes, until_at = choices[chosen]
    with refusals_shown():
        with writing() as session:
            if minutes is None:
                commands.promise_no_more(session, viewer, at=at)
            else:
                commands.promise(session, viewer, minutes=minutes, until=until_at, at=at)
        st.rerun()


def _choices(shift: OwnShift, at: datetime) -> dict[str, tuple[int | None, datetime | None]]:
    """To the end of the shift, or for a part of it where more than that is left."""
    whole = _clock(shift.ends_at, shift)
    found: dict[str, tuple[int | None, datetime | None]] = {
        f"Within {minutes} min, until {whole}": (minutes, None) for minutes in MINUTES
    }
    if shift.ends_at - at > PART:
        part = at + PART
        found |= {
            f"Within {minutes} min, until {_clock(part, shift)}": (minutes, part)
            for minutes in MINUTES
        }
    return found


def _so_far(viewer: Viewer, shift: OwnShift) -> None:
    with reading() as session:
        found = own_promises(session, viewer, shift, now=now())
    st.markdown(plain(taken_words(found)))
    if found.hours:
        st.markdown(plain(available_words(found)))
    second_line(
        f"{shift.place_name}, the last {OWN_DAYS} days: "
        f"{shifts_words(found.promised, found.shifts)}. Only you and those above you read this."
    )


def _clock(moment: datetime, shift: OwnShift) -> str:
    return f"{moment.astimezone(ZoneInfo(shift.zone)):%H:%M}"
