"""Health, for whoever watches the machine: no names, no numbers of the business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.routing import Route

from db.session import answers

if TYPE_CHECKING:
    from starlette.requests import Request


async def health(_request: Request) -> JSONResponse:
    """200 when the record can be read, 503 when not."""
    up = await run_in_threadpool(answers)
    return JSONResponse({"record": "ok" if up else "down"}, status_code=200 if up else 503)


ROUTES = [Route("/health", health)]
