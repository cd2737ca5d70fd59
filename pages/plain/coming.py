"""One tap on what a screen was told: the manager comes, before any card is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.routing import Route

from db.commands import escalations
from db.rules.escalations import COMING
from db.rules.refusals import NotPermitted, Refusal
from db.session import writing
from pages.plain import serving
from pages.plain.card_question import key_of
from pages.plain.serving import is_from_here, viewer_behind
from pages.plain.sign_in import ELSEWHERE

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

ADDRESS = "/happenings/take"
SIGNED_OUT = "You are signed out. Sign in, and take it there."
NONE_NAMED = "This is no escalation. Open Now again."


async def take(request: Request) -> Response:
    """Take the escalation that the form names; the answer is a sentence either way."""
    if not is_from_here(request):
        return _said(ELSEWHERE, status=403)
    form = await request.form()
    return await run_in_threadpool(_taken, request, form)


def _taken(request: Request, form: FormData) -> Response:
    """A second tap of the same manager changes nothing: an ask has one holder, and its own key is
    the key of the submit.
    """
    viewer = viewer_behind(request)
    if viewer is None:
        return _said(SIGNED_OUT, status=401)
    escalation_id = key_of(form.get("escalation"))
    if escalation_id is None:
        return _said(NONE_NAMED, status=400)
    try:
        with writing() as session:
            escalations.take(session, viewer, escalation_id=escalation_id, at=serving.now())
    except NotPermitted as refusal:
        return _said(str(refusal), status=403)
    except Refusal as refusal:
        return _said(str(refusal), status=409)
    return _said(COMING)


def _said(sentence: str, *, status: int = 200) -> JSONResponse:
    return JSONResponse({"said": sentence}, status, headers=serving.HEADERS)


ROUTES = [Route(ADDRESS, take, methods=["POST"])]
