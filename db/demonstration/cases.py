"""One customer at a desk from the ask to the end, where the story wants just this one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.access import Viewer
from db.commands import asks, escalations, resolutions
from db.commands.asks import Ask
from db.commands.resolutions import Resolution
from db.demonstration.cast import CREWS
from db.demonstration.stage import Stage
from db.rules.words import EscalationReason, Outcome

COMES, STANDS, ENDS = (timedelta(seconds=each) for each in (70, 130, 640))
WHOLE = Resolution(Outcome.SETTLED, True)


@dataclass(frozen=True, slots=True)
class Told:
    """A case that is over: who asked, who came, and when it ended."""

    escalation_id: int
    asker: Viewer
    manager: Viewer
    at: datetime


def plan_case(
    stage: Stage, office: str, problem_id: int, moment: datetime, *, reference: str = "",
    then: Callable[[Told], None] | None = None,
) -> None:  # fmt: skip
    """Plan the ask and its end by the same two people of the office; then what follows from it."""
    agents, _, leaders, _ = CREWS[office]
    asker, manager = stage.viewers[agents[0]], stage.viewers[leaders[0]]

    def ask(at: datetime) -> None:
        stage.asked += 1
        escalation_id = asks.ask(
            stage.session, asker, place_id=stage.places[office],
            asks=Ask(problem_id, "", EscalationReason.NEEDS_INFORMATION,
                     customer_reference=reference),
            submit_key=f"demonstration {stage.asked}", at=at,
        )  # fmt: skip
        stage.timeline.plan(at + COMES, lambda at: escalations.take(
            stage.session, manager, escalation_id=escalation_id, at=at))  # fmt: skip
        stage.timeline.plan(at + STANDS, lambda at: escalations.with_customer(
            stage.session, manager, escalation_id=escalation_id, at=at))  # fmt: skip
        stage.timeline.plan(at + ENDS, lambda at: _end(escalation_id, at))

    def _end(escalation_id: int, at: datetime) -> None:
        resolutions.resolve(stage.session, manager, escalation_id=escalation_id, how=WHOLE, at=at)
        if then is not None:
            then(Told(escalation_id, asker, manager, at))

    stage.timeline.plan(moment, ask)
