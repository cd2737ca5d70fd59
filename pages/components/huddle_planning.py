"""Planning huddles: prepare the next one, begin a series, hold an extra one, bring a topic."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Viewer
from db.commands import huddle_series, huddles, topics
from db.queries.huddle_slots import SlotRow
from db.queries.huddles import HuddleRow
from db.queries.places import PlaceRow
from db.queries.topics import TopicRow
from db.rules.words import Origin
from db.session import writing
from pages.components import moments
from pages.components.badges import ORIGIN, badge_for, in_line
from pages.components.drafted import drafted_text, forget_drafts
from pages.components.escaping import plain
from pages.components.heading import finding, in_small
from pages.components.huddle_rows import RUN, slot_words
from pages.components.huddle_words import ORIGINS
from pages.components.refusals import refusals_shown

GO_IN, SEE, PREPARE = "Go in", "See the agenda", "Prepare"
STEPS = {
    GO_IN: ":material/play_arrow:",
    SEE: ":material/list_alt:",
    PREPARE: ":material/edit_note:",
}
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def next_huddle(
    viewer: Viewer, running: Sequence[HuddleRow], slot: SlotRow | None, led: set[int]
) -> None:
    """The heading of the list: what runs now, or what comes next, and the one step to take."""
    # On a phone the button drops below the words instead of squeezing them.
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        with st.container(width=640):
            _next(viewer, running, slot)
        wanted = _step(running, slot, led)
        if wanted is None or not st.button(
            wanted, key="next-step", icon=STEPS[wanted], type="primary"
        ):
            return
    if wanted == PREPARE and slot is not None:
        _prepare(viewer, slot)
    key = running[0].id if running else slot.huddle_id if slot else None
    st.switch_page(RUN, query_params={"huddle": str(key)})


def _step(running: Sequence[HuddleRow], slot: SlotRow | None, led: set[int]) -> str | None:
    if running:
        return GO_IN
    if slot is None or (slot.huddle_id is None and slot.place_id not in led):
        return None
    return PREPARE if slot.huddle_id is None else SEE


def _next(viewer: Viewer, running: Sequence[HuddleRow], slot: SlotRow | None) -> None:
    if running:
        row = running[0]
        decided = f"{row.decided} of {row.items} items are decided."
        finding("A huddle is in progress", f"{row.name}, {row.place_name}. {decided}")
    elif slot is not None:
        when = slot_words(slot, reader_zone=viewer.zone, at=moments.now())
        ready = "Its agenda is ready." if slot.huddle_id else "Nobody has prepared it yet."
        what = f"{slot.name}, {slot.place_name}, {slot.budget_minutes} minutes."
        finding(f"The next huddle is {when}", f"{what} {ready}")
    else:
        finding("No huddle is planned", "Ten minutes a day close one gap a day.")


def _prepare(viewer: Viewer, slot: SlotRow) -> None:
    """Prepare the huddle of a slot, or find it prepared, and go there."""
    with refusals_shown():
        with writing() as session:
            key = huddles.prepare(
                session,
                viewer,
                place_id=slot.place_id,
                held_on=slot.held_on,
                series_id=slot.series_id,
                at=moments.now(),
            )
        st.switch_page(RUN, query_params={"huddle": str(key)})
    st.stop()


@st.fragment
def more_huddles(viewer: Viewer, places: Sequence[PlaceRow], *, is_first: bool) -> None:
    """The forms for an extra huddle and for a series, drawn once they are opened; where nothing is
    planned, `is_first`, the second one is open from the start.
    """
    extra = st.expander("An extra huddle", icon=":material/add:", key="extra-huddle-part",
                        on_change="rerun")  # fmt: skip
    with extra:
        if extra.open:
            extra_huddle(viewer, places)
    series = st.expander("A huddle that comes again", icon=":material/event_repeat:",
                         key="new-series-part", expanded=is_first, on_change="rerun")  # fmt: skip
    with series:
        if series.open:
            new_series(viewer, places)


def extra_huddle(viewer: Viewer, places: Sequence[PlaceRow]) -> None:
    """A form for a huddle that belongs to no series."""
    with st.form("extra-huddle", border=False):
        place = _place(places, key="extra-place")
        name = st.text_input("Name", key="extra-name", placeholder="After the storm")
        today = moments.now().astimezone(ZoneInfo(place.zone)).date()
        day: date = st.date_input(
            "Day", today, min_value=today, key="extra-day", format="DD/MM/YYYY"
        )
        budget = st.number_input("Minutes", 5, 120, 10, key="extra-budget")
        sent = st.form_submit_button("Prepare it", key="extra-send", icon=":material/edit_note:")
    if sent:
        with refusals_shown():
            with writing() as session:
                key = huddles.prepare(
                    session,
                    viewer,
                    place_id=place.id,
                    held_on=day,
                    name=name,
                    budget_minutes=budget,
                    at=moments.now(),
                )
            st.switch_page(RUN, query_params={"huddle": str(key)})


def new_series(viewer: Viewer, places: Sequence[PlaceRow]) -> None:
    """A form for a huddle that comes again."""
    with st.form("new-series", border=False):
        place = _place(places, key="series-place")
        name = st.text_input("Name", key="series-name", placeholder="Counter huddle")
        days = st.pills(
            "On", range(7), selection_mode="multi", default=range(5), key="series-days",
            format_func=lambda each: DAYS[each], wrap=True,
        )  # fmt: skip
        starts_at = st.time_input(
            "At, on the office's clock", time(8, 45), key="series-at", step=timedelta(minutes=5)
        )
        budget = st.number_input("Minutes", 5, 120, 10, key="series-budget")
        sent = st.form_submit_button("Begin", key="series-send", icon=":material/event_repeat:")
    if sent:
        with refusals_shown():
            with writing() as session:
                huddle_series.begin_series(
                    session,
                    viewer,
                    place_id=place.id,
                    name=name,
                    weekdays="".join(str(day) for day in days),
                    starts_at=starts_at,
                    budget_minutes=budget,
                    at=moments.now(),
                )
            st.rerun()


@st.fragment
def bring_topic(viewer: Viewer, places: Sequence[PlaceRow]) -> None:
    """Anybody brings something to the next huddle."""
    place = _place(places, key="topic-place")
    subject = f"topic-{place.id}"
    text = drafted_text(
        viewer, "What should we talk about?", subject=subject, height=72,
        placeholder="Customers ask why the lift is closed",
    )  # fmt: skip
    origin = st.pills(
        "Origin", list(Origin), key="topic-origin", default=Origin.REAL, required=True,
        format_func=lambda each: each.label.capitalize(), help=". ".join(ORIGINS.values()),
    )  # fmt: skip
    if st.button("Bring it", key="topic-send", icon=":material/add:"):
        with refusals_shown():
            with writing() as session:
                topics.raise_topic(
                    session, viewer, place_id=place.id, text=text,
                    origin=origin or Origin.REAL, at=moments.now(),
                )  # fmt: skip
            forget_drafts(viewer, subject)
            st.rerun()


def topic_rows(rows: Sequence[TopicRow]) -> None:
    """The backlog, the oldest first."""
    for row in rows:
        badge = in_line(badge_for(ORIGIN, row.origin.value))
        who = in_small(f"{row.raised_by}, {row.place_name}, {row.raised_at:%-d %b}")
        st.markdown(f"{plain(row.text)} {badge}  \n{who}")


def _place(places: Sequence[PlaceRow], *, key: str) -> PlaceRow:
    """The one place, or a choice where there are several."""
    if len(places) == 1:
        return places[0]
    return st.selectbox("Office", places, key=key, format_func=lambda each: each.name)
