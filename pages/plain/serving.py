"""What every plain page needs: templates, the cookie, and who is asking."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from starlette.responses import RedirectResponse

from db.queries.people import viewer_of_token
from db.session import reading
from db.settings import read_settings
from pages.plain import rendering

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, Response

    from db.access import Viewer
    from db.session import Session

COOKIE = "readyroom_session"
HEADERS = {
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def now() -> datetime:
    """This moment, aware, in UTC: the clock of the plain pages."""
    return datetime.now(UTC)


def page(template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A rendered template; never kept by a shared cache, never framed by another site."""
    response = rendering.page(template, status=status, **context)
    response.headers.update(HEADERS)
    return response


def refused(sentence: str, *, status: int, heading: str = "Not here") -> HTMLResponse:
    """The page that says in one sentence why something is not shown."""
    back = {"label": "Back to Readyroom", "address": "/"}
    return page(
        "refused.html",
        status=status,
        title=heading,
        heading=heading,
        sentence=sentence,
        action=back,
    )


def viewer_behind(request: Request) -> Viewer | None:
    """Whoever this browser's session belongs to."""
    with reading() as session:
        return viewer_in(session, request)


def viewer_in(session: Session, request: Request) -> Viewer | None:
    """The same for a page that has the record open already."""
    token = request.cookies.get(COOKIE, "")
    return viewer_of_token(session, token, now=now()) if token else None


def to_sign_in(request: Request) -> RedirectResponse:
    """To the sign-in page, with the wanted address carried along."""
    wanted = request.url.path
    if request.url.query:
        wanted = f"{wanted}?{request.url.query}"
    return RedirectResponse(f"/sign-in?next={quote(wanted, safe='')}", status_code=303)


def own_address(text: str) -> str:
    """The address to go on to, only when it lies on this site; the start page otherwise."""
    parts = urlsplit(text)
    path = parts.path if parts.path.startswith("/") else "/"
    # Browsers read both of these as another host.
    if path.startswith(("//", "/\\")):
        return "/"
    return f"{path}?{parts.query}" if parts.query else path


def is_from_here(request: Request) -> bool:
    """Whether a form was sent from our own page: the browser's Origin names this host."""
    origin = request.headers.get("origin")
    if origin is None:
        return request.headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}
    return urlsplit(origin).netloc == request.headers.get("host", "")


def with_cookie(response: Response, token: str) -> Response:
    """The response that also hands out the session's token, out of reach of any script."""
    response.set_cookie(
        COOKIE,
        token,
        httponly=True,
        samesite="lax",
        secure=read_settings().secure_cookies,
        path="/",
    )
    return response
