"""What lets a phone keep the counter card on its home screen, and open it without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, JSONResponse
from starlette.routing import Route

from pages.plain.rendering import FOLDER
from pages.plain.serving import page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

AN_HOUR = {"Cache-Control": "max-age=3600"}
# A browser compares the worker itself at every visit; it must never get an old one.
NEVER_KEPT = {"Cache-Control": "no-cache"}
ICONS = [
    {"src": "/brand/icon-192.png", "sizes": "192x192", "type": "image/png", "purpose": "any"},
    {"src": "/brand/icon-512.png", "sizes": "512x512", "type": "image/png", "purpose": "any"},
    {"src": "/brand/icon-512.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
]
MANIFEST = {
    "name": "Readyroom counter card",
    "short_name": "Readyroom",
    "description": "What you may give, before you have to ask.",
    "id": "/card",
    "start_url": "/card",
    "scope": "/",
    "display": "standalone",
    "background_color": "#FFFFFF",
    "theme_color": "#1B4F9C",
    "icons": ICONS,
}


async def manifest(_request: Request) -> JSONResponse:
    """What the home screen shows, and where it leads."""
    return JSONResponse(MANIFEST, media_type="application/manifest+json", headers=AN_HOUR)


async def script(_request: Request) -> FileResponse:
    """Registers the worker, and looks again when something happens to an own ask."""
    return FileResponse(FOLDER / "card.js", media_type="text/javascript", headers=AN_HOUR)


async def worker(_request: Request) -> FileResponse:
    """Answers without a network: the pocket card that was kept, or a sentence."""
    headers = NEVER_KEPT | {"Service-Worker-Allowed": "/card"}
    return FileResponse(FOLDER / "worker.js", media_type="text/javascript", headers=headers)


async def without_network(_request: Request) -> Response:
    """What is shown when neither the server nor a kept card can be reached."""
    return await run_in_threadpool(
        page,
        "message.html",
        title="No network",
        heading="No network",
        sentences=["The answer cannot be fetched now. Use your pocket card, and try again soon."],
        action={"label": "Try again", "address": "/card"},
    )


ROUTES = [
    Route("/plain/card.webmanifest", manifest),
    Route("/plain/card.js", script),
    Route("/plain/worker.js", worker),
    Route("/plain/no-network", without_network),
]
