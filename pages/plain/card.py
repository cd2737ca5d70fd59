"""The counter card for a phone: the same answer as plain HTML, in one round trip."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse
from starlette.routing import Route

from db.access import Permission, may_somewhere
from db.queries import near_escalations, walk_aways
from db.queries.promises import promise
from db.rules.refusals import Refusal
from db.session import reading
from pages.plain import card_acts, card_safety
from pages.plain.card_acts import TYPED, Act
from pages.plain.card_question import Wanted, answered, key_of, wanted_of
from pages.plain.card_sheet import sheet
from pages.plain.rendering import PACKED
from pages.plain.serving import (
    is_from_here,
    now,
    page,
    refused,
    to_sign_in,
    viewer_behind,
    viewer_in,
)
from pages.plain.sign_in import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.datastructures import FormData
    from starlette.requests import Request
    from starlette.responses import Response

    from db.access import Viewer
    from db.session import Session

# What an act did, for the address that it leads to.
Doing: TypeAlias = "Callable[[Act], Mapping[str, str] | None]"
ADDRESS = "/card"
JUST_NOW = timedelta(minutes=5)
NOTHING_TYPED = dict.fromkeys(TYPED, "")
NO_OFFICE = "You serve at no office yet. Ask your administrator to give you one."


async def show(request: Request) -> Response:
    """The card; `?q=` searches, and the best find is answered at once."""
    return await run_in_threadpool(_show, request)


def _show(request: Request) -> Response:
    with reading() as session:
        viewer = viewer_in(session, request)
        if viewer is None:
            return to_sign_in(request)
        if not may_somewhere(viewer, Permission.COUNTER_ASK):
            sentence = f"Your roles do not let you {Permission.COUNTER_ASK.value}."
            return refused(sentence, status=403)
        try:
            context = _context(session, viewer, wanted_of(request.query_params))
            done = {
                "noted": _noted(session, viewer, request),
                "promised": _promised(session, viewer, request),
                "walked_away": _walked_away(session, viewer, request),
            }
        except Refusal as refusal:
            return refused(str(refusal), status=404)
    return _drawn(context and context | done)


def _noted(session: Session, viewer: Viewer, request: Request) -> int | None:
    """What the viewer has just noted, as long as they can take it back."""
    near_id = key_of(request.query_params.get("noted"))
    if near_id is None:
        return None
    young = near_escalations.can_be_taken_back(session, viewer, near_id=near_id, now=now())
    return near_id if young else None


def _walked_away(session: Session, viewer: Viewer, request: Request) -> int | None:
    """The customer whom the viewer has just seen leave, as long as they can take it back."""
    key = key_of(request.query_params.get("left"))
    if key is None:
        return None
    young = walk_aways.can_be_taken_back(session, viewer, walk_away_id=key, now=now())
    return key if young else None


def _promised(session: Session, viewer: Viewer, request: Request) -> str:
    """What the viewer has just promised, on the office's clock."""
    promise_id = key_of(request.query_params.get("promised"))
    row = promise(session, viewer, promise_id=promise_id) if promise_id else None
    if row is None or now() - row.made_at > JUST_NOW:
        return ""
    ends = row.standing.window.ends_at.astimezone(ZoneInfo(row.standing.window.zone))
    return f"{row.words}, until {ends:%a %H:%M}."


def _context(
    session: Session, viewer: Viewer, wanted: Wanted, typed: Mapping[str, str] = NOTHING_TYPED
) -> dict[str, Any] | None:
    """What the template needs, and nothing for who serves nowhere. `typed` is what stands in the
    fields about the customer.
    """
    at = now()
    asked = answered(session, viewer, wanted, now=at, reference=typed.get("reference", ""))
    return sheet(session, viewer, asked, now=at) | {"typed": typed} if asked else None


def _drawn(context: Mapping[str, Any] | None, *, error: str = "") -> Response:
    if context is None:
        return refused(NO_OFFICE, status=404, heading="No office yet")
    return page("card.html", status=400 if error else 200, error=error, **context)


def _route(act: Doing | None) -> Callable[[Request], Any]:
    """A POST that does one act, and leads back to the same question, which then shows what it did.
    Without an act it answers for the customer whose reference was typed, which never stands in an
    address.
    """

    async def sent(request: Request) -> Response:
        if not is_from_here(request):
            return refused(ELSEWHERE, status=403)
        form = await request.form()
        return await run_in_threadpool(_done, request, form, act)

    return sent


def _done(request: Request, form: FormData, act: Doing | None) -> Response:
    viewer = viewer_behind(request)
    if viewer is None:
        return RedirectResponse(f"/sign-in?next={ADDRESS}", status_code=303)
    wanted = wanted_of(form)
    asks = Act(viewer, wanted, form)
    if act is None:
        return _again(asks)
    try:
        done = act(asks)
    except Refusal as refusal:
        return _again(asks, error=str(refusal))
    query = wanted.query() | dict(done or {})
    address = f"{ADDRESS}?{urlencode(query)}" if query else ADDRESS
    return RedirectResponse(address, status_code=303)


def _again(act: Act, *, error: str = "") -> Response:
    """The card with what was typed still in its fields."""
    with reading() as session:
        context = _context(session, act.viewer, act.wanted, act.typed())
    return _drawn(context, error=error)


ROUTES = [
    Route(ADDRESS, show, methods=["GET"], middleware=PACKED),
    Route(ADDRESS, _route(None), methods=["POST"], middleware=PACKED),
    Route(f"{ADDRESS}/ask", _route(card_acts.ask), methods=["POST"]),
    Route(f"{ADDRESS}/give", _route(card_acts.give), methods=["POST"]),
    Route(f"{ADDRESS}/ruling", _route(card_acts.ask_for_a_ruling), methods=["POST"]),
    Route(f"{ADDRESS}/promise", _route(card_acts.promise), methods=["POST"]),
    Route(f"{ADDRESS}/near", _route(card_acts.note), methods=["POST"]),
    Route(f"{ADDRESS}/near/back", _route(card_acts.take_back), methods=["POST"]),
    Route(f"{ADDRESS}/safety", _route(card_safety.call_for_safety), methods=["POST"]),
    Route(f"{ADDRESS}/safety/words", _route(card_safety.describe), methods=["POST"]),
    Route(f"{ADDRESS}/swap", _route(card_safety.swap), methods=["POST"]),
    Route(f"{ADDRESS}/before", _route(card_acts.was_here_before), methods=["POST"]),
    Route(f"{ADDRESS}/end", _route(card_acts.end), methods=["POST"]),
    Route(f"{ADDRESS}/left", _route(card_acts.walk_away), methods=["POST"]),
    Route(f"{ADDRESS}/left/back", _route(card_acts.take_back_walk_away), methods=["POST"]),
]
