"""The theme that is sent with every run: the same to the byte, and worked out once."""

from __future__ import annotations

import pytest
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

from pages.brand.kept_theme import keep_theme

SECTIONS = ("theme", "theme.light", "theme.dark", "theme.sidebar", "theme.light.sidebar")


def sent() -> bytes:
    """The theme of one run, its sections within one another as Streamlit nests them."""
    whole = CustomThemeConfig()
    parts = (whole, whole.light, whole.dark, whole.sidebar, whole.light.sidebar)
    for part, section in zip(parts, SECTIONS, strict=True):
        app_session._populate_theme_msg(part, section)
    return bytes(whole.SerializeToString(deterministic=True))


class TestTheTheme:
    def test_is_the_one_that_streamlit_sends_at_every_run(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(app_session, "_populate_theme_msg", app_session._populate_theme_msg)
        without_us = sent()
        assert b"Atkinson Hyperlegible" in without_us
        keep_theme()
        assert [sent(), sent()] == [without_us, without_us]

    def test_is_worked_out_once_for_each_section(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[str] = []
        work_out = app_session._populate_theme_msg

        def noting(msg: CustomThemeConfig, section: str = "theme") -> None:
            asked.append(section)
            work_out(msg, section)

        monkeypatch.setattr(app_session, "_populate_theme_msg", noting)
        keep_theme()
        sent()
        sent()
        assert asked == list(SECTIONS)
