"""The square code on a paper: an address that whoever scans it comes back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from markupsafe import Markup

from db.settings import read_settings

if TYPE_CHECKING:
    from starlette.requests import Request


def site(request: Request) -> str:
    """Where this site is, as a paper should name it."""
    settings = read_settings()
    return settings.base_url if settings.secure_cookies else str(request.base_url).rstrip("/")


def code(request: Request, path: str, *, title: str) -> Markup:
    """The code of an address on this site, as SVG to stand in the page itself."""
    drawn = segno.make(f"{site(request)}{path}", error="m", micro=False).svg_inline(
        border=0, dark="#0F1720", omitsize=True, title=title
    )
    return Markup(drawn)  # noqa: S704 - segno escapes what it draws, and the address is ours.
