"""Everything that fits some words: problems, remedies and rulings, as plain HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from db.access import Permission, may_somewhere
from db.queries import counter, rulings, searching
from db.queries.pocket_words import nearest_desk
from db.rules.rulings import SAID
from db.rules.words import ContactKind, FoundKind
from db.session import reading
from pages.plain.card_sheet import dialled
from pages.plain.serving import page, refused, to_sign_in, viewer_in

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from db.access import Viewer
    from db.queries.rulings import RulingRow
    from db.queries.searching import Found
    from db.session import Session


async def show(request: Request) -> Response:
    """What fits `?q=`, best first."""
    return await run_in_threadpool(_show, request)


def _show(request: Request) -> Response:
    words = request.query_params.get("q", "").strip()
    with reading() as session:
        viewer = viewer_in(session, request)
        if viewer is None:
            return to_sign_in(request)
        if not may_somewhere(viewer, Permission.COUNTER_ASK):
            return refused(f"Your roles do not let you {Permission.COUNTER_ASK.value}.", status=403)
        found = searching.find(session, viewer, words=words) if words else []
        keys = [each.id for each in found if each.kind is FoundKind.RULING]
        answers = {row.id: row for row in rulings.rulings_by_key(session, viewer, keys=keys)}
        safety = searching.safety_among(session, found)
        security = _security(session, viewer) if safety else None
    rows = [_row(each, answers.get(each.id)) for each in found]
    return page("card_find.html", title="Find", words=words, rows=rows, security=security)


def _security(session: Session, viewer: Viewer) -> dict[str, str] | None:
    """Whom to call before anything else: the number of the viewer's own office first (P75)."""
    places = counter.workplaces(session, viewer)
    desk = nearest_desk(session, places[0], ContactKind.SECURITY) if places else None
    return {"name": desk.name, "phone": desk.phone, "call": dialled(desk.phone)} if desk else None


def _row(found: Found, ruling: RulingRow | None) -> dict[str, str]:
    if found.kind is FoundKind.RULING and ruling is not None and ruling.verdict is not None:
        said = f"{SAID[ruling.verdict]}. {ruling.answer}"
        return {"title": found.title, "kind": "ruling", "words": said, "address": ""}
    if found.kind is FoundKind.REMEDY:
        address = f"/card?problem=0&remedy={found.id}"
        return {"title": found.title, "kind": "remedy", "words": "", "address": address}
    address = f"/card?problem={found.id}" if found.kind is FoundKind.PROBLEM else ""
    return {"title": found.title, "kind": found.kind.label, "words": "", "address": address}


ROUTES = [Route("/card/find", show, methods=["GET"])]
