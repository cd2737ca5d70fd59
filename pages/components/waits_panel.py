"""How long customers wait: the curve with its median, and everybody counted in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from db.queries.office_waits import OfficeWaits
from db.queries.places import PlaceRow
from db.queries.sheets import Sheet
from db.queries.waits import DEFINITIONS, Waits
from db.rules.intervals import Interval
from db.rules.resampling import FEWEST_CLUSTERS
from db.rules.wait_curves import CurveStep
from db.rules.words import Stage, WaitClock
from pages.charts.choosing import Choice
from pages.charts.waits import Step, median_in_words, waits_chart
from pages.charts.waits import Waits as Drawn
from pages.components.behind import Shown, see_which
from pages.components.downloads import downloads, files, number
from pages.components.drawing import show_chart_to_filter
from pages.components.empty import empty_state
from pages.components.escaping import plain
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.heading import second_line
from pages.components.selecting import key_of_choice
from pages.components.wait_lengths import (
    after_in_words,
    choose_length,
    counts_after,
    left_out_counts,
    share_in_words,
    take_length,
)
from pages.components.wait_words import CLOCKS, DONE, length

NO_BAND = "No band: fewer than 8 weeks."


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
        weeks = "1 week is" if few == 1 else f"{few} weeks are"
        return f"{said}; no interval, {weeks} too few."
    if interval.lower is None:
        return f"{said}; 95 % interval not yet known."
    return f"{said}; 95 % interval {length(interval.lower)} to {length(interval.upper)}."


def waits_heading(waits: OfficeWaits) -> str:
    """The finding: how long half of all who asked wait, or that it is not yet known."""
    found = waits.figures
    if not found.summary.n:
        return "How long customers wait"
    words = median_in_words(_drawn("", waits))
    if words is None:
        return f"How long half wait until {DONE[found.stage]} is not yet known"
    return f"Of the asks, {words}{' of opening hours' if found.clock is WaitClock.OPEN else ''}"


def waits_panel(waits: OfficeWaits, *, since: date, shown: Shown) -> None:
    """The curve, its counts below, and where the number comes from."""
    office, found, summary = shown.office, waits.figures, waits.figures.summary
    if not summary.n:
        empty_state(_nothing(office, found))
        see_which(left_out_counts(waits), shown, key="rows-waits")
        return
    drawn = _drawn(office.name, waits)
    show_chart_to_filter(
        waits_chart, drawn, key=key_of_choice("waits"),
        choice=Choice("point", ("seconds",), nearest=True), on_choice=take_length,
    )  # fmt: skip
    st.markdown("  \n".join(percentiles_in_words(found)))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        choose_length(waits.after[0].seconds)
        st.markdown(plain(share_in_words(waits)), width="stretch")
    band = "Band: 95 % interval." if summary.clusters >= FEWEST_CLUSTERS else NO_BAND
    caption = (
        f"Share of {summary.n:,} asks not {drawn.done} yet, since {since:%-d %b %Y}. {band} "
        f"{_ended(found)} {after_in_words(waits)}"
    )
    second_line(f"{caption} {shown.narrowed()}".rstrip())
    explain(_explanation(office, found), key="explain-waits")
    lines = (share_in_words(waits), caption, shown.narrowed())
    picture = shown.picture(waits_chart, drawn, title=waits_heading(waits), lines=lines)
    with files():
        see_which(counts_after(waits), shown, key="rows-waits")
        downloads(_sheet(office, found, waits.steps), key="waits", picture=picture)


def _ended(found: Waits) -> str:
    left, still = found.summary.left, found.summary.open
    customers = "1 customer who left" if left == 1 else f"{left:,} customers who left"
    return f"{customers} and {still:,} open or ended without it are counted in."


def _nothing(office: PlaceRow, found: Waits) -> str:
    if found.without_hours:
        return (
            f"{found.without_hours:,} asks came while {office.name} had no opening hours on "
            "record, so nobody knows how long they waited in them. Set them on the screen Office."
        )
    return "Nobody asked for a manager in these weeks or since, so nobody waited."


def _drawn(name: str, waits: OfficeWaits) -> Drawn:
    found = waits.figures
    return Drawn(
        place=name,
        done=DONE[found.stage],
        steps=tuple(Step(each.seconds, each.waiting, each.low, each.high) for each in waits.steps),
        median=found.summary.median,
        asks=found.summary.n,
        left=found.summary.left,
        open=found.summary.open,
        is_in_hours=found.clock is WaitClock.OPEN,
        at=_looked_at(waits),
    )


def _looked_at(waits: OfficeWaits) -> Step | None:
    """The curve at the length that is looked at, where it is drawn that far and known."""
    share = next(iter(waits.figures.summary.shares), None)
    last = waits.steps[-1].seconds if waits.steps else 0
    if share is None or share.share is None or share.seconds > last:
        return None
    return Step(share.seconds, 1 - share.share)


def _explanation(office: PlaceRow, found: Waits) -> Explanation:
    summary = found.summary
    flattering = (
        ""
        if summary.finished_only_median is None
        else " The median of the finished ones alone, which flatters, would be "
        f"{summary.finished_only_median / 60:.1f} minutes."
    )
    return Explanation(
        definition=f"{_definition(found.clock)}{flattering}",
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


def _definition(clock: WaitClock) -> str:
    """That of the report, which looks from any moment; a screen looks from now."""
    said = DEFINITIONS[clock].replace("up to as_of, as it stood at as_of", "up to now")
    return said.replace(" null is not yet known.", "")


def _sheet(office: PlaceRow, found: Waits, steps: Sequence[CurveStep]) -> Sheet:
    return Sheet(
        f"waits {found.stage.label} {CLOCKS[found.clock].lower()} {office.name}",
        ("seconds", "share not reached", "low", "high"),
        tuple((s.seconds, number(s.waiting), number(s.low), number(s.high)) for s in steps),
    )
