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

FIELDS = (
    "code", "name", "sign_in", "organisation", "office", "zone", "currency", "country_code",
    "opens", "closes", "way",
)  # fmt: skip
FIRST = {
    "opens": "06:00",
    "closes": "22:00",
    "zone": "Europe/London",
    "currency": "GBP",
    "country_code": "GB",
    "way": "airline",
}
ENGLISH = Locale("en")
ISO_3166 = 2


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
        title="Set up",
        action="/set-up",
        steps=[],
        heading="Set up Readyroom",
        second="The one-time code stands on the console where Readyroom was started.",
        error=error,
        fields=_fields(typed),
        ways_label="Begin with",
        ways=[
            {"value": value, "label": label, "words": said, "chosen": value == typed["way"]}
            for value, label, said in starting.starts()
        ],
        button="Set up",
    )


def _fields(typed: dict[str, str]) -> list[dict[str, object]]:
    """The fields of the form, with what was typed before; a password is never sent back."""
    countries = [each for each in ENGLISH.territories.items() if each[0].isalpha()]
    countries = sorted((each for each in countries if len(each[0]) == ISO_3166), key=lambda c: c[1])
    currencies = [(code, f"{code}, {name}") for code, name in sorted(ENGLISH.currencies.items())]
    zones = [(zone, zone) for zone in sorted(available_timezones()) if "/" in zone]
    rows: list[dict[str, object]] = [
        {"name": "code", "label": "One-time code", "autocomplete": "one-time-code", "whole": True,
         "focus": True},
        {"name": "name", "label": "Your name", "autocomplete": "name"},
        {"name": "sign_in", "label": "Your sign-in name", "autocomplete": "username"},
        {"name": "password", "label": "Your password", "type": "password",
         "autocomplete": "new-password", "help": "At least 10 characters.", "whole": True},
        {"name": "organisation", "label": "Organisation"},
        {"name": "office", "label": "First office", "optional": True,
         "help": "Not needed for the demonstration."},
        {"name": "country_code", "label": "Country", "options": countries},
        {"name": "zone", "label": "Time zone", "options": zones},
        {"name": "currency", "label": "Currency", "options": currencies},
        {"name": "opens", "label": "Opens", "type": "time"},
        {"name": "closes", "label": "Closes", "type": "time"},
    ]  # fmt: skip
    return [row | {"value": typed.get(str(row["name"]), "")} for row in rows]


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
        if viewer is not None and typed["way"] == "demo":
            demo.build(session, at=at, password=str(form.get("password", "")))
        elif viewer is not None:
            starting.first_office(
                session,
                viewer,
                name=typed["office"],
                opens=typed["opens"],
                closes=typed["closes"],
                at=at,
            )
            starting.fill(session, viewer, start=typed["way"], at=at)
        return open_session(session, person_id=person_id, at=at)


ROUTES = [
    Route("/set-up", show, methods=["GET"]),
    Route("/set-up", submit, methods=["POST"]),
]
