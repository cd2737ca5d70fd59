"""The pocket card: one grade at one office on A6 or A4, whole in one file, with its way back."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from db.access import Permission, may
from db.queries import catalogue, pocket_cards
from db.rules import pocket_cards as rules
from db.rules.refusals import Refusal
from db.session import reading
from pages.brand import FOLDER as BRAND
from pages.brand import SHAPES
from pages.plain.card_question import key_of
from pages.plain.codes import code
from pages.plain.pocket_sheets import PAPERS, sheets
from pages.plain.rendering import FOLDER, PACKED
from pages.plain.serving import now, page, refused, to_sign_in, viewer_behind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from db.access import Viewer
    from db.queries.pocket_cards import ChangedLine, PocketCard

ADDRESS = "/pocket-card"
FONT = BRAND / "atkinson-hyperlegible-next-latin-wght-normal.woff2"
NO_MOMENT = "This address names no moment. Scan the code again, or open your own card."


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose card is asked for; None is one's own."""

    viewer: Viewer
    place_id: int | None
    grade_id: int | None


def _route(answer: Callable[[Request, Asked], Response]) -> Callable[[Request], Any]:
    """A page for the signed-in; a refusal is said in one sentence."""

    def gated(request: Request) -> Response:
        viewer = viewer_behind(request)
        if viewer is None:
            return to_sign_in(request)
        given = request.query_params
        try:
            return answer(
                request, Asked(viewer, key_of(given.get("place")), key_of(given.get("grade")))
            )
        except Refusal as refusal:
            return refused(str(refusal), status=404)

    async def come(request: Request) -> Response:
        return await run_in_threadpool(gated, request)

    return come


def _show(request: Request, asked: Asked) -> Response:
    """The card as it is now; everything it needs stands in it, so that a saved page is whole."""
    at = now()
    with reading() as session:
        card = pocket_cards.pocket_card(
            session, asked.viewer, place_id=asked.place_id, grade_id=asked.grade_id, now=at
        )
        grades = catalogue.grades(session)
    may_choose = may(asked.viewer, Permission.LIMITS_SEE, card.place.path)
    path = f"{ADDRESS}/check?place={card.place.id}&grade={card.grade.id}&at={int(at.timestamp())}"
    return page(
        "pocket_card.html",
        **printed(card, request.query_params.get("size", ""), at=at),
        grades=[(each.id, each.name) for each in grades] if may_choose else [],
        qr=code(request, path, title="Code that tells what changed since"),
    )


def printed(card: PocketCard, size: str, *, at: datetime) -> dict[str, Any]:
    """What the template needs for a card on paper of a size; any other name means the small one."""
    size = size if size in PAPERS else "a6"
    return _words(card, at) | {
        "title": f"Pocket card, {card.grade.name}, {card.place.name}",
        "style": _style(),
        "sheets": sheets(card, size),
        "size": size,
        "sizes": {name: paper.name for name, paper in PAPERS.items()},
    }


def _check(request: Request, asked: Asked) -> Response:
    """What an old card, scanned, has to be told: what changed since, or that it still holds."""
    given = key_of(request.query_params.get("at"), digits=11)
    if given is None:
        raise Refusal(NO_MOMENT)
    at, then = now(), datetime.fromtimestamp(given, UTC)
    with reading() as session:
        card = pocket_cards.pocket_card(
            session, asked.viewer, place_id=asked.place_id, grade_id=asked.grade_id, now=at
        )
        changed = pocket_cards.changed_since(
            session, asked.viewer, place_id=card.place.id, grade_id=card.grade.id, then=then,
            now=at,
        )  # fmt: skip
    heading = _finding(changed)
    return page(
        "pocket_card_check.html",
        title=heading,
        heading=heading,
        second=f"{card.grade.name.capitalize()}, {card.place.name}. Printed {_moment(then, card)}.",
        changed=changed,
        fresh=f"{ADDRESS}?place={card.place.id}&grade={card.grade.id}",
    )


def _finding(changed: Sequence[ChangedLine]) -> str:
    if not changed:
        return "This card still holds"
    count = len(changed)
    return f"{count} {'amount has' if count == 1 else 'amounts have'} changed: destroy this card"


def _words(card: PocketCard, at: datetime) -> dict[str, Any]:
    """The words of the card; the template's first lines say what each is."""
    higher = card.higher
    return {
        "place": card.place.name,
        "place_id": card.place.id,
        "grade": card.grade.name.capitalize(),
        "grade_id": card.grade.id,
        "higher": higher.name if higher else "",
        "desk": card.desk,
        "security": card.security,
        "first_words": rules.FIRST_WORDS,
        "safety_words": rules.SAFETY_WORDS,
        "legal": card.legal[0].threshold if card.legal else "",
        "version": card.set_number,
        "since": _moment(card.since, card) if card.since else "",
        "printed": _moment(at, card),
        "until": f"{card.until.astimezone(ZoneInfo(card.place.zone)):%-d %B %Y, %H:%M}",
        "shapes": {tone: _drawn(name) for tone, name in SHAPES.items()},
        "logo": _drawn("favicon.svg"),
    }


def _moment(moment: datetime, card: PocketCard) -> str:
    return f"{moment.astimezone(ZoneInfo(card.place.zone)):%-d %b %Y, %H:%M}"


@cache
def _drawn(name: str) -> Markup:
    """A shape of the brand to stand in the page itself."""
    text = (BRAND / name).read_text("utf-8")
    return Markup(text.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704 - our own file.


@cache
def _style() -> Markup:
    """The sheet of the card with the type in it: a saved page fetches nothing."""
    font = base64.b64encode(FONT.read_bytes()).decode()
    text = (FOLDER / "pocket_card.css").read_text("utf-8")
    return Markup(text.replace("FONT", f"data:font/woff2;base64,{font}"))  # noqa: S704 - our own file.


ROUTES = [
    Route(ADDRESS, _route(_show), middleware=PACKED),
    Route(f"{ADDRESS}/check", _route(_check)),
]
