"""Deciding an item of a running huddle, and all that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import access
from db.access import Viewer
from db.commands import actions, responses
from db.commands.huddle_leading import check_undecided, led_item, tell
from db.rules import huddles as rules
from db.rules import writing
from db.rules.hand_offs import SOURCE_KEY, HandOff, checked
from db.rules.refusals import Refusal
from db.rules.words import ActionKind, ItemKind, ItemOutcome, ResponseState
from db.tables.hand_offs import HandOffAgreement
from db.tables.huddles import AgendaItem, Huddle
from db.tables.places import Place
from db.tables.responses import Rehearsal, Response


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about an item, as it was typed.

    `owner_id` and `due_on` come together; `action_kind` None means the usual one. A response
    agreed names its version; a drill says how many took part and gave the agreed words; who agrees
    how customers are handed over says it in its parts.
    """

    outcome: ItemOutcome
    text: str
    owner_id: int | None = None
    due_on: date | None = None
    action_kind: ActionKind | None = None
    response_id: int | None = None
    took_part: int | None = None
    gave_agreed_words: int | None = None
    hand_off: HandOff | None = None


@dataclass(frozen=True, slots=True)
class _Item:
    """An item being decided, with all that the consequences need."""

    item: AgendaItem
    huddle: Huddle
    place: Place
    decided: Decided
    at: datetime


def decide(
    session: Session,
    viewer: Viewer,
    *,
    item_id: int,
    decided: Decided,
    version: int,
    at: datetime,
) -> int | None:
    """Decide an item, which freezes it, and return the key of the action that it leaves, if any.

    The same decision by the same person again, as a double click makes it, changes nothing.
    Raises `Refusal` for what the outcome lacks and `Conflict` when somebody else was first.
    """
    item, huddle, place = led_item(session, viewer, item_id=item_id)
    if is_the_same(item, viewer, decided):
        return None
    check_undecided(session, item, version=version)
    rules.check_in_progress(huddle.state)
    rules.check_decision(
        decided.outcome,
        text=_text(decided),
        owner_id=decided.owner_id,
        due_on=decided.due_on,
        held_on=huddle.held_on,
    )
    about = _Item(item, huddle, place, decided, at)
    _rehearse(session, about)
    _agree(session, viewer, about)
    _agree_hand_off(session, viewer, about)
    _freeze(session, viewer, about)
    action_id = _leave_action(session, viewer, about)
    tell(session, viewer, "item decided", huddle, at=at, item=item.id, outcome=decided.outcome,
         text=item.outcome_text, owner=decided.owner_id, due_on=decided.due_on)  # fmt: skip
    return action_id


def is_the_same(item: AgendaItem, viewer: Viewer, decided: Decided) -> bool:
    """Whether the item was decided just so by the same person: a second click."""
    now = (item.decided_by_id, item.outcome, item.owner_id, item.due_on)
    again = (viewer.person_id, decided.outcome, decided.owner_id, decided.due_on)
    return item.decided_at is not None and now == again and item.outcome_text == _text(decided)


def _text(decided: Decided) -> str:
    """The words for the minutes; a drill's numbers stand for themselves."""
    text = writing.optional_text(decided.text, "outcome")
    if decided.hand_off is not None:
        return f"{text} {checked(decided.hand_off).line}".strip()
    if text or decided.took_part is None:
        return text
    return f"{decided.gave_agreed_words or 0} of {decided.took_part} gave the agreed words."


def _rehearse(session: Session, about: _Item) -> None:
    took_part, gave = about.decided.took_part, about.decided.gave_agreed_words or 0
    if took_part is None:
        return
    if about.item.problem_id is None or about.item.kind is not ItemKind.DRILL:
        raise Refusal("Only a drill of a problem counts who took part.")
    if not 0 <= gave <= took_part or took_part == 0:
        raise Refusal("At least one takes part, and no more give the words than take part.")
    session.add(
        Rehearsal(
            problem_id=about.item.problem_id,
            place_id=about.huddle.place_id,
            at=about.at,
            took_part=took_part,
            gave_agreed_words=gave,
            huddle_id=about.huddle.id,
        )
    )


def _agree(session: Session, viewer: Viewer, about: _Item) -> None:
    if about.decided.outcome is not ItemOutcome.RESPONSE_AGREED:
        return
    response = session.get(Response, about.decided.response_id or 0)
    if response is None or response.problem_id != about.item.problem_id:
        raise Refusal("Say which response is agreed, or write its words.")
    responses.agree(
        session, viewer, response_id=response.id, huddle_id=about.huddle.id, at=about.at
    )


def _agree_hand_off(session: Session, viewer: Viewer, about: _Item) -> None:
    """What the team agrees of handing over; those who are at the huddle take part."""
    is_asked = about.item.source_key == SOURCE_KEY
    words = about.decided.hand_off
    if is_asked and about.decided.outcome is ItemOutcome.DECISION and words is None:
        raise Refusal("Say who speaks first, what is said, and where it happens.")
    if words is None:
        return
    if not is_asked or about.decided.outcome is not ItemOutcome.DECISION:
        raise Refusal("Only a decision on how customers are handed over says who speaks first.")
    kept = checked(words)
    session.add(
        HandOffAgreement(
            place_id=about.place.id, huddle_id=about.huddle.id, item_id=about.item.id,
            speaks_first=kept.speaks_first, said=kept.said, happens_at=kept.where,
            holds_days=kept.holds_days, agreed_at=about.at, agreed_by_id=viewer.person_id,
            agreed_on=about.at.astimezone(ZoneInfo(about.place.zone)).date(),
        )
    )  # fmt: skip


def _freeze(session: Session, viewer: Viewer, about: _Item) -> None:
    item, decided = about.item, about.decided
    if item.problem_id is not None or item.origin is not None:
        has_response = _has_agreed_response(session, item.problem_id, about.place)
        item.is_answered = rules.is_answered(decided.outcome, has_agreed_response=has_response)
    item.outcome, item.outcome_text = decided.outcome, _text(decided)
    item.owner_id, item.due_on = decided.owner_id, decided.due_on
    item.decided_at, item.decided_by_id = about.at, viewer.person_id
    session.flush()


def _has_agreed_response(session: Session, problem_id: int | None, place: Place) -> bool:
    question = (
        select(Response.id)
        .join(Place, Place.id == Response.place_id)
        .where(
            Response.problem_id == problem_id,
            Response.state == ResponseState.AGREED,
            Place.path.in_(access.ancestors(place.path)),
        )
    )
    return session.scalar(question.limit(1)) is not None


def _leave_action(session: Session, viewer: Viewer, about: _Item) -> int | None:
    decided = about.decided
    kind = rules.action_kind(decided.outcome, decided.action_kind)
    if kind is None or decided.owner_id is None or decided.due_on is None:
        return None
    return actions.note(
        session,
        viewer,
        item=about.item,
        huddle=about.huddle,
        kind=kind,
        owner_id=decided.owner_id,
        due_on=decided.due_on,
        at=about.at,
    )
