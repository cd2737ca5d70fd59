"""The brand: fonts, logos and the three shapes of an answer, served to every page at /brand."""

from __future__ import annotations

import os
from pathlib import Path

from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).resolve().parent
ADDRESS = "/brand"
FAVICON = FOLDER / "favicon.svg"
SHAPES = {"green": "disc-tick.svg", "amber": "triangle-bang.svg", "red": "octagon-bar.svg"}
SERVED = frozenset({".svg", ".png", ".woff2", ".txt"})


class BrandFiles(StaticFiles):
    """Files that a browser may keep for a day; the Python beside them is not served."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """The file behind an address, or nothing when it is not a file of the brand."""
        return super().lookup_path(path) if Path(path).suffix in SERVED else ("", None)

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """The file with leave to keep it for a day."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "public, max-age=86400"
        return response


def brand_mount() -> Mount:
    """The route that serves this folder at `/brand`, for `st.App(routes=...)`."""
    return Mount(ADDRESS, BrandFiles(directory=FOLDER), name="brand")


def brand_address(name: str, *, base: str = "") -> str:
    """Where a browser finds the file `name`; `base` is the base path the server runs under."""
    return f"{base.rstrip('/')}{ADDRESS}/{name}"


def logo_file(tone: str) -> Path:
    """The logo with its text outlined, for the tone `light` or `dark`."""
    return FOLDER / ("logo-dark.svg" if tone == "dark" else "logo-light.svg")
