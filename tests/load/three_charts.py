"""A page with three charts on it, of rows that are made up: the same at each run, or others."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import streamlit as st

from pages.charts.hours import Hour, WeekOfHours, hours_chart
from pages.charts.rates import Rates, WeekRate, rates_chart
from pages.charts.waits import Step, Waits, waits_chart
from pages.components.drawing import show_chart

FIRST, WEEKS, STEPS = date(2026, 6, 1), 26, 120
if "anew" in st.query_params:
    st.session_state["turn"] = st.session_state.get("turn", 0) + 1
chance = Random(st.session_state.get("turn", 0))  # noqa: S311 - rows to draw, no secret.
weeks = tuple(
    WeekRate(FIRST + timedelta(weeks=number), asks := chance.randint(20, 60), 840,
             asks / 8.4, 1.0, 9.0, None, None, 0)
    for number in range(WEEKS)
)  # fmt: skip
hours = tuple(Hour(day, hour, chance.randint(0, 9)) for day in range(7) for hour in range(6, 23))
steps = tuple(
    Step(30.0 * number, left, max(0.0, left - 0.05), min(1.0, left + 0.05))
    for number in range(STEPS)
    for left in (0.97**number * chance.uniform(0.99, 1),)
)
show_chart(rates_chart, Rates("Nairobi", weeks, 4.5), key="rates")
show_chart(hours_chart, WeekOfHours("Nairobi", "Africa/Nairobi", hours, 6), key="hours")
show_chart(waits_chart, Waits("Nairobi", "answered", steps, 680.0, 900, 40, 9), key="waits")
