"""How long customers of a place wait: the one question behind screen, export and report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from db.access import Viewer
from db.queries.open_cohorts import in_opening_hours
from db.queries.wait_cohorts import Cohort, cohort
from db.rules.intervals import Interval
from db.rules.refusals import Refusal
from db.rules.waits import WITHIN, WaitSummary, summarise
from db.rules.words import Stage, WaitClock

DEFINITION = (
    "Seconds on the wall clock from the ask, of everybody who asked up to as_of, as it stood at"
    " as_of. Whoever still waits counts for as long as they are known to have waited; whoever left"
    " before stays in the count and was not reached (Aalen-Johansen, which is Kaplan-Meier where"
    " nobody left). An ask that was withdrawn, or that ended without this stage, was watched up to"
    " that end and counts as open. Intervals are 95 %, from drawing whole ISO weeks of the"
    " office's calendar again; with fewer than 8 weeks there is none. null is not yet known."
)

DEFINITIONS = {
    WaitClock.WALL: DEFINITION,
    WaitClock.OPEN: DEFINITION.replace(
        "Seconds on the wall clock",
        "Seconds in which the office was open on its own clock, days closed on purpose left out,"
        " by the hours that it had when the wait ended and, while it runs, has now; counted",
    ),
}


@dataclass(frozen=True, slots=True)
class Waits:
    """The waits of one cohort. `place` and `problem` are None for all that the viewer may see.

    `ended_without_stage` of the open ones are over, but never came to this stage;
    `without_times` more are in no figure, because nobody kept when they ended; nor are those
    `backwards`, whose end lies before the ask, and those `without_hours`, asked where no opening
    hours were known. `clock` says on which of two clocks it was measured.
    """

    stage: Stage
    as_of: datetime
    place: str | None
    problem: str | None
    summary: WaitSummary
    ended_without_stage: int
    without_times: int
    backwards: int = 0
    clock: WaitClock = WaitClock.WALL
    without_hours: int = 0


def waits(
    session: Session,
    viewer: Viewer,
    *,
    stage: Stage,
    as_of: datetime,
    now: datetime,
    place_id: int | None = None,
    problem_id: int | None = None,
    since: datetime | None = None,
    within: Sequence[int] = WITHIN,
    clock: WaitClock = WaitClock.WALL,
) -> Waits:
    """The waits from the ask to `stage` of all who asked up to `as_of` (and from `since` on), on
    one of the two clocks.

    Here and below `place_id`, or everywhere that the viewer may see; `within` in seconds.

    Raises:
        Refusal: the place or problem is not there for the viewer, or `as_of` lies ahead.
    """
    if as_of > now:
        raise Refusal("The moment to look from lies in the future. Choose one that has passed.")
    found = cohort(
        session, viewer, stage=stage, as_of=as_of, place_id=place_id, problem_id=problem_id,
        since=since,
    )  # fmt: skip
    if clock is WaitClock.OPEN:
        found = in_opening_hours(session, found)
    return summary_of(found, stage=stage, as_of=as_of, within=within, clock=clock)


def summary_of(
    found: Cohort,
    *,
    stage: Stage,
    as_of: datetime,
    within: Sequence[int] = WITHIN,
    clock: WaitClock = WaitClock.WALL,
) -> Waits:
    """The figures of a cohort that was looked at for `stage`, as it stood at `as_of`, and was
    measured on this clock.
    """
    return Waits(
        stage=stage,
        as_of=as_of,
        place=found.place,
        problem=found.problem,
        summary=summarise(found.seconds, found.codes, found.weeks, within),
        ended_without_stage=found.ended_without_stage,
        without_times=len(found.without_times),
        backwards=len(found.backwards),
        clock=clock,
        without_hours=len(found.without_hours),
    )


def _pair(interval: Interval | None) -> list[float | None] | None:
    return None if interval is None else [interval.lower, interval.upper]


def as_record(found: Waits) -> dict[str, object]:
    """The figures with their definition, as the report prints them; times in seconds."""
    summary = found.summary
    return {
        "report": "waits",
        "stage": found.stage.value,
        "clock": found.clock.value,
        "as_of": found.as_of.astimezone(UTC).isoformat(),
        "place": found.place,
        "problem": found.problem,
        "unit": "seconds",
        "n": summary.n,
        "open": summary.open,
        "left": summary.left,
        "reached": summary.reached,
        "ended_without_stage": found.ended_without_stage,
        "without_times": found.without_times,
        "backwards": found.backwards,
        "without_hours": found.without_hours,
        "weeks": summary.clusters,
        "median": summary.median,
        "median_interval": _pair(summary.median_interval),
        "p90": summary.p90,
        "p90_interval": _pair(summary.p90_interval),
        "shares": [
            {"within": each.seconds, "share": each.share, "interval": _pair(each.interval)}
            for each in summary.shares
        ],
        "finished_only_median": summary.finished_only_median,
        "definition": DEFINITIONS[found.clock],
    }
