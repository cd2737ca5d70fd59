"""The front door: every page of the application asks for a session before it is served.

Screens ask again by themselves; this door spares the signed-out the loading of an application
that would only turn them away, and keeps the address that they wanted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse

from db.queries.installation import is_set_up
from db.session import reading
from pages.plain.serving import to_sign_in, viewer_behind

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

OPEN = (
    "/sign-in",
    "/sign-out",
    "/set-up",
    "/health",
    "/brand",
    "/plain",
    "/_stcore",
    "/static",
    "/favicon",
)
# Pages that ask for a session by themselves, and whose first answer may cost no more than one look.
ASKING = frozenset(["/card", "/card/find", "/pocket-card"])


class Door:
    """Middleware that sends signed-out visitors to the sign-in page, or to the set-up."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand in front of `app`."""
        self.app = app
        self._set_up = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in, or send away."""
        if scope["type"] == "http" and self._is_page(scope) and not self._asks_itself(scope):
            request = Request(scope, receive)
            answer = await run_in_threadpool(self._turned_away, request)
            if answer is not None:
                await answer(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _asks_itself(self, scope: Scope) -> bool:
        return self._set_up and scope["path"] in ASKING

    @staticmethod
    def _is_page(scope: Scope) -> bool:
        accepted = dict(scope["headers"]).get(b"accept", b"")
        return (
            scope["method"] == "GET"
            and b"text/html" in accepted
            and not scope["path"].startswith(OPEN)
        )

    def _turned_away(self, request: Request) -> RedirectResponse | None:
        if not self._set_up:
            with reading() as session:
                self._set_up = is_set_up(session)
            if not self._set_up:
                return RedirectResponse("/set-up", status_code=303)
        return None if viewer_behind(request) else to_sign_in(request)
