"""What a chart would draw, read back from its specification."""

from __future__ import annotations

from typing import Any

import altair as alt

from pages.charts.templates import Drawing


def specification(chart: alt.LayerChart | Drawing) -> dict[str, Any]:
    """The Vega-Lite specification, checked against its schema by Altair."""
    spec: dict[str, Any] = chart.to_dict()
    return spec


def layers(spec: dict[str, Any], mark: str) -> list[dict[str, Any]]:
    """The layers that draw one kind of mark."""
    return [layer for layer in spec["layer"] if layer["mark"]["type"] == mark]


def drawn(spec: dict[str, Any], layer: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of one layer."""
    # Altair lifts rows that all layers share to the chart itself.
    source = layer.get("data") or spec["data"]
    rows: list[dict[str, Any]] = spec["datasets"][source["name"]]
    return rows


def words(spec: dict[str, Any]) -> set[str]:
    """Every text that stands directly on the chart."""
    return {
        str(row[layer["encoding"]["text"]["field"]])
        for layer in layers(spec, "text")
        for row in drawn(spec, layer)
    }
