"""A chart on a screen: its rows are sent as Streamlit would send them, and packed once."""

from __future__ import annotations

import io
import json
from typing import Any

import pyarrow as pa
import pytest
from streamlit.dataframe_util import convert_anything_to_arrow_bytes
from streamlit.testing.v1 import AppTest

from pages.components import drawing

PATIENCE = 60


def chart(score: float) -> None:
    from datetime import date, timedelta

    from pages.charts.readiness import WeekScore, score_chart
    from pages.components.drawing import show_chart

    first = date(2026, 3, 2)
    weeks = tuple(WeekScore(first + timedelta(weeks=each), score) for each in range(3))
    show_chart(score_chart, "Nairobi", weeks, key="score")


def drawn(score: float) -> Any:
    """The chart as it is sent to the browser."""
    screen = AppTest.from_function(chart, kwargs={"score": score}, default_timeout=PATIENCE).run()
    assert not screen.exception
    [sent] = screen.get("vega_lite_chart")
    return sent.proto


def rows(packed: bytes) -> list[dict[str, Any]]:
    """The rows that the browser reads out of it."""
    with pa.ipc.open_stream(io.BytesIO(packed)) as stream:
        return [dict(each) for each in stream.read_all().to_pylist()]


class TestAChart:
    def test_is_sent_with_its_rows_by_name(self) -> None:
        sent = drawn(61.5)
        spec = json.loads(sent.spec)
        named = {each.name: rows(each.data.data) for each in sent.datasets}
        assert "datasets" not in spec
        assert {layer["data"]["name"] for layer in spec["layer"]} <= set(named)
        [whole] = [each for each in named.values() if len(each) == 3]
        assert [each["score"] for each in whole] == [61.5, 61.5, 61.5]

    def test_is_packed_once_for_the_same_content(self, monkeypatch: pytest.MonkeyPatch) -> None:
        packed: list[Any] = []

        def packing(rows: Any) -> bytes:
            packed.append(rows)
            return bytes(convert_anything_to_arrow_bytes(rows))

        monkeypatch.setattr(f"{drawing.__name__}.convert_anything_to_arrow_bytes", packing)
        first, again = drawn(62.25), drawn(62.25)
        assert len(packed) == len(first.datasets) > 0
        assert [each.data.data for each in first.datasets] == [
            each.data.data for each in again.datasets
        ]
        drawn(62.5)
        assert len(packed) == 2 * len(first.datasets)
