"""Templates of the plain pages, and the style sheet that they share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse
from starlette.routing import Route

FOLDER = Path(__file__).resolve().parent
STYLE = FOLDER / "style.css"
# Phones at a counter are often on a thin line.
PACKED = [Middleware(GZipMiddleware, minimum_size=500, compresslevel=5)]

_TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


def page(template: str, *, status: int = 200, base: str = "", **context: Any) -> HTMLResponse:
    """The page that a template makes of its context; the template's first lines say what it needs.

    Every value is escaped. `base` is the base path without a slash at the end.
    """
    text = _TEMPLATES.get_template(template).render(base=base.rstrip("/"), **context)
    return HTMLResponse(text, status_code=status, headers={"Cache-Control": "no-store"})


async def style_sheet(request: Request) -> FileResponse:  # noqa: ARG001 - a route's shape.
    """The style sheet of every plain page, which a browser may keep for an hour."""
    return FileResponse(STYLE, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


def style_route() -> Route:
    """The route that serves the style sheet at `/plain/style.css`."""
    return Route("/plain/style.css", style_sheet, middleware=PACKED)
