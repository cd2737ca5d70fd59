"""The set-up of an empty installation: the code, you, your organisation, a starting point."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from babel import Locale
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse
from starlette.routing import Route

from db import demo
from db.commands import installation, starting
from db.commands.installation import FirstOrganisation, FirstPerson
from db.commands.sign_in import open_session
from db.queries.installation import is_set_up
from db.queries.people import viewer_of
from db.rules.refusals import Refusal
from db.session import reading, writing
from pages.plain.serving import is_from_here, now, page, refused, with_cookie
from pages.plain.sign_in import ELSEWHERE

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

FIELDS = ("code", "name", "sign_in", "organisation", "zone", "currency", "country_code", "start")
FIRST = {"zone": "Europe/London", "currency": "GBP", "country_code": "GB", "start": "airline"}
ENGLISH = Locale("en")


async def show(_request: Request) -> Response:
    """The set-up form while nobody has set up."""
    return await run_in_threadpool(_form, FIRST, "")


def _form(typed: dict[str, str], error: str) -> Response:
    with reading() as session:
        done = is_set_up(session)
    if done:
        return RedirectResponse("/sign-in", status_code=303)
    return page(
        "set_up.html",
        status=400 if error else 200,
        error=error,
        typed={name: typed.get(name, "") for name in FIELDS},
        zones=sorted(zone for zone in available_timezones() if "/" in zone),
        currencies=sorted(ENGLISH.currencies.items()),
        countries=sorted(
            ((code, name) for code, name in ENGLISH.territories.items() if len(code) == 2),  # noqa: PLR2004 - ISO 3166 codes have two letters.
            key=lambda each: each[1],
        ),
        starts=starting.starts(),
    )


async def submit(request: Request) -> Response:
    """Create the organisation, its administrator and the chosen starting point."""
    if not is_from_here(request):
        return refused(ELSEWHERE, status=403)
    form = await request.form()
    typed = {name: str(form.get(name, "")) for name in FIELDS}
    try:
        token = await run_in_threadpool(_set_up, typed, form)
    except Refusal as refusal:
        return await run_in_threadpool(_form, typed, str(refusal))
    return with_cookie(RedirectResponse("/", status_code=303), token)


def _set_up(typed: dict[str, str], form: FormData) -> str:
    """All of it in one transaction, but for wrong codes, which are counted first."""
    with writing() as session:
        fits = installation.code_fits(session, code=typed["code"])
    if not fits:
        raise Refusal(installation.WRONG_CODE)
    first = FirstPerson(typed["name"], typed["sign_in"], str(form.get("password", "")))
    organisation = FirstOrganisation(
        typed["organisation"], typed["zone"], typed["currency"], typed["country_code"]
    )
    with writing() as session:
        at = now()
        person_id = installation.set_up(
            session, code=typed["code"], first=first, organisation=organisation, at=at
        )
        viewer = viewer_of(session, person_id)
        if viewer is not None and typed["start"] == "demo":
            demo.build(session, at=at, password=str(form.get("password", "")))
        elif viewer is not None:
            starting.fill(session, viewer, start=typed["start"], at=at)
        return open_session(session, person_id=person_id, at=at)


ROUTES = [
    Route("/set-up", show, methods=["GET"]),
    Route("/set-up", submit, methods=["POST"]),
]
