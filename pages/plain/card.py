"""The counter card for a phone: the same answer as plain HTML, in one round trip."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse
from starlette.routing import Route

from db.access import Permission, may_somewhere
from db.commands import asks, escalations, grants, rulings
from db.commands.asks import Ask
from db.commands.grants import Given
from db.queries import counter
from db.rules.refusals import Refusal
from db.rules.rulings import question_about
from db.session import reading, writing
from pages.plain.card_question import Wanted, answered, wanted_of
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
    from pages.plain.card_question import Asked

ADDRESS = "/card"
TYPED = ("reference", "evidence", "offered")
NOTHING_TYPED = dict.fromkeys(TYPED, "")
NO_OFFICE = "You serve at no office yet. Ask your administrator to give you one."
ENDINGS = {"left": escalations.customer_left, "withdraw": escalations.withdraw}


@dataclass(frozen=True, slots=True)
class Act:
    """What a form on the card asks for."""

    viewer: Viewer
    wanted: Wanted
    form: FormData

    def text(self, name: str) -> str:
        """One field, as it was typed."""
        return str(self.form.get(name, "")).strip()

    def typed(self) -> dict[str, str]:
        """What stands in the fields about the customer."""
        return {name: self.text(name) for name in TYPED}

    def asked(self) -> Asked | None:
        """The question with its answer at this moment, for this customer."""
        with reading() as session:
            return answered(
                session, self.viewer, self.wanted, now=now(), reference=self.text("reference")
            )

    def submit_key(self) -> str:
        """The key that the page carried; a form without one is a submit of its own."""
        return self.text("submit_key") or uuid.uuid4().hex


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
        except Refusal as refusal:
            return refused(str(refusal), status=404)
    return _drawn(context)


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


def _route(act: Callable[[Act], None] | None) -> Callable[[Request], Any]:
    """A POST that does one act, and leads back to the same question. Without an act it answers
    for the customer whose reference was typed, which never stands in an address.
    """

    async def sent(request: Request) -> Response:
        if not is_from_here(request):
            return refused(ELSEWHERE, status=403)
        form = await request.form()
        return await run_in_threadpool(_done, request, form, act)

    return sent


def _done(request: Request, form: FormData, act: Callable[[Act], None] | None) -> Response:
    viewer = viewer_behind(request)
    if viewer is None:
        return RedirectResponse(f"/sign-in?next={ADDRESS}", status_code=303)
    wanted = wanted_of(form)
    asks = Act(viewer, wanted, form)
    if act is None:
        return _again(asks)
    try:
        act(asks)
    except Refusal as refusal:
        return _again(asks, error=str(refusal))
    address = f"{ADDRESS}?{urlencode(wanted.query())}" if wanted.query() else ADDRESS
    return RedirectResponse(address, status_code=303)


def _again(act: Act, *, error: str = "") -> Response:
    """The card with what was typed still in its fields."""
    with reading() as session:
        context = _context(session, act.viewer, act.wanted, act.typed())
    return _drawn(context, error=error)


def _ask(act: Act) -> None:
    """Ask for a manager, with everything that the card knows filled in."""
    asked = act.asked()
    if asked is None or asked.card is None:
        raise Refusal("Say first what is wrong: type a few words, and press Answer.")
    wanted = Ask(
        problem_id=asked.card.problem_id,
        words=act.wanted.words,
        reason=counter.reason_for(asked.card, asked.worth),
        remedy_id=asked.remedy.id if asked.remedy else None,
        worth=asked.worth,
        offered_already=act.text("offered"),
        customer_reference=act.text("reference"),
    )
    key, place_id = act.submit_key(), asked.place.id
    with writing() as session:
        asks.ask(session, act.viewer, place_id=place_id, asks=wanted, submit_key=key, at=now())


def _give(act: Act) -> None:
    """Record what was given; the command asks again whether the own limit covers it."""
    asked = act.asked()
    if asked is None or asked.remedy is None or asked.worth is None:
        raise Refusal("Choose what is given, and what it is worth.")
    given = Given(
        asked.remedy.id,
        asked.worth,
        asked.card.problem_id if asked.card else None,
        act.text("reference"),
        act.text("evidence"),
    )
    key, place_id = act.submit_key(), asked.place.id
    with writing() as session:
        grants.record(session, act.viewer, place_id=place_id, given=given, submit_key=key, at=now())


def _ask_for_a_ruling(act: Act) -> None:
    """Ask the superior whether this would make us liable; the clock begins to run."""
    asked = act.asked()
    if asked is None or asked.card is None:
        raise Refusal("Say first what is wrong: type a few words, and press Answer.")
    given = f"{asked.remedy.name} {asked.worth or ''}" if asked.remedy else ""
    question = act.text("question").strip() or question_about(
        asked.card.title or act.wanted.words, given
    )
    with writing() as session:
        rulings.ask(
            session,
            act.viewer,
            place_id=asked.place.id,
            problem_id=asked.card.problem_id,
            question=question,
            submit_key=act.submit_key(),
            at=now(),
        )


def _end(act: Act) -> None:
    """The customer left, or the manager is no longer needed."""
    ending = ENDINGS.get(act.text("act"))
    if ending is None or not act.text("escalation").isdecimal():
        raise Refusal("This ask cannot be ended so. Open the card again.")
    with writing() as session:
        ending(session, act.viewer, escalation_id=int(act.text("escalation")), at=now())


ROUTES = [
    Route(ADDRESS, show, methods=["GET"], middleware=PACKED),
    Route(ADDRESS, _route(None), methods=["POST"], middleware=PACKED),
    Route(f"{ADDRESS}/ask", _route(_ask), methods=["POST"]),
    Route(f"{ADDRESS}/give", _route(_give), methods=["POST"]),
    Route(f"{ADDRESS}/ruling", _route(_ask_for_a_ruling), methods=["POST"]),
    Route(f"{ADDRESS}/end", _route(_end), methods=["POST"]),
]
