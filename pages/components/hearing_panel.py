"""From hearing of a problem to the first action: how long, and which still wait (P35)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from db.access import Viewer
from db.queries.hearing import HearingRow, Hearings, hearings
from db.queries.sheets import Sheet
from db.rules.hearing import Hearing
from db.session import reading
from pages.components.badges import Badge, in_line
from pages.components.behind import Shown
from pages.components.downloads import downloads, files
from pages.components.empty import empty_state
from pages.components.escaping import plain
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.heading import second_line, section
from pages.components.paging import paged, shown_of
from pages.components.record_rows import length_in_words

PER_PAGE = 8
OWN, ALL = "This office", "All your offices"
WAITS = Badge("nothing done yet", "hourglass_top", "orange")
DONE = Badge("acted on", "check", "blue")
READY = Badge("ready beforehand", "check", "green")


def hearing_panel(viewer: Viewer, shown: Shown, *, offices: int, at: datetime) -> None:
    """The median with its counts and period, and a row for each problem that was new."""
    office, weeks = shown.office, shown.weeks
    heading = st.container()
    wanted = OWN
    if offices > 1:
        wanted = st.segmented_control(
            "Of", [OWN, ALL], default=OWN, required=True, key="heard-at", bind="query-params",
            label_visibility="collapsed",
        )  # fmt: skip
    with reading() as session:
        found = hearings(session, viewer, place_id=office.id, weeks=weeks,
                         all_offices=wanted == ALL, now=at)  # fmt: skip
    with heading:
        section(_heading(found))
    if not found.rows:
        empty_state(
            "No problem was heard of for the first time in these weeks. What customers and huddles "
            "bring for the first time stands here, with what was done about it."
        )
        return
    caption = _caption(found, weeks)
    second_line(caption)
    rows = _chosen(found)
    part = paged(len(rows), key="heard", per_page=PER_PAGE)
    for row in rows[part.offset : part.offset + part.limit]:
        _row(row, at)
    second_line(shown_of(part, len(rows), "problems that were new"))
    explain(_explanation(found), key="explain-hearing")
    lines = (caption, *(f"{row.problem}, {row.office.name}: {_became(row.hearing, at)}"
                        for row in rows[:PER_PAGE]))  # fmt: skip
    picture = shown.told(title=_heading(found), lines=lines)
    with files():
        downloads(_sheet(found, at), key="hearing", picture=picture)


def _chosen(found: Hearings) -> list[HearingRow]:
    """Those about which something had to be done; the others only for whoever wants them."""
    ready = found.summary.ready
    if ready and st.toggle(f"Also the {ready:,} ready beforehand", key="heard-ready"):
        return list(found.rows)
    return [row for row in found.rows if not row.hearing.was_ready]


def _heading(found: Hearings) -> str:
    asked = found.summary.acted + found.summary.waiting
    if not asked:
        return "From hearing to the first action"
    if found.summary.median is None:
        return "Fewer than half of new problems were acted on yet"
    return f"Half of new problems were acted on within {_length(found.summary.median)}"


def _caption(found: Hearings, weeks: int) -> str:
    summary = found.summary
    period = f"{weeks} weeks to {found.last_day:%-d %b %Y}"
    counts = f"{summary.ready:,} ready beforehand, {summary.acted:,} acted on"
    said = [
        f"{summary.heard:,} problems heard of for the first time in {period}.",
        f"{counts}, {summary.waiting:,} still waiting.",
    ]
    if summary.interval is not None and summary.interval.lower is not None:
        upper = summary.interval.upper
        until = _length(upper) if upper is not None else "not yet known"
        said.append(f"95 % interval {_length(summary.interval.lower)} to {until}.")
    if summary.longest is not None:
        said.append(f"The longest waits for {length_in_words(summary.longest)}.")
    return " ".join(said)


def _row(row: HearingRow, at: datetime) -> None:
    hearing, zone = row.hearing, ZoneInfo(row.office.zone)
    badge = READY if hearing.was_ready else DONE if hearing.acted else WAITS
    with st.container(border=True, key=f"heard-{row.office.id}-{row.problem_id}", gap=None):
        st.markdown(f"**{plain(row.problem)}** {in_line(badge)}")
        heard = hearing.heard.at.astimezone(zone)
        second_line(
            f"{row.office.name}. First heard on {heard:%-d %b %Y} by {hearing.heard.how.value}. "
            f"{_became(hearing, at)}"
        )


def _became(hearing: Hearing, at: datetime) -> str:
    if hearing.was_ready:
        return "Something had been done about it before."
    waited = length_in_words(hearing.waited(at))
    if hearing.acted is None:
        return f"Waits for {waited}."
    by = hearing.acted.by.value
    return f"{by[0].upper()}{by[1:]} after {waited}."


def _length(seconds: float) -> str:
    return length_in_words(timedelta(seconds=seconds))


def _explanation(found: Hearings) -> Explanation:
    summary = found.summary
    places = "1 office" if found.offices == 1 else f"{found.offices} offices"
    return Explanation(
        definition=(
            "From the first time that an office heard of a problem (an ask, a topic at a huddle, "
            "or words of customers that were filed under it later) to the first action about it, "
            "there or above: a response agreed, a limit set for it, an action noted, a design "
            "brief opened. Those that still wait count for as long as they have waited."
        ),
        rows_in=summary.acted + summary.waiting,
        noun=f"problems new to {places}, of which {summary.acted:,} were acted on",
        left_out=(LeftOut(summary.ready, "about which something had been done before"),),
        clock="wall clock, from the moment of hearing; whole weeks on the office's own clock",
        formula="smallest t with S(t) <= 1/2, S by Kaplan-Meier; interval log-log (Greenwood)",
    )


def _sheet(found: Hearings, at: datetime) -> Sheet:
    return Sheet(
        "from hearing to acting",
        ("office", "problem", "heard_at", "heard_by", "acted_at", "acted_by", "ready", "hours"),
        tuple(
            (row.office.name, row.problem, row.hearing.heard.at, row.hearing.heard.how.value,
             row.hearing.acted.at if row.hearing.acted else None,
             row.hearing.acted.by.value if row.hearing.acted else "", row.hearing.was_ready,
             None if row.hearing.was_ready else
             int(row.hearing.waited(at).total_seconds() // 3_600))
            for row in found.rows
        ),
    )  # fmt: skip
