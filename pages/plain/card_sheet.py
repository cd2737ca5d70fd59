"""The answer as the template of the card needs it: words only, nothing left to decide."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from db.queries import backlogs, escalations, exemplars, reopenings, rulings
from db.queries.hand_offs import lines_at
from db.queries.safety import open_matter
from db.queries.swap_outs import swap_outs
from db.rules import de_escalation
from db.rules.call_backs import ready_windows
from db.rules.money import PIECES
from db.rules.near_escalations import PROMISE
from db.rules.rulings import LATELY, QUESTION, SAID
from db.rules.safety import NEVER, SAY
from db.rules.words import Answer, AvailabilityState, FoundKind, LeftReason, NearReason
from pages import card_sentences
from pages.brand import SHAPES
from pages.components.asked import is_told, sentence
from pages.components.escaping import in_html

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from db.access import Viewer
    from db.queries.counter import Card
    from db.queries.deciders import MayRow
    from db.queries.escalations import EscalationRow, EventRow
    from db.queries.rulings import RulingRow
    from db.queries.swap_outs import SwapRow
    from db.session import Session
    from pages.components.escaping import Words
    from pages.plain.card_question import Asked

LEFT = [(each.value, each.label.capitalize()) for each in LeftReason]
COOL = {
    "title": de_escalation.TITLE,
    "steps": de_escalation.STEPS,
    "say": de_escalation.SAY,
    "minute": de_escalation.MINUTE,
    "minutes": de_escalation.MINUTES,
    "breathe_in": de_escalation.BREATHE_IN,
    "breathe_out": de_escalation.BREATHE_OUT,
    "otherwise": de_escalation.OTHERWISE,
}
SHOWN_EVENTS = 3
SHOWN_RULINGS = 3
# The last one is "other", which comes with words of its own.
CHOSEN = tuple(each for each in NearReason if each is not NearReason.OTHER)


def sheet(session: Session, viewer: Viewer, asked: Asked, *, now: datetime) -> dict[str, Any]:
    """All that card.html names in its first lines."""
    is_waiting = escalations.has_open_asks(session, viewer)
    own = escalations.own_open_asks(session, viewer) if is_waiting else []
    told = [escalations.events(session, viewer, escalation_id=row.id) for row in own]
    agreed = lines_at(session, {row.place_path for row in own})
    questions = rulings.own_rulings(session, viewer, since=now - LATELY)
    keys = [each.id for each in asked.found if each.kind is FoundKind.RULING][:SHOWN_RULINGS]
    known = rulings.rulings_by_key(session, viewer, keys=keys)
    return {
        "title": "Counter card",
        "place": asked.place.name,
        "asks": [
            _ask(row, events, agreed.get(row.place_path), now=now)
            | {"before": reopenings.offered_formers(session, viewer, escalation_id=row.id)}
            for row, events in zip(own, told, strict=True)
        ],
        "rulings": [_ruling(row, now=now) for row in questions],
        "known": [_ruling(row, now=now) for row in known],
        "form": _form(asked),
        "query": asked.wanted.query(),
        "submit_key": uuid.uuid4().hex,
        "answer": _answer(asked, asked.card) if asked.card else None,
        "call_backs": [
            (each.soon.value, each.words) for each in ready_windows(now, asked.place.zone)
        ],
        "depends": _depends(session, viewer, asked, now=now),
        "worked": exemplars.what_worked(
            session,
            problem_id=asked.card.problem_id if asked.card else None,
            path=asked.place.path,
        ),
        "zone": asked.place.zone,
        "near": [(each.value, each.label.capitalize()) for each in CHOSEN],
        "near_promise": PROMISE,
        "left": LEFT,
        "cool": COOL,
        "matter": _matter(session, viewer, now=now) if is_waiting else None,
        "swaps": [_swap(viewer, row, now=now) for row in swap_outs(session, viewer, now=now)],
    }


def _depends(session: Session, viewer: Viewer, asked: Asked, *, now: datetime) -> str:
    """What a call about this problem depends on; empty where it lies with no team."""
    problem_id = asked.card.problem_id if asked.card else None
    path = asked.place.path
    found = backlogs.depends_on(session, viewer, problem_id=problem_id, path=path, now=now)
    return found.sentence if found else ""


def _matter(session: Session, viewer: Viewer, *, now: datetime) -> dict[str, Any] | None:
    """The viewer's own matter of safety while its ask is open: nothing is given meanwhile."""
    matter = open_matter(session, viewer)
    if matter is None:
        return None
    number, standing = matter.security, swap_outs(session, viewer, now=now)
    return {
        "shape": SHAPES["red"],
        "wants_to_go": any(each.asker_id == viewer.person_id for each in standing),
        "record": matter.record_id,
        "place": matter.place_id,
        "security": _person(number) | {"name": number.name} if number else None,
        "say": SAY,
        "never": NEVER,
    }


def _swap(viewer: Viewer, row: SwapRow, *, now: datetime) -> dict[str, Any]:
    """A request to take over, and whether it is the viewer's own."""
    return {
        "id": row.id,
        "who": ", ".join(each for each in (row.asker, row.desk) if each),
        "minutes": int((now - row.asked_at).total_seconds() // 60),
        "is_own": row.asker_id == viewer.person_id,
        "taken_by": row.taken_by or "",
    }


def _form(asked: Asked) -> dict[str, Any]:
    """The fields of the question, with what was typed and what may be chosen."""
    wanted = asked.wanted
    problems = [(each.id, each.title) for each in asked.found if each.kind is FoundKind.PROBLEM]
    chosen = asked.card.problem_id if asked.card else None
    if asked.card and chosen and chosen not in dict(problems):
        problems.insert(0, (chosen, asked.card.title))
    if wanted.words:
        problems.append((0, "None of these"))
    in_pieces = asked.remedy is not None and asked.remedy.currency == PIECES
    return {
        "words": wanted.words,
        "problems": problems,
        "problem": chosen or 0,
        "remedies": [(each.id, each.name) for each in asked.remedies],
        "remedy": asked.remedy.id if asked.remedy else 0,
        "worth": wanted.worth,
        "worth_label": "How many" if in_pieces else f"Worth, in {asked.place.currency}",
        "worth_error": asked.worth_error,
        "places": [(each.id, each.name) for each in asked.places],
        "place": asked.place.id,
    }


def _answer(asked: Asked, card: Card) -> dict[str, Any]:
    remedy = asked.remedy
    name = remedy.name if remedy else "" if card.is_safety else "Help"
    band = card_sentences.band(card, name, asked.worth)
    ring = card_sentences.first_by_phone(card) if card.answer is Answer.RED else None
    is_green = card.answer is Answer.GREEN
    return {
        "tone": band.answer.value,
        "shape": SHAPES[band.answer.value],
        "headline": band.headline,
        "detail": _marked(band.detail),
        "line": _marked(band.line),
        "say": card_sentences.say(card, name, asked.worth),
        "is_stale": card.words is not None and card.words.is_stale,
        "stale": card_sentences.STALE,
        "legal": card.legal_sentence,
        "ended": card_sentences.ended_before(card),
        "is_safety": card.is_safety,
        "ring": _person(ring) if ring else None,
        "call": card_sentences.call_label(card),
        "may_give": is_green and asked.worth is not None,
        "needs_evidence": remedy is not None and remedy.needs_evidence,
        "who": [_closed(row, card) for row in map(_person, card_sentences.deciders(card))],
        "nobody": card_sentences.nobody(card),
        "parts": [(label, text) for _, label, text in card.words.parts] if card.words else [],
        "elsewhere": card.words.global_opening if card.words and card.words.is_variant else "",
        "received": card.remaining.received,
        "wants_reference": card.remaining.wants_reference,
        "rule": card_sentences.rule_behind(card),
        "ruling": QUESTION,
    }


def _person(row: MayRow) -> dict[str, str]:
    state = row.state.label if row.state else ""
    return {
        "name": f"{row.name}, {row.grade_name}" if row.grade_name else row.name,
        "value": row.value,
        "phone": row.phone,
        "call": dialled(row.phone),
        "state": "here now" if row.state is AvailabilityState.AVAILABLE else state,
        "is_here": "yes" if row.state is AvailabilityState.AVAILABLE else "",
    }


def _closed(row: dict[str, str], card: Card) -> dict[str, str]:
    """What people hold is not said where nothing is to be given."""
    return row if row["phone"] or not card.is_safety else row | {"value": ""}


def dialled(phone: str) -> str:
    """A number as a phone dials it."""
    return "".join(sign for sign in phone if sign.isdecimal() or sign == "+")


def _ask(
    row: EscalationRow, events: Sequence[EventRow], agreed: str | None, *, now: datetime
) -> dict[str, Any]:
    """One open ask: how long ago, where it stands, what happened last, and what happens now."""
    zone = ZoneInfo(row.zone)
    minutes = int((now - row.asked_at).total_seconds() // 60)
    told = [event for event in events if is_told(event)][-SHOWN_EVENTS:]
    return {
        "id": row.id,
        "title": row.title,
        "state": row.state.label,
        "agreed": agreed,
        "since": f"{minutes} min" if minutes else "under a minute",
        "steps": [(f"{each.at.astimezone(zone):%H:%M}", sentence(each)) for each in reversed(told)],
    }


def _ruling(row: RulingRow, *, now: datetime) -> dict[str, str]:
    """A question of liability: its answer, or how long it waits and how long it may."""
    waited = int((now - row.asked_at).total_seconds() // 60)
    may_wait = int((row.due_at - row.asked_at).total_seconds() // 60)
    late = ", past its time" if now >= row.due_at else f" of {may_wait}"
    return {
        "question": row.question,
        "verdict": SAID[row.verdict] if row.verdict else "",
        "answer": row.answer,
        "by": row.answered_by,
        "clock": "" if row.verdict else f"Waits {waited} min{late}.",
    }


def _marked(words: Sequence[Words]) -> Markup:
    return Markup(in_html(*words))  # noqa: S704 - in_html escapes every word.
