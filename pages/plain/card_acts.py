"""What the forms of the plain card do."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.commands import (
    asks,
    escalations,
    grants,
    near_escalations,
    promises,
    reopenings,
    rulings,
    walk_aways,
)
from db.commands.asks import Ask
from db.commands.grants import Given
from db.queries.card_asks import reason_for
from db.rules.call_backs import call_back_words, ready_windows
from db.rules.places import zones
from db.rules.refusals import Refusal
from db.rules.rulings import question_about
from db.rules.words import LeftReason, NearReason
from db.session import reading, writing
from pages.plain import serving
from pages.plain.card_question import answered, key_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import FormData

    from db.access import Viewer
    from pages.plain.card_question import Asked, Wanted

TYPED = ("reference", "evidence", "offered")
SAY_FIRST = "Say first what is wrong: type a few words, and press Answer."


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
                session,
                self.viewer,
                self.wanted,
                now=serving.now(),
                reference=self.text("reference"),
            )

    def submit_key(self) -> str:
        """The key that the page carried; a form without one is a submit of its own."""
        return self.text("submit_key") or uuid.uuid4().hex


def ask(act: Act) -> None:
    """Ask for a manager, with everything that the card knows filled in."""
    asked = act.asked()
    if asked is None or asked.card is None:
        raise Refusal(SAY_FIRST)
    wanted = Ask(
        problem_id=asked.card.problem_id,
        words=act.wanted.words,
        reason=reason_for(asked.card, asked.worth),
        remedy_id=asked.remedy.id if asked.remedy else None,
        worth=asked.worth,
        offered_already=act.text("offered"),
        customer_reference=act.text("reference"),
    )
    key, place_id = act.submit_key(), asked.place.id
    with writing() as session:
        asks.ask(
            session, act.viewer, place_id=place_id, asks=wanted, submit_key=key, at=serving.now()
        )


def give(act: Act) -> None:
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
        grants.record(
            session, act.viewer, place_id=place_id, given=given, submit_key=key, at=serving.now()
        )


def ask_for_a_ruling(act: Act) -> None:
    """Ask the superior whether this would make us liable; the clock begins to run."""
    asked = act.asked()
    if asked is None or asked.card is None:
        raise Refusal(SAY_FIRST)
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
            at=serving.now(),
        )


def end(act: Act) -> None:
    """The manager is no longer needed, or the customer left, and why."""
    key, reason = key_of(act.text("escalation")), act.text("left")
    if key is None or (reason and reason not in set(LeftReason)):
        raise Refusal("This ask cannot be ended so. Open the card again.")
    with writing() as session:
        if reason:
            why = LeftReason(reason)
            escalations.customer_left(
                session, act.viewer, escalation_id=key, reason=why, at=serving.now()
            )
        else:
            escalations.withdraw(session, act.viewer, escalation_id=key, at=serving.now())


def walk_away(act: Act) -> Mapping[str, str]:
    """Note that a customer left whom nobody was asked for; returns what can be taken back."""
    asked, reason = act.asked(), act.text("left")
    if asked is None or asked.card is None:
        raise Refusal(SAY_FIRST)
    if reason not in set(LeftReason):
        raise Refusal("Choose why the customer left.")
    left = walk_aways.Left(
        LeftReason(reason), asked.card.problem_id, act.wanted.words, act.text("reference")
    )
    key, place_id = act.submit_key(), asked.place.id
    with writing() as session:
        noted = walk_aways.note(
            session, act.viewer, place_id=place_id, left=left, submit_key=key, at=serving.now()
        )
    return {"left": str(noted)}


def take_back_walk_away(act: Act) -> None:
    """Take back a walk-away that was noted by a slip of the thumb."""
    noted = key_of(act.text("walk_away"))
    if noted is None:
        raise Refusal("There is nothing to take back. Open the card again.")
    with writing() as session:
        walk_aways.withdraw(session, act.viewer, walk_away_id=noted, at=serving.now())


def was_here_before(act: Act) -> None:
    """This customer was here before about the same problem: what was resolved is reopened."""
    escalation_id, former_id = key_of(act.text("escalation")), key_of(act.text("former"))
    if escalation_id is None or former_id is None:
        raise Refusal("There is no such ask here. Open the card again.")
    with writing() as session:
        reopenings.say_came_back(
            session, act.viewer, escalation_id=escalation_id, former_id=former_id, at=serving.now()
        )


def promise(act: Act) -> Mapping[str, str]:
    """Promise to call back within one of the ready windows; returns which promise it is."""
    asked, soon, at = act.asked(), act.text("soon"), serving.now()
    if asked is None or asked.card is None:
        raise Refusal(SAY_FIRST)
    zone = act.text("zone") or asked.place.zone
    if zone not in zones():
        raise Refusal(f"“{zone[:60]}” is no time zone, such as Africa/Nairobi.")
    window = next((each.window for each in ready_windows(at, zone) if each.soon == soon), None)
    if window is None:
        raise Refusal("Choose within which time you call back.")
    given = f"{asked.remedy.name} {asked.worth}" if asked.remedy and asked.worth else ""
    words = call_back_words(asked.card.title or act.wanted.words, given)
    promised = promises.CallBack(words, window, act.text("reference"), asked.card.problem_id)
    key, place_id = act.submit_key(), asked.place.id
    with writing() as session:
        made = promises.make(
            session, act.viewer, place_id=place_id, promised=promised, submit_key=key, at=at
        )
    return {"promised": str(made)}


def note(act: Act) -> Mapping[str, str]:
    """Note that somebody was wanted and not asked for; returns what can be taken back."""
    asked, reason = act.asked(), act.text("reason")
    if asked is None or asked.card is None:
        raise Refusal(SAY_FIRST)
    if reason not in set(NearReason):
        raise Refusal("Choose why you did not ask.")
    wanted = near_escalations.Wanted(
        NearReason(reason),
        asked.card.problem_id,
        act.wanted.words,
        asked.remedy.id if asked.remedy else None,
        asked.worth,
        act.text("why"),
    )
    key, place_id = act.submit_key(), asked.place.id
    with writing() as session:
        noted = near_escalations.note(
            session,
            act.viewer,
            place_id=place_id,
            wanted=wanted,
            submit_key=key,
            at=serving.now(),
        )
    return {"noted": str(noted)}


def take_back(act: Act) -> None:
    """Take back what was noted by a slip of the thumb."""
    near_id = key_of(act.text("near"))
    if near_id is None:
        raise Refusal("There is nothing to take back. Open the card again.")
    with writing() as session:
        near_escalations.withdraw(session, act.viewer, near_id=near_id, at=serving.now())
