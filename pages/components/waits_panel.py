"""How long customers wait: the curve with its median, and everybody counted in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from db.queries.places import PlaceRow
from db.queries.sheets import Sheet
from db.queries.waits import DEFINITION, Waits
from db.rules.resampling import FEWEST_CLUSTERS
from db.rules.wait_curves import CurveStep
from db.rules.words import Stage
from pages.charts.waits import Step, median_in_words, waits_chart
from pages.charts.waits import Waits as Drawn
from pages.components.downloads import downloads, number
from pages.components.drawing import show_chart
from pages.components.empty import empty_state
from pages.components.explain import Explanation, LeftOut, explain
from pages.components.heading import second_line

NO_BAND = "No band: fewer than 8 weeks."
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
        label_visibility="collapsed",
    )
    return chosen or Stage.ACKNOWLEDGED


def waits_heading(found: Waits, steps: Sequence[CurveStep]) -> str:
    """The finding: how long half of all who asked wait, or that it is not yet known."""
    if not found.summary.n:
        return "How long customers wait"
    words = median_in_words(_drawn("", found, steps))
    if words is None:
        return f"How long half wait until {DONE[found.stage]} is not yet known"
    return f"Of the asks, {words}"


def waits_panel(office: PlaceRow, found: Waits, steps: Sequence[CurveStep], *, since: date) -> None:
    """The curve, its counts below, and where the number comes from."""
    summary = found.summary
    if not summary.n:
        empty_state("Nobody asked for a manager in these weeks, so nobody waited.")
        return
    drawn = _drawn(office.name, found, steps)
    show_chart(waits_chart, drawn, key="waits")
    band = "Band: 95 % interval." if summary.clusters >= FEWEST_CLUSTERS else NO_BAND
    second_line(
        f"Share of {summary.n:,} asks not {drawn.done} yet, since {since:%-d %b %Y}. {band} "
        f"{summary.left:,} customers who left and {summary.open:,} still open are counted in."
    )
    explain(_explanation(office, found), key="explain-waits")
    downloads(_sheet(office, found, steps), key="waits")


def _drawn(name: str, found: Waits, steps: Sequence[CurveStep]) -> Drawn:
    return Drawn(
        place=name,
        done=DONE[found.stage],
        steps=tuple(Step(each.seconds, each.waiting, each.low, each.high) for each in steps),
        median=found.summary.median,
        asks=found.summary.n,
        left=found.summary.left,
        open=found.summary.open,
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
        definition=f"{DEFINITION}{flattering}",
        rows_in=summary.n,
        noun=(
            f"asks: {summary.reached:,} {DONE[found.stage]}, {summary.left:,} left, "
            f"{summary.open:,} open"
        ),
        left_out=(LeftOut(found.without_times, "of which nobody kept when they ended"),),
        clock=f"the wall clock; weeks are those of {office.zone}",
        formula=(
            "share = 1 - P(reached by t), P = sum of S(t-) d/n (Aalen-Johansen); the median is the "
            "first moment at which half of all who asked were reached"
        ),
    )


def _sheet(office: PlaceRow, found: Waits, steps: Sequence[CurveStep]) -> Sheet:
    return Sheet(
        f"waits {found.stage.label} {office.name}",
        ("seconds", "share not reached", "low", "high"),
        tuple((s.seconds, number(s.waiting), number(s.low), number(s.high)) for s in steps),
    )
