"""The brand files as a browser asks for them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pages.brand import FOLDER, SHAPES, brand_address, brand_mount, logo_file
from tests.pages.asking import Answer, asked

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"


def brand(address: str) -> Answer:
    """What a browser receives from an address."""
    return asked([brand_mount()], address)


class TestBrand:
    def test_serves_every_font_the_theme_names(self) -> None:
        faces = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]["fontFaces"]
        assert len(faces) == 3
        for face in faces:
            answer = brand(face["url"])
            assert answer.status == 200
            assert answer.body[:4] == b"wOF2"

    def test_ships_the_licence_of_the_fonts(self) -> None:
        assert b"SIL OPEN FONT LICENSE" in brand("/brand/OFL.txt").body

    @pytest.mark.parametrize("name", [*SHAPES.values(), "logo-light.svg", "favicon.svg"])
    def test_serves_shapes_that_a_browser_may_keep(self, name: str) -> None:
        answer = brand(f"/brand/{name}")
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "max-age" in answer.headers["cache-control"]

    @pytest.mark.parametrize("name", ["__init__.py", "../__init__.py", "", "nothing.svg"])
    def test_serves_nothing_else(self, name: str) -> None:
        assert brand(f"/brand/{name}").status == 404

    def test_logos_hold_no_letters_that_need_a_font(self) -> None:
        for tone in ("light", "dark"):
            assert "<text" not in logo_file(tone).read_text(encoding="utf-8")

    def test_every_shape_differs(self) -> None:
        assert len({(FOLDER / name).read_bytes() for name in SHAPES.values()}) == len(SHAPES)

    def test_addresses_stand_behind_the_base_path(self) -> None:
        assert brand_address("a.svg") == "/brand/a.svg"
        assert brand_address("a.svg", base="/ready/") == "/ready/brand/a.svg"
