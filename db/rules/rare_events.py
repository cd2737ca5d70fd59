"""Control charts of what hardly ever happens: there chance alone makes a pattern of nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from db.rules.control_points import ControlChart, Reading
from db.rules.signals import Signal


def unless_too_rare(chart: ControlChart, events: Sequence[int]) -> ControlChart:
    """The same chart; without any signal where less than one event falls on a measured period."""
    measured = sum(point.value is not None for point in chart.points)
    if sum(events) >= measured:
        return chart
    calm = tuple(
        replace(point, signal=Signal.COMMON_CAUSE, reading=Reading.COMMON_CAUSE)
        for point in chart.points
    )
    return replace(chart, points=calm, variation=None, assurance=None)
