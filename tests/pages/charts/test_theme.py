"""The look of the charts: contrast, tones, labels that do not touch."""

from __future__ import annotations

import tomllib
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.charts.theme import chart_config, palette, spread
from tests.pages.charts.colours import contrast

CONFIG = Path(__file__).parents[3] / ".streamlit" / "config.toml"
TEXT = 4.5
TONES = ("light", "dark")


def theme(tone: str) -> dict[str, Any]:
    """One tone of the configured theme."""
    values: dict[str, Any] = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"][tone]
    return values


class TestTheme:
    @pytest.mark.parametrize(("tone", "rung"), list(product(TONES, range(6))))
    def test_every_digit_of_the_ladder_can_be_read(self, tone: str, rung: int) -> None:
        colours = palette(tone)
        assert contrast(colours.rungs[rung], colours.rung_digits[rung]) >= TEXT

    @pytest.mark.parametrize("tone", TONES)
    def test_labels_on_the_page_can_be_read(self, tone: str) -> None:
        colours = palette(tone)
        for ink in (colours.label, colours.ink, colours.accent, colours.outlier):
            assert contrast(ink, colours.page) >= TEXT

    @pytest.mark.parametrize("tone", TONES)
    def test_uses_the_configured_page_and_ramp(self, tone: str) -> None:
        assert palette(tone).page == theme(tone)["backgroundColor"]
        assert list(palette(tone).ramp) == theme(tone)["chartSequentialColors"]

    @pytest.mark.parametrize("tone", TONES)
    def test_every_badge_can_be_read(self, tone: str) -> None:
        values = theme(tone)
        for colour in ("green", "orange", "red", "blue", "violet", "gray", "yellow"):
            ratio = contrast(values[f"{colour}TextColor"], values[f"{colour}BackgroundColor"])
            assert ratio >= TEXT, colour

    @pytest.mark.parametrize("tone", TONES)
    def test_buttons_links_and_text_can_be_read(self, tone: str) -> None:
        values = theme(tone)
        assert contrast("#FFFFFF", values["primaryColor"]) >= TEXT
        assert contrast(values["linkColor"], values["backgroundColor"]) >= TEXT
        assert contrast(values["textColor"], values["secondaryBackgroundColor"]) >= TEXT

    def test_draws_no_legend(self) -> None:
        assert chart_config("light")["legend"] == {"disable": True}

    def test_an_unknown_tone_is_light(self) -> None:
        assert palette("") is palette("light")


class TestSpread:
    @given(
        st.lists(st.tuples(st.floats(0, 100), st.integers(1, 2)), min_size=1, max_size=5),
        st.floats(0.1, 10),
    )
    def test_no_two_labels_touch(self, wanted: list[tuple[float, int]], line: float) -> None:
        placed = sorted(zip(spread(wanted, line), (lines for _, lines in wanted), strict=True))
        for (lower, lines), (upper, _) in pairwise(placed):
            assert upper - lower >= lines * line - 1e-6

    @given(st.lists(st.tuples(st.floats(0, 100), st.just(1)), min_size=1, max_size=5))
    def test_a_label_moves_only_upwards(self, wanted: list[tuple[float, int]]) -> None:
        for (height, _), placed in zip(wanted, spread(wanted, 3), strict=True):
            assert placed >= height

    def test_labels_far_apart_stay_where_they_are(self) -> None:
        assert spread([(10.0, 1), (2.0, 1)], 1.0) == [10.0, 2.0]
