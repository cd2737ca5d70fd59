"""How long customers wait: the curve with its median, and everybody counted in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from db.queries.places import PlaceRow
from db.queries.sheets import Sheet
from db.queries.waits import DEFINITIONS, Waits
from db.rules.intervals import Interval
from db.rules.resampling import FEWEST_CLUSTERS
from db.rules.selections import Basis
from db.rules.wait_curves import CurveStep
from db.rules.words import Stage, WaitClock
from pages.charts.waits import SHORT, UNITS, Step, median_in_words, waits_chart
from pages.charts.waits import Waits as Drawn
from pages.components.behind import Shown, see_rows
from pages.components.downloads import downloads, files, number
from pages.components.drawing import show_chart
from pages.components.empty import empty_state
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.heading import second_line

NO_BAND = "No band: fewer than 8 weeks."
CLOCKS = {WaitClock.WALL: "Wall clock", WaitClock.OPEN: "Opening hours"}
DONE = {
    Stage.ACKNOWLEDGED: "answered",
    Stage.WITH_CUSTOMER: "met by a manager",
    Stage.RESOLVED: "resolved",
}


def choose_stage() -> Stage:
    """Which stage ends the wait; it stays in the address."""
    chosen = st.segmented_control(
        "Until",
        list(Stage),
        default=Stage.ACKNOWLEDGED,
        required=True,
        format_func=lambda stage: DONE[stage].capitalize(),
        key="stage",
        bind="query-params",
        label_visibility="collapsed",
    )
    return chosen or Stage.ACKNOWLEDGED


def choose_clock() -> WaitClock:
    """On the wall clock or in opening hours: two measures, never mixed; it stays in the address."""
    chosen = st.segmented_control(
        "Measured",
        list(WaitClock),
        default=WaitClock.WALL,
        required=True,
        format_func=CLOCKS.__getitem__,
        key="clock",
        bind="query-params",
        label_visibility="collapsed",
    )
    return chosen or WaitClock.WALL


def percentiles_in_words(found: Waits) -> tuple[str, ...]:
    """How long half and nine in ten of all who asked wait, each with its interval."""
    summary = found.summary
    return tuple(
        f"{name} {_percentile(found, at, interval)}"
        for name, at, interval in (
            ("Half", summary.median, summary.median_interval),
            ("Nine in ten", summary.p90, summary.p90_interval),
        )
    )


def _percentile(found: Waits, at: float | None, interval: Interval | None) -> str:
    done = DONE[found.stage]
    said = f"are {done}: not yet known" if at is None else f"are {done} within **{length(at)}**"
    if interval is None:
        few = found.summary.clusters
        return f"{said}; no interval, {few} week{'s' if few != 1 else ''} are too few."
    if interval.lower is None:
        return f"{said}; 95 % interval not yet known."
    return f"{said}; 95 % interval {length(interval.lower)} to {length(interval.upper)}."


def length(seconds: float | None) -> str:
    """A length of time in the unit that reads well, or that it is not yet known."""
    if seconds is None:
        return "not yet known"
    for bound, unit, name in UNITS:
        if bound is None or seconds <= bound:
            return f"{seconds / unit:.1f}\u00a0{SHORT[name]}"
    raise AssertionError(seconds)


def waits_heading(found: Waits, steps: Sequence[CurveStep]) -> str:
    """The finding: how long half of all who asked wait, or that it is not yet known."""
    if not found.summary.n:
        return "How long customers wait"
    words = median_in_words(_drawn("", found, steps))
    if words is None:
        return f"How long half wait until {DONE[found.stage]} is not yet known"
    return f"Of the asks, {words}{' of opening hours' if found.clock is WaitClock.OPEN else ''}"


def waits_panel(
    office: PlaceRow, found: Waits, steps: Sequence[CurveStep], *, since: date, shown: Shown
) -> None:
    """The curve, its counts below, and where the number comes from."""
    summary = found.summary
    if not summary.n:
        empty_state(_nothing(office, found))
        return
    drawn = _drawn(office.name, found, steps)
    show_chart(waits_chart, drawn, key="waits")
    st.markdown("  \n".join(percentiles_in_words(found)))
    band = "Band: 95 % interval." if summary.clusters >= FEWEST_CLUSTERS else NO_BAND
    caption = (
        f"Share of {summary.n:,} asks not {drawn.done} yet, since {since:%-d %b %Y}. {band} "
        f"{summary.left:,} customers who left and {summary.open:,} still open are counted in."
    )
    second_line(f"{caption} {shown.narrowed()}".rstrip())
    explain(_explanation(office, found), key="explain-waits")
    picture = shown.picture(
        waits_chart, drawn, title=waits_heading(found, steps), lines=(caption, shown.narrowed())
    )
    with files():
        see_rows(summary.n, shown, Basis.WAITS, key="rows-waits")
        downloads(_sheet(office, found, steps), key="waits", picture=picture)


def _nothing(office: PlaceRow, found: Waits) -> str:
    if found.without_hours:
        return (
            f"{found.without_hours:,} asks came while {office.name} had no opening hours on "
            "record, so nobody knows how long they waited in them. Set them on the screen Office."
        )
    return "Nobody asked for a manager in these weeks, so nobody waited."


def _drawn(name: str, found: Waits, steps: Sequence[CurveStep]) -> Drawn:
    return Drawn(
        place=name,
        done=DONE[found.stage],
        steps=tuple(Step(each.seconds, each.waiting, each.low, each.high) for each in steps),
        median=found.summary.median,
        asks=found.summary.n,
        left=found.summary.left,
        open=found.summary.open,
        is_in_hours=found.clock is WaitClock.OPEN,
    )


def _explanation(office: PlaceRow, found: Waits) -> Explanation:
    summary = found.summary
    flattering = (
        ""
        if summary.finished_only_median is None
        else " The median of the finished ones alone, which flatters, would be "
        f"{summary.finished_only_median / 60:.1f} minutes."
    )
    return Explanation(
        definition=f"{DEFINITIONS[found.clock]}{flattering}",
        rows_in=summary.n,
        noun=(
            f"asks: {summary.reached:,} {DONE[found.stage]}, {summary.left:,} left, "
            f"{summary.open:,} open"
        ),
        left_out=(
            LeftOut(found.without_times, "of which nobody kept when they ended"),
            LeftOut(found.backwards, "that end before they begin: a clock ran backwards"),
            LeftOut(found.without_hours, "asked while no opening hours were on record"),
        ),
        clock=f"{CLOCKS[found.clock].lower()}; weeks are those of {office.zone}",
        formula=(
            "share = 1 - P(reached by t), P = sum of S(t-) d/n (Aalen-Johansen); the median is the "
            "first moment at which half of all who asked were reached"
        ),
    )


def _sheet(office: PlaceRow, found: Waits, steps: Sequence[CurveStep]) -> Sheet:
    return Sheet(
        f"waits {found.stage.label} {CLOCKS[found.clock].lower()} {office.name}",
        ("seconds", "share not reached", "low", "high"),
        tuple((s.seconds, number(s.waiting), number(s.low), number(s.high)) for s in steps),
    )
