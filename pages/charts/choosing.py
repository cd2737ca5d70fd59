"""Marks that can be chosen: put into a specification that is drawn already.

A chart stays the same whether or not its marks can be clicked; what is chosen stands out by an
outline, so that a link that names it shows it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pages.charts.theme import palette

Spec = dict[str, Any]
CLICKED, DRAGGED = "clicked", "dragged"
VIEW = "to-choose"
# Dragged with a mouse only: a finger that moves scrolls the page.
DRAG = "[pointerdown[event.pointerType === 'mouse'], window:pointerup] > window:pointermove"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which marks can be chosen, and which are.

    `mark` is the kind of mark that stands for a row, `fields` what a click on one hands over,
    `chosen` the expression that holds for the chosen ones. With `nearest` the mark nearest to a
    click is meant, wherever it is; `by_drag` lets a stretch of the horizontal axis be chosen too,
    and means the nearest as well.
    """

    mark: str
    fields: tuple[str, ...]
    chosen: str = ""
    by_drag: bool = False
    nearest: bool = False

    @property
    def names(self) -> list[str]:
        """The selections that the chart hands over."""
        return [CLICKED, DRAGGED] if self.by_drag else [CLICKED]


def choosable(spec: Spec, choice: Choice, *, tone: str) -> Spec:
    """The same chart with marks to click, the chosen ones outlined."""
    layers = [dict(layer) for layer in spec["layer"]]
    marks = next(layer for layer in layers if _kind(layer) == choice.mark)
    marks["name"] = VIEW
    marks["mark"] = {**_mark(marks), "cursor": "pointer"}
    if choice.chosen:
        layers.insert(layers.index(marks) + 1, _outlined(marks, choice, tone))
    return {**spec, "layer": layers, "params": [*spec.get("params", []), *_params(choice)]}


def _params(choice: Choice) -> list[Spec]:
    click = {"type": "point", "fields": list(choice.fields),
             "nearest": choice.by_drag or choice.nearest, "toggle": False}  # fmt: skip
    params = [{"name": CLICKED, "select": click, "views": [VIEW]}]
    if choice.by_drag:
        drag = {"type": "interval", "encodings": ["x"], "on": DRAG, "zoom": False}
        params.append({"name": DRAGGED, "select": drag, "views": [VIEW]})
    return params


def _outlined(marks: Spec, choice: Choice, tone: str) -> Spec:
    outline = {"type": choice.mark, "filled": False, "stroke": palette(tone).ink, "strokeWidth": 2,
               "opacity": 1}  # fmt: skip
    look = {"cornerRadius": 2} if choice.mark == "rect" else {"shape": "circle", "size": 170}
    kept = {name: marks["encoding"][name] for name in ("x", "y") if name in marks["encoding"]}
    # A chart of one set of rows names it once, above all its layers.
    data = {"data": marks["data"]} if "data" in marks else {}
    return {
        **data,
        "transform": [*marks.get("transform", []), {"filter": choice.chosen}],
        "mark": {**outline, **look},
        "encoding": kept,
    }


def _kind(layer: Spec) -> str:
    return str(_mark(layer)["type"])


def _mark(layer: Spec) -> Spec:
    mark = layer["mark"]
    return {"type": mark} if isinstance(mark, str) else mark
