"""Counts as bars, each of which leads to its rows; the same by keyboard in the menu below."""

from __future__ import annotations

from collections.abc import Sequence

from pages.charts.bars import Bar, Bars, bars_chart
from pages.charts.choosing import Choice
from pages.components.behind import Count, Shown, open_rows
from pages.components.drawing import show_chart_to_open


def bars_of(counts: Sequence[Count], *, name: str, noun: str, of: int) -> Bars:
    """The counts as a chart, each out of all there are."""
    bars = tuple(Bar(str(key), each.words, each.number, of) for key, each in enumerate(counts))
    return Bars(name, noun, bars)


def show_counts(bars: Bars, counts: Sequence[Count], shown: Shown, *, key: str) -> None:
    """The bars of these counts, in their order."""
    chosen = show_chart_to_open(bars_chart, bars, choice=Choice("bar", ("key",)), key=key)
    if "key" in chosen:
        open_rows(shown, counts[int(chosen["key"])].mark)
