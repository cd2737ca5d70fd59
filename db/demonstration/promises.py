"""Calls that customers were promised: some kept, one late, one overdue, two for the next hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from db.commands import promises
from db.commands.promises import CallBack
from db.demonstration.stage import Stage, in_the_morning
from db.rules.promises import WrittenWindow

OFFICE = "Singapore T2"
OWNERS = ("Nur Aisyah Rahim", "Helen Sim")
PROBLEM = "bag_damaged"
MADE_BEFORE = timedelta(hours=3)
HOUR = timedelta(hours=1)
# Days ago, the customer's zone, what was said, and how long after the window began it was kept.
FORMER = (
    (9, "Asia/Tokyo", "We call with the price of the repair. Number in file T2-4402.", HOUR / 3),
    (7, "Asia/Singapore", "We call when the case has been found. File T2-4417.", HOUR / 2),
    (5, "Australia/Sydney", "We call about the claim for the stroller. File T2-4431.", HOUR),
    (3, "Asia/Kolkata", "We call with the courier's time. File T2-4446.", 2 * HOUR),
)
# Hours until the window begins, the customer's zone, and what was said.
STANDING = (
    (-1.5, "Asia/Tokyo", "We call once the workshop has seen the wheel. File T2-4471."),
    (1, "Europe/London", "We call with the delivery address read back. File T2-4480."),
    (3, "Asia/Singapore", "We call about the voucher for the case. File T2-4483."),
)


def plan_promises(stage: Stage) -> None:
    """Plan what was promised and, where somebody called, the call."""
    for days, zone, words, later in FORMER:
        begins = in_the_morning(stage.at - timedelta(days=days)) + 5 * HOUR
        _plan(stage, begins, zone, words, called=begins + later)
    for hours, zone, words in STANDING:
        _plan(stage, stage.at + hours * HOUR, zone, words)


def _plan(
    stage: Stage, begins: datetime, zone: str, words: str, *, called: datetime | None = None
) -> None:
    clock = begins.astimezone(ZoneInfo(zone)).replace(
        tzinfo=None, minute=0, second=0, microsecond=0
    )
    window = WrittenWindow(zone, clock, clock + HOUR)

    def promise(at: datetime) -> None:
        maker, colleague = (stage.viewers[name] for name in OWNERS)
        said = CallBack(words, window, problem_id=stage.keys.problems[PROBLEM])
        promise_id = promises.make(
            stage.session, maker, place_id=stage.places[OFFICE], promised=said,
            submit_key=f"demonstration {words}", at=at,
        )  # fmt: skip
        if called is not None:
            stage.timeline.plan(
                called,
                lambda at: promises.keep(stage.session, colleague, promise_id=promise_id, at=at),
            )

    stage.timeline.plan(begins - MADE_BEFORE, promise)
