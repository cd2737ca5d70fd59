"""Rulings: what may happen to a question of liability, and what its answer is in words (P65)."""

from __future__ import annotations

from datetime import timedelta

from db.rules.refusals import Refusal
from db.rules.words import RulingEventKind, RulingState, Verdict

# A customer stands at the counter while the question is open.
CLOCK = timedelta(minutes=10)
# As long as this, whoever asked has the question and its answer before their eyes.
LATELY = timedelta(hours=12)
QUESTION = "Would this make us liable?"
SAID = {
    Verdict.LIABLE: "Yes, this would make us liable",
    Verdict.NOT_LIABLE: "No, this does not make us liable",
    Verdict.GET_ADVICE: "Get legal advice first",
}
# Where the words of an answer belong in a response.
PART = {
    Verdict.LIABLE: "ours",
    Verdict.NOT_LIABLE: "not_ours",
    Verdict.GET_ADVICE: "who_else_can_help",
}
_WAITING = {
    RulingEventKind.ANSWERED: RulingState.ANSWERED,
    RulingEventKind.TAKEN_BACK: RulingState.TAKEN_BACK,
}
# An answer that is taken back opens the question again: nobody may lean on it.
_ANSWERED = {RulingEventKind.TAKEN_BACK: RulingState.WAITING}
NEXT = {RulingState.WAITING: _WAITING, RulingState.ANSWERED: _ANSWERED}


def state_after(state: RulingState, kind: RulingEventKind) -> RulingState:
    """The state after an event; a `Refusal` for what cannot happen to it any more."""
    after = NEXT.get(state, {}).get(kind)
    if after is None:
        raise Refusal(f"This question is {state.label} already. Open it to see by whom.")
    return after


def question_about(title: str, given: str) -> str:
    """The question as one tap on the card asks it, with what might be given."""
    about = f"{title}. {given.strip()}." if given.strip() else f"{title}."
    return f"{about} {QUESTION}"
