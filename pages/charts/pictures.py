"""Charts as pictures to take along: title above, place, period, count and source below.

A picture is always light, because it is pasted into documents, and is drawn on the server from
the same specification that the browser is sent; nothing is asked of a network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from textwrap import wrap
from typing import Any, TypeAlias

import vl_convert

from pages.charts.theme import chart_config, palette

Spec: TypeAlias = dict[str, Any]
TONE = "light"
WIDTH = 760
LETTERS = 118
LINE = 17
FAMILY = "Atkinson Hyperlegible Next"
FONTS = f"'{FAMILY}', system-ui, sans-serif"
FOLDER = Path(__file__).resolve().parent.parent / "brand"
# Twice the size of the page: it stays sharp when it is printed.
SCALE = 2
NO_ADDRESSES: list[str] = []


@dataclass(frozen=True, slots=True)
class Picture:
    """One chart to take along: its specification, its finding, and the lines below it; an empty
    one where words say it all.
    """

    chart: Spec
    title: str
    lines: tuple[str, ...]


def as_svg(pictures: Sequence[Picture], *, title: str = "") -> str:
    """The charts one below another, as SVG; `title` stands above them all."""
    _register_fonts()
    return str(vl_convert.vegalite_to_svg(sheet(pictures, title=title), **_options()))


def as_png(pictures: Sequence[Picture], *, title: str = "") -> bytes:
    """The same as PNG."""
    _register_fonts()
    found: bytes = vl_convert.vegalite_to_png(
        sheet(pictures, title=title), scale=SCALE, **_options()
    )
    return found


def sheet(pictures: Sequence[Picture], *, title: str = "") -> Spec:
    """The specification of the whole picture: charts of one width, each with its words."""
    colours = palette(TONE)
    parts: list[Spec] = [part for picture in pictures for part in _parts(picture)]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": colours.page,
        "padding": 24,
        "title": {"text": title, "anchor": "start", "fontSize": 20, "offset": 18} if title else "",
        "config": {**chart_config(TONE), "font": FONTS, "background": colours.page,
                   "title": {"color": colours.ink, "fontWeight": 700}},
        "datasets": {name: rows for picture in pictures
                     for name, rows in picture.chart.get("datasets", {}).items()},
        "spacing": 10,
        "vconcat": parts,
    }  # fmt: skip


def _parts(picture: Picture) -> list[Spec]:
    """A chart under its finding, and the lines below it."""
    left_out = {"$schema", "config", "datasets", "width", "description", "params", "autosize"}
    chart = _still({name: value for name, value in picture.chart.items() if name not in left_out})
    title = {"text": wrap(picture.title, LETTERS - 22), "anchor": "start", "fontSize": 15,
             "frame": "group", "offset": 12}  # fmt: skip
    words = _words(picture.lines)
    return (
        [{**chart, "width": WIDTH, "title": title}, words] if chart else [words | {"title": title}]
    )


def _still(part: Any) -> Any:
    """The same without what only answers a pointer: nothing can be chosen in a picture."""
    if isinstance(part, list):
        return [_still(each) for each in part]
    if not isinstance(part, dict):
        return part
    condition = part.get("condition")
    answers = isinstance(condition, dict) and "param" in condition
    return {
        name: _still(value)
        for name, value in part.items()
        if name != "params" and not (answers and name == "condition")
    }


def _words(lines: Sequence[str]) -> Spec:
    wrapped = [each for line in lines for each in wrap(line, LETTERS)]
    rows = [{"line": number, "words": words} for number, words in enumerate(wrapped)]
    return {
        "data": {"values": rows},
        "width": WIDTH,
        "height": max(1, len(rows)) * LINE + LINE,
        "mark": {"type": "text", "align": "left", "baseline": "top", "fontSize": 12,
                 "color": palette(TONE).label},
        "encoding": {
            "x": {"value": 0},
            "y": {"field": "line", "type": "quantitative", "axis": None,
                  "scale": {"domain": [0, len(rows) + 1], "reverse": True, "nice": False}},
            "text": {"field": "words"},
        },
    }  # fmt: skip


def _options() -> dict[str, Any]:
    return {"vl_version": "6.1", "allowed_base_urls": NO_ADDRESSES}


@cache
def _register_fonts() -> None:
    """Once in a process: the brand's own fonts lie beside it, not in the system."""
    vl_convert.register_font_directory(str(FOLDER))
