"""What the safety line of the plain card does: call, describe, let somebody take over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.commands import asks, safety, swap_outs
from db.commands.asks import Ask
from db.rules.refusals import Refusal
from db.rules.words import EscalationReason
from db.session import reading, writing
from pages.plain import serving
from pages.plain.card_question import answered, key_of

if TYPE_CHECKING:
    from pages.plain.card_acts import Act


def call_for_safety(act: Act) -> None:
    """One tap: somebody is called at once. What was typed goes into the restricted record."""
    with reading() as session:
        asked = answered(session, act.viewer, act.wanted, now=serving.now())
    if asked is None:
        raise Refusal("You serve at no office yet. Ring Security yourself.")
    problem_id = asked.card.problem_id if asked.card else None
    wanted = Ask(problem_id, act.wanted.words, EscalationReason.SAFETY)
    with writing() as session:
        asks.ask(
            session,
            act.viewer,
            place_id=asked.place.id,
            asks=wanted,
            submit_key=act.submit_key(),
            at=serving.now(),
        )


def describe(act: Act) -> None:
    """Add what happened to the restricted record."""
    record_id = key_of(act.text("record"))
    if record_id is None:
        raise Refusal("There is no such record. Open the card again.")
    with writing() as session:
        safety.describe(
            session,
            act.viewer,
            record_id=record_id,
            words=act.text("happened"),
            submit_key=act.submit_key(),
            at=serving.now(),
        )


def swap(act: Act) -> None:
    """Ask to be taken over from, take over, or go on alone."""
    at, swap_out_id, place_id = serving.now(), key_of(act.text("swap")), key_of(act.text("place"))
    with writing() as session:
        if swap_out_id is None:
            place_id = place_id or act.viewer.office_id
            key = act.submit_key()
            swap_outs.ask(session, act.viewer, place_id=place_id, submit_key=key, at=at)
            return
        ending = swap_outs.take_over if act.text("act") == "take" else swap_outs.not_needed
        ending(session, act.viewer, swap_out_id=swap_out_id, at=at)
