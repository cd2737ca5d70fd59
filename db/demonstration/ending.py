"""How asks for a manager end: what is granted, by whom, and what is left open."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from db.access import Viewer
from db.commands import escalations, resolutions
from db.commands.resolutions import Resolution
from db.demonstration import customers
from db.demonstration.authority import rounded
from db.demonstration.customers import Meeting
from db.demonstration.following import finish_what_is_left
from db.demonstration.founding import COUNTRY_LEADERS
from db.demonstration.stage import Case, Stage
from db.rules.authority import Limit
from db.rules.money import PIECES, Money
from db.rules.words import EscalationState, LimitKind, Outcome, PassOnReason

WHOLE, COMPLETE, SETTLED_WITH_WORDS = 0.82, 0.9, 0.78
HELD = {EscalationState.ACKNOWLEDGED, EscalationState.WITH_CUSTOMER}
NOTES = ("", "", "", "The customer thanked the desk.", "Told the team at the handover.",
         "The same happened last week.")  # fmt: skip


def resolve(stage: Stage, case: Case, at: datetime) -> None:
    """The holder ends it: with what was asked, with less, or with words and a reason."""
    holder = stage.escalation(case).holder_id
    if stage.stands(case) not in HELD or holder is None:
        return
    manager, wish = stage.viewer(holder), case.wish
    if wish.remedy is None or wish.worth is None:
        _end(stage, case, manager, _with_words(stage), at)
        return
    matter = customers.matter(stage, Meeting(case.office, manager, at), wish)
    if matter.is_covered(manager.grade_rank):
        _end(stage, case, manager, _granted(stage, case, wish.worth), at)
    elif not _is_handed_on(stage, case, manager, at):
        own = matter.held(manager.grade_rank)
        _end(stage, case, manager, _as_far_as_may_be(stage, case, own), at)


def _end(stage: Stage, case: Case, manager: Viewer, how: Resolution, at: datetime) -> None:
    resolutions.resolve(stage.session, manager, escalation_id=case.escalation_id, how=how, at=at)
    if not how.is_complete:
        finish_what_is_left(stage, case.office, manager, at)


def _with_words(stage: Stage) -> Resolution:
    """Explained and settled; or not to be settled at all."""
    settled = stage.chance.random() < SETTLED_WITH_WORDS
    outcome = stage.chance.choice((Outcome.PARTLY, Outcome.NOT_SATISFIABLE))
    return Resolution(
        Outcome.SETTLED if settled else outcome, _is_complete(stage), note=_note(stage)
    )


def _granted(stage: Stage, case: Case, worth: Money) -> Resolution:
    """All of it; or, when the customer is content with it, part of it."""
    remedy_id = stage.keys.remedies[case.wish.remedy or ""]
    if worth.currency == PIECES or stage.chance.random() < WHOLE:
        return Resolution(Outcome.SETTLED, _is_complete(stage), remedy_id, worth, _note(stage))
    part = Money(rounded(worth.amount * Decimal("0.6"), worth.currency), worth.currency)
    return Resolution(Outcome.PARTLY, _is_complete(stage), remedy_id, part, _note(stage))


def _as_far_as_may_be(stage: Stage, case: Case, own: Limit | None) -> Resolution:
    """Above what the last in line may give: up to their limit, or nothing."""
    if own is None or own.kind is not LimitKind.UP_TO or own.amount is None or not own.currency:
        return Resolution(Outcome.NOT_SATISFIABLE, _is_complete(stage), note=_note(stage))
    remedy_id = stage.keys.remedies[case.wish.remedy or ""]
    most = Money(own.amount, own.currency)
    return Resolution(Outcome.PARTLY, _is_complete(stage), remedy_id, most, _note(stage))


def _is_handed_on(stage: Stage, case: Case, manager: Viewer, at: datetime) -> bool:
    """Above what a manager of the office may give, the country decides, by telephone."""
    leader = stage.viewers[COUNTRY_LEADERS[case.office.country]]
    if manager.person_id == leader.person_id:
        return False
    escalations.pass_on(
        stage.session, manager, escalation_id=case.escalation_id,
        reason=PassOnReason.NOT_MINE_TO_DECIDE, at=at,
    )  # fmt: skip

    def answer(moment: datetime) -> None:
        if stage.stands(case) is EscalationState.WAITING:
            escalations.take(stage.session, leader, escalation_id=case.escalation_id, at=moment)

    heard = at + timedelta(seconds=stage.chance.uniform(30, 85))
    ended = heard + timedelta(minutes=stage.chance.uniform(3, 12))
    stage.timeline.plan(heard, answer)
    stage.timeline.plan(ended, lambda moment: resolve(stage, case, moment))
    return True


def _is_complete(stage: Stage) -> bool:
    return stage.chance.random() < COMPLETE


def _note(stage: Stage) -> str:
    return stage.chance.choice(NOTES)
