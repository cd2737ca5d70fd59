"""The present: who waits for a manager right now, and who is on duty to come."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from db.commands import availability
from db.demonstration.customers import Meeting
from db.demonstration.desk import ask, stand_with, take
from db.demonstration.geography import BUSIEST, OFFICES
from db.demonstration.rota import call_in
from db.demonstration.stage import Stage
from db.demonstration.wishes import Wish
from db.rules.money import PIECES, Money
from db.rules.words import AvailabilityState, EscalationReason

CALLED_IN = timedelta(minutes=48)


def plan_present(stage: Stage) -> None:
    """Two customers wait in Nairobi, and a manager stands with a third."""
    at = stage.at
    stage.timeline.plan(at - CALLED_IN, lambda moment: call_in(stage, moment))
    stage.timeline.plan(at - timedelta(minutes=11), lambda moment: _with_manager(stage, moment))
    bag = ("bag_delayed_6h", "expenses", Money(Decimal(18_000), "KES"))
    seat = ("moved_to_lower_cabin", "upgrade", Money(Decimal(1), PIECES))
    stage.timeline.plan(at - timedelta(seconds=212), lambda moment: _wait(stage, bag, moment))
    stage.timeline.plan(at - timedelta(seconds=47), lambda moment: _wait(stage, seat, moment))


def _wish(stage: Stage, key: str, remedy: str, worth: Money) -> Wish:
    problem = next(each for each in stage.pack.problems if each.key == key)
    return Wish(problem, "", EscalationReason.OVER_MY_LIMIT, remedy, worth)


def _wait(stage: Stage, about: tuple[str, str, Money], at: datetime) -> None:
    office = next(each for each in OFFICES if each.name == BUSIEST)
    ask(stage, Meeting(office, stage.staff_for(office, at), at), _wish(stage, *about))


def _with_manager(stage: Stage, at: datetime) -> None:
    office = next(each for each in OFFICES if each.name == BUSIEST)
    wish = _wish(stage, "delay_overnight", "hotel", Money(Decimal(3), PIECES))
    case = ask(stage, Meeting(office, stage.staff_for(office, at), at), wish)
    stage.timeline.plan(at + timedelta(seconds=50), lambda moment: take(stage, case, moment))
    stage.timeline.plan(at + timedelta(seconds=160), lambda moment: stand_with(stage, case, moment))

    def busy(moment: datetime) -> None:
        holder = stage.escalation(case).holder_id
        if holder is not None:
            viewer = stage.viewer(holder)
            availability.set_availability(
                stage.session, viewer, state=AvailabilityState.BUSY, at=moment
            )

    stage.timeline.plan(at + timedelta(seconds=170), busy)
