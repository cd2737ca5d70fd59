"""Charts as pictures: made only when somebody takes one along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeAlias

import streamlit as st

from pages.charts.pictures import TONE, Picture, as_png, as_svg
from pages.components.drawing import Draw, plain_spec

Lazy: TypeAlias = Callable[[], Picture]


def picture_of(draw: Draw, *records: object, title: str, lines: Sequence[str], on: date) -> Lazy:
    """The picture of a chart with its finding above, and below place, period, count and source."""
    return lambda: Picture(plain_spec(draw, *records, tone=TONE), title, _lines(lines, on))


def words_picture(*, title: str, lines: Sequence[str], on: date) -> Lazy:
    """The same of a part that is told in words alone."""
    return lambda: Picture({}, title, _lines(lines, on))


def _lines(lines: Sequence[str], on: date) -> tuple[str, ...]:
    return (*(each for each in lines if each), f"Source: Readyroom, {on:%-d %b %Y}.")


def picture_buttons(pictures: Sequence[Lazy], *, name: str, key: str, title: str = "") -> None:
    """The pictures one below another, as PNG for a slide and as SVG for print."""
    st.download_button(
        "PNG",
        lambda: as_png([each() for each in pictures], title=title),
        file_name=f"{name}.png",
        mime="image/png",
        key=f"{key}-png",
        icon=":material/image:",
        type="tertiary",
        on_click="ignore",
        help=f"{name} as a picture",
    )
    st.download_button(
        "SVG",
        lambda: as_svg([each() for each in pictures], title=title).encode(),
        file_name=f"{name}.svg",
        mime="image/svg+xml",
        key=f"{key}-svg",
        icon=":material/image:",
        type="tertiary",
        on_click="ignore",
        help=f"{name} as a drawing for print",
    )
