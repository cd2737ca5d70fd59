"""What staff asked about liability: one answer that is kept, one question whose clock runs."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.commands import rulings
from db.demonstration.stage import Stage, in_the_morning
from db.rules.words import Verdict

OFFICE = "Singapore T2"
ASKER, SUPERIOR = "Nur Aisyah Rahim", "Helen Sim"
PROBLEM = "bag_damaged"
KEPT = "The case was cracked before check-in and the tag says so. Would paying make us liable?"
ANSWER = (
    "No. A goodwill voucher is not an admission as long as the report names the old damage. "
    "Photograph the tag, and write the report first."
)
OPEN = "The customer wants a letter that says the belt broke the wheel. May I write it?"


def plan_rulings(stage: Stage) -> None:
    """One question of last week with its answer, and one of two minutes ago without."""
    at = in_the_morning(stage.at - timedelta(days=8)) + timedelta(hours=3)
    stage.timeline.plan(at, lambda moment: _answered(stage, moment))
    stage.timeline.plan(stage.at - timedelta(minutes=2), lambda moment: _open(stage, moment))


def _open(stage: Stage, at: datetime) -> None:
    _ask(stage, OPEN, at)


def _answered(stage: Stage, at: datetime) -> None:
    ruling_id = _ask(stage, KEPT, at)

    def answer(moment: datetime) -> None:
        superior = stage.viewers[SUPERIOR]
        rulings.answer(stage.session, superior, ruling_id=ruling_id, verdict=Verdict.NOT_LIABLE,
                       words=ANSWER, at=moment)  # fmt: skip

    stage.timeline.plan(at + timedelta(minutes=6), answer)


def _ask(stage: Stage, question: str, at: datetime) -> int:
    return rulings.ask(
        stage.session, stage.viewers[ASKER], place_id=stage.places[OFFICE],
        problem_id=stage.keys.problems[PROBLEM], question=question,
        submit_key=f"demonstration ruling {at:%Y-%m-%d %H:%M:%S}", at=at,
    )  # fmt: skip
