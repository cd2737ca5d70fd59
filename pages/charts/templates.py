"""Charts that are made once for their shape; afterwards only rows and a few words are put in.

Altair takes 15 to 60 ms for a chart and copies every row several times. A template leaves holes
where one drawing differs from another: rows, the ends of an axis, a title. Filling them in is a
walk through some hundred words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Concatenate, ParamSpec, TypeAlias, cast

import altair as alt
from altair.utils.schemapi import debug_mode

from pages.charts.theme import Row, dress, rows

Spec: TypeAlias = dict[str, Any]
Shape = ParamSpec("Shape")
ALT = "alt text"


class Hole(str):
    """The name of what is left open. Altair carries it through like any other text."""

    __slots__ = ()


def hole(name: str) -> Any:
    """Left open: a title, a domain, an expression; `fill` says what stands there."""
    return Hole(name)


def open_rows(name: str) -> alt.NamedData:
    """Rows that `fill` hands in under this name."""
    return alt.NamedData(name=hole(name))


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart that is ready to be sent."""

    spec: Spec

    def to_dict(self, *, validate: bool = True) -> Spec:
        """The Vega-Lite specification, checked against its schema where that is wanted."""
        if validate:
            alt.LayerChart.from_dict(self.spec)
        return self.spec


def template(
    *, height: int | alt.Step
) -> Callable[
    [Callable[Concatenate[str, Shape], Sequence[alt.Chart]]],
    Callable[Concatenate[str, Shape], Spec],
]:
    """Keep what a function draws, by tone and shape, dressed in the look of the tone."""

    def keeping(
        draw: Callable[Concatenate[str, Shape], Sequence[alt.Chart]],
    ) -> Callable[Concatenate[str, Shape], Spec]:
        def made(tone: str, *given: Shape.args, **named: Shape.kwargs) -> Spec:
            # What stands in a hole is checked where it is filled: by the tests, not here.
            with debug_mode(False):
                layers = draw(tone, *given, **named)
                chart = dress(layers, tone, alt_text=hole(ALT), height=height)
                return dict(chart.to_dict(validate=False))

        # The cache forgets which parameters it takes.
        return cast("Callable[Concatenate[str, Shape], Spec]", lru_cache(maxsize=64)(made))

    return keeping


def fill(
    spec: Spec,
    *,
    alt_text: str,
    rows_of: Mapping[str, Iterable[Row]],
    words: Mapping[str, Any] | None = None,
) -> Drawing:
    """The drawing of a template: rows by their names, and whatever else was left open."""
    named = {name: rows(values).name for name, values in rows_of.items()}
    given = {ALT: alt_text, **named, **(words or {})}
    filled = _filled(spec, given)
    return Drawing({**filled, "datasets": {name: name.values for name in named.values()}})


def _filled(node: Any, given: Mapping[str, Any]) -> Any:
    if isinstance(node, Hole):
        return given[node]
    if isinstance(node, dict):
        return {key: _filled(value, given) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(each, given) for each in node]
    return node
