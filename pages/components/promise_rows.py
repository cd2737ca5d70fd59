"""Promises in a list: the window on both clocks, one tap when it was kept, another window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Permission, Viewer, may
from db.commands import promises
from db.queries.promises import PromiseEventRow, PromiseRow, colleagues
from db.rules.promises import Standing, Window
from db.rules.words import PromiseState
from db.session import reading, writing
from pages.components.acts import submit
from pages.components.badges import PROMISE, badge_for, in_line, with_words
from pages.components.escaping import plain
from pages.components.heading import in_small
from pages.components.moments import now
from pages.components.promise_form import window_fields
from pages.components.promise_stories import story_line
from pages.components.refusals import refusals_shown

HOUR, DAY = 60, 24 * 60


def due_card(
    viewer: Viewer,
    row: PromiseRow,
    *,
    events: Sequence[PromiseEventRow] = (),
    is_short: bool = False,
) -> None:
    """A promise that still stands: keep it, or agree another window; `is_short` has no forms."""
    with st.container(border=True, key=f"promise-{row.id}", gap="small"):
        _facts(row)
        if events:
            story_line(row, events, now=now())
        if not may(viewer, Permission.PROMISE_MAKE, row.place_path):
            return
        with st.container(horizontal=True, key=f"thumb-promise-{row.id}", gap="small"):
            st.button(
                "Kept", key=f"kept-{row.id}", icon=":material/check:",
                type="secondary" if is_short else "primary",
                help="The customer was called.", on_click=submit, args=(promises.keep,),
                kwargs={"promise_id": row.id},
            )  # fmt: skip
            if not is_short:
                _again(viewer, row)
                _over_to(viewer, row)


def closed_row(row: PromiseRow, events: Sequence[PromiseEventRow]) -> None:
    """A promise in the list of all, with what happened to it."""
    with st.container(border=True, key=f"any-promise-{row.id}", gap="xsmall"):
        _facts(row)
        story_line(row, events, now=now())


def _facts(row: PromiseRow) -> None:
    moment = now()
    said = plain(window_words(row.standing.window, row.place_zone, moment))
    about = f" About: {row.problem}." if row.problem else ""
    again = _again_words(row.standing)
    owner = f"{row.owner} owns it" if row.owner else "Nobody owns it"
    lines = [
        f"**{plain(row.words)}** {_badges(row.standing, moment)}",
        said,
        in_small(f"{owner}. {row.place_name}.{about}{again}"),
    ]
    st.markdown("  \n".join(lines))


def _badges(standing: Standing, moment: datetime) -> str:
    state = standing.state(moment)
    badge = badge_for(PROMISE, state.value)
    if standing.is_over(moment):
        late = int((moment - standing.window.ends_at).total_seconds() // 60)
        badge = with_words(badge, f"overdue by {_in_words(late)}")
    elif state is PromiseState.KEPT or standing.closed_at:
        return in_line(badge)
    elif state is PromiseState.DUE:
        left = int((standing.window.ends_at - moment).total_seconds() // 60)
        badge = with_words(badge, f"call now, {_in_words(left)} left")
    return in_line(badge)


def _in_words(minutes: int) -> str:
    if minutes < HOUR:
        return f"{minutes} min"
    return f"{minutes // HOUR} h {minutes % HOUR} min" if minutes < DAY else f"{minutes // DAY} d"


def _again_words(standing: Standing) -> str:
    if standing.times_promised == 1:
        return ""
    when = "before it broke" if standing.broke_at is None else "after it broke"
    return f" Promised {standing.times_promised} times, {when}."


def window_words(window: Window, place_zone: str, moment: datetime) -> str:
    """`Today 15:00 to 16:00 for the customer (Tokyo); today 09:00 to 10:00 here (Nairobi)`."""
    theirs = _span(window, window.zone, moment)
    here = _span(window, place_zone, moment)
    if theirs == here:
        return f"{theirs}, {_city(window.zone)} time"
    if here.startswith(("Today", "Tomorrow", "Yesterday")):
        here = here[0].lower() + here[1:]
    return f"{theirs} for the customer ({_city(window.zone)}); {here} here ({_city(place_zone)})"


def _span(window: Window, zone: str, moment: datetime) -> str:
    own = ZoneInfo(zone)
    begins, ends = window.begins_at.astimezone(own), window.ends_at.astimezone(own)
    ahead = (begins.date() - moment.astimezone(own).date()).days
    near = {-1: "Yesterday", 0: "Today", 1: "Tomorrow"}
    day = near.get(ahead, f"{begins:%a %-d %b}")
    until = f"{ends:%H:%M}" if ends.date() == begins.date() else f"{ends:%a %-d %b, %H:%M}"
    return f"{day} {begins:%H:%M} to {until}"


def _city(zone: str) -> str:
    return zone.rsplit("/", maxsplit=1)[-1].replace("_", " ")


def _again(viewer: Viewer, row: PromiseRow) -> None:
    name = f"again-{row.id}-{row.version}"
    with (
        st.popover("Promise again", icon=":material/update:", key=f"pop-{name}"),
        st.form(key=f"form-{name}", border=False),
    ):
        window = window_fields(row.standing.window.zone, key=name)
        why = st.text_input("Why", key=f"{name}-why", placeholder="The bag lands at 18:00")
        sent = st.form_submit_button("Promise again", key=f"{name}-send", type="primary")
        if not sent:
            return
        with refusals_shown():
            with writing() as session:
                promises.promise_again(
                    session, viewer, promise_id=row.id, window=window, why=why,
                    version=row.version, at=now(),
                )  # fmt: skip
            st.rerun()


def _over_to(viewer: Viewer, row: PromiseRow) -> None:
    """Give it to a colleague; once the window is over, say that nobody will call."""
    name = f"over-{row.id}-{row.version}"
    with st.popover("More", icon=":material/more_horiz:", key=f"pop-{name}"):
        with reading() as session:
            people = dict(colleagues(session, path=row.place_path))
        others = [key for key in people if key != row.standing.owner_id]
        owner = st.selectbox("New owner", others, None, key=f"{name}-owner",
                             format_func=people.__getitem__)  # fmt: skip
        if st.button("Hand over", key=f"{name}-send", disabled=owner is None) and owner:
            with refusals_shown():
                with writing() as session:
                    promises.hand_over(session, viewer, promise_id=row.id, owner_id=owner, at=now())
                st.rerun()
        if row.standing.is_over(now()):
            _nobody_called(viewer, row, name)


def _nobody_called(viewer: Viewer, row: PromiseRow, name: str) -> None:
    why = st.text_input("Nobody called, and nobody will: why?", key=f"{name}-why")
    if st.button("Note as missed", key=f"{name}-miss", disabled=not why.strip()):
        with refusals_shown():
            with writing() as session:
                promises.miss(session, viewer, promise_id=row.id, why=why, at=now())
            st.rerun()
