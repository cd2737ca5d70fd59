"""`python -m tests.load.blank_route PORT`: one line of HTML, what Starlette itself costs."""

from __future__ import annotations

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route


async def blank(_request: Request) -> HTMLResponse:
    """Nothing is here."""
    return HTMLResponse("<!doctype html><title>Nothing</title><p>Nothing is here.</p>")


app = Starlette(routes=[Route("/", blank)])

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
