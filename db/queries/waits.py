"""How long customers of a place wait: the one question behind screen, export and report.

A cohort is everybody who asked up to a moment, and is looked at as it stood at that moment: a
stage that came later had not come yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db import access
from db.access import Permission, Viewer
from db.queries.places import place
from db.rules.intervals import Interval
from db.rules.refusals import Refusal
from db.rules.waits import WITHIN, Ending, Wait, WaitSummary, arrays_of, summarise
from db.rules.words import EscalationState, Stage
from db.tables.escalations import Escalation
from db.tables.places import Place
from db.tables.problems import Problem

Rows: TypeAlias = Select[
    int,
    datetime,
    datetime | None,
    datetime | None,
    datetime | None,
    datetime | None,
    EscalationState,
]
REACHED_AT = {
    Stage.ACKNOWLEDGED: Escalation.acknowledged_at,
    Stage.WITH_CUSTOMER: Escalation.with_customer_at,
    Stage.RESOLVED: Escalation.resolved_at,
}
DEFINITION = (
    "Seconds on the wall clock from the ask, of everybody who asked up to as_of, as it stood at"
    " as_of. Whoever still waits counts for as long as they are known to have waited; whoever left"
    " before stays in the count and was not reached (Aalen-Johansen, which is Kaplan-Meier where"
    " nobody left). An ask that was withdrawn, or that ended without this stage, was watched up to"
    " that end and counts as open. Intervals are 95 %, from drawing whole ISO weeks of the"
    " office's calendar again; with fewer than 8 weeks there is none. null is not yet known."
)


@dataclass(frozen=True, slots=True)
class Watched:
    """One escalation as far as waits are concerned."""

    asked_at: datetime
    reached_at: datetime | None
    left_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Waits:
    """The waits of one cohort. `place` and `problem` are None for all that the viewer may see.

    `ended_without_stage` of the open ones are over, but never came to this stage;
    `without_times` more are in no figure, because nobody kept when they ended.
    """

    stage: Stage
    as_of: datetime
    place: str | None
    problem: str | None
    summary: WaitSummary
    ended_without_stage: int
    without_times: int


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
) -> Waits:
    """The waits from the ask to `stage` of all who asked up to `as_of` (and from `since` on).

    Here and below `place_id`, or everywhere that the viewer may see; `within` in seconds.

    Raises:
        Refusal: the place or problem is not there for the viewer, or `as_of` lies ahead.
    """
    if as_of > now:
        raise Refusal("The moment to look from lies in the future. Choose one that has passed.")
    question, place_name = _question(session, viewer, stage, place_id)
    question = question.where(Escalation.asked_at <= as_of)
    if since is not None:
        question = question.where(Escalation.asked_at >= since)
    if problem_id is not None:
        question = question.where(Escalation.problem_id == problem_id)
    zones = _zones(session)
    cohort, weeks, ended, without = [], [], 0, 0
    for place_key, watched, has_no_end in _watched(session, question):
        if has_no_end and watched.reached_at is None:
            without += 1
            continue
        wait, is_over = wait_of(watched, as_of)
        ended += is_over
        cohort.append(wait)
        weeks.append(_week(watched.asked_at, zones[place_key]))
    seconds, codes = arrays_of(cohort)
    return Waits(
        stage=stage,
        as_of=as_of,
        place=place_name,
        problem=_title(session, viewer, problem_id),
        summary=summarise(seconds, codes, weeks, within),
        ended_without_stage=ended,
        without_times=without,
    )


def wait_of(watched: Watched, as_of: datetime) -> tuple[Wait, bool]:
    """The wait in whole seconds as it stood at `as_of`, and whether it was over without the stage.

    A moment after `as_of` had not come; whoever left before the stage was never reached.
    """
    left = watched.left_at if watched.left_at and watched.left_at <= as_of else None
    reached = watched.reached_at if watched.reached_at and watched.reached_at <= as_of else None
    if reached and (left is None or reached <= left):
        return Wait(_seconds(watched.asked_at, reached), Ending.REACHED), False
    if left:
        return Wait(_seconds(watched.asked_at, left), Ending.LEFT), False
    is_over = watched.ended_at is not None and watched.ended_at <= as_of
    until = watched.ended_at if is_over and watched.ended_at else as_of
    return Wait(_seconds(watched.asked_at, until), Ending.OPEN), is_over


def _question(
    session: Session, viewer: Viewer, stage: Stage, place_id: int | None
) -> tuple[Rows, str | None]:
    question = access.visible_escalations(viewer).with_only_columns(
        Escalation.place_id,
        Escalation.asked_at,
        REACHED_AT[stage],
        Escalation.left_at,
        Escalation.withdrawn_at,
        Escalation.resolved_at,
        Escalation.state,
    )
    if place_id is None:
        return question, None
    here = place(session, viewer, place_id=place_id)
    access.require(viewer, Permission.MEASURES_SEE, here.path)
    return question.where(access.below(Place.path, (here.path,))), here.name


def _watched(session: Session, question: Rows) -> list[tuple[int, Watched, bool]]:
    """The place of each escalation, what is known of its times, and whether its end has none."""
    rows = session.execute(question.order_by(Escalation.asked_at, Escalation.id))
    return [
        (
            place_id,
            Watched(asked_at, reached_at, left_at, withdrawn_at or resolved_at),
            state is EscalationState.RESOLVED and resolved_at is None,
        )
        for place_id, asked_at, reached_at, left_at, withdrawn_at, resolved_at, state in rows
    ]


def _zones(session: Session) -> dict[int, ZoneInfo]:
    rows = session.execute(select(Place.id, Place.zone))
    return {place_id: ZoneInfo(zone or "UTC") for place_id, zone in rows}


def _week(moment: datetime, zone: ZoneInfo) -> int:
    """The ISO week as one number, 202614 for the 14th of 2026, on the office's calendar."""
    year, week, _ = moment.astimezone(zone).isocalendar()
    return year * 100 + week


def _seconds(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds())


def _title(session: Session, viewer: Viewer, problem_id: int | None) -> str | None:
    if problem_id is None:
        return None
    found = session.scalar(access.visible_problems(viewer).where(Problem.id == problem_id))
    if found is None:
        raise Refusal("There is no such problem for you. Choose one from the playbook.")
    return found.title


def _pair(interval: Interval | None) -> list[float | None] | None:
    return None if interval is None else [interval.lower, interval.upper]


def as_record(found: Waits) -> dict[str, object]:
    """The figures with their definition, as the report prints them; times in seconds."""
    summary = found.summary
    return {
        "report": "waits",
        "stage": found.stage.value,
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
        "definition": DEFINITION,
    }
