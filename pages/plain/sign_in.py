"""The pages that sign people in and out, and let them change a first password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse
from starlette.routing import Route

from db.commands import sign_in
from db.queries.installation import organisation_name
from db.rules.refusals import Refusal
from db.session import reading, writing
from pages.plain.serving import (
    COOKIE,
    is_from_here,
    now,
    own_address,
    page,
    refused,
    to_sign_in,
    viewer_behind,
    with_cookie,
)

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

NEXT_WORDS = {
    True: "You will go on to your first screen.",
    False: "You will go on to the page that you opened.",
}
ELSEWHERE = "This form did not come from this site. Open the page again and repeat."


async def show(request: Request) -> Response:
    """The sign-in form."""
    return await run_in_threadpool(_form, own_address(request.query_params.get("next", "/")))


def _form(wanted: str, *, name: str = "", error: str = "", status: int = 200) -> Response:
    with reading() as session:
        organisation = organisation_name(session)
    return page(
        "sign_in.html",
        status=status,
        title="Sign in",
        action="/sign-in",
        next=wanted,
        next_words=NEXT_WORDS[wanted == "/"],
        name=name,
        error=error,
        help="Forgotten? Your administrator can give you a new password.",
        organisation=organisation,
    )


async def submit(request: Request) -> Response:
    """Check the name and password; go on to the wanted address with a session."""
    if not is_from_here(request):
        return refused(ELSEWHERE, status=403)
    form = await request.form()
    name, password = str(form.get("name", "")), str(form.get("password", ""))
    wanted = own_address(str(form.get("next", "/")))
    address = request.client.host if request.client else ""

    def attempt() -> sign_in.SignedIn:
        with writing() as session:
            return sign_in.sign_in(session, name=name, password=password, address=address, at=now())

    tried = await run_in_threadpool(attempt)
    if not tried.token:
        return await run_in_threadpool(_form, wanted, name=name, error=tried.sentence, status=403)
    target = "/password" if tried.must_change_password else wanted
    return with_cookie(RedirectResponse(target, status_code=303), tried.token)


async def leave(request: Request) -> Response:
    """End the session. A form sends it, or the menu's link from our own page."""
    if not is_from_here(request):
        return refused(ELSEWHERE, status=403)
    token = request.cookies.get(COOKIE, "")

    def end() -> None:
        with writing() as session:
            sign_in.sign_out(session, token=token, at=now())

    await run_in_threadpool(end)
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(COOKIE, path="/")
    return response


async def password(request: Request) -> Response:
    """Change one's own password; asked of everybody whose first one was given to them."""
    viewer = await run_in_threadpool(viewer_behind, request)
    if viewer is None:
        return to_sign_in(request)
    if request.method == "GET":
        return page("password.html", title="Your password", name=viewer.name)
    if not is_from_here(request):
        return refused(ELSEWHERE, status=403)
    form = await request.form()

    def change() -> str:
        with writing() as session:
            sign_in.change_own_password(
                session,
                viewer,
                old=str(form.get("old", "")),
                new=str(form.get("new", "")),
                at=now(),
            )
            return sign_in.open_session(session, person_id=viewer.person_id or 0, at=now())

    try:
        token = await run_in_threadpool(change)
    except Refusal as refusal:
        return page(
            "password.html",
            status=400,
            title="Your password",
            error=str(refusal),
            name=viewer.name,
        )
    return with_cookie(RedirectResponse("/", status_code=303), token)


ROUTES = [
    Route("/sign-in", show, methods=["GET"]),
    Route("/sign-in", submit, methods=["POST"]),
    Route("/sign-out", leave, methods=["GET", "POST"]),
    Route("/password", password, methods=["GET", "POST"]),
]
