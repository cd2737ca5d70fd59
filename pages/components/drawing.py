"""Charts on a screen: drawn once for each content and tone, and then only sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import altair as alt
import streamlit as st
from altair.utils.schemapi import debug_mode
from streamlit.dataframe_util import convert_anything_to_arrow_bytes

from pages.charts.choosing import CLICKED, DRAGGED, Choice, choosable
from pages.charts.templates import Drawing
from pages.components.style import tone as tone_of_the_reader

Draw: TypeAlias = Callable[..., alt.LayerChart | Drawing]


def show_chart(draw: Draw, *records: object, key: str) -> None:
    """Draw the records with one of the functions of `pages.charts`.

    `records` are frozen and hold tuples only, so that they say everything that is drawn: who may
    see them was decided by whoever asked for them, and nobody else has the same ones.
    """
    tone = tone_of_the_reader()
    spec = _sent(draw.__name__, tone, hash(records), lambda: _drawn(draw, records, tone))
    # Its description is what a screen reader speaks, as `alt` would be.
    st.vega_lite_chart(spec, theme="streamlit", width="stretch", key=key)


def plain_spec(draw: Draw, *records: object, tone: str) -> dict[str, Any]:
    """The specification alone, to draw it elsewhere."""
    return _drawn(draw, records, tone)


def show_chart_to_choose(
    draw: Draw, *records: object, selection: str, key: str
) -> list[dict[str, Any]]:
    """The same, with marks that can be clicked: the values of what was chosen, or nothing."""
    tone = tone_of_the_reader()
    spec = _sent(draw.__name__, tone, hash(records), lambda: _drawn(draw, records, tone))
    state: Any = st.vega_lite_chart(
        spec, theme="streamlit", width="stretch", key=key, on_select="rerun",
        selection_mode=selection,
    )  # fmt: skip
    return list(state.selection.get(selection) or [])


def show_chart_to_filter(
    draw: Draw,
    *records: object,
    choice: Choice,
    key: str,
    on_choice: Callable[[dict[str, Any]], None],
) -> None:
    """The same, with marks that narrow the whole screen: `on_choice` is handed what was clicked or
    dragged, by the fields of the chart. What is chosen already stands out by itself.
    """
    tone = tone_of_the_reader()
    spec = _sent(draw.__name__, tone, hash(records), lambda: _drawn(draw, records, tone))

    def hand_over() -> None:
        chosen = st.session_state[key].selection
        clicked: dict[str, Any] = next(iter(chosen.get(CLICKED) or []), {})
        on_choice({**clicked, **(chosen.get(DRAGGED) or {})})

    st.vega_lite_chart(
        choosable(spec, choice, tone=tone), theme="streamlit", width="stretch", key=key,
        on_select=hand_over, selection_mode=choice.names,
    )  # fmt: skip


def show_chart_to_open(draw: Draw, *records: object, choice: Choice, key: str) -> dict[str, Any]:
    """The same, with marks that lead somewhere: the fields of the one that was clicked, or none."""
    tone = tone_of_the_reader()
    spec = _sent(draw.__name__, tone, hash(records), lambda: _drawn(draw, records, tone))
    state: Any = st.vega_lite_chart(
        choosable(spec, choice, tone=tone), theme="streamlit", width="stretch", key=key,
        on_select="rerun", selection_mode=choice.names,
    )  # fmt: skip
    found: dict[str, Any] = next(iter(state.selection.get(CLICKED) or []), {})
    return found


def _drawn(draw: Draw, records: tuple[object, ...], tone: str) -> dict[str, Any]:
    # Tests check each chart against the schema; here that would be most of the price.
    with debug_mode(False):
        return dict(draw(*records, tone=tone).to_dict(validate=False))


@st.cache_data(max_entries=256, show_spinner=False)
def _sent(
    name: str, tone: str, content: int, _draw: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """The Vega-Lite specification as it is sent; name, tone and content are its key.

    Its rows are packed here, once: Streamlit packs plain ones at each run by way of data frames,
    which costs more than all the rest of a kept chart.
    """
    del name, tone, content
    spec = _draw()
    named = spec.get("datasets", {}).items()
    packed = {key: convert_anything_to_arrow_bytes(rows) for key, rows in named}
    return {**spec, "datasets": packed} if packed else spec
